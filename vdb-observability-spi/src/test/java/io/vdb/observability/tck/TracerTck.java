package io.vdb.observability.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.Span;
import io.vdb.observability.spi.TraceContext;
import io.vdb.observability.spi.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What holds for every backend that records spans. A backend's test extends this beside one of the
 * kits for metrics.
 */
public abstract class TracerTck {

  private static final int THREADS = 8;

  /** Fewer spans in all than the queue of any backend holds. */
  private static final int SPANS_PER_THREAD = 250;

  private static final String SECRET = "the vector of point 4711";

  private Observability backend;

  /**
   * Starts a new backend that holds at least 2,000 spans before it drops any. The kit closes it.
   *
   * @param share of new traces to record: 0, 0.5 or 1
   */
  protected abstract Observability start(double share);

  /**
   * Reads what {@code backend} has recorded until now, all of it: a backend that exports later is
   * made to export first. Of a closed backend, what it recorded until it was closed.
   */
  protected abstract SpanReadings read(Observability backend);

  @BeforeEach
  final void startBackend() {
    backend = start(1);
  }

  @AfterEach
  final void closeBackend() {
    backend.close();
  }

  private Tracer tracer() {
    return backend.capability(Tracer.class).orElseThrow();
  }

  private Span newRequest(String name) {
    return tracer().request(name, TraceContext.NONE, System.nanoTime());
  }

  private List<SpanReading> endedSpans() {
    return read(backend).endedSpans();
  }

  private SpanReading onlySpan() {
    List<SpanReading> spans = endedSpans();
    assertThat(spans).hasSize(1);
    return spans.getFirst();
  }

  private SpanReading spanNamed(String name) {
    List<SpanReading> spans =
        endedSpans().stream().filter(span -> span.name().equals(name)).toList();
    assertThat(spans).as("spans named %s", name).hasSize(1);
    return spans.getFirst();
  }

  @Test
  void handsOutTheTracerThatItIsFoundBy() {
    assertThat(backend.tracer()).isSameAs(tracer());
  }

  // Trees

  @Test
  void recordsATreeOfSteps() {
    Span request = newRequest("request");
    Span search = request.child("search");
    Span plan = search.child("plan");
    plan.end();
    Span fetch = search.child("fetch");
    fetch.end();
    search.end();
    request.end();

    assertThat(endedSpans()).hasSize(4);
    assertThat(spanNamed("request").parentSpanId()).isEmpty();
    assertThat(spanNamed("search").parentSpanId()).isEqualTo(request.context().spanId());
    assertThat(spanNamed("plan").parentSpanId()).isEqualTo(search.context().spanId());
    assertThat(spanNamed("fetch").parentSpanId()).isEqualTo(search.context().spanId());
    assertThat(spanNamed("plan").context()).isEqualTo(plan.context());
    assertThat(endedSpans().stream().map(span -> span.context().traceId()))
        .containsOnly(request.context().traceId());
    assertThat(endedSpans().stream().map(span -> span.context().spanId())).doesNotHaveDuplicates();
  }

  @Test
  void recordsStepsThatEndAfterTheirParent() {
    Span request = newRequest("request");
    Span step = request.child("step");
    request.end();
    step.end();
    request.child("later").end();

    assertThat(spanNamed("step").parentSpanId()).isEqualTo(request.context().spanId());
    assertThat(spanNamed("later").parentSpanId()).isEqualTo(request.context().spanId());
  }

  @Test
  void showsNoSpanThatHasNotEnded() {
    Span request = newRequest("request");
    request.child("step").end();

    assertThat(onlySpan().name()).isEqualTo("step");
    request.end();
  }

  @Test
  void keepsTracesApart() {
    Span first = newRequest("first");
    Span second = newRequest("second");
    second.child("of second").end();
    first.child("of first").end();
    second.end();
    first.end();

    assertThat(spanNamed("of first").context().traceId()).isEqualTo(first.context().traceId());
    assertThat(spanNamed("of second").context().traceId()).isEqualTo(second.context().traceId());
    assertThat(first.context().traceId()).isNotEqualTo(second.context().traceId());
  }

  // What a span carries

