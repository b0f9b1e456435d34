package io.vdb.observability.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.Registration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What holds besides for every backend that keeps what is recorded. */
public abstract class RecordingObservabilityTck extends ObservabilityTck {

  private static final String AWKWARD = "quote\" back\\slash new\nline {a=\"b\",} \u00fc\u4e2d #";

  /** Reads what {@code backend} shows now; a closed backend shows nothing. */
  protected abstract MetricReadings read(Observability backend);

  private MetricReadings read() {
    return read(backend());
  }

  // Counters

  @Test
  void showsCounterAtZeroBeforeTheFirstEvent() {
    meter().counter(TckMetrics.REQUESTS);

    assertThat(read().value(TckMetrics.REQUESTS)).hasValue(0);
  }

  @Test
  void doesNotShowWhatNobodyAskedFor() {
    assertThat(read().value(TckMetrics.REQUESTS)).isEmpty();
    assertThat(read().histogramReading(TckMetrics.SECONDS)).isEmpty();
  }

  @Test
  void addsAmountsUp() {
    Counter counter = meter().counter(TckMetrics.REQUESTS);

    counter.increment();
    counter.add(2.5);
    counter.add(0);

    assertThat(read().value(TckMetrics.REQUESTS)).hasValue(3.5);
  }

  @Test
  void dropsAmountsThatACounterCannotHold() {
    Counter counter = meter().counter(TckMetrics.REQUESTS);
    counter.add(3);

    counter.add(-1);
    counter.add(Double.NaN);
    counter.add(Double.POSITIVE_INFINITY);
    counter.add(Double.NEGATIVE_INFINITY);

    assertThat(read().value(TckMetrics.REQUESTS)).hasValue(3);
  }

  @Test
  void keepsLabelValuesApart() {
    meter().counter(TckMetrics.OUTCOMES, "success", "/a").add(1);
    meter().counter(TckMetrics.OUTCOMES, "success", "/b").add(2);
    meter().counter(TckMetrics.OUTCOMES, "error", "/a").add(4);

    MetricReadings readings = read();
    assertThat(readings.value(TckMetrics.OUTCOMES, "success", "/a")).hasValue(1);
    assertThat(readings.value(TckMetrics.OUTCOMES, "success", "/b")).hasValue(2);
    assertThat(readings.value(TckMetrics.OUTCOMES, "error", "/a")).hasValue(4);
    assertThat(readings.value(TckMetrics.OUTCOMES, "error", "/b")).isEmpty();
  }

  @Test
  void bindsTheSameSeriesToTheSameDefinitionAndLabels() {
    MetricDefinition equal =
        MetricDefinition.counter(
            "vdb_tck_outcomes_total",
            "Outcomes by status.",
            Label.of("status", "success", "error"),
            Label.open("route"));

    meter().counter(TckMetrics.OUTCOMES, "success", "/").add(1);
    meter().counter(equal, "success", "/").add(2);

    assertThat(read().value(TckMetrics.OUTCOMES, "success", "/")).hasValue(3);
  }

  @Test
  void keepsAwkwardLabelValuesAsTheyAre() {
    meter().counter(TckMetrics.OUTCOMES, "success", AWKWARD).add(7);

    assertThat(read().value(TckMetrics.OUTCOMES, "success", AWKWARD)).hasValue(7);
  }

  // Histograms

  @Test
  void showsHistogramEmptyBeforeTheFirstValue() {
    meter().histogram(TckMetrics.STAGE_SECONDS, "wal");

    HistogramReading reading =
        read().histogramReading(TckMetrics.STAGE_SECONDS, "wal").orElseThrow();
    assertThat(reading.count()).isZero();
    assertThat(reading.sum()).isZero();
    assertThat(reading.cumulative()).isEqualTo(Map.of(0.1, 0L, 1.0, 0L));
  }

  @Test
  void countsValuesUpToAndIncludingEachEdge() {
    Histogram histogram = meter().histogram(TckMetrics.SECONDS);

    histogram.record(0);
    histogram.record(0.5);
    histogram.record(0.75);
    histogram.record(10.5);

    HistogramReading reading = read().histogramReading(TckMetrics.SECONDS).orElseThrow();
    assertThat(reading.count()).isEqualTo(4);
    assertThat(reading.sum()).isCloseTo(11.75, Offset.offset(1e-9));
    assertThat(reading.cumulative()).isEqualTo(Map.of(0.0001, 1L, 0.5, 2L, 1.0, 3L, 10.0, 3L));
  }

