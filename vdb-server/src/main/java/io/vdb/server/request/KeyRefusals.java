package io.vdb.server.request;

import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Meter;
import io.vdb.server.metrics.ServerMetrics;
import io.vdb.server.security.Access;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts requests that are not let in for their key, and tells of them in the log now and then:
 * whoever tries keys could fill it otherwise. Safe for concurrent use.
 */
public final class KeyRefusals {

  private static final Logger log = LoggerFactory.getLogger(KeyRefusals.class);

  private final Counter missing;
  private final Counter wrong;
  private final Counter readOnly;
  private final String protocol;
  private final SeldomLines lines = new SeldomLines();

  /** Refusals on the listener of a protocol. */
  public KeyRefusals(Meter meter, String protocol) {
    this.protocol = protocol;
    missing = counter(meter, Access.Reason.MISSING);
    wrong = counter(meter, Access.Reason.WRONG);
    readOnly = counter(meter, Access.Reason.READ_ONLY);
  }

  private Counter counter(Meter meter, Access.Reason reason) {
    return meter.counter(
        ServerMetrics.KEY_REFUSALS, protocol, reason.name().toLowerCase(Locale.ROOT));
  }

  /** Counts a request, unless it was let in or its key has nothing to do with that. */
  public void count(Access access) {
    switch (access.reason()) {
      case MISSING -> missing.increment();
      case WRONG -> wrong.increment();
      case READ_ONLY -> readOnly.increment();
      case NONE, CLOSED -> {}
    }
  }

  /**
   * Counts a request of the API that is not let in, and tells of it if it is time.
   *
   * @param target route or method that it was for
   * @param peer address of who sent it
   */
  public void refused(Access access, String target, String peer) {
    count(access);
    long waiting = lines.happened();
    if (waiting > 0) {
      log.atWarn()
          .addKeyValue("protocol", protocol)
          .addKeyValue("error", access.decision().name().toLowerCase(Locale.ROOT))
          .addKeyValue("reason", access.reason().name().toLowerCase(Locale.ROOT))
          .addKeyValue("target", target)
          .addKeyValue("peer", peer)
          .addKeyValue("count", waiting)
          .log("requests were refused for their key; this is the latest, count is of all since told");
    }
  }
}
