package io.vdb.observability.spi;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Place of a span in a trace, as it travels between processes. Exists with no tracer at all, so that
 * log lines and replies carry ids.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all 0; 32 zeros in {@link #NONE} alone
 * @param spanId 16 lower-case hexadecimal digits, not all 0; 16 zeros in {@link #NONE} alone
 * @param sampled whether whoever made the span records it
 * @param traceState what vendors pass along, as received: at most 512 printable characters, blanks
 *     and tabs; empty when there is none
 * @see <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>
 */
public record TraceContext(String traceId, String spanId, boolean sampled, String traceState) {

  /** No trace. */
  public static final TraceContext NONE =
      new TraceContext("0".repeat(32), "0".repeat(16), false, "");

  private static final int TRACE_ID_AT = 3;
  private static final int SPAN_ID_AT = 36;
  private static final int FLAGS_AT = 53;
  private static final int LENGTH = 55;
  private static final int MAX_TRACE_STATE = 512;

  /** Checks the form of all, so that what is here can be sent on as it is. */
  public TraceContext {
    if (!isHex(traceId, 32)
        || !isHex(spanId, 16)
        || isZero(traceId, 0, 32) != isZero(spanId, 0, 16)) {
      throw new IllegalArgumentException("not the ids of a span: " + traceId + ", " + spanId);
    }
    if (isZero(traceId, 0, 32) && (sampled || !traceState.isEmpty())) {
      throw new IllegalArgumentException("where there is no trace, there is nothing but zeros");
    }
    if (!isTraceState(traceState)) {
      throw new IllegalArgumentException("not a trace state");
    }
  }

  /** Returns the start of a new trace with random ids. */
  public static TraceContext random(boolean sampled) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String low = hex(nonZero(random));
    return new TraceContext(hex(random.nextLong()) + low, hex(nonZero(random)), sampled, "");
  }

  /** Returns another span of the same trace, with a random id. */
  public TraceContext next(boolean nextSampled) {
    return new TraceContext(
        traceId, hex(nonZero(ThreadLocalRandom.current())), nextSampled, traceState);
  }

  private static long nonZero(ThreadLocalRandom random) {
    long bits;
    do {
      bits = random.nextLong();
    } while (bits == 0);
    return bits;
  }

  private static String hex(long bits) {
    return HexFormat.of().toHexDigits(bits);
  }

  /**
   * Reads the headers of a request.
   *
   * @param parent value of {@code traceparent}, if there was one
   * @param state value of {@code tracestate}, if there was one; dropped when it is blank, longer
   *     than 512 characters, or has characters that do not belong into a header
   * @return {@link #NONE} when there is no {@code traceparent} or it is not well-formed
   */
  public static TraceContext parse(@Nullable String parent, @Nullable String state) {
    if (parent == null || !isWellFormed(parent)) {
      return NONE;
    }
    return new TraceContext(
        parent.substring(TRACE_ID_AT, SPAN_ID_AT - 1),
        parent.substring(SPAN_ID_AT, FLAGS_AT - 1),
        (HexFormat.fromHexDigit(parent.charAt(FLAGS_AT + 1)) & 1) == 1,
        state == null || state.isBlank() || !isTraceState(state) ? "" : state);
  }

  /** A later version may be longer; what this one knows comes first in it. */
  private static boolean isWellFormed(String text) {
    if (text.length() < LENGTH || !isHex(text, 0, 2) || text.startsWith("ff")) {
      return false;
    }
    boolean ends =
        text.length() == LENGTH || (!text.startsWith("00") && text.charAt(LENGTH) == '-');
    return ends
        && text.charAt(TRACE_ID_AT - 1) == '-'
        && text.charAt(SPAN_ID_AT - 1) == '-'
        && text.charAt(FLAGS_AT - 1) == '-'
        && isHex(text, TRACE_ID_AT, SPAN_ID_AT - 1)
        && isHex(text, SPAN_ID_AT, FLAGS_AT - 1)
        && isHex(text, FLAGS_AT, LENGTH)
        && !isZero(text, TRACE_ID_AT, SPAN_ID_AT - 1)
        && !isZero(text, SPAN_ID_AT, FLAGS_AT - 1);
  }

  private static boolean isHex(String text, int length) {
    return text.length() == length && isHex(text, 0, length);
  }

  private static boolean isHex(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isZero(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) != '0') {
        return false;
      }
    }
    return true;
  }

  private static boolean isTraceState(String text) {
    if (text.length() > MAX_TRACE_STATE) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < ' ' || c > '~') && c != '\t') {
        return false;
      }
    }
    return true;
  }

  /** Tells whether this is the place of a span; false of {@link #NONE}. */
  public boolean isValid() {
    return !traceId.equals(NONE.traceId);
  }

  /** Returns the value of the header {@code traceparent} for a call that this span makes. */
  public String traceparent() {
    return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
  }
}
