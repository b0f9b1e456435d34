package io.vdb.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RecentErrorsTest {

  private static RecentError error(String message) {
    return new RecentError(Instant.EPOCH, LogLevel.WARN, "l", message, "", "", "", Map.of());
  }

  @Test
  void keepsTheLatestUpToANumber() {
    RecentErrors errors = new RecentErrors(3, 1_000_000);
    for (int i = 1; i <= 5; i++) {
      errors.add(error("m" + i));
    }

    assertThat(errors.latest(10)).extracting(RecentError::message).containsExactly("m5", "m4", "m3");
    assertThat(errors.latest(2)).extracting(RecentError::message).containsExactly("m5", "m4");
  }

  @Test
  void keepsNoMoreThanANumberOfBytes() {
    int one = error("x".repeat(1_000)).bytes();
    RecentErrors errors = new RecentErrors(1_000, 3 * one);
    for (int i = 0; i < 50; i++) {
      errors.add(error("x".repeat(1_000)));
    }

    assertThat(errors.latest(1_000)).hasSize(3);

    errors.add(error("small"));

    assertThat(errors.latest(1_000)).hasSize(3);
    assertThat(errors.latest(1).getFirst().message()).isEqualTo("small");
  }
}
