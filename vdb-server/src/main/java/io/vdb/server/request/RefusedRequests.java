package io.vdb.server.request;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Meter;
import io.vdb.server.metrics.ServerMetrics;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts requests that are not taken because there is too much to do, and tells of them in the log
 * now and then. Safe for concurrent use.
 */
public final class RefusedRequests {

  private static final Logger log = LoggerFactory.getLogger(RefusedRequests.class);

  private final String protocol;
  private final Map<Refusal, Counter> counters = new EnumMap<>(Refusal.class);
  private final SeldomLines lines = new SeldomLines();

  /** Refusals on the listener of a protocol. */
  public RefusedRequests(Meter meter, String protocol) {
    this.protocol = protocol;
    for (Refusal refusal : Refusal.values()) {
      counters.put(
          refusal, meter.counter(ServerMetrics.REQUESTS_REJECTED, protocol, refusal.label()));
    }
  }

  /**
   * Counts a request, if it was refused, and tells of it if it is time.
   *
   * @param target route or method that it was for
   */
  public void count(ServiceRequestContext ctx, String target) {
    Refusal refusal = Refusal.of(ctx);
    Counter counter = refusal == null ? null : counters.get(refusal);
    if (refusal == null || counter == null) {
      return;
    }
    counter.increment();
    tell(refusal, target, lines.happened());
  }

  private void tell(Refusal refusal, String target, long count) {
    if (count > 0) {
      log.atWarn()
          .addKeyValue("protocol", protocol)
          .addKeyValue("reason", refusal.label())
          .addKeyValue("target", target)
          .addKeyValue("count", count)
          .log("requests were refused to keep the rest going; this is the latest, count is of all"
              + " since told");
    }
  }
}
