package io.vdb.core.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.engine.DatabaseConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlowQueryLogTest {

  private static SlowQuery query(int number) {
    return new SlowQuery(
        Instant.EPOCH, "search", "c", "corr-" + number, "", 1, 10, null, false, 0, 0, "", null);
  }

  private static List<String> ids(SlowQueryLog log, int limit) {
    return log.latest(limit).stream().map(SlowQuery::correlationId).toList();
  }

  /** From one number down to another. */
  private static List<String> down(int from, int to) {
    return IntStream.rangeClosed(0, from - to).mapToObj(i -> "corr-" + (from - i)).toList();
  }

  @Test
  void keepsTheLatestThousandAndLetsTheOldestGo() {
    SlowQueryLog log = DatabaseConfig.defaultSlowQueries();
    for (int i = 1; i <= 1_000; i++) {
      log.add(query(i));
    }
    assertThat(ids(log, 2_000)).isEqualTo(down(1_000, 1));

    for (int i = 1_001; i <= 1_250; i++) {
      log.add(query(i));
    }
    assertThat(ids(log, 2_000)).isEqualTo(down(1_250, 251));
    assertThat(ids(log, 3)).isEqualTo(down(1_250, 1_248));
    assertThat(log.threshold()).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void fillsAnewWhenItWasCleared() {
    SlowQueryLog log = new SlowQueryLog(Duration.ZERO, 2);
    for (int i = 1; i <= 5; i++) {
      log.add(query(i));
    }

    assertThat(log.clear()).isEqualTo(2);
    assertThat(log.latest(10)).isEmpty();
    log.add(query(6));
    assertThat(ids(log, 10)).isEqualTo(down(6, 6));
  }

  @Test
  void takesWhatLastsAsLongAsTheThreshold() {
    SlowQueryLog log = new SlowQueryLog(Duration.ofMillis(100), 1);

    assertThat(log.isSlow(99_999_999)).isFalse();
    assertThat(log.isSlow(100_000_000)).isTrue();
    log.threshold(Duration.ofMillis(200));
    assertThat(log.isSlow(199_999_999)).isFalse();
  }

  @Test
  void refusesARingOfNothing() {
    assertThatThrownBy(() -> new SlowQueryLog(Duration.ZERO, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SlowQueryLog(Duration.ofMillis(-1), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
