package io.vdb.server.cli.remote;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A request that the server refused or that did not reach it. The message says which and why. */
public final class RestException extends IOException {

  private static final long serialVersionUID = 2;

  /** Status when no answer came. */
  public static final int NO_ANSWER = 0;

  private final int status;
  private final @Nullable Duration retryAfter;

  RestException(int status, String message, @Nullable Duration retryAfter) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  RestException(String message, Throwable cause) {
    super(message, cause);
    this.status = NO_ANSWER;
    this.retryAfter = null;
  }

  /** Returns the same with what it was about in front of the message. */
  public RestException about(String what) {
    RestException same = new RestException(status, what + ": " + getMessage(), retryAfter);
    same.initCause(this);
    return same;
  }

  /** Returns the HTTP status, or {@link #NO_ANSWER}. */
  public int status() {
    return status;
  }

  /** Returns how long the server wants not to be asked again, or null when it does not say. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** Returns whether the same request may find a server that takes it, a little later. */
  public boolean mayPass() {
    return status == NO_ANSWER || status == 429 || status == 503;
  }
}
