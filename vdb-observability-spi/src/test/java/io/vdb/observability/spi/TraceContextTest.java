package io.vdb.observability.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";
  private static final String PARENT = "00-" + TRACE + "-" + SPAN + "-01";
  private static final String NO_TRACE = "0".repeat(32);
  private static final String NO_SPAN = "0".repeat(16);

  @Test
  void readsTheHeadersOfACaller() {
    assertThat(TraceContext.parse(PARENT, "vendor=1"))
        .isEqualTo(new TraceContext(TRACE, SPAN, true, "vendor=1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"01", "03", "09", "ff"})
  void takesTheLastBitOfTheFlagsAlone(String flags) {
    assertThat(TraceContext.parse(PARENT.substring(0, 53) + flags, null).sampled()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "02", "08", "fe"})
  void isNotSampledWithoutTheLastBit(String flags) {
    assertThat(TraceContext.parse(PARENT.substring(0, 53) + flags, null))
        .isEqualTo(new TraceContext(TRACE, SPAN, false, ""));
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        " ",
        "-",
        "00",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-001",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c0-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b71692033310-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-B7AD6B7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0A",
        "0A-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333g-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g",
        "0g-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331_01",
        " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 ",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01,00-0af7651916cd43dd8448eb211c80319",
        "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.what",
        "\u0660\u0660-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
      })
  void takesWhatIsNotWellFormedForNoTrace(String parent) {
    assertThat(TraceContext.parse(parent, "vendor=1")).isSameAs(TraceContext.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "-more", "-01-what-comes-later"})
  void readsWhatItKnowsOfALaterVersion(String rest) {
    assertThat(TraceContext.parse("cc" + PARENT.substring(2) + rest, null))
        .isEqualTo(new TraceContext(TRACE, SPAN, true, ""));
  }

  @Test
  void passesOnTheVersionThatItKnows() {
    assertThat(TraceContext.parse("cc" + PARENT.substring(2) + "-more", null).traceparent())
        .isEqualTo(PARENT);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readsWhatItWrote(boolean sampled) {
    for (int i = 0; i < 1_000; i++) {
      TraceContext context = TraceContext.random(sampled);
      assertThat(context.isValid()).isTrue();
      assertThat(TraceContext.parse(context.traceparent(), null)).isEqualTo(context);
    }
  }

  @Test
  void keepsTraceStateOfUpToTheBound() {
    String longest = "a=" + "x".repeat(510);

    assertThat(TraceContext.parse(PARENT, longest).traceState()).isEqualTo(longest);
    assertThat(TraceContext.parse(PARENT, longest + "x").traceState()).isEmpty();
    assertThat(TraceContext.parse(PARENT, longest + "x").isValid()).isTrue();
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {"  ", "\t", "a=1\r\nSet-Cookie: x=1", "a=\u0000", "a=\u00fc", "a=\u007f"})
  void dropsTraceStateThatDoesNotBelongIntoAHeader(String state) {
    assertThat(TraceContext.parse(PARENT, state)).isEqualTo(TraceContext.parse(PARENT, null));
  }

  @Test
  void keepsTraceStateAsReceived() {
    String state = "congo=t61rcWkgMzE,\trojo=00f067aa0ba902b7 , a@b=~!";

    assertThat(TraceContext.parse(PARENT, state).traceState()).isEqualTo(state);
  }

  @Test
  void stepsStayInTheTrace() {
    TraceContext parent = TraceContext.parse(PARENT, "vendor=1");

    TraceContext step = parent.next(false);

    assertThat(step.traceId()).isEqualTo(TRACE);
    assertThat(step.spanId()).isNotEqualTo(SPAN).matches("[0-9a-f]{16}");
    assertThat(step.sampled()).isFalse();
    assertThat(step.traceState()).isEqualTo("vendor=1");
  }

  @Test
  void hasNoTraceWhereThereIsNone() {
    assertThat(TraceContext.NONE.isValid()).isFalse();
    assertThat(TraceContext.NONE).isEqualTo(new TraceContext(NO_TRACE, NO_SPAN, false, ""));
  }

  @Test
  void rejectsIdsOfAnotherForm() {
    assertRejected(TRACE.toUpperCase(Locale.ROOT), SPAN, false, "");
    assertRejected(TRACE, SPAN.substring(1), false, "");
    assertRejected(TRACE + "0", SPAN, false, "");
    assertRejected(NO_TRACE, SPAN, false, "");
    assertRejected(TRACE, NO_SPAN, false, "");
    assertRejected(NO_TRACE, NO_SPAN, true, "");
    assertRejected(NO_TRACE, NO_SPAN, false, "vendor=1");
    assertRejected(TRACE, SPAN, false, "a=1\r\nb: 2");
    assertRejected(TRACE, SPAN, false, "x".repeat(513));
  }

  private static void assertRejected(
      String traceId, String spanId, boolean sampled, String traceState) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TraceContext(traceId, spanId, sampled, traceState));
  }
}
