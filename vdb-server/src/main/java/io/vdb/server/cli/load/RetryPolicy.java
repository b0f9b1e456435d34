package io.vdb.server.cli.load;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How long a request that can be repeated is repeated.
 *
 * @param patience time after the first attempt in which further attempts start
 * @param firstPause pause before the second attempt, doubled each time
 * @param longestPause bound on the pause, also on one that the server asks for
 */
public record RetryPolicy(Duration patience, Duration firstPause, Duration longestPause) {

  /** What an import uses: a server that restarts within two minutes is waited for. */
  public static final RetryPolicy PATIENT =
      new RetryPolicy(Duration.ofMinutes(2), Duration.ofMillis(100), Duration.ofSeconds(3));

  /** What a first contact uses, so that a wrong address is told soon. */
  public static final RetryPolicy BRIEF =
      new RetryPolicy(Duration.ofSeconds(2), Duration.ofMillis(100), Duration.ofMillis(500));

  /**
   * Returns the pause before the next attempt.
   *
   * @param attempt how many there were
   * @param asked what the server asks for; a random part of the growing bound when null
   */
  Duration pauseAfter(int attempt, @Nullable Duration asked) {
    if (asked != null) {
      return asked.compareTo(longestPause) > 0 ? longestPause : asked;
    }
    long bound =
        Math.min(longestPause.toMillis(), firstPause.toMillis() << Math.min(attempt - 1, 20));
    return Duration.ofMillis(bound / 2 + ThreadLocalRandom.current().nextLong(bound / 2 + 1));
  }
}
