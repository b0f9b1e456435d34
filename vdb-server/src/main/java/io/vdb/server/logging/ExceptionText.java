package io.vdb.server.logging;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import io.vdb.server.request.QuotedData;

/**
 * Exceptions as they may be logged. The messages of some quote the text that they could not read,
 * which may be a client's data, so those messages are left out.
 */
final class ExceptionText {

  private static final String LEFT_OUT = "(message left out: it may quote data)";

  private static final int MAX_MESSAGE = 1_024;
  private static final int MAX_FRAMES = 64;
  private static final int MAX_DEPTH = 8;

  private ExceptionText() {}

  /** Returns the message of one exception without those of its causes; empty when it has none. */
  static String message(IThrowableProxy exception) {
    String message = exception.getMessage();
    if (message == null) {
      return "";
    }
    if (quotes(exception) || repeatsQuote(exception, message)) {
      return LEFT_OUT;
    }
    return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "...";
  }

  private static boolean quotes(IThrowableProxy exception) {
    return QuotedData.mayBeIn(exception.getClassName());
  }

  /** An exception that only wraps another repeats its message. */
  private static boolean repeatsQuote(IThrowableProxy exception, String message) {
    IThrowableProxy cause = exception.getCause();
    for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
      String quoted = cause.getMessage();
      if (quoted != null && quotes(cause) && message.contains(quoted)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  /**
   * Returns an exception with its frames and causes, each on a line of its own: control characters
   * in messages are escaped.
   */
  static String stack(IThrowableProxy exception) {
    StringBuilder text = new StringBuilder(1_024);
    append(text, exception, "", 0);
    return text.toString();
  }

  private static void append(
      StringBuilder text, IThrowableProxy exception, String before, int depth) {
    String message = message(exception);
    text.append(before).append(exception.getClassName());
    if (!message.isEmpty()) {
      Printable.append(text.append(": "), message);
    }
    text.append('\n');
    appendFrames(text, exception);
    if (depth == MAX_DEPTH) {
      return;
    }
    for (IThrowableProxy suppressed : exception.getSuppressed()) {
      append(text, suppressed, "Suppressed: ", depth + 1);
    }
    IThrowableProxy cause = exception.getCause();
    if (cause != null) {
      append(text, cause, "Caused by: ", depth + 1);
    }
  }

  private static void appendFrames(StringBuilder text, IThrowableProxy exception) {
    StackTraceElementProxy[] frames = exception.getStackTraceElementProxyArray();
    int own = frames.length - exception.getCommonFrames();
    int shown = Math.min(own, MAX_FRAMES);
    for (int i = 0; i < shown; i++) {
      text.append('\t').append(frames[i].getSTEAsString()).append('\n');
    }
    if (shown < frames.length) {
      text.append("\t... ").append(frames.length - shown).append(" more\n");
    }
  }
}
