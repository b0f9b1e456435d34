package io.vdb.it.server;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/** Waits for what a server does on its own time. */
public final class Await {

  private static final long PAUSE_MILLIS = 20;

  private Await() {}

  /**
   * Asks again until the answer is as wanted.
   *
   * @return that answer
   * @throws AssertionError that shows the last answer when it is not so in time
   */
  public static <T> T until(Callable<T> question, Predicate<T> wanted, Duration patience)
      throws Exception {
    return until(question, wanted, String::valueOf, patience);
  }

  /**
   * Asks again until the answer is as wanted.
   *
   * @param shown what of an answer to show when time is over
   * @return that answer
   * @throws AssertionError that shows the last answer when it is not so in time
   */
  public static <T> T until(
      Callable<T> question, Predicate<T> wanted, Function<T, String> shown, Duration patience)
      throws Exception {
    long deadline = System.nanoTime() + patience.toNanos();
    T answer = question.call();
    while (!wanted.test(answer)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("after " + patience + " it still is " + shown.apply(answer));
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      answer = question.call();
    }
    return answer;
  }
}
