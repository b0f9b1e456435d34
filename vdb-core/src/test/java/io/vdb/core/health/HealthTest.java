package io.vdb.core.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.observability.spi.Registration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class HealthTest {

  private static final Duration LONG = Duration.ofMinutes(10);

  /** Work of a check. */
  private interface Looking {
    ComponentHealth look() throws Exception;
  }

  private static HealthCheck check(String component, Looking looking) {
    return new HealthCheck() {
      @Override
      public String component() {
        return component;
      }

      @Override
      public ComponentHealth check() throws Exception {
        return looking.look();
      }
    };
  }

  private static HealthCheck healthy(String component) {
    return check(component, () -> ComponentHealth.healthy(Map.of()));
  }

  private static Health health(Duration timeout, Duration fresh, HealthCheck... checks) {
    return new Health(List.of(checks), timeout, fresh, HealthListener.NONE);
  }

  @Test
  void isAsBadAsTheWorstComponent() {
    HealthCheck degraded =
        check("b", () -> ComponentHealth.degraded("it is old", Map.of("age", 7)));
    HealthCheck error = check("c", () -> ComponentHealth.error("it is gone", Map.of()));
    try (Health health = health(LONG, LONG, healthy("a"), degraded)) {
      assertThat(health.report().status()).isEqualTo(HealthStatus.DEGRADED);
      assertThat(health.report().checks().get("b"))
          .isEqualTo(ComponentHealth.degraded("it is old", Map.of("age", 7)));
      try (Registration _ = health.add(error)) {
        assertThat(health.report().status()).isEqualTo(HealthStatus.ERROR);
        assertThat(health.components()).containsExactly("a", "b", "c");
      }
      assertThat(health.report().status()).isEqualTo(HealthStatus.DEGRADED);
      assertThat(health.check("c")).isEmpty();
    }
  }

  @Test
  void asksAllComponentsAtOnce() {
    CyclicBarrier all = new CyclicBarrier(3);
    Looking together =
        () -> {
          all.await();
          return ComponentHealth.healthy(Map.of());
        };
    try (Health health =
        health(LONG, LONG, check("a", together), check("b", together), check("c", together))) {
      assertThat(health.report().status()).isEqualTo(HealthStatus.HEALTHY);
    }
  }

  @Test
  void takesACheckThatFailsForAnError() {
    try (Health health =
        health(
            LONG,
            LONG,
            healthy("a"),
            check(
                "b",
                () -> {
                  throw new IllegalStateException("broken");
                }))) {
      ComponentHealth failed = Objects.requireNonNull(health.report().checks().get("b"));
      assertThat(failed.status()).isEqualTo(HealthStatus.ERROR);
      assertThat(failed.reason()).contains("broken");
    }
  }

  @Test
  void doesNotWaitForACheckThatHangsNorAsksItAgainBeforeItIsBack() throws Exception {
    CountDownLatch back = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    HealthCheck hanging =
        check(
            "a",
            () -> {
              asked.incrementAndGet();
              back.await();
              return ComponentHealth.healthy(Map.of());
            });
    try (Health health = health(Duration.ofMillis(50), Duration.ZERO, hanging, healthy("b"))) {
      for (int i = 0; i < 3; i++) {
        HealthReport report = health.report();
        assertThat(report.checks().get("a"))
            .isEqualTo(
                ComponentHealth.error("it did not say how it is within 50 ms", Map.of()));
        assertThat(report.checks().get("b"))
            .isEqualTo(ComponentHealth.healthy(Map.of()));
      }
      assertThat(asked).hasValue(1);
      back.countDown();
      while (health.report().status() != HealthStatus.HEALTHY) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void tellsAgainForAMomentWhatWasSaid() {
    AtomicInteger asked = new AtomicInteger();
    HealthCheck counting =
        check("a", () -> ComponentHealth.healthy(Map.of("asked", asked.incrementAndGet())));
    try (Health health = health(LONG, LONG, counting)) {
      HealthReport first = health.report();
      assertThat(health.report().checks()).isEqualTo(first.checks());
      assertThat(health.check("a").orElseThrow().join().checks()).isEqualTo(first.checks());
      assertThat(asked).hasValue(1);
    }
    asked.set(0);
    try (Health health = health(LONG, Duration.ZERO, counting)) {
      HealthReport _ = health.report();
      HealthReport _ = health.report();
      assertThat(asked).hasValue(2);
    }
  }

  @Test
  void asksOnceHoweverManyWantToKnow() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    HealthCheck slow =
        check(
            "a",
            () -> {
              asked.incrementAndGet();
              go.await();
              return ComponentHealth.healthy(Map.of());
            });
    try (Health health = health(LONG, LONG, slow)) {
      List<CompletableFuture<HealthReport>> waiting = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        waiting.add(health.check());
      }
      go.countDown();
      for (CompletableFuture<HealthReport> one : waiting) {
        assertThat(one.get(30, TimeUnit.SECONDS).status()).isEqualTo(HealthStatus.HEALTHY);
      }
      assertThat(asked).hasValue(1);
    }
  }

  @Test
  void refusesNamesThatCannotBeAskedFor() {
    try (Health health = health(LONG, LONG, healthy("a"))) {
      for (String name : List.of("a", "live", "ready", "detailed", "metrics", "", "A", "a/b")) {
        assertThatThrownBy(() -> health.add(healthy(name)))
            .as(name)
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void measuresEveryCheckAndShowsTheLatestStatus() {
    AtomicReference<ComponentHealth> next =
        new AtomicReference<>(ComponentHealth.degraded("old", Map.of()));
    AtomicInteger measured = new AtomicInteger();
    List<HealthStatus> shown = new ArrayList<>();
    HealthListener listener =
        (component, status) ->
            new HealthListener.Watch() {
              @Override
              public void checked(long nanos) {
                assertThat(component).isEqualTo("a");
                assertThat(nanos).isPositive();
                measured.incrementAndGet();
              }

              @Override
              public void close() {
                HealthStatus last = status.get();
                if (last != null) {
                  shown.add(last);
                }
              }
            };
    try (Health health =
        new Health(List.of(check("a", next::get)), LONG, Duration.ZERO, listener)) {
      HealthReport _ = health.report();
      next.set(ComponentHealth.healthy(Map.of()));
      HealthReport _ = health.report();
    }
    assertThat(measured).hasValue(2);
    assertThat(shown).containsExactly(HealthStatus.HEALTHY);
  }

  @Test
  void answersErrorOnceItIsClosed() {
    Health health = health(LONG, LONG, healthy("a"));
    health.close();
    assertThat(health.report().checks().get("a"))
        .isEqualTo(ComponentHealth.error("the database is closed", Map.of()));
  }
}
