package io.vdb.observability.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.Registration;
import io.vdb.observability.spi.Span;
import io.vdb.observability.spi.TraceContext;
import io.vdb.observability.spi.Tracer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every backend, also for one that keeps nothing. */
public abstract class ObservabilityTck {

  /** A capability that no backend has. */
  private interface Unheard {}

  private Observability backend;

  /** Starts a new backend. The kit closes it. */
  protected abstract Observability start();

  @BeforeEach
  final void startBackend() {
    backend = start();
  }

  @AfterEach
  final void closeBackend() {
    backend.close();
  }

  /** Returns the backend of the running test. */
  protected final Observability backend() {
    return backend;
  }

  /** Returns the meter of the running test's backend. */
  protected final Meter meter() {
    return backend.meter();
  }

  /** Returns the tracer of the running test's backend. */
  protected final Tracer tracer() {
    return backend.tracer();
  }

  @Test
  void returnsTheSameMeterEachTime() {
    assertThat(backend.meter()).isSameAs(backend.meter());
  }

  @Test
  void doesNotHaveAnUnknownCapability() {
    assertThat(backend.capability(Unheard.class)).isEmpty();
  }

  @Test
  void rejectsDefinitionOfAnotherType() {
    assertThatIllegalArgumentException().isThrownBy(() -> meter().counter(TckMetrics.SIZE));
    assertThatIllegalArgumentException().isThrownBy(() -> meter().histogram(TckMetrics.REQUESTS));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> meter().gauge(TckMetrics.REQUESTS, () -> 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> meter().counterCallback(TckMetrics.SIZE, () -> 1));
  }

