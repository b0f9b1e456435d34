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
    return FilterEvaluator.matches(filter, ID, Payload.parse(payload));
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
