package io.vdb.it.bench.scrape;

import io.vdb.observability.spi.Buckets;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.MetricDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;

/**
 * Ten thousand series in the proportions of a busy server: six in ten are lines of histograms, three
 * are counters, one is a gauge that a callback reads.
 */
final class SeriesMix {

  /** What one mix is fed to: a backend of ours, or instruments of the library. */
  interface Target {

    void histogram(String name, double[] edges, String[] labels, String[] values, double[] seen);

    void counter(String name, String[] labels, String[] values, double amount);

    void gauge(String name, String[] labels, String[] values, DoubleSupplier value);
  }

  private static final String[] ROUTE_LABELS = {"method", "route"};
  private static final String[] CALL_LABELS = {"service", "method"};
  private static final String[] REQUEST_LABELS = {"method", "route", "code"};
  private static final String[] COLLECTION_LABELS = {"collection"};

  private final Random random = new Random(1);

  /** Adds all series, with values as they are after a while of work. */
  void addTo(Target target) {
    for (int i = 0; i < 200; i++) {
      String[] values = {i % 2 == 0 ? "POST" : "GET", "/collections/{collection}/route" + i};
      target.histogram(
          "vdb_http_request_duration_seconds", Buckets.http(), ROUTE_LABELS, values, seen());
    }
    for (int i = 0; i < 200; i++) {
      String[] values = {"qdrant.Points" + i % 4, "Method" + i};
      target.histogram(
          "vdb_grpc_request_duration_seconds", Buckets.rpc(), CALL_LABELS, values, seen());
    }
    for (int i = 0; i < 3_000; i++) {
      String[] values = {"POST", "/collections/{collection}/route" + i / 5, "2" + i % 5};
      target.counter(
          "vdb_http_requests_total", REQUEST_LABELS, values, random.nextInt(1_000_000));
    }
    for (int gauge = 0; gauge < 10; gauge++) {
      for (int i = 0; i < 100; i++) {
        long value = random.nextLong(1L << 34);
        target.gauge(
            "vdb_collection_gauge" + gauge + "_bytes",
            COLLECTION_LABELS,
            new String[] {"collection-" + i},
            () -> value);
      }
    }
  }

  private double[] seen() {
    return random.longs(50, 50_000, 3_000_000_000L).mapToDouble(nanos -> nanos / 1e9).toArray();
  }

  /** Feeds a meter. */
  static final class ToMeter implements Target {

    private final Meter meter;

    ToMeter(Meter meter) {
      this.meter = meter;
    }

    @Override
    public void histogram(
        String name, double[] edges, String[] labels, String[] values, double[] seen) {
      Histogram histogram =
          meter.histogram(
              MetricDefinition.histogram(name, "A duration.", edges, open(labels)), values);
      for (double value : seen) {
        histogram.record(value);
      }
    }

    @Override
    public void counter(String name, String[] labels, String[] values, double amount) {
      meter.counter(MetricDefinition.counter(name, "A count.", open(labels)), values).add(amount);
    }

    @Override
    public void gauge(String name, String[] labels, String[] values, DoubleSupplier value) {
      var _ = meter.gauge(MetricDefinition.gauge(name, "A size.", open(labels)), value, values);
    }

    private static Label[] open(String[] labels) {
      List<Label> open = new ArrayList<>();
      for (String label : labels) {
        open.add(Label.open(label));
      }
      return open.toArray(Label[]::new);
    }
  }
}
