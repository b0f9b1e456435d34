package io.vdb.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import org.junit.jupiter.api.Test;

final class StatusTextTest {

  private static String bounded(String text) {
    return String.valueOf(
        StatusText.bounded(Status.NOT_FOUND.withDescription(text)).getDescription());
  }

  @Test
  void keepsWhatClientsTake() {
    assertThat(StatusText.bounded(Status.NOT_FOUND)).isEqualTo(Status.NOT_FOUND);
    assertThat(bounded("x".repeat(4_096))).isEqualTo("x".repeat(4_096));
  }

  @Test
  void cutsWhatTheyDoNot() {
    assertThat(bounded("x".repeat(70_000))).isEqualTo("x".repeat(4_096) + "...");
    assertThat(bounded("%".repeat(70_000))).isEqualTo("%".repeat(1_365) + "...");
    assertThat(bounded("\ud83d\ude00".repeat(500))).isEqualTo("\ud83d\ude00".repeat(341) + "...");
  }
}
