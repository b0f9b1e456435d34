package io.vdb.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LifecycleTest {

  private final List<String> events = new ArrayList<>();

  private Component part(String name, boolean failsToStart, boolean failsToStop) {
    return new Component() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void start() {
        if (failsToStart) {
          throw new IllegalStateException(name + " does not start");
        }
        events.add("+" + name);
      }

      @Override
      public void stop() {
        events.add("-" + name);
        if (failsToStop) {
          throw new IllegalStateException(name + " does not stop");
        }
      }
    };
  }

  private Component good(String name) {
    return part(name, false, false);
  }

  @Test
  void startsInOrderAndStopsInReverse() {
    Lifecycle lifecycle = new Lifecycle(List.of(good("a"), good("b"), good("c")));
    lifecycle.start();
    lifecycle.close();

    assertThat(events).containsExactly("+a", "+b", "+c", "-c", "-b", "-a");
  }

  @Test
  void stopsOnce() {
    Lifecycle lifecycle = new Lifecycle(List.of(good("a")));
    lifecycle.start();
    lifecycle.close();
    lifecycle.close();

    assertThat(events).containsExactly("+a", "-a");
  }

  @Test
  void stopsWhatHadStartedWhenAPartDoesNot() {
    Lifecycle lifecycle =
        new Lifecycle(List.of(part("a", false, true), good("b"), part("c", true, false)));

    assertThatThrownBy(lifecycle::start)
        .hasMessage("c does not start")
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("a does not stop"));
    assertThat(events).containsExactly("+a", "+b", "-b", "-a");
  }

  @Test
  void stopsTheOthersWhenOneDoesNot() {
    Lifecycle lifecycle = new Lifecycle(List.of(good("a"), part("b", false, true)));
    lifecycle.start();

    assertThatThrownBy(lifecycle::close).hasMessage("b does not stop");
    assertThat(events).containsExactly("+a", "+b", "-b", "-a");
  }
}