  @Test
  void keepsAttributesOfEveryType() {
    newRequest("request")
        .attribute("text", "caf\u00e9 \"quoted\"")
        .attribute("whole", Long.MAX_VALUE)
        .attribute("real", -0.25)
        .attribute("yes", true)
        .attribute("no", false)
        .end();

    assertThat(onlySpan().attributes())
        .containsAllEntriesOf(
            Map.of(
                "text", "caf\u00e9 \"quoted\"",
                "whole", Long.MAX_VALUE,
                "real", -0.25,
                "yes", true,
                "no", false));
  }

  @Test
  void keepsTheLastValueOfAnAttribute() {
    newRequest("request").attribute("k", 1L).attribute("k", 2L).end();

    assertThat(onlySpan().attributes()).containsEntry("k", 2L);
  }

  @Test
  void keepsEventsInOrder() {
    newRequest("request").event("queued").event("started").event("queued").end();

    assertThat(onlySpan().events()).containsExactly("queued", "started", "queued");
  }

  @Test
  void keepsLinks() {
    TraceContext other = TraceContext.random(true);
    TraceContext another = TraceContext.random(false);
    newRequest("request").link(other).link(another).end();

    assertThat(idsOf(onlySpan().links())).isEqualTo(idsOf(List.of(other, another)));
  }

  private static List<String> idsOf(List<TraceContext> contexts) {
    return contexts.stream().map(each -> each.traceId() + "-" + each.spanId()).toList();
  }

  @Test
  void tellsWhatFailedAndWhatDidNot() {
    Span request = newRequest("request");
    request.child("good").end();
    request.child("bad").failed("exhausted", null).end();
    request.end();

    assertThat(spanNamed("good").failure()).isEmpty();
    assertThat(spanNamed("bad").failure()).isEqualTo("exhausted");
    assertThat(spanNamed("request").failure()).isEmpty();
  }

  @Test
  void keepsTheTypeOfWhatWasThrownButNoMessage() {
    Throwable cause = new IllegalStateException(SECRET, new ArithmeticException(SECRET));
    cause.addSuppressed(new ArrayStoreException(SECRET));
    newRequest("request").failed("internal", cause).end();

    assertThat(onlySpan().failure()).isEqualTo("internal");
    assertThat(read(backend).asText())
        .contains(IllegalStateException.class.getName())
        .doesNotContain(SECRET);
  }

  // Times

  @Test
  void keepsTheTimesGiven() {
    long start = System.nanoTime() - 5_000_000_000L;
    Span request = tracer().request("request", TraceContext.NONE, start);
    Span early = request.child("early", start + 1_000);
    Span late = request.child("late", start + 3_000_007);
    late.end(start + 4_000_000);
    early.end(start + 2_000);
    request.end(start + 4_000_001);

    long root = spanNamed("request").startNanos();
    assertThat(spanNamed("request").endNanos() - root).isEqualTo(4_000_001);
    assertThat(spanNamed("early").startNanos() - root).isEqualTo(1_000);
    assertThat(spanNamed("early").endNanos() - root).isEqualTo(2_000);
    assertThat(spanNamed("late").startNanos() - root).isEqualTo(3_000_007);
    assertThat(spanNamed("late").endNanos() - root).isEqualTo(4_000_000);
  }

  @Test
  void looksAtTheClockWhenNoTimeIsGiven() {
    long start = System.nanoTime();
    Span request = tracer().request("request", TraceContext.NONE, start);
    Span step = request.child("step");
    long after = System.nanoTime();
    step.end();
    request.end();
    long end = System.nanoTime();

    long root = spanNamed("request").startNanos();
    assertThat(spanNamed("step").startNanos() - root).isBetween(0L, after - start);
    assertThat(spanNamed("step").endNanos() - root).isBetween(0L, end - start);
    assertThat(spanNamed("step").endNanos()).isGreaterThanOrEqualTo(spanNamed("step").startNanos());
    assertThat(spanNamed("request").endNanos())
        .isGreaterThanOrEqualTo(spanNamed("step").endNanos());
  }

  @Test
  void countsOnlyTheFirstEnd() {
    long start = System.nanoTime();
    Span request = tracer().request("request", TraceContext.NONE, start);
    request.end(start + 10);
    request.end(start + 20);
    request.end();

    assertThat(onlySpan().endNanos() - onlySpan().startNanos()).isEqualTo(10);
  }

