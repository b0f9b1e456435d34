package io.vdb.server.metrics;

import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Meter;
import java.util.HashMap;
import java.util.Map;

/** Counts failed requests of one protocol. Safe for concurrent use. */
public final class ApiErrorCounters {

  private final Map<String, Counter> byError;

  /** Counters of a protocol; every error starts at 0. */
  public ApiErrorCounters(Meter meter, String protocol) {
    Map<String, Counter> counters = new HashMap<>();
    for (String error : ServerMetrics.ERRORS) {
      counters.put(error, meter.counter(ServerMetrics.API_ERRORS, protocol, error));
    }
    byError = Map.copyOf(counters);
  }

  /** Counts one failed request; {@code error} is one of {@link ServerMetrics#ERRORS}. */
  public void failed(String error) {
    Counter counter = byError.get(error);
    if (counter != null) {
      counter.increment();
    }
  }
}
