package io.vdb.core.error;

import org.jspecify.annotations.Nullable;

/** A failure with a code. The message says what, which, what was expected and what was found. */
public final class VdbException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final ErrorCode code;

  /** A failure without a cause below it. */
  public VdbException(ErrorCode code, String message) {
    this(code, message, null);
  }

  /** A failure with what caused it. */
  public VdbException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** Returns the kind of failure. */
  public ErrorCode code() {
    return code;
  }

  /** Shorthand for the most frequent kind. */
  public static VdbException invalid(String message) {
    return new VdbException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