  @Test
  void rejectsWrongNumberOfLabelValues() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> meter().counter(TckMetrics.OUTCOMES, "success"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> meter().histogram(TckMetrics.SECONDS, "wal"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> meter().gauge(TckMetrics.POINTS, () -> 1));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> meter().counterCallback(TckMetrics.OUTCOMES, () -> 1, "success", "/", "more"));
  }

  @Test
  void rejectsLabelValueOutsideItsClosedSet() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> meter().counter(TckMetrics.OUTCOMES, "perhaps", "/"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> meter().histogram(TckMetrics.STAGE_SECONDS, "network"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> meter().counterCallback(TckMetrics.OUTCOMES, () -> 1, "perhaps", "/"));
  }

  @Test
  @SuppressWarnings("NullAway") // what a careless caller may do
  void rejectsMissingLabelValue() {
    String missing = null;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> meter().counter(TckMetrics.OUTCOMES, "success", missing));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> meter().gauge(TckMetrics.POINTS, () -> 1, missing));
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        -1,
        -0.0,
        Double.MAX_VALUE,
        Double.MIN_VALUE
      })
  void recordsAnyValueWithoutThrowing(double value) {
    Counter counter = meter().counter(TckMetrics.REQUESTS);
    Histogram histogram = meter().histogram(TckMetrics.SECONDS);

    assertThatCode(
            () -> {
              counter.add(value);
              histogram.record(value);
            })
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE})
  void recordsAnyDurationWithoutThrowing(long nanos) {
    Histogram histogram = meter().histogram(TckMetrics.SECONDS);

    assertThatCode(() -> histogram.recordNanos(nanos)).doesNotThrowAnyException();
  }

  @Test
  void takesRecordingsInSilenceAfterClose() {
    Counter counter = meter().counter(TckMetrics.REQUESTS);
    Histogram histogram = meter().histogram(TckMetrics.SECONDS);
    backend.close();

    assertThatCode(
            () -> {
              counter.increment();
              counter.add(Double.NaN);
              histogram.record(1);
              histogram.recordNanos(1);
            })
        .doesNotThrowAnyException();
  }

  @Test
  void disablesInstrumentsWhenClosed() {
    Counter counter = meter().counter(TckMetrics.REQUESTS);
    Histogram histogram = meter().histogram(TckMetrics.SECONDS);
    backend.close();

    assertThat(counter.isEnabled()).isFalse();
    assertThat(histogram.isEnabled()).isFalse();
  }

  @Test
  void handsOutInstrumentsThatDoNothingAfterClose() {
    backend.close();

    Counter counter = meter().counter(TckMetrics.REQUESTS);
    counter.increment();
    meter().histogram(TckMetrics.SECONDS).record(1);
    meter().gauge(TckMetrics.SIZE, () -> 1).close();
    meter().counterCallback(TckMetrics.OUTCOMES, () -> 1, "error", "/").close();

    assertThat(counter.isEnabled()).isFalse();
  }

  @Test
  void rejectsBadInputAfterClose() {
    backend.close();

    assertThatIllegalArgumentException().isThrownBy(() -> meter().counter(TckMetrics.SIZE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> meter().gauge(TckMetrics.POINTS, () -> 1));
  }

  @Test
  void closesMoreThanOnce() {
    backend.close();

    assertThatCode(backend::close).doesNotThrowAnyException();
  }

  @Test
  void closesRegistrationMoreThanOnce() {
    Registration registration = meter().gauge(TckMetrics.SIZE, () -> 1);
    registration.close();

    assertThatCode(registration::close).doesNotThrowAnyException();
  }

  @Test
  void closesRegistrationAfterBackend() {
    Registration registration = meter().counterCallback(TckMetrics.REQUESTS, () -> 1);
    backend.close();

    assertThatCode(registration::close).doesNotThrowAnyException();
  }

  @Test
  void survivesBeingClosedWhileOthersRecord() throws Exception {
    Counter counter = meter().counter(TckMetrics.REQUESTS);
    Histogram histogram = meter().histogram(TckMetrics.SECONDS);

    Together.run(
        4,
        worker -> {
          if (worker == 0) {
            backend.close();
          }
          for (int i = 0; i < 2_000; i++) {
            counter.increment();
            histogram.record(i);
            meter().gauge(TckMetrics.POINTS, () -> 1, worker + "-" + i).close();
          }
        });

    assertThat(counter.isEnabled()).isEqualTo(false);
  }

  @Test
  void recordsWithoutAllocating() {
    Counter counter = meter().counter(TckMetrics.OUTCOMES, "success", "/");
    Histogram histogram = meter().histogram(TckMetrics.STAGE_SECONDS, "wal");

    assertRecordsWithoutAllocating(counter, histogram);
  }

  @Test
  void allocatesNothingWhenOff() {
    Counter counter = meter().counter(TckMetrics.OUTCOMES, "success", "/");
    Histogram histogram = meter().histogram(TckMetrics.STAGE_SECONDS, "wal");
    backend.close();

    assertRecordsWithoutAllocating(counter, histogram);
  }

  private static void assertRecordsWithoutAllocating(Counter counter, Histogram histogram) {
    Allocations.assertNone(
        () -> {
          if (counter.isEnabled()) {
            counter.add(2);
          }
          if (histogram.isEnabled()) {
            histogram.record(0.5);
          }
          counter.increment();
          histogram.recordNanos(250_000);
        });
  }

  // Spans, which every backend hands out, also one that records none

  @Test
  void givesEveryRequestIdsOfItsOwn() {
    TraceContext first = tracer().request("GET /", TraceContext.NONE, 0).context();
    TraceContext second = tracer().request("GET /", TraceContext.NONE, 0).context();

    assertThat(first.isValid()).isTrue();
    assertThat(second.isValid()).isTrue();
    assertThat(second.traceId()).isNotEqualTo(first.traceId());
    assertThat(second.spanId()).isNotEqualTo(first.spanId());
  }

  @Test
  void keepsARequestInTheTraceOfItsCaller() {
    TraceContext caller = TraceContext.parse(TckSpans.SAMPLED, TckSpans.STATE);

    TraceContext context = tracer().request("GET /", caller, 0).context();

    assertThat(context.traceId()).isEqualTo(caller.traceId());
    assertThat(context.spanId()).isNotEqualTo(caller.spanId());
    assertThat(context.traceState()).isEqualTo(TckSpans.STATE);
  }

  @Test
  void recordsNothingOfACallerThatIsNot() {
    TraceContext caller = TraceContext.parse(TckSpans.NOT_SAMPLED, null);

    Span span = tracer().request("GET /", caller, 0);

    assertThat(span.isRecording()).isFalse();
    assertThat(span.context().sampled()).isFalse();
    assertThat(span.context().traceId()).isEqualTo(caller.traceId());
  }

  @Test
  void givesWorkInTheBackgroundATraceOfItsOwn() {
    TraceContext cause = TraceContext.parse(TckSpans.SAMPLED, null);

    TraceContext context = tracer().background("merge", cause, 0).context();

    assertThat(context.isValid()).isTrue();
    assertThat(context.traceId()).isNotEqualTo(cause.traceId());
  }

  @Test
  void usesSpansThatAreNotRecordedWithoutAllocating() {
    TraceContext caller = TraceContext.parse(TckSpans.NOT_SAMPLED, null);
    Span request = tracer().request("GET /", caller, 0);
    Throwable cause = new IllegalStateException("broken");

    Allocations.assertNone(
        () -> {
          Span step = request.child("search").child("plan", 1);
          step.attribute("a", "text").attribute("b", 2L).attribute("c", 0.5).attribute("d", true);
          step.event("found").link(caller).failed("internal", cause);
          step.end(3);
          step.end();
          if (step.isRecording() || step.context().sampled()) {
            throw new AssertionError("this span is not recorded");
          }
        });
  }

  @Test
  void handsOutSpansWithIdsAfterClose() {
    backend.close();

    Span span = tracer().request("GET /", TraceContext.NONE, System.nanoTime());

    assertThat(span.context().isValid()).isTrue();
    assertThat(span.context().sampled()).isFalse();
    assertThat(span.isRecording()).isFalse();
    assertThatCode(() -> TckSpans.useInEveryWay(span)).doesNotThrowAnyException();
  }
}