  @Test
  void recordsNanosecondsAsSeconds() {
    meter().histogram(TckMetrics.SECONDS).recordNanos(250_000_000);

    HistogramReading reading = read().histogramReading(TckMetrics.SECONDS).orElseThrow();
    assertThat(reading.sum()).isCloseTo(0.25, Offset.offset(1e-12));
  }

  @Test
  void dropsValuesThatWouldSpoilASum() {
    Histogram histogram = meter().histogram(TckMetrics.SECONDS);
    histogram.record(2);

    histogram.record(-1);
    histogram.record(Double.NaN);
    histogram.record(Double.POSITIVE_INFINITY);
    histogram.record(Double.NEGATIVE_INFINITY);

    HistogramReading reading = read().histogramReading(TckMetrics.SECONDS).orElseThrow();
    assertThat(reading.count()).isEqualTo(1);
    assertThat(reading.sum()).isEqualTo(2);
  }

  @Test
  void keepsHistogramsOfDifferentLabelsApart() {
    meter().histogram(TckMetrics.STAGE_SECONDS, "wal").record(0.05);
    meter().histogram(TckMetrics.STAGE_SECONDS, "index").record(0.5);
    meter().histogram(TckMetrics.STAGE_SECONDS, "wal").record(0.05);

    MetricReadings readings = read();
    assertThat(readings.histogramReading(TckMetrics.STAGE_SECONDS, "wal").orElseThrow().count())
        .isEqualTo(2);
    assertThat(
            readings.histogramReading(TckMetrics.STAGE_SECONDS, "index").orElseThrow().cumulative())
        .isEqualTo(Map.of(0.1, 0L, 1.0, 1L));
  }

  // Set-up

