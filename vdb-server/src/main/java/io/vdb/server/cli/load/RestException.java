package io.vdb.server.cli.load;

import java.io.IOException;

/** A request that the server refused or that did not reach it. The message says which and why. */
public final class RestException extends IOException {

  private static final long serialVersionUID = 1;

  /** Status when no answer came. */
  public static final int NO_ANSWER = 0;

  private final int status;

  RestException(int status, String message) {
    super(message);
    this.status = status;
  }

  RestException(String message, Throwable cause) {
    super(message, cause);
    this.status = NO_ANSWER;
  }

  /** Returns the HTTP status, or {@link #NO_ANSWER}. */
  public int status() {
    return status;
  }
}
