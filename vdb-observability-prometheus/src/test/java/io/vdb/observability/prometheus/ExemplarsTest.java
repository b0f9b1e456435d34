package io.vdb.observability.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.vdb.observability.prometheus.ParsedExposition.Exemplar;
import io.vdb.observability.spi.Context;
import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.Span;
import io.vdb.observability.spi.TraceContext;
import io.vdb.observability.spi.Tracer;
import io.vdb.observability.tck.InMemoryObservability;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExemplarsTest {

  private static final MetricDefinition SECONDS =
      MetricDefinition.histogram(
          "vdb_search_duration_seconds", "Duration.", new double[] {0.1, 1}, Label.open("mode"));
  private static final MetricDefinition REQUESTS =
      MetricDefinition.counter("vdb_search_requests_total", "Searches.", Label.open("mode"));

  private final Observability backend = Scrape.backend();
  private final Tracer tracer = new InMemoryObservability().tracer();
  private final Histogram histogram = backend.meter().histogram(SECONDS, "vector");
  private final Counter counter = backend.meter().counter(REQUESTS, "vector");

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void joinsTheBucketOfAValueToItsTrace() {
    Span span = recorded();
    long before = System.currentTimeMillis();
    in(span, () -> histogram.record(0.5));
    long after = System.currentTimeMillis();

    ParsedExposition scrape = scrape();

    Exemplar exemplar = bucket(scrape, "1.0").exemplar().orElseThrow();
    assertThat(exemplar.labels()).isEqualTo(ids(span));
    assertThat(exemplar.value()).isEqualTo(0.5);
    assertThat(exemplar.time()).isBetween(before / 1e3, after / 1e3);
    assertThat(bucket(scrape, "0.1").exemplar()).isEmpty();
    assertThat(bucket(scrape, "+Inf").exemplar()).isEmpty();
  }

  @Test
  void keepsAnExemplarForEachBucketAndSeries() {
    Span fast = recorded();
    Span slow = recorded();
    in(fast, () -> histogram.record(0.05));
    in(slow, () -> backend.meter().histogram(SECONDS, "text").record(20));

    ParsedExposition scrape = scrape();

    assertThat(bucket(scrape, "0.1").exemplar().orElseThrow().labels()).isEqualTo(ids(fast));
    assertThat(scrape.samples().stream().filter(sample -> sample.exemplar().isPresent()))
        .extracting(sample -> sample.labels().get("mode") + " " + sample.labels().get("le"))
        .containsExactly("text +Inf", "vector 0.1");
  }

  @Test
  void joinsACounterToTheTraceOfItsIncrement() {
    Span span = recorded();
    in(span, () -> counter.add(3));
    counter.add(4);

    ParsedExposition.Sample sample = scrape().sample(REQUESTS.name(), "mode", "vector");

    assertThat(sample.value()).isEqualTo(7);
    assertThat(sample.exemplar().orElseThrow().labels()).isEqualTo(ids(span));
    assertThat(sample.exemplar().orElseThrow().value()).isEqualTo(3);
  }

  @Test
  void showsTheLatestTrace() {
    AtomicLong millis = new AtomicLong(1_700_000_000_001L);
    Metrics metrics = new Metrics(new ScrapeFaults());
    HistogramFamily family =
        new HistogramFamily(
            SECONDS,
            new RecordingGate(),
            Optional.of(new TraceExemplars(millis::get)));
    metrics.add(family);
    Histogram bound = family.bind(SeriesKey.of("vector"));
    Span first = recorded();
    in(first, () -> bound.record(0.2));
    in(recorded(), () -> bound.record(0.3)); // within the same millisecond

    assertThat(exemplar(metrics)).isEqualTo(new Exemplar(ids(first), 0.2, 1_700_000_000.001));

    millis.incrementAndGet();
    Span last = recorded();
    in(last, () -> bound.record(0.4));
    assertThat(exemplar(metrics)).isEqualTo(new Exemplar(ids(last), 0.4, 1_700_000_000.002));

    millis.addAndGet(-60_000); // the clock is set back
    Span later = recorded();
    in(later, () -> bound.record(0.5));
    assertThat(exemplar(metrics)).isEqualTo(new Exemplar(ids(later), 0.5, 1_699_999_940.002));
  }

  private static Exemplar exemplar(Metrics metrics) {
    String text = Scrape.text(metrics, ExpositionFormat.OPEN_METRICS);
    return bucket(ParsedExposition.parse(text), "1.0").exemplar().orElseThrow();
  }

  @Test
  void hasNoExemplarOfATraceThatIsNotRecorded() {
    Span unrecorded = Tracer.none().request("GET /", TraceContext.random(true), 0);
    in(unrecorded, () -> histogram.record(0.5));
    in(unrecorded, () -> counter.increment());
    histogram.record(0.5);
    counter.increment();

    assertThat(Scrape.text(backend, Scrape.OPEN_METRICS)).doesNotContain("trace_id");
  }

  @Test
  void keepsTheExemplarWhenLaterValuesAreNotTraced() {
    Span span = recorded();
    in(span, () -> histogram.record(0.5));
    histogram.record(0.7);

    assertThat(bucket(scrape(), "1.0").exemplar().orElseThrow().labels()).isEqualTo(ids(span));
  }

  @Test
  void showsNoExemplarsInTheTextFormat() {
    in(recorded(), () -> histogram.record(0.5));

    assertThat(Scrape.text(backend, "")).doesNotContain("trace_id").doesNotContain(" # ");
  }

  @Test
  void showsNoExemplarsWhenToldNotTo() {
    try (Observability without = Scrape.backend(Map.of("exemplars", "false"))) {
      in(recorded(), () -> without.meter().histogram(SECONDS, "vector").record(0.5));
      in(recorded(), () -> without.meter().counter(REQUESTS, "vector").increment());

      assertThat(Scrape.text(without, Scrape.OPEN_METRICS))
          .contains(REQUESTS.name())
          .doesNotContain("trace_id");
    }
  }

  @Test
  void doesNotAskTheSamplerOfTheWholeProcess() {
    io.prometheus.client.exemplars.ExemplarConfig.setCounterExemplarSampler(
        (increment, previous) -> new io.prometheus.client.exemplars.Exemplar(1, "trace_id", "x"));
    try (Observability without = Scrape.backend(Map.of("exemplars", "false"))) {
      without.meter().counter(REQUESTS, "vector").increment();
      counter.increment();

      assertThat(Scrape.text(without, Scrape.OPEN_METRICS)).doesNotContain("trace_id");
      assertThat(Scrape.text(backend, Scrape.OPEN_METRICS)).doesNotContain("trace_id");
    } finally {
      io.prometheus.client.exemplars.ExemplarConfig.setCounterExemplarSampler(
          (increment, previous) -> null);
    }
  }

  @Test
  void recordsInAnUnrecordedTraceWithoutAllocating() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Context context =
        Context.of("a", Tracer.none().request("GET /", TraceContext.random(true), 0));
    long[] bytes = new long[1];

    context.run(
        () -> {
          record(20_000);
          long before = threads.getCurrentThreadAllocatedBytes();
          record(20_000);
          bytes[0] = threads.getCurrentThreadAllocatedBytes() - before;
        });

    // An allocation per recording would be 16 bytes or more each time.
    assertThat(bytes[0]).isLessThan(2 * 20_000);
  }

  private void record(int times) {
    for (int i = 0; i < times; i++) {
      counter.increment();
      histogram.recordNanos(i);
    }
  }

  private Span recorded() {
    return tracer.request("GET /", TraceContext.NONE, System.nanoTime());
  }

  private static void in(Span span, Runnable task) {
    Context.of("a", span).run(task);
  }

  private static Map<String, String> ids(Span span) {
    return Map.of("trace_id", span.context().traceId(), "span_id", span.context().spanId());
  }

  private ParsedExposition scrape() {
    return ParsedExposition.parse(Scrape.text(backend, Scrape.OPEN_METRICS));
  }

  private static ParsedExposition.Sample bucket(ParsedExposition scrape, String edge) {
    return scrape.samples().stream()
        .filter(sample -> sample.name().equals(SECONDS.name() + "_bucket"))
        .filter(sample -> "vector".equals(sample.labels().get("mode")))
        .filter(sample -> edge.equals(sample.labels().get("le")))
        .findFirst()
        .orElseThrow();
  }
}