  @Test
  void rejectsNameTakenByAnotherDefinition() {
    meter().counter(TckMetrics.REQUESTS);

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                meter()
                    .counter(
                        MetricDefinition.counter("vdb_tck_requests_total", "Something else.")));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                meter()
                    .counter(
                        MetricDefinition.counter(
                            "vdb_tck_requests_total",
                            "Requests of the contract kit.",
                            Label.open("route")),
                        "/"));
  }

  @Test
  void rejectsHistogramNameTakenWithOtherBuckets() {
    meter().histogram(TckMetrics.SECONDS);

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                meter()
                    .histogram(
                        MetricDefinition.histogram(
                            "vdb_tck_duration_seconds",
                            "Durations of the contract kit.",
                            new double[] {1})));
  }

  @Test
  void rejectsNameTakenByAnotherType() {
    try (Registration gauge = meter().gauge(TckMetrics.SIZE, () -> 1)) {
      assertThat(gauge).isNotNull();
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  meter()
                      .histogram(
                          MetricDefinition.histogram(
                              "vdb_tck_size_bytes",
                              "A size without labels.",
                              new double[] {1})));
    }
  }

  // Callbacks

  @Test
  void readsGaugeAtEachReading() {
    AtomicLong size = new AtomicLong(5);
    try (Registration gauge = meter().gauge(TckMetrics.SIZE, size::get)) {
      assertThat(gauge).isNotNull();
      assertThat(read().value(TckMetrics.SIZE)).hasValue(5);

      size.set(-3);

      assertThat(read().value(TckMetrics.SIZE)).hasValue(-3);
    }
  }

  @Test
  void readsCounterCallbackAtEachReading() {
    AtomicLong total = new AtomicLong();
    try (Registration callback = meter().counterCallback(TckMetrics.REQUESTS, total::get)) {
      assertThat(callback).isNotNull();
      assertThat(read().value(TckMetrics.REQUESTS)).hasValue(0);

      total.set(12);

      assertThat(read().value(TckMetrics.REQUESTS)).hasValue(12);
    }
  }

  @Test
  void removesSeriesOfClosedRegistration() {
    Registration a = meter().gauge(TckMetrics.POINTS, () -> 1, "a");
    Registration b = meter().gauge(TckMetrics.POINTS, () -> 2, "b");

    a.close();

    MetricReadings readings = read();
    assertThat(readings.value(TckMetrics.POINTS, "a")).isEmpty();
    assertThat(readings.value(TckMetrics.POINTS, "b")).hasValue(2);
    b.close();
  }

  @Test
  void removesCounterSeriesOfClosedRegistration() {
    meter().counterCallback(TckMetrics.OUTCOMES, () -> 1, "success", "/").close();

    assertThat(read().value(TckMetrics.OUTCOMES, "success", "/")).isEmpty();
  }

  @Test
  void registersSeriesAgainAfterItsRegistrationIsClosed() {
    meter().gauge(TckMetrics.POINTS, () -> 1, "a").close();

    try (Registration again = meter().gauge(TckMetrics.POINTS, () -> 9, "a")) {
      assertThat(again).isNotNull();
      assertThat(read().value(TckMetrics.POINTS, "a")).hasValue(9);
    }
  }

  @Test
  void keepsNewSeriesWhenTheOldRegistrationIsClosedAgain() {
    DoubleSupplier nine = () -> 9; // the same for both: what is closed is a registration
    Registration old = meter().gauge(TckMetrics.POINTS, nine, "a");
    old.close();
    try (Registration again = meter().gauge(TckMetrics.POINTS, nine, "a")) {
      assertThat(again).isNotNull();

      old.close();

      assertThat(read().value(TckMetrics.POINTS, "a")).hasValue(9);
    }
  }

  @Test
  void rejectsSecondRegistrationOfASeries() {
    try (Registration first = meter().gauge(TckMetrics.POINTS, () -> 1, "a")) {
      assertThat(first).isNotNull();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> meter().gauge(TckMetrics.POINTS, () -> 2, "a"));
      assertThat(read().value(TckMetrics.POINTS, "a")).hasValue(1);
    }
  }

  @Test
  void rejectsCallbackOnASeriesThatIsRecordedTo() {
    meter().counter(TckMetrics.REQUESTS).add(4);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> meter().counterCallback(TckMetrics.REQUESTS, () -> 1));
    assertThat(read().value(TckMetrics.REQUESTS)).hasValue(4);
  }

  @Test
  void rejectsRecordingToASeriesThatIsReadByACallback() {
    try (Registration callback = meter().counterCallback(TckMetrics.REQUESTS, () -> 1)) {
      assertThat(callback).isNotNull();
      assertThatIllegalArgumentException().isThrownBy(() -> meter().counter(TckMetrics.REQUESTS));
    }
  }

  @Test
  void mixesRecordedAndReadSeriesOfOneCounter() {
    meter().counter(TckMetrics.OUTCOMES, "success", "/recorded").add(1);
    try (Registration callback =
        meter().counterCallback(TckMetrics.OUTCOMES, () -> 2, "success", "/read")) {
      assertThat(callback).isNotNull();
      MetricReadings readings = read();
      assertThat(readings.value(TckMetrics.OUTCOMES, "success", "/recorded")).hasValue(1);
      assertThat(readings.value(TckMetrics.OUTCOMES, "success", "/read")).hasValue(2);
    }
  }

  @Test
  void leavesOutOnlyTheGaugeThatThrows() {
    AtomicBoolean broken = new AtomicBoolean(true);
    Registration bad =
        meter()
            .gauge(
                TckMetrics.POINTS,
                () -> {
                  if (broken.get()) {
                    throw new IllegalStateException("the index is closed");
                  }
                  return 1;
                },
                "bad");
    Registration good = meter().gauge(TckMetrics.POINTS, () -> 2, "good");
    meter().counter(TckMetrics.REQUESTS).increment();

    MetricReadings whileBroken = read();
    assertThat(whileBroken.value(TckMetrics.POINTS, "bad")).isEmpty();
    assertThat(whileBroken.value(TckMetrics.POINTS, "good")).hasValue(2);
    assertThat(whileBroken.value(TckMetrics.REQUESTS)).hasValue(1);

    broken.set(false);
    assertThat(read().value(TckMetrics.POINTS, "bad")).hasValue(1);
    bad.close();
    good.close();
  }

  @Test
  void leavesOutOnlyTheCallbackThatIsNotANumber() {
    Registration bad = meter().gauge(TckMetrics.POINTS, () -> Double.NaN, "bad");
    Registration good = meter().gauge(TckMetrics.POINTS, () -> 2, "good");
    Registration badCounter = meter().counterCallback(TckMetrics.REQUESTS, () -> Double.NaN);

    MetricReadings readings = read();
    assertThat(readings.value(TckMetrics.POINTS, "bad")).isEmpty();
    assertThat(readings.value(TckMetrics.POINTS, "good")).hasValue(2);
    assertThat(readings.value(TckMetrics.REQUESTS)).isEmpty();
    bad.close();
    good.close();
    badCounter.close();
  }

  // Life

  @Test
  void showsNothingOfTheKitAfterClose() {
    Counter counter = meter().counter(TckMetrics.REQUESTS);
    counter.increment();
    meter().gauge(TckMetrics.SIZE, () -> 1);
    Histogram histogram = meter().histogram(TckMetrics.SECONDS);

    backend().close();
    counter.increment();
    histogram.record(1);

    MetricReadings readings = read();
    assertThat(readings.value(TckMetrics.REQUESTS)).isEmpty();
    assertThat(readings.value(TckMetrics.SIZE)).isEmpty();
    assertThat(readings.histogramReading(TckMetrics.SECONDS)).isEmpty();
  }

  @Test
  void keepsTwoBackendsApart() {
    try (Observability other = start()) {
      meter().counter(TckMetrics.REQUESTS).add(1);
      other.meter().counter(TckMetrics.REQUESTS).add(5);

      assertThat(read().value(TckMetrics.REQUESTS)).hasValue(1);
      assertThat(read(other).value(TckMetrics.REQUESTS)).hasValue(5);
    }
  }

  @Test
  void losesNoCountUnderConcurrency() throws Exception {
    Together.run(
        8,
        worker -> {
          // Each binds for itself, so that the first binding is raced for too.
          Counter counter = meter().counter(TckMetrics.OUTCOMES, "success", "/");
          Histogram histogram = meter().histogram(TckMetrics.SECONDS);
          for (int i = 0; i < 10_000; i++) {
            counter.increment();
            histogram.record(i % 2);
          }
        });

    MetricReadings readings = read();
    assertThat(readings.value(TckMetrics.OUTCOMES, "success", "/")).hasValue(80_000);
    HistogramReading histogram = readings.histogramReading(TckMetrics.SECONDS).orElseThrow();
    assertThat(histogram.count()).isEqualTo(80_000);
    assertThat(histogram.sum()).isEqualTo(40_000);
    assertThat(histogram.cumulative().get(0.5)).isEqualTo(40_000);
  }

  @Test
  void recordsWhileAReadingHangs() throws Exception {
    Counter counter = meter().counter(TckMetrics.REQUESTS);
    Histogram histogram = meter().histogram(TckMetrics.SECONDS);
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Registration gauge = meter().gauge(TckMetrics.SIZE, () -> hang(hanging, release));
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<OptionalDouble> reading = threads.submit(() -> read().value(TckMetrics.SIZE));
      assertThat(hanging.await(60, TimeUnit.SECONDS)).isTrue();
      try {
        threads
            .submit(
                () -> {
                  counter.increment();
                  histogram.record(1);
                })
            .get(60, TimeUnit.SECONDS);
      } finally {
        release.countDown();
      }
      assertThat(reading.get(60, TimeUnit.SECONDS)).hasValue(1);
    }
    assertThat(read().value(TckMetrics.REQUESTS)).hasValue(1);
    gauge.close();
  }

  private static double hang(CountDownLatch hanging, CountDownLatch release) {
    hanging.countDown();
    try {
      return release.await(120, TimeUnit.SECONDS) ? 1 : Double.NaN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Double.NaN;
    }
  }

  @Test
  void readsWhileSeriesComeAndGo() throws Exception {
    Registration lasting = meter().gauge(TckMetrics.POINTS, () -> 1, "lasting");
    Together.run(
        4,
        worker -> {
          for (int i = 0; i < 50; i++) {
            if (worker == 0) {
              assertThat(read().value(TckMetrics.POINTS, "lasting")).hasValue(1);
            } else {
              meter().gauge(TckMetrics.POINTS, () -> 1, worker + "-" + i).close();
              meter().counter(TckMetrics.OUTCOMES, "error", worker + "-" + i).increment();
            }
          }
        });

    assertThat(read().value(TckMetrics.POINTS, "1-49")).isEmpty();
    assertThat(read().value(TckMetrics.OUTCOMES, "error", "3-49")).hasValue(1);
    lasting.close();
  }
}
