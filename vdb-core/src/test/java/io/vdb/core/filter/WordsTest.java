package io.vdb.core.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.vdb.core.error.VdbException;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What text matches mean on fields that are declared to be texts. */
class WordsTest {

  private static final PayloadPath FIELD = PayloadPath.parse("t");

  private static PayloadSchema texts(String field, String params) {
    return PayloadSchema.EMPTY.with(
        PayloadPath.parse(field), FieldIndex.of(FieldType.TEXT, Payload.parse(params)));
  }

  private static boolean holds(PayloadSchema schema, Condition condition, String payload) {
    return FilterEvaluator.matches(
        schema.resolve(Filter.must(condition)), PointId.of(1), Payload.parse(payload), name -> true);
  }

  private static boolean found(String params, TextMatch how, String sought, String text) {
    return holds(
        texts("t", params),
        new Condition.MatchText(FIELD, how, sought),
        Payload.of(Map.of("t", text)).toString());
  }

  @ParameterizedTest(name = "{0}: {1} in {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{}                            | fox quick     | The quick, brown FOX    | true",
        "{}                            | qui           | The quick, brown FOX    | false",
        "{}                            | quick cat     | The quick, brown FOX    | false",
        "{}                            | ~ .,! ~       | . , !                   | false",
        "{}                            | e-mail        | mail the letter e       | true",
        "{}                            | h2o           | H2O                     | true",
        "{\"lowercase\":false}         | fox           | The FOX                 | false",
        "{\"lowercase\":false}         | FOX           | The FOX                 | true",
        "{\"tokenizer\":\"whitespace\"}| quick         | The quick, fox          | false",
        "{\"tokenizer\":\"whitespace\"}| quick,        | The quick, fox          | true",
        "{\"tokenizer\":\"prefix\"}    | qui fo        | The quick, fox          | true",
        "{\"tokenizer\":\"prefix\"}    | uick          | The quick, fox          | false",
        "{\"tokenizer\":\"prefix\",\"min_token_len\":3} | qu    | quick           | false",
        "{\"tokenizer\":\"prefix\",\"min_token_len\":3} | qu    | qu              | true",
        "{\"tokenizer\":\"prefix\",\"max_token_len\":3} | quiet | quick           | true",
        "{\"tokenizer\":\"multilingual\"} | ~\u6771\u4eac~    | ~\u6771\u306e\u4eac~ | true",
        "{\"tokenizer\":\"word\"}         | ~\u6771\u4eac~    | ~\u6771\u306e\u4eac~ | false",
        "{\"ascii_folding\":true}      | ~Crème BRULEE Straße~  | ~creme brûlée, strasse~ | true",
        "{\"ascii_folding\":false}     | ~creme~        | ~crème~                | false",
        "{\"min_token_len\":3}         | a the         | the fox                 | true",
        "{\"min_token_len\":3}         | a             | a fox                   | false",
        "{\"max_token_len\":3}         | quick fox     | fox                     | true",
        "{\"stopwords\":{\"custom\":[\"The\"]}} | the fox | a fox                | true",
        "{\"stopwords\":{\"custom\":[\"The\"]}} | the     | the fox              | false"
      })
  void allWordsAreFoundInAnyOrder(String params, String sought, String text, boolean expected) {
    assertThat(found(params, TextMatch.TEXT, sought, text)).isEqualTo(expected);
  }

  @Test
  void oneOfTheWordsIsEnoughForAny() {
    assertThat(found("{}", TextMatch.ANY_WORD, "cat FOX", "the fox")).isTrue();
    assertThat(found("{}", TextMatch.ANY_WORD, "cat he", "the fox")).isFalse();
    assertThat(found("{}", TextMatch.ANY_WORD, "", "the fox")).isFalse();
  }

  @Test
  void thePhraseIsFoundAsItStandsWherePhrasesCanBeLookedFor() {
    String phrases = "{\"phrase_matching\":true}";
    assertThat(found(phrases, TextMatch.PHRASE, "Quick Brown", "the quick, brown fox")).isTrue();
    assertThat(found(phrases, TextMatch.PHRASE, "brown quick", "the quick brown fox")).isFalse();
    assertThat(found(phrases, TextMatch.PHRASE, "the fox", "the quick fox")).isFalse();
    assertThat(found(phrases, TextMatch.PHRASE, "", "the fox")).isFalse();
    assertThat(found("{}", TextMatch.PHRASE, "the fox", "the fox")).isFalse();
  }

  @Test
  void theLastWordOfAPhraseMayBeABeginningWherePrefixesAreWords() {
    String phrases = "{\"phrase_matching\":true,\"tokenizer\":\"prefix\"}";
    assertThat(found(phrases, TextMatch.PHRASE, "quick bro", "the quick brown fox")).isTrue();
    assertThat(found(phrases, TextMatch.PHRASE, "qui brown", "the quick brown fox")).isFalse();
  }

  @Test
  void prefixMatchesAndOtherFieldsStayAsTheyAre() {
    assertThat(found("{}", TextMatch.PREFIX, "the q", "the quick")).isTrue();
    assertThat(
            holds(
                texts("other", "{}"),
                new Condition.MatchText(FIELD, TextMatch.TEXT, "he qu"),
                "{\"t\":\"the quick\"}"))
        .isTrue();
    assertThat(
            holds(
                PayloadSchema.EMPTY.with(FIELD, FieldIndex.of(FieldType.KEYWORD)),
                new Condition.MatchText(FIELD, TextMatch.TEXT, "he qu"),
                "{\"t\":\"the quick\"}"))
        .isTrue();
  }

  @Test
  void wordsOfNestedObjectsAreComparedByTheWholePath() {
    Condition nested =
        new Condition.NestedObject(
            PayloadPath.parse("rows"),
            Filter.must(new Condition.MatchText(FIELD, TextMatch.TEXT, "FOX the")));
    String payload = "{\"rows\":[{\"t\":\"a cat\"},{\"t\":\"the fox\"}]}";
    assertThat(holds(texts("rows[].t", "{}"), nested, payload)).isTrue();
    assertThat(holds(texts("rows.t", "{}"), nested, payload)).isFalse();
    assertThat(holds(texts("t", "{}"), nested, payload)).isFalse();
  }

  @Test
  void wordsAreFoundInAnElementOfAnArrayAndWithinOtherClauses() {
    Condition match = new Condition.MatchText(FIELD, TextMatch.TEXT, "FOX");
    Filter filter =
        new Filter(
            List.of(),
            List.of(new Condition.Nested(Filter.must(match))),
            List.of(),
            new Filter.MinShould(List.of(match), 1));
    Filter resolved = texts("t", "{}").resolve(filter);
    Payload there = Payload.parse("{\"t\":[1,\"cat\",\"a fox\"]}");
    Payload notThere = Payload.parse("{\"t\":[1,\"cat\",[\"a fox\"]]}");
    assertThat(FilterEvaluator.matches(resolved, PointId.of(1), there, name -> true)).isTrue();
    assertThat(FilterEvaluator.matches(resolved, PointId.of(1), notThere, name -> true)).isFalse();
  }

  @Test
  void refusesParametersThatCannotBe() {
    for (String params :
        List.of(
            "{\"tokenizer\":\"magic\"}",
            "{\"tokenizer\":7}",
            "{\"lowercase\":\"yes\"}",
            "{\"min_token_len\":-1}",
            "{\"max_token_len\":0}",
            "{\"min_token_len\":5,\"max_token_len\":4}",
            "{\"stopwords\":\"english\"}",
            "{\"stopwords\":{\"custom\":[1]}}")) {
      assertThatThrownBy(() -> FieldIndex.of(FieldType.TEXT, Payload.parse(params)))
          .as(params)
          .isInstanceOf(VdbException.class);
    }
  }

  @Test
  void longWordsTakeNoMoreThanTheirLength() {
    String word = "x".repeat(1 << 20);
    assertTimeout(
        Duration.ofSeconds(20),
        () ->
            assertThat(
                    found("{\"tokenizer\":\"prefix\"}", TextMatch.TEXT, word, word + " " + word))
                .isTrue());
  }

  @Test
  void tellsWhichDeclaredTypesAFilterIsAbout() {
    PayloadSchema schema =
        PayloadSchema.EMPTY
            .with(PayloadPath.parse("k"), FieldIndex.of(FieldType.KEYWORD))
            .with(PayloadPath.parse("rows[].n"), FieldIndex.of(FieldType.INTEGER));
    Filter filter =
        Filter.mustNot(
            new Condition.IsEmpty(PayloadPath.parse("k")),
            new Condition.NestedObject(
                PayloadPath.parse("rows"), Filter.must(Condition.match("n", 1L))));
    assertThat(schema.touchedBy(filter)).containsExactly(FieldType.KEYWORD, FieldType.INTEGER);
    assertThat(schema.touchedBy(Filter.must(Condition.match("n", 1L)))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"x\"                                      | KEYWORD TEXT",
        "[1,\"x\"]                                  | KEYWORD TEXT INTEGER FLOAT",
        "1.5                                        | FLOAT",
        "false                                      | BOOL",
        "\"2024-02-29\"                             | KEYWORD TEXT DATETIME",
        "\"550e8400e29b41d4a716446655440000\"       | KEYWORD TEXT UUID",
        "{\"lat\":1,\"lon\":2.5}                    | GEO",
        "{\"lat\":91,\"lon\":2}                     | ~~",
        "null                                       | ~~",
        "[[1]]                                      | ~~"
      })
  void aValueIsOfItsTypes(String value, String types) {
    List<String> expected = types.isEmpty() ? List.of() : List.of(types.split(" "));
    for (FieldType type : FieldType.values()) {
      Filter having = Filter.must(new Condition.HasType(PayloadPath.parse("v"), type));
      assertThat(
              FilterEvaluator.matches(
                  having, PointId.of(1), Payload.parse("{\"v\":" + value + "}"), name -> true))
          .as("%s", type)
          .isEqualTo(expected.contains(type.name()));
    }
  }
}
