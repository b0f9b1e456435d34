package io.vdb.observability.otel;

import org.jspecify.annotations.Nullable;

/**
 * Tells of a failure by its type and its stack, without any message: a message may quote what a
 * client sent.
 */
final class StackTraces {

  private static final int MOST_CHARACTERS = 16_384;
  private static final int MOST_CAUSES = 8;

  private StackTraces() {}

  /** Makes the event that semantic conventions ask for. */
  static SpanEvent event(long epochNanos, Throwable failure) {
    SpanAttributes attributes = new SpanAttributes();
    attributes.put("exception.type", failure.getClass().getName(), 2);
    attributes.put("exception.stacktrace", text(failure), 2);
    return new SpanEvent(epochNanos, "exception", attributes);
  }

  static String text(Throwable failure) {
    StringBuilder text = new StringBuilder();
    @Nullable Throwable cause = failure;
    for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
      text.append(i == 0 ? "" : "Caused by: ").append(cause.getClass().getName()).append('\n');
      appendFrames(text, cause.getStackTrace());
      cause = cause.getCause();
    }
    if (text.length() > MOST_CHARACTERS) {
      text.setLength(MOST_CHARACTERS);
    }
    return text.toString();
  }

  private static void appendFrames(StringBuilder text, StackTraceElement[] frames) {
    for (StackTraceElement frame : frames) {
      if (text.length() > MOST_CHARACTERS) {
        return;
      }
      text.append("\tat ").append(frame).append('\n');
    }
  }
}