  @Test
  void dropsWhatIsSetAfterTheEnd() {
    Span request = newRequest("request").attribute("k", 1L).event("early");
    assertThat(request.isRecording()).isTrue();
    request.end();

    assertThat(request.isRecording()).isFalse();
    request.attribute("k", 2L).attribute("late", "x").event("late");
    request.link(TraceContext.random(true)).failed("late", new IllegalStateException());

    SpanReading span = onlySpan();
    assertThat(span.attributes()).containsEntry("k", 1L).doesNotContainKey("late");
    assertThat(span.events()).containsExactly("early");
    assertThat(span.links()).isEmpty();
    assertThat(span.failure()).isEmpty();
  }

  // What is recorded

  @Test
  void joinsTheTraceOfACallerThatIsRecorded() {
    restart(0); // what decides is the caller
    TraceContext caller = TraceContext.parse(TckSpans.SAMPLED, TckSpans.STATE);
    Span request = tracer().request("request", caller, System.nanoTime());
    Span step = request.child("step");
    step.end();
    request.end();

    assertThat(request.isRecording() || request.context().sampled()).isTrue();
    assertThat(spanNamed("request").parentSpanId()).isEqualTo(caller.spanId());
    assertThat(spanNamed("step").context().traceId()).isEqualTo(caller.traceId());
    assertThat(Stream.of(request, step).map(span -> span.context().traceState()))
        .containsOnly(TckSpans.STATE);
    assertThat(spanNamed("step").context()).isEqualTo(step.context());
  }

  @Test
  void recordsNothingOfACallerThatIsNot() {
    TraceContext caller = TraceContext.parse(TckSpans.NOT_SAMPLED, TckSpans.STATE);
    Span request = tracer().request("request", caller, System.nanoTime());
    Span step = request.child("step");
    step.end();
    request.end();

    assertThat(step.isRecording()).isFalse();
    assertThat(step.context().traceState()).isEqualTo(TckSpans.STATE);
    assertThat(step.context().traceId()).isEqualTo(caller.traceId());
    assertThat(endedSpans()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1})
  void recordsAllNewTracesOrNone(double share) {
    restart(share);
    for (int i = 0; i < 100; i++) {
      Span span = i % 2 == 0 ? newRequest("request") : newBackground(TraceContext.NONE);
      span.end();
    }

    assertThat(endedSpans()).hasSize((int) (100 * share));
  }

  @Test
  void decidesOnceForAllStepsOfATrace() {
    restart(0.5);
    List<Span> requests = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      Span request = newRequest("request");
      requests.add(request);
      Span step = request.child("step");
      Span inner = step.child("inner", System.nanoTime());
      assertThat(inner.isRecording()).isEqualTo(request.isRecording());
      assertThat(inner.context().sampled()).isEqualTo(request.context().sampled());
      assertThat(request.isRecording()).isEqualTo(request.context().sampled());
      inner.end();
      step.end();
      request.end();
    }

