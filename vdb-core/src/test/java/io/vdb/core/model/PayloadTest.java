package io.vdb.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {

  private static final Payload NESTED =
      Payload.parse("{\"a\":1,\"b\":{\"c\":2,\"d\":[{\"e\":3,\"f\":4},{\"e\":5}]},\"g\":null}");

  private static List<PayloadPath> paths(String... paths) {
    List<PayloadPath> parsed = new ArrayList<>();
    for (String path : paths) {
      parsed.add(PayloadPath.parse(path));
    }
    return parsed;
  }

  @Test
  void keepsTheTypesOfValues() {
    Payload payload =
        Payload.parse("{\"i\":5,\"f\":5.0,\"s\":\"5\",\"t\":true,\"n\":null,\"l\":[1,2.5]}");
    assertThat(payload.asMap())
        .containsEntry("i", 5L)
        .containsEntry("f", 5.0)
        .containsEntry("s", "5")
        .containsEntry("t", true)
        .containsEntry("n", null)
        .containsEntry("l", List.of(1L, 2.5));
    assertThat(Payload.of(payload.asMap())).isEqualTo(payload);
  }

  @Test
  void mergesTheTopLevelOnly() {
    Payload merged =
        Payload.parse("{\"a\":{\"x\":1},\"b\":2}").mergedWith(Payload.parse("{\"a\":{\"y\":3}}"));
    assertThat(merged).isEqualTo(Payload.parse("{\"a\":{\"y\":3},\"b\":2}"));
  }

  @Test
  void includesOnlyWhatThePathsLeadTo() {
    assertThat(NESTED.including(paths("b.d[].e", "g")))
        .isEqualTo(Payload.parse("{\"b\":{\"d\":[{\"e\":3},{\"e\":5}]},\"g\":null}"));
    assertThat(NESTED.including(paths("missing"))).isEqualTo(Payload.EMPTY);
  }

  @Test
  void excludesOnlyWhatThePathsLeadTo() {
    assertThat(NESTED.excluding(paths("b.c", "b.d[0].f", "a")))
        .isEqualTo(Payload.parse("{\"b\":{\"d\":[{\"e\":3},{\"e\":5}]},\"g\":null}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "1", "{", "{\"a\":}", "{} {}", "{\"a\":NaN}", "{'a':1}"})
  void refusesWhatIsNotAnObject(String text) {
    assertThatThrownBy(() -> Payload.parse(text)).isInstanceOf(VdbException.class);
  }

  @Test
  void refusesValuesThatJsonCannotExpress() {
    assertThatThrownBy(() -> Payload.of(Map.of("a", Double.NaN)))
        .isInstanceOf(VdbException.class);
    assertThatThrownBy(() -> Payload.of(Map.of("a", new Object())))
        .isInstanceOf(VdbException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a.b", "a[]", "a[0].b", "\"odd.key\".b", "a[][1]"})
  void pathsAreWrittenAsTheyAreRead(String text) {
    assertThat(PayloadPath.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a[", "a[x]", "a[-1]", "a]b", "\"open"})
  void refusesMalformedPaths(String text) {
    assertThatThrownBy(() -> PayloadPath.parse(text))
        .isInstanceOf(VdbException.class)
        .hasMessageContaining(text);
  }

  @Test
  void refusesWhatItCouldNotWriteAgain() {
    for (String text :
        List.of(
            "{\"a\":1e999}",
            "{\"a\":1" + "0".repeat(400) + "}",
            "{\"a\":\"x\\ud800\"}",
            "{\"a\":[\"\\udc00\\ud800\"]}",
            "{\"\\udc00a\":1}")) {
      assertThatThrownBy(() -> Payload.parse(text))
          .as(text)
          .isInstanceOfSatisfying(
              VdbException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }
    for (Map<String, Object> fields :
        List.<Map<String, Object>>of(
            Map.of("a", "x\ud800"), Map.of("a", List.of("\udc00")), Map.of("\ud800a", 1))) {
      assertThatThrownBy(() -> Payload.of(fields))
          .isInstanceOfSatisfying(
              VdbException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }
  }

  @Test
  void readsSurrogatePairsEscapedInNamesAndTexts() {
    String text =
        "{\"\\uD83D\\ude00\":{\"a\\ud83d\\ude01b\":\"\\ud83d\\ude00\"}}";
    assertThat(Payload.parse(text).asMap())
        .isEqualTo(Map.of("\ud83d\ude00", Map.of("a\ud83d\ude01b", "\ud83d\ude00")));
  }

  @Test
  void takesAnEscapedBackslashBeforeAnEscapeForItself() {
    assertThat(Payload.parse("{\"a\":\"\\\\ud83d\\\\ude00\\\\\\ud83d\\ude00\"}").asMap())
        .isEqualTo(Map.of("a", "\\ud83d\\ude00\\\ud83d\ude00"));
  }

  @Test
  void readsBackWholeSurrogatePairsAndNamesOfAnyLength() {
    Map<String, Object> fields = Map.of("\ud83d\ude00".repeat(30_000), "\ud83d\ude00!");
    assertThat(Payload.ofTrustedJson(Payload.of(fields).json()).asMap()).isEqualTo(fields);
  }
}
