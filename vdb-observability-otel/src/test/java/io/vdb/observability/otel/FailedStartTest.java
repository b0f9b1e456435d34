package io.vdb.observability.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.observability.otel.receiver.OtlpReceiver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that fails half way. */
class FailedStartTest {

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(QuietExporters.THREADS))
        .collect(Collectors.toSet());
  }

  @Test
  void leavesNoThreadOfSpansBehindWhenMetricsCannotBeSent(@TempDir Path folder) throws Exception {
    Path noCertificate =
        Files.writeString(
            folder.resolve("ca.pem"),
            "-----BEGIN CERTIFICATE-----\nbm90aGluZw==\n-----END CERTIFICATE-----\n");
    Set<Thread> before = threads();
    try (OtlpReceiver receiver = OtlpReceiver.start()) {
      assertThatThrownBy(
              () ->
                  Backend.start(
                      receiver,
                      "OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE",
                      noCertificate.toString()))
          .isInstanceOf(RuntimeException.class);
    }

    assertThat(threads()).isSubsetOf(before);
  }
}
