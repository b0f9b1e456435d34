package io.vdb.observability.prometheus;

import io.vdb.observability.spi.Buckets;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.MetricDefinition;
import java.util.concurrent.atomic.AtomicLong;

/** What the backend says of its own cost and losses. */
final class SelfMetrics {

  static final MetricDefinition SCRAPE_SECONDS =
      MetricDefinition.histogram(
          "vdb_metrics_scrape_duration_seconds",
          "Time to collect and write one scrape.",
          Buckets.http());

  static final MetricDefinition SERIES =
      MetricDefinition.gauge(
          "vdb_metrics_series", "Series in the last scrape that was not filtered by name.");

  static final MetricDefinition DROPPED =
      MetricDefinition.counter(
          "vdb_metrics_dropped_recordings_total",
          "Recordings dropped because their value was negative or not finite.");

  static final MetricDefinition FAULTS =
      MetricDefinition.counter(
          "vdb_metrics_scrape_faults_total",
          "Times something was left out of a scrape: a callback or collector that failed, or a"
              + " name that is reserved or taken.",
          Label.of("source", "callback", "collector", "name"));

  private final Histogram scrapeSeconds;
  private final AtomicLong series = new AtomicLong();

  private SelfMetrics(Histogram scrapeSeconds) {
    this.scrapeSeconds = scrapeSeconds;
  }

  /** The callbacks live as long as the backend, so their registrations are not kept. */
  static SelfMetrics register(Meter meter, RecordingGate gate, ScrapeFaults faults) {
    SelfMetrics self = new SelfMetrics(meter.histogram(SCRAPE_SECONDS));
    meter.gauge(SERIES, self.series::get);
    meter.counterCallback(DROPPED, gate::dropped);
    meter.counterCallback(FAULTS, faults::callbacks, "callback");
    meter.counterCallback(FAULTS, faults::collectors, "collector");
    meter.counterCallback(FAULTS, faults::clashes, "name");
    return self;
  }

  void scraped(long nanos) {
    scrapeSeconds.recordNanos(nanos);
  }

  void showed(long count) {
    series.set(count);
  }
}
