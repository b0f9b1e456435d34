package io.vdb.observability.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class ContextTest {

  private static final Context FIRST = Context.of("first", Span.none());
  private static final Context SECOND = Context.of("second", Span.none());

  @Test
  void isNoneWhereNothingWasBound() {
    assertThat(Context.current()).isSameAs(Context.NONE);
    assertThat(Context.NONE.correlationId()).isEmpty();
    assertThat(Context.NONE.span().context()).isSameAs(TraceContext.NONE);
  }

  @Test
  void isBoundForTheLengthOfACall() {
    String seen = FIRST.call(() -> Context.current().correlationId());

    assertThat(seen).isEqualTo("first");
    assertThat(Context.current()).isSameAs(Context.NONE);
  }

  @Test
  void comesBackAfterANestedCall() {
    List<Context> seen = new ArrayList<>();

    FIRST.run(
        () -> {
          seen.add(Context.current());
          SECOND.run(() -> seen.add(Context.current()));
          seen.add(Context.current());
        });

    assertThat(seen).containsExactly(FIRST, SECOND, FIRST);
  }

  @Test
  void endsWithACallThatThrows() {
    FIRST.run(
        () -> {
          assertThatThrownBy(
                  () ->
                      SECOND.call(
                          () -> {
                            throw new IOException("disk");
                          }))
              .isInstanceOf(IOException.class)
              .hasMessage("disk");
          assertThat(Context.current()).isSameAs(FIRST);
        });

    assertThat(Context.current()).isSameAs(Context.NONE);
  }

  @Test
  void changesItsSpanAndKeepsItsCorrelationId() {
    Span span = Span.unrecorded(TraceContext.random(false));

    Context changed = FIRST.with(span);

    assertThat(changed.span()).isSameAs(span);
    assertThat(changed.correlationId()).isEqualTo("first");
    assertThat(FIRST.span()).isSameAs(Span.none());
  }

  @Test
  void doesNotFollowToAnotherThreadByItself() {
    AtomicReference<Context> seen = new AtomicReference<>();
    FIRST.run(() -> join(Thread.ofPlatform().start(() -> seen.set(Context.current()))));

    assertThat(seen.get()).isSameAs(Context.NONE);
  }

  @Test
  void isCarriedToThreadsOfEitherKindByWrapping() {
    for (Thread.Builder threads : List.of(Thread.ofPlatform(), Thread.ofVirtual())) {
      AtomicReference<Context> seen = new AtomicReference<>();
      Runnable task = FIRST.wrap(() -> seen.set(Context.current()));

      SECOND.run(() -> join(threads.start(task)));

      assertThat(seen.get()).isSameAs(FIRST);
    }
  }

  @Test
  void wrapsTheContextOfTheOneWhoHandsOverAndNotOfTheOneWhoRuns() {
    AtomicReference<Context> seen = new AtomicReference<>();
    Runnable task = FIRST.call(() -> Context.current().wrap(() -> seen.set(Context.current())));

    SECOND.run(task);

    assertThat(seen.get()).isSameAs(FIRST);
    assertThat(Context.current()).isSameAs(Context.NONE);
  }

  @Test
  void propagatesThroughAnExecutor() throws Exception {
    try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
      Executor propagating = Context.propagating(pool);
      List<Context> seen = new ArrayList<>();

      FIRST.run(() -> propagating.execute(() -> seen.add(Context.current())));
      SECOND.run(() -> propagating.execute(() -> seen.add(Context.current())));
      propagating.execute(() -> seen.add(Context.current()));
      pool.submit(() -> seen.add(Context.current())).get(60, TimeUnit.SECONDS);

      assertThat(seen).containsExactly(FIRST, SECOND, Context.NONE, Context.NONE);
    }
  }

  @Test
  void leavesNothingOnAPooledThreadAfterATaskThatThrows() throws Exception {
    try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
      Future<?> failed =
          pool.submit(
              FIRST.wrap(
                  () -> {
                    throw new IllegalStateException("half way");
                  }));
      assertThatThrownBy(() -> failed.get(60, TimeUnit.SECONDS))
          .hasRootCauseMessage("half way");

      assertThat(pool.submit(Context::current).get(60, TimeUnit.SECONDS)).isSameAs(Context.NONE);
    }
  }

  @Test
  void propagatesThroughExecutorsOfVirtualThreads() throws Exception {
    int tasks = 200;
    String[] seen = new String[tasks];
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      Executor propagating = Context.propagating(pool);
      for (int i = 0; i < tasks; i++) {
        int task = i;
        Context.of("request " + i, Span.none())
            .run(
                () ->
                    propagating.execute(() -> seen[task] = Context.current().correlationId()));
      }
    }
    for (int i = 0; i < tasks; i++) {
      assertThat(seen[i]).isEqualTo("request " + i);
    }
  }

  @Test
  void keepsThreadsApart() throws Exception {
    int threads = 4;
    CyclicBarrier together = new CyclicBarrier(threads);
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<String>> results = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        Context context = Context.of("request " + i, Span.none());
        results.add(
            pool.submit(
                () ->
                    context.call(
                        () -> {
                          together.await(60, TimeUnit.SECONDS); // all are bound now
                          return Context.current().correlationId();
                        })));
      }
      for (int i = 0; i < threads; i++) {
        assertThat(results.get(i).get(60, TimeUnit.SECONDS)).isEqualTo("request " + i);
      }
    }
  }

  private static void join(Thread thread) {
    try {
      assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
