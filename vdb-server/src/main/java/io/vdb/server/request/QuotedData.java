package io.vdb.server.request;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which exceptions quote, in their messages, the text that they could not read. That may be a
 * client's data, which is not to be logged or traced.
 */
public final class QuotedData {

  private static final Set<String> QUOTING =
      Set.of(
          "java.lang.NumberFormatException",
          "java.net.URISyntaxException",
          "java.time.format.DateTimeParseException",
          "java.util.InputMismatchException",
          "java.util.regex.PatternSyntaxException");

  /** Parsers quote what they read around an error. */
  private static final List<String> QUOTING_PACKAGES =
      List.of("com.fasterxml.jackson.", "tools.jackson.", "com.google.protobuf.", "org.yaml.");

  private static final int MAX_DEPTH = 8;

  private QuotedData() {}

  /** Tells whether exceptions of this class do so. */
  public static boolean mayBeIn(String exceptionClass) {
    return QUOTING.contains(exceptionClass)
        || QUOTING_PACKAGES.stream().anyMatch(exceptionClass::startsWith);
  }

  /** Returns the exception unless it, or one of its causes, does so. */
  public static @Nullable Throwable withoutIt(@Nullable Throwable exception) {
    Throwable cause = exception;
    for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
      if (mayBeIn(cause.getClass().getName())) {
        return null;
      }
      cause = cause.getCause();
    }
    return exception;
  }
}
