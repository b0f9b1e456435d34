package io.vdb.observability.prometheus;

import io.vdb.observability.spi.Buckets;
import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.MetricCatalog;
import io.vdb.observability.spi.MetricDefinition;
import java.util.List;

/** Every metric that this backend feeds: what it says of its own cost and losses. */
public final class PrometheusMetricCatalog implements MetricCatalog {

  static final MetricDefinition SCRAPE_SECONDS =
      MetricDefinition.histogram(
              "vdb_metrics_scrape_duration_seconds",
              "Time to read all metrics and write them for one scrape.",
              Buckets.http())
          .answering("What does it cost to be scraped?");

  static final MetricDefinition SERIES =
      MetricDefinition.gauge(
              "vdb_metrics_series", "Series in the last scrape that was not filtered by name.")
          .answering("How many series does this server add to Prometheus?");

  static final MetricDefinition DROPPED =
      MetricDefinition.counter(
              "vdb_metrics_dropped_recordings_total",
              "Recordings dropped because their value was negative or not finite.")
          .answering("Is a measurement broken?");

  static final MetricDefinition FAULTS =
      MetricDefinition.counter(
              "vdb_metrics_scrape_faults_total",
              "Times something was left out of a scrape: a callback or collector that failed, or a"
                  + " name that is reserved or taken.",
              Label.of("source", "callback", "collector", "name"))
          .answering("Is something missing from the scrapes?");

  /** For {@link java.util.ServiceLoader}. */
  public PrometheusMetricCatalog() {}

  @Override
  public String module() {
    return "vdb-observability-prometheus";
  }

  @Override
  public List<MetricDefinition> metrics() {
    return List.of(SCRAPE_SECONDS, SERIES, DROPPED, FAULTS);
  }
}
