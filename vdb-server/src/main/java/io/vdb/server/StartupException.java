package io.vdb.server;

import org.jspecify.annotations.Nullable;

/** The server cannot start. The message is one line that says what is wrong and what to do. */
public final class StartupException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A failure, with what caused it when that is of use. */
  public StartupException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
