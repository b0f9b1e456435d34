package io.vdb.server.grpc.qdrant;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.vdb.server.api.ApiException;

/** One call while it is being answered. */
final class Call {

  private static final double NANOS_PER_SECOND = 1e9;

  private final ServiceRequestContext ctx;
  private final long startNanos = System.nanoTime();
  private volatile long timeoutSeconds;

  Call(ServiceRequestContext ctx) {
    this.ctx = ctx;
  }

  ServiceRequestContext ctx() {
    return ctx;
  }

  /** Returns the time since it began. */
  double seconds() {
    return (System.nanoTime() - startNanos) / NANOS_PER_SECOND;
  }

  /** Notes how long the request says that its sender waits; 0 when it says nothing. */
  void bound(long seconds) {
    timeoutSeconds = seconds;
  }

  /** Returns how long the request says that its sender waits; 0 when it says nothing. */
  long timeoutSeconds() {
    return timeoutSeconds;
  }

  /** Throws when nobody waits for the answer any more. */
  void checkAwaited() {
    if (ctx.isCancelled()) {
      throw ApiException.timeout();
    }
  }
}
