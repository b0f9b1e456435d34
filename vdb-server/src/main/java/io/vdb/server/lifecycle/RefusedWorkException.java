package io.vdb.server.lifecycle;

import io.vdb.server.request.Refusal;
import java.util.concurrent.RejectedExecutionException;

/** Work that is not done because there is too much of it. */
public final class RefusedWorkException extends RejectedExecutionException {

  private static final long serialVersionUID = 1L;

  private final Refusal refusal;

  /** Work that is refused for a reason. */
  RefusedWorkException(Refusal refusal) {
    super(refusal.label());
    this.refusal = refusal;
  }

  /** Returns why. */
  public Refusal refusal() {
    return refusal;
  }

  /** It says what a client does, not where the server is wrong, and there may be very many. */
  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}