    Map<String, Long> recorded =
        endedSpans().stream()
            .collect(
                Collectors.groupingBy(
                    span -> span.context().traceId(), Collectors.counting()));
    assertThat(recorded.values()).containsOnly(3L);
    assertThat(recorded.keySet())
        .containsExactlyInAnyOrderElementsOf(
            requests.stream()
                .map(Span::context)
                .filter(TraceContext::sampled)
                .map(TraceContext::traceId)
                .toList());
    assertThat(recorded.size()).isBetween(100, 300); // ten standard deviations
  }

  private Span newBackground(TraceContext cause) {
    return tracer().background("merge", cause, System.nanoTime());
  }

  @Test
  void linksWorkInTheBackgroundToItsCause() {
    restart(0); // what decides is the cause
    TraceContext cause = TraceContext.parse(TckSpans.SAMPLED, null);
    Span merge = newBackground(cause);
    merge.child("step").end();
    merge.end();

    SpanReading span = spanNamed("merge");
    assertThat(span.parentSpanId()).isEmpty();
    assertThat(span.context().traceId()).isNotEqualTo(cause.traceId());
    assertThat(idsOf(span.links())).isEqualTo(idsOf(List.of(cause)));
    assertThat(spanNamed("step").parentSpanId()).isEqualTo(merge.context().spanId());
  }

  @Test
  void recordsNoWorkInTheBackgroundOfACauseThatIsNotRecorded() {
    Span merge = newBackground(TraceContext.parse(TckSpans.NOT_SAMPLED, null));
    merge.child("step").end();
    merge.end();

    assertThat(merge.isRecording()).isFalse();
    assertThat(merge.context().sampled()).isFalse();
    assertThat(endedSpans()).isEmpty();
  }

  @Test
  void usesStepsOfANewTraceThatIsNotRecordedWithoutAllocating() {
    restart(0);
    Span request = newRequest("request");

    assertThat(request.child("step")).isSameAs(request);
    Allocations.assertNone(
        () -> request.child("step").attribute("k", 1L).attribute("r", 0.5).event("e").end());
  }

  // Life

  @Test
  void takesAnythingWithoutThrowing() {
    Span request = newRequest("request");

    assertThatCode(() -> TckSpans.useInEveryWay(request)).doesNotThrowAnyException();
    assertThatCode(() -> TckSpans.useInEveryWay(newBackground(TraceContext.NONE)))
        .doesNotThrowAnyException();
    newRequest("after all that").end();

    assertThat(spanNamed("request").attributes()).doesNotContainKey("");
    assertThat(spanNamed("after all that").failure()).isEmpty(); // nothing clogs the way
  }

  @Test
  void losesNoSpanUnderConcurrency() throws Exception {
    Span request = newRequest("request");
    Together.run(
        THREADS,
        worker -> {
          for (int i = 0; i < SPANS_PER_THREAD - 1; i++) {
            request.child("step").attribute("worker", worker).attribute("i", i).end();
            request.attribute("shared", i).event("beat");
          }
        });
    request.end();

    List<SpanReading> steps =
        endedSpans().stream().filter(span -> span.name().equals("step")).toList();
    assertThat(steps).hasSize(THREADS * (SPANS_PER_THREAD - 1));
    assertThat(steps.stream().map(span -> span.context().spanId())).doesNotHaveDuplicates();
    assertThat(
            steps.stream()
                .map(step -> step.attributes().get("worker") + "-" + step.attributes().get("i")))
        .doesNotHaveDuplicates()
        .doesNotContain("null-null");
    assertThat(spanNamed("request").attributes()).containsKey("shared");
  }

  @Test
  void countsOneEndOfManyAtOnce() throws Exception {
    Span request = newRequest("request");
    Together.run(THREADS, worker -> request.end());

    assertThat(endedSpans()).hasSize(1);
  }

  @Test
  void keepsWhatEndedBeforeItWasClosed() {
    newRequest("request").end();

    backend.close();

    assertThat(onlySpan().name()).isEqualTo("request");
  }

  @Test
  void recordsNothingAfterClose() {
    Span open = newRequest("open");
    Tracer tracer = tracer();
    backend.close();

    assertThatCode(
            () -> {
              TckSpans.useInEveryWay(open);
              TckSpans.useInEveryWay(open.child("step"));
              Span late = tracer.request("late", TraceContext.NONE, System.nanoTime());
              assertThat(late.isRecording()).isFalse();
              assertThat(late.context().isValid()).isTrue();
              late.end();
              TraceContext caller = TraceContext.parse(TckSpans.SAMPLED, null);
              assertThat(tracer.request("late", caller, 0).isRecording()).isFalse();
              assertThat(tracer.background("late", caller, 0).isRecording()).isFalse();
            })
        .doesNotThrowAnyException();

    assertThat(open.isRecording()).isFalse();
    assertThat(endedSpans()).isEmpty();
  }

  @Test
  void survivesBeingClosedWhileOthersRecord() throws Exception {
    Together.run(
        4,
        worker -> {
          if (worker == 0) {
            backend.close();
          }
          for (int i = 0; i < 500; i++) {
            Span request = newRequest("request");
            request.child("step").attribute("i", i).end();
            request.end();
          }
        });

    assertThat(newRequest("late").isRecording()).isFalse();
  }

  @Test
  void keepsTwoBackendsApart() {
    try (Observability other = start(1)) {
      newRequest("ours").end();
      other.tracer().request("theirs", TraceContext.NONE, System.nanoTime()).end();

      assertThat(onlySpan().name()).isEqualTo("ours");
      assertThat(read(other).endedSpans().stream().map(SpanReading::name))
          .containsExactly("theirs");
    }
  }

  private void restart(double share) {
    backend.close();
    backend = start(share);
  }
}
