package io.vdb.core.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.error.VdbException;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterEvaluatorTest {

  private static final PointId ID = PointId.of(7);

  private static boolean matches(Filter filter, String payload) {
    return FilterEvaluator.matches(filter, ID, Payload.parse(payload), String::isEmpty);
  }

  private static boolean holds(Condition condition, String payload) {
    return matches(Filter.must(condition), payload);
  }

  private static Condition except(String field, Object... values) {
    return new Condition.MatchExcept(PayloadPath.parse(field), Set.of(values));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5      | true",
        "5.0    | false",
        "\"5\"  | false",
        "true   | false",
        "[1,5]  | true",
        "[[5]]  | false",
        "{\"b\":5} | false",
        "null   | false",
        "[]     | false"
      })
  void anIntegerMatchesOnlyThatInteger(String value, boolean expected) {
    assertThat(holds(Condition.match("a", 5L), "{\"a\":" + value + "}")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"x\"     | false",
        "\"z\"     | true",
        "[\"x\",\"z\"] | true",
        "[\"x\",\"y\"] | false",
        "1.5       | true",
        "true      | true",
        "{}        | true",
        "null      | false",
        "[]        | false"
      })
  void exceptWantsAnyOtherValue(String value, boolean expected) {
    assertThat(holds(except("a", "x", "y"), "{\"a\":" + value + "}")).isEqualTo(expected);
  }

  @Test
  void exceptDoesNotHoldForAMissingField() {
    assertThat(holds(except("a", "x"), "{\"b\":\"z\"}")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1     | true",
        "3     | true",
        "2.5   | true",
        "0.999 | false",
        "3.001 | false",
        "\"2\" | false",
        "[0,2] | true",
        "true  | false"
      })
  void aRangeTakesNumbersOfBothKinds(String value, boolean expected) {
    assertThat(holds(Condition.between("a", 1, 3), "{\"a\":" + value + "}")).isEqualTo(expected);
  }

  @Test
  void strictBoundsLeaveOutTheirEdges() {
    Condition open = new Condition.Range(PayloadPath.parse("a"), 1d, null, 3d, null);
    assertThat(holds(open, "{\"a\":1}")).isFalse();
    assertThat(holds(open, "{\"a\":3}")).isFalse();
    assertThat(holds(open, "{\"a\":2}")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}               | true  | false",
        "{\"a\":null}     | true  | true",
        "{\"a\":[]}       | true  | false",
        "{\"a\":[null]}   | false | false",
        "{\"a\":0}        | false | false",
        "{\"a\":\"\"}     | false | false",
        "{\"a\":{}}       | false | false"
      })
  void emptyAndNullAreDifferentThings(String payload, boolean empty, boolean isNull) {
    PayloadPath a = PayloadPath.parse("a");
    assertThat(holds(new Condition.IsEmpty(a), payload)).isEqualTo(empty);
    assertThat(holds(new Condition.IsNull(a), payload)).isEqualTo(isNull);
  }

  @Test
  void pathsGoThroughObjectsAndArrays() {
    String payload =
        "{\"a\":{\"b\":1},\"c\":[{\"d\":2},{\"d\":[3,4]}],\"x.y\":5,\"e\":[6,7]}";
    assertThat(holds(Condition.match("a.b", 1L), payload)).isTrue();
    assertThat(holds(Condition.match("c[].d", 2L), payload)).isTrue();
    assertThat(holds(Condition.match("c[].d", 4L), payload)).isTrue();
    assertThat(holds(Condition.match("c[0].d", 2L), payload)).isTrue();
    assertThat(holds(Condition.match("c[1].d", 2L), payload)).isFalse();
    assertThat(holds(Condition.match("c.d", 2L), payload)).isFalse();
    assertThat(holds(Condition.match("\"x.y\"", 5L), payload)).isTrue();
    assertThat(holds(Condition.match("x.y", 5L), payload)).isFalse();
    assertThat(holds(Condition.match("e[]", 7L), payload)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TEXT     | quick fox  | \"the quick fox\"         | true",
        "TEXT     | Quick      | \"the quick fox\"         | false",
        "TEXT     | ck fo      | \"the quick fox\"         | true",
        "TEXT     | fox quick  | \"the quick fox\"         | false",
        "TEXT     | fox        | [\"a dog\",\"a fox\"]   | true",
        "TEXT     | 5          | 5                           | false",
        "TEXT     | a          | {\"a\":\"a\"}           | false",
        "TEXT     | a          | [[\"a\"]]                 | false",
        "PHRASE   | quick fox  | \"the quick fox\"         | true",
        "PHRASE   | the fox    | \"the quick fox\"         | false",
        "ANY_WORD | cat fox    | \"the quick fox\"         | true",
        "ANY_WORD | cat ox     | \"the quick fox\"         | true",
        "ANY_WORD | cat dog    | \"the quick fox\"         | false",
        "PREFIX   | the q      | \"the quick fox\"         | true",
        "PREFIX   | quick      | \"the quick fox\"         | false"
      })
  void textIsLookedForAsItIs(TextMatch how, String text, String value, boolean expected) {
    Condition condition = new Condition.MatchText(PayloadPath.parse("a"), how, text);
    assertThat(holds(condition, "{\"a\":" + value + "}")).isEqualTo(expected);
  }

  @Test
  void anEmptyTextIsInEveryTextAndHasNoWords() {
    PayloadPath a = PayloadPath.parse("a");
    String payload = "{\"a\":\"x\"}";
    assertThat(holds(new Condition.MatchText(a, TextMatch.TEXT, ""), payload)).isTrue();
    assertThat(holds(new Condition.MatchText(a, TextMatch.PREFIX, ""), payload)).isTrue();
    assertThat(holds(new Condition.MatchText(a, TextMatch.ANY_WORD, " \u2003"), payload)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"2024-01-01T00:00:00Z\"          | true",
        "\"2024-01-01T01:00:00+01:00\"     | true",
        "\"2023-12-31T23:59:59.999999Z\"   | false",
        "\"2024-01-02\"                    | false",
        "\"2024-01-01 12:00\"              | true",
        "[1,\"2024-01-01\"]                | true",
        "1704067200                        | false",
        "\"tomorrow\"                      | false"
      })
  void aRangeOfTimesTakesTexts(String value, boolean expected) {
    Condition day =
        new Condition.DateTimeRange(
            PayloadPath.parse("a"),
            null,
            DateTimeText.micros("2024-01-01").getAsLong(),
            DateTimeText.micros("2024-01-02").getAsLong(),
            null);
    assertThat(holds(day, "{\"a\":" + value + "}")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"lat\":1,\"lon\":2.0}                       | true",
        "[{\"lat\":50,\"lon\":2},{\"lat\":1,\"lon\":2}] | true",
        "{\"lat\":50,\"lon\":2}                        | false",
        "{\"lat\":1}                                   | false",
        "{\"lat\":\"1\",\"lon\":2}                     | false",
        "{\"lat\":[1],\"lon\":2}                       | false",
        "[1,2]                                         | false",
        "null                                          | false"
      })
  void aPlaceIsAnObjectWithTwoNumbers(String value, boolean expected) {
    Condition nearby =
        new Condition.Geo(
            PayloadPath.parse("a"), new GeoArea.Circle(new GeoPoint(1, 2.1), 20_000));
    assertThat(holds(nearby, "{\"a\":" + value + "}")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                     | false | false",
        "{\"a\":null}           | true  | false",
        "{\"a\":[]}             | true  | false",
        "{\"a\":[1]}            | true  | false",
        "{\"a\":[1,null]}       | false | true",
        "{\"a\":\"text\"}       | true  | false",
        "{\"a\":{\"b\":1,\"c\":2}} | true | false"
      })
  void valuesAreCounted(String payload, boolean few, boolean many) {
    PayloadPath a = PayloadPath.parse("a");
    assertThat(holds(new Condition.ValuesCount(a, null, null, 2L, null), payload)).isEqualTo(few);
    assertThat(holds(new Condition.ValuesCount(a, 1L, null, null, null), payload)).isEqualTo(many);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{\"b\":1,\"c\":2}]             | true",
        "[{\"b\":1},{\"c\":2}]           | false",
        "[{\"b\":0},{\"b\":1,\"c\":2}]   | true",
        "[{\"b\":1,\"c\":2,\"d\":3}]     | false",
        "{\"b\":1,\"c\":2}               | false",
        "[[{\"b\":1,\"c\":2}]]           | false",
        "[1,null,\"x\"]                  | false",
        "[]                              | false"
      })
  void allConditionsHoldForTheSameObjectOfAnArray(String value, boolean expected) {
    Filter inner =
        new Filter(
            List.of(Condition.match("b", 1L), Condition.match("c", 2L)),
            List.of(),
            List.of(Condition.match("d", 3L)),
            null);
    for (String path : List.of("a", "a[]")) {
      assertThat(
              holds(
                  new Condition.NestedObject(PayloadPath.parse(path), inner),
                  "{\"a\":" + value + "}"))
          .isEqualTo(expected);
    }
  }

  @Test
  void anObjectInsideAPointHasNeitherItsIdNorItsVectors() {
    PayloadPath a = PayloadPath.parse("a");
    String payload = "{\"a\":[{\"b\":1}]}";
    for (Condition ofPoint :
        List.of(new Condition.HasId(Set.of(ID)), new Condition.HasVector(""))) {
      assertThat(holds(ofPoint, payload)).isTrue();
      assertThat(holds(new Condition.NestedObject(a, Filter.must(ofPoint)), payload)).isFalse();
      assertThat(holds(new Condition.NestedObject(a, Filter.mustNot(ofPoint)), payload)).isTrue();
    }
    assertThat(holds(new Condition.HasVector("other"), payload)).isFalse();
    assertThat(holds(new Condition.NestedObject(a, Filter.ALL), payload)).isTrue();
  }

  @Test
  void anEmptyFilterMatchesEverything() {
    assertThat(matches(Filter.ALL, "{}")).isTrue();
  }

  @Test
  void everyClauseMustHold() {
    Condition a = Condition.match("a", 1L);
    Condition b = Condition.match("b", 1L);
    Condition c = Condition.match("c", 1L);
    Filter filter = new Filter(List.of(a), List.of(b), List.of(c), null);
    assertThat(matches(filter, "{\"a\":1,\"b\":1}")).isTrue();
    assertThat(matches(filter, "{\"a\":1}")).isFalse();
    assertThat(matches(filter, "{\"b\":1}")).isFalse();
    assertThat(matches(filter, "{\"a\":1,\"b\":1,\"c\":1}")).isFalse();
  }

  @Test
  void minShouldCounts() {
    Filter two =
        new Filter(
            List.of(),
            List.of(),
            List.of(),
            new Filter.MinShould(
                List.of(
                    Condition.match("a", 1L), Condition.match("b", 1L), Condition.match("c", 1L)),
                2));
    assertThat(matches(two, "{\"a\":1,\"c\":1}")).isTrue();
    assertThat(matches(two, "{\"a\":1}")).isFalse();
  }

  @Test
  void filtersNestInClauses() {
    Filter inner = Filter.should(Condition.match("a", 1L), Condition.match("a", 2L));
    Filter filter = Filter.mustNot(new Condition.Nested(inner));
    assertThat(matches(filter, "{\"a\":2}")).isFalse();
    assertThat(matches(filter, "{\"a\":3}")).isTrue();
  }

  @Test
  void hasIdLooksAtTheIdAlone() {
    assertThat(holds(new Condition.HasId(Set.of(ID)), "{}")).isTrue();
    assertThat(holds(new Condition.HasId(Set.of(PointId.of(8))), "{}")).isFalse();
  }

  @Test
  void refusesToMatchFractions() {
    assertThatThrownBy(() -> Condition.match("a", 1.5)).isInstanceOf(VdbException.class);
  }
}
