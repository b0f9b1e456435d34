package io.vdb.core.engine;

import io.vdb.observability.spi.Context;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What made coming background work necessary: of many writes one, and rather one that is traced.
 * Safe for concurrent use.
 */
final class Causes {

  private final AtomicReference<Context> cause = new AtomicReference<>(Context.NONE);

  /** Takes a cause in, unless there is one that tells as much. */
  void add(Context candidate) {
    cause.accumulateAndGet(candidate, Causes::better);
  }

  /** Returns the cause so far; none if there was none. From now on others count. */
  Context take() {
    return cause.getAndSet(Context.NONE);
  }

  /** Returns the one of two that tells more; the first of equals. */
  static Context better(Context first, Context second) {
    return rank(second) > rank(first) ? second : first;
  }

  private static int rank(Context context) {
    if (context.span().context().sampled()) {
      return 2;
    }
    return context.correlationId().isEmpty() ? 0 : 1;
  }
}
