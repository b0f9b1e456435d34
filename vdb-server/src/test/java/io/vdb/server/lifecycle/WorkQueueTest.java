package io.vdb.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vdb.observability.spi.Observability;
import io.vdb.server.request.Refusal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** A queue whose threads and clock are the test's: nothing here depends on time. */
final class WorkQueueTest {

  private static final int MANY = 1_000;
  private static final long MILLI = 1_000_000;
  private static final QueueBounds BOUNDS =
      new QueueBounds(1, 100, Duration.ofSeconds(5), Duration.ofMillis(100));

  private final Queue<Runnable> threads = new ArrayDeque<>();
  private final List<String> done = new ArrayList<>();
  private final List<Refusal> refused = new ArrayList<>();
  private long now = -1; // clocks may begin anywhere
  private WorkQueue queue = queue(BOUNDS);

  private WorkQueue queue(QueueBounds bounds) {
    return new WorkQueue(
        threads::add,
        bounds,
        new TaskTimes(Observability.noop().meter(), "execution", "read"),
        () -> now);
  }

  private TaskPool.Place hand(String name, long millis) {
    return queue.submit(
        () -> {
          now += millis * MILLI;
          return name;
        },
        _ -> true,
        done::add,
        e -> refused.add(e.refusal()));
  }

  private TaskPool.Place hand(String name) {
    return hand(name, 0);
  }

  private Refusal refusalOf(String name) {
    return Objects.requireNonNull(
            catchThrowableOfType(RefusedWorkException.class, () -> hand(name)), "taken")
        .refusal();
  }

  /** Lets a thread work until there is nothing left. */
  private void work() {
    threads.remove().run();
  }

  /** Makes the queue know that work takes so long, and leaves it empty. */
  private void usual(long millis) {
    hand("usual", millis);
    work();
    done.clear();
  }

  /** Occupies the only place, and lets one wait for longer than a burst lasts. */
  private void standing() {
    hand("first");
    hand("second");
    now += WorkQueue.STANDING.toNanos();
  }

  @Test
  void worksOnSoMuchAtOnceAndOnTheRestInOrder() {
    hand("a");
    hand("b");
    hand("c");
    assertThat(threads).as("asked for threads").hasSize(1);
    assertThat(queue.running()).isEqualTo(1);
    assertThat(queue.waiting()).isEqualTo(2);

    work();

    assertThat(done).containsExactly("a", "b", "c");
    assertThat(queue.running()).isZero();
    assertThat(queue.waiting()).isZero();
  }

  @Test
  void refusesWhatDoesNotFitAndTakesItWhenThereIsRoomAgain() {
    queue = queue(new QueueBounds(1, 2, Duration.ofSeconds(5), Duration.ofSeconds(1)));
    hand("a");
    hand("b");
    hand("c");

    assertThat(refusalOf("d")).isEqualTo(Refusal.QUEUE_FULL);
    assertThatThrownBy(() -> queue.requireRoom()).isInstanceOf(RefusedWorkException.class);
    work();
    hand("d");
    work();

    assertThat(done).containsExactly("a", "b", "c", "d");
    assertThat(refused).isEmpty();
  }

  @Test
  void takesABurstHoweverLongItsEndWaits() {
    usual(50);
    for (int i = 0; i <= BOUNDS.waiting(); i++) {
      hand("burst " + i);
    }

    assertThat(queue.waiting()).isEqualTo(BOUNDS.waiting());
  }

  @Test
  void refusesAtOnceWhatWouldWaitForTooLongOnceTheQueueStands() {
    usual(10);
    standing();
    for (int i = 2; i <= 10; i++) {
      hand("within the bound " + i); // the tenth waits for ten times ten milliseconds
    }

    assertThat(refusalOf("beyond it")).isEqualTo(Refusal.QUEUE_TIME);
    assertThatThrownBy(() -> queue.requireRoom()).isInstanceOf(RefusedWorkException.class);
  }

  @Test
  void letsAFewWaitHoweverLongWorkTakes() {
    usual(10_000);
    standing();
    for (int i = 2; i <= WorkQueue.UNHURRIED; i++) {
      hand("few " + i);
    }

    assertThat(queue.waiting()).isEqualTo(WorkQueue.UNHURRIED);
    assertThat(refusalOf("one more")).isEqualTo(Refusal.QUEUE_TIME);
  }

  @Test
  void takesABurstAgainOnceTheQueueWasEmpty() {
    usual(50);
    standing();
    work();
    hand("a");
    for (int i = 0; i < BOUNDS.waiting(); i++) {
      hand("burst " + i);
    }

    assertThat(queue.waiting()).isEqualTo(BOUNDS.waiting());
  }

  @Test
  void takesNoBurstForAWhileAfterThereWasTooMuchWork() {
    usual(50);
    standing();
    for (int i = 2; i <= WorkQueue.UNHURRIED; i++) {
      hand("few " + i);
    }
    assertThat(refusalOf("too much")).isEqualTo(Refusal.QUEUE_TIME);
    work();
    for (int i = 0; i <= WorkQueue.UNHURRIED; i++) {
      hand("again " + i);
    }
    assertThat(refusalOf("as if it had gone on")).isEqualTo(Refusal.QUEUE_TIME);
    work();

    now += WorkQueue.CALM.toNanos();
    for (int i = 0; i <= BOUNDS.waiting(); i++) {
      hand("burst " + i);
    }
    assertThat(queue.waiting()).isEqualTo(BOUNDS.waiting());
  }

  @Test
  void refusesWhatHasWaitedForTooLongWhenItsTurnComes() {
    hand("slow", BOUNDS.longestWait().toMillis() + 1);
    hand("too late");
    hand("too late as well");
    work();
    hand("in time");
    work();

    assertThat(done).containsExactly("slow", "in time");
    assertThat(refused).containsExactly(Refusal.QUEUE_TIME, Refusal.QUEUE_TIME);
  }

  @Test
  void worksOnNothingThatHasLeftAndGivesItsPlaceAway() {
    queue = queue(new QueueBounds(1, 1, Duration.ofSeconds(5), Duration.ofSeconds(1)));
    TaskPool.Place running = hand("running");
    TaskPool.Place waiting = hand("waiting");

    assertThat(running.leave()).as("what has begun goes on").isFalse();
    assertThat(waiting.leave()).isTrue();
    assertThat(waiting.leave()).as("only once").isFalse();
    assertThatCode(() -> hand("next")).doesNotThrowAnyException();
    work();

    assertThat(done).containsExactly("running", "next");
    assertThat(refused).isEmpty();
  }

  @Test
  void goesOnAfterWorkThatThrows() {
    queue.execute(
        () -> {
          throw new IllegalStateException("thrown by the test");
        });
    hand("next");
    work();

    assertThat(done).containsExactly("next");
    assertThat(queue.running()).isZero();
  }

  @Test
  void losesNoPlaceWhenThereIsNoThread() {
    WorkQueue without =
        new WorkQueue(
            _ -> {
              throw new RejectedExecutionException("closed");
            },
            BOUNDS,
            new TaskTimes(Observability.noop().meter(), "execution", "read"),
            () -> now);
    for (int i = 0; i < MANY; i++) {
      assertThatThrownBy(() -> without.execute(() -> {}))
          .isExactlyInstanceOf(RejectedExecutionException.class);
    }
    assertThat(without.running()).isZero();
  }
}
