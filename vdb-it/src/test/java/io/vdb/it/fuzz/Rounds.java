package io.vdb.it.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.it.server.ServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** Sends a server one wrong request after the other, and sees to it that it stays as it was. */
final class Rounds {

  private static final int ROUND = 20;
  private static final int ROUNDS_BETWEEN_REFILLS = 6;

  /** After so many rounds, everything has been loaded and compiled that takes memory once. */
  private static final int ROUNDS_TO_WARM_UP = 24;

  private final ServerProcess server;
  private final Target target;
  private final Random random;

  Rounds(ServerProcess server, Target target, Random random) {
    this.server = server;
    this.target = target;
    this.random = random;
  }

  /**
   * Sends until the time is over, or that many were sent.
   *
   * @param fewest how many are sent even when it takes longer
   * @param make makes attempts of templates
   * @return how many were sent
   */
  <T> int run(
      List<T> reads,
      List<T> writes,
      Function<T, Attempt> make,
      int fewest,
      int most,
      Duration longest)
      throws Exception {
    long deadline = System.nanoTime() + longest.toNanos();
    Footprint before = Footprint.of(server);
    int sent = 0;
    for (int round = 0; sent < most && (sent < fewest || System.nanoTime() < deadline); round++) {
      if (round % ROUNDS_BETWEEN_REFILLS == 0) {
        target.fill();
      }
      if (round == ROUNDS_TO_WARM_UP) {
        before = Footprint.of(server);
      }
      List<T> templates = round % 2 == 0 ? reads : writes;
      List<Attempt> attempts = new ArrayList<>();
      for (int i = 0; i < ROUND; i++) {
        attempts.add(make.apply(templates.get(random.nextInt(templates.size()))));
      }
      run(attempts);
      sent += ROUND;
    }
    target.fill();
    Footprint.of(server).assertNoMoreThan(before);
    return sent;
  }

  /** Reading requests are checked together, writing ones each by itself. */
  private void run(List<Attempt> attempts) throws Exception {
    Map<String, String> before = target.content();
    Map<String, String> settings = target.settings();
    List<Attempt> unchecked = new ArrayList<>();
    for (Attempt attempt : attempts) {
      if (!attempt.reads()) {
        assertUnchanged(before, unchecked);
        unchecked.clear();
      }
      unchecked.add(attempt);
      boolean refused = attempt.sending().isRefused();
      if ((!refused || attempt.mayEndInTheMiddle()) && !attempt.reads()) {
        before = target.content();
        settings = target.settings();
        unchecked.clear();
      }
    }
    assertUnchanged(before, unchecked);
    assertThat(target.settings()).as("settings, after %s", attempts).isEqualTo(settings);
  }

  private void assertUnchanged(Map<String, String> before, List<Attempt> attempts)
      throws Exception {
    if (!attempts.isEmpty()) {
      assertThat(target.content()).as("what is stored, after %s", attempts).isEqualTo(before);
    }
  }
}
