package io.vdb.observability.prometheus;

import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.Registration;
import io.vdb.observability.spi.SelfObserving;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What the backend says of its own cost and losses, to whoever asks it to. */
final class SelfMetrics implements SelfObserving {

  private final RecordingGate gate;
  private final ScrapeFaults faults;
  private final AtomicLong series = new AtomicLong();
  private volatile Histogram scrapeSeconds = nowhere();

  SelfMetrics(RecordingGate gate, ScrapeFaults faults) {
    this.gate = gate;
    this.faults = faults;
  }

  @Override
  public Registration export(Meter meter) {
    scrapeSeconds = meter.histogram(PrometheusMetricCatalog.SCRAPE_SECONDS);
    List<Registration> read =
        List.of(
            meter.gauge(PrometheusMetricCatalog.SERIES, series::get),
            meter.counterCallback(PrometheusMetricCatalog.DROPPED, gate::dropped),
            meter.counterCallback(PrometheusMetricCatalog.FAULTS, faults::callbacks, "callback"),
            meter.counterCallback(PrometheusMetricCatalog.FAULTS, faults::collectors, "collector"),
            meter.counterCallback(PrometheusMetricCatalog.FAULTS, faults::clashes, "name"));
    return () -> {
      scrapeSeconds = nowhere();
      read.forEach(Registration::close);
    };
  }

  void scraped(long nanos) {
    scrapeSeconds.recordNanos(nanos);
  }

  void showed(long count) {
    series.set(count);
  }

  private static Histogram nowhere() {
    return Observability.noop().meter().histogram(PrometheusMetricCatalog.SCRAPE_SECONDS);
  }
}
