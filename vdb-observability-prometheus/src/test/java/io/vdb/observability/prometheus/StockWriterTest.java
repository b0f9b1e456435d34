package io.vdb.observability.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.MetricDefinition;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same recordings, written by us and by the library, say the same. */
class StockWriterTest {

  private static final int ROUNDS = 60;

  private static final List<String> ALPHABET =
      List.of("a", "Z", "0", " ", "\"", "\\", "\n", "{", "}", ",", "=", "#", "\u00fc", "\u4e2d");

  private final long seed = Long.getLong("vdb.prometheus.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @ParameterizedTest
  @EnumSource(ExpositionFormat.class)
  void agreesWithTheStockWriter(ExpositionFormat format) {
    for (int round = 0; round < ROUNDS; round++) {
      ScrapeFaults faults = new ScrapeFaults();
      Metrics metrics = new Metrics(faults);
      Meter meter =
          new PrometheusMeter(
              metrics, new RecordingGate(), Optional.of(new TraceExemplars()), faults);
      CollectorRegistry stock = new CollectorRegistry();
      for (int i = 0; i < 1 + random.nextInt(12); i++) {
        addMetric("vdb_m" + i, meter, stock);
      }
      Collector foreign = foreign();
      stock.register(foreign);
      metrics.addGuest("foreign", foreign);

      assertThat(parsed(Scrape.text(metrics, format)))
          .as("-Dvdb.prometheus.seed=%d, round %d", seed, round)
          .isEqualTo(parsed(written(stock, format)));
    }
  }

  private void addMetric(String name, Meter meter, CollectorRegistry stock) {
    String[] labels = new String[random.nextInt(4)];
    Arrays.setAll(labels, i -> "l" + i);
    Label[] open = Arrays.stream(labels).map(Label::open).toArray(Label[]::new);
    String help = text() + "h";
    switch (random.nextInt(3)) {
      case 0 -> addCounter(name + "_total", help, labels, open, meter, stock);
      case 1 -> addGauge(name, help, labels, open, meter, stock);
      default -> addHistogram(name + "_seconds", help, labels, open, meter, stock);
    }
  }

  private void addCounter(
      String name,
      String help,
      String[] labels,
      Label[] open,
      Meter meter,
      CollectorRegistry registry) {
    io.prometheus.client.Counter stock =
        io.prometheus.client.Counter.build(name, help).labelNames(labels).register(registry);
    MetricDefinition definition = MetricDefinition.counter(name, help, open);
    for (String[] values : series(labels.length)) {
      Counter ours = meter.counter(definition, values);
      for (int i = random.nextInt(4); i >= 0; i--) {
        double amount = Math.abs(value());
        ours.add(amount);
        stock.labels(values).inc(amount);
      }
    }
  }

  private void addGauge(
      String name,
      String help,
      String[] labels,
      Label[] open,
      Meter meter,
      CollectorRegistry registry) {
    io.prometheus.client.Gauge stock =
        io.prometheus.client.Gauge.build(name, help).labelNames(labels).register(registry);
    MetricDefinition definition = MetricDefinition.gauge(name, help, open);
    for (String[] values : series(labels.length)) {
      double value = random.nextInt(10) == 0 ? Double.POSITIVE_INFINITY : value();
      var _ = meter.gauge(definition, () -> value, values);
      stock.labels(values).set(value);
    }
  }

  private void addHistogram(
      String name,
      String help,
      String[] labels,
      Label[] open,
      Meter meter,
      CollectorRegistry registry) {
    double[] edges =
        random.doubles(1 + random.nextInt(6)).map(d -> d * 10).sorted().distinct().toArray();
    io.prometheus.client.Histogram stock =
        io.prometheus.client.Histogram.build(name, help)
            .labelNames(labels)
            .buckets(edges)
            .register(registry);
    MetricDefinition definition = MetricDefinition.histogram(name, help, edges, open);
    for (String[] values : series(labels.length)) {
      Histogram ours = meter.histogram(definition, values);
      for (int i = random.nextInt(20); i >= 0; i--) {
        double value = random.nextDouble() * 11;
        ours.record(value);
        stock.labels(values).observe(value);
      }
    }
  }

  /** A family as collectors of others make them, with times of samples. */
  private Collector foreign() {
    List<Collector.MetricFamilySamples.Sample> samples = new ArrayList<>();
    for (String[] values : series(2)) {
      samples.add(
          new Collector.MetricFamilySamples.Sample(
              "app_value",
              List.of("l0", "l1"),
              List.of(values),
              value(),
              random.nextBoolean() ? null : 1_700_000_000_000L + random.nextInt(100_000)));
    }
    Collector.MetricFamilySamples family =
        new Collector.MetricFamilySamples("app_value", Collector.Type.GAUGE, text(), samples);
    return new Collector() {
      @Override
      public List<MetricFamilySamples> collect() {
        return List.of(family);
      }
    };
  }

  /** Returns label values of some series, all different. */
  private List<String[]> series(int labels) {
    Map<List<String>, String[]> series = new LinkedHashMap<>();
    for (int i = labels == 0 ? 0 : random.nextInt(5); i >= 0; i--) {
      String[] values = new String[labels];
      Arrays.setAll(values, _ -> text());
      series.put(List.of(values), values);
    }
    return List.copyOf(series.values());
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(ALPHABET.get(random.nextInt(ALPHABET.size())));
    }
    return text.toString();
  }

  private double value() {
    return switch (random.nextInt(5)) {
      case 0 -> 0;
      case 1 -> random.nextInt();
      case 2 -> random.nextLong();
      case 3 -> random.nextDouble() * 1e-6;
      default -> Math.scalb(random.nextDouble() - 0.5, random.nextInt(600) - 300);
    };
  }

  private static String written(CollectorRegistry registry, ExpositionFormat format) {
    StringWriter text = new StringWriter();
    try {
      switch (format) {
        case TEXT -> TextFormat.write004(text, registry.metricFamilySamples());
        case OPEN_METRICS ->
            TextFormat.writeOpenMetrics100(text, registry.metricFamilySamples());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Families by name, without creation times, which we leave out, and with edges as numbers. */
  private static Map<String, Object> parsed(String text) {
    ParsedExposition scrape = ParsedExposition.parse(text);
    Map<String, Object> families = new TreeMap<>();
    families.put("# ended", scrape.ended());
    for (String name : scrape.familyNames()) {
      ParsedExposition.Family family = scrape.family(name);
      Map<String, Object> samples = new TreeMap<>();
      for (ParsedExposition.Sample sample : family.samples()) {
        if (!sample.name().endsWith("_created")) {
          samples.put(sample.name() + labels(sample), number(sample));
        }
      }
      if (!samples.isEmpty()) {
        families.put(name, List.of(family.type(), family.help(), samples));
      }
    }
    return Collections.unmodifiableMap(families);
  }

  private static List<Double> number(ParsedExposition.Sample sample) {
    return List.of(sample.value() + 0.0, sample.time()); // 0 and -0 are the same
  }

  private static Map<String, Object> labels(ParsedExposition.Sample sample) {
    Map<String, Object> labels = new TreeMap<>(sample.labels());
    labels.computeIfPresent(
        "le",
        (_, edge) ->
            edge.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble((String) edge));
    return labels;
  }
}
