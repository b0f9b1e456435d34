package io.vdb.observability.spi;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class SpanTest {

  private static final TraceContext SAMPLED = TraceContext.random(true);

  @Test
  void passesOnAsNotSampledWhatIsNotRecorded() {
    Span span = Span.unrecorded(SAMPLED);

    assertThat(span.context().traceId()).isEqualTo(SAMPLED.traceId());
    assertThat(span.context().spanId()).isEqualTo(SAMPLED.spanId());
    assertThat(span.context().sampled()).isFalse();
    assertThat(span.isRecording()).isFalse();
  }

  @Test
  void isItsOwnChildWhenNotRecorded() {
    Span span = Span.unrecorded(SAMPLED);

    assertThat(span.child("step")).isSameAs(span);
    assertThat(span.child("step", 1)).isSameAs(span);
    assertThat(span.attribute("k", 1L).event("e").link(SAMPLED).failed("f", null)).isSameAs(span);
  }

  @Test
  void hasNoIdsWithoutATrace() {
    assertThat(Span.none().context()).isSameAs(TraceContext.NONE);
    assertThat(Span.none().isRecording()).isFalse();
  }

  @Test
  void givesOutIdsWithNoTracerAtAll() {
    Span request = Tracer.none().request("GET /", SAMPLED, 0);

    assertThat(request.context().traceId()).isEqualTo(SAMPLED.traceId());
    assertThat(request.context().spanId()).isNotEqualTo(SAMPLED.spanId());
    assertThat(request.context().sampled()).isFalse();
    assertThat(Tracer.none().background("merge", SAMPLED, 0).context().traceId())
        .isNotEqualTo(SAMPLED.traceId());
  }

  /** The whole of what a request that is not recorded does, from finding its span to its end. */
  @Test
  void costsNoAllocationWhenNotRecorded() {
    Context context = Context.of("id", Span.unrecorded(SAMPLED));
    Throwable cause = new IllegalStateException();
    context.run(() -> work(cause));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    long bytes =
        context.call(
            () -> {
              long before = threads.getCurrentThreadAllocatedBytes();
              work(cause);
              return threads.getCurrentThreadAllocatedBytes() - before;
            });

    assertThat(bytes).isLessThan(2 * 20_000);
  }

  @Test
  void costsNoAllocationWhereNothingIsBound() {
    Throwable cause = new IllegalStateException();
    work(cause);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    long before = threads.getCurrentThreadAllocatedBytes();
    work(cause);

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(2 * 20_000);
  }

  private static void work(Throwable cause) {
    for (int i = 0; i < 20_000; i++) {
      Span step = Context.current().span().child("search").child("plan", i);
      step.attribute("a", "b").attribute("a", 1L).attribute("a", 0.5).attribute("a", true);
      step.event("e").link(SAMPLED).failed("internal", cause).end();
      step.end(i);
      if (step.isRecording() || !Context.current().span().equals(step)) {
        throw new AssertionError("a span that is not recorded is its own child");
      }
    }
  }
}
