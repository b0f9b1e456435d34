package io.vdb.observability.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.vdb.observability.otel.receiver.OtlpReceiver;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExportWatchTest {

  private static final Duration SHORT = Duration.ofMillis(20);

  private static final String SECRET = "s3cret";

  private final RecordingLogger log = new RecordingLogger();
  private final ExportWatch watch =
      new ExportWatch(
          Signal.TRACES,
          new OtlpTarget(
              URI.create("http://collector:4317/base?token=" + SECRET),
              OtlpTarget.Protocol.GRPC,
              Map.of(),
              SHORT,
              false,
              Optional.empty(),
              Optional.empty()),
          log);

  @Test
  void warnsOnceWhileExportsFailAndTellsWhenTheyReachTheCollectorAgain() {
    assertThat(watch.succeeds(CompletableResultCode::ofSuccess, SHORT)).isTrue();
    for (int i = 0; i < 5; i++) {
      assertThat(watch.succeeds(ExportWatchTest::refused, SHORT)).isFalse();
    }
    assertThat(watch.succeeds(CompletableResultCode::ofSuccess, SHORT)).isTrue();
    assertThat(watch.succeeds(ExportWatchTest::refused, SHORT)).isFalse();

    assertThat(log.lines().stream().filter(line -> !line.startsWith("DEBUG")))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("WARN traces do not reach http://collector:4317/base by grpc")
                    .contains("connection refused")
                    .contains("vdb_otlp_exports_total"),
            line -> assertThat(line).isEqualTo("INFO traces reach http://collector:4317/base again"),
            line -> assertThat(line).startsWith("WARN"));
    assertThat(watch.succeeded()).isEqualTo(2);
    assertThat(watch.failed()).isEqualTo(6);
  }

  private static CompletableResultCode refused() {
    return CompletableResultCode.ofExceptionalFailure(
        new IllegalStateException("wrapped", new IOException("connection refused")));
  }

  @Test
  void countsAnExportThatGivesNoAnswerAsFailed() {
    assertThat(watch.succeeds(CompletableResultCode::new, SHORT)).isFalse();

    assertThat(watch.failed()).isEqualTo(1);
    assertThat(log.lines().getFirst()).contains("no answer in time");
  }

  @Test
  void countsAnExportThatThrowsAsFailed() {
    assertThat(
            watch.succeeds(
                () -> {
                  throw new IllegalStateException("closed");
                },
                SHORT))
        .isFalse();

    assertThat(watch.failed()).isEqualTo(1);
  }

  @Test
  void doesNotLogTheQueryOfItsEndpoint() {
    watch.succeeds(ExportWatchTest::refused, SHORT);
    watch.succeeds(ExportWatchTest::refused, SHORT);
    watch.succeeds(CompletableResultCode::ofSuccess, SHORT);

    assertThat(log.lines()).hasSize(3).noneMatch(line -> line.contains(SECRET));
  }

  /** An HTTP client quotes a header that it refuses. */
  @Test
  void namesButDoesNotQuoteAnExceptionThatMayQuoteAHeader() {
    IllegalArgumentException quoting = new IllegalArgumentException("Unexpected char in: " + SECRET);
    IOException cancelled = new IOException("canceled due to " + quoting);
    cancelled.addSuppressed(quoting);

    for (Throwable failure :
        List.of(quoting, new IllegalStateException(quoting), cancelled, new Exception(cancelled))) {
      watch.succeeds(() -> CompletableResultCode.ofExceptionalFailure(failure), SHORT);
    }
    watch.succeeds(
        () -> {
          throw quoting;
        },
        SHORT);

    assertThat(log.lines()).hasSize(5).noneMatch(line -> line.contains(SECRET));
    assertThat(log.lines().get(0)).contains("java.lang.IllegalArgumentException");
    assertThat(log.lines().get(1)).contains("java.lang.IllegalArgumentException");
    assertThat(log.lines().get(2)).contains("java.io.IOException");
  }

  @Test
  void countsAnExportThatEndsInAnErrorAsFailedAndNamesIt() {
    assertThat(
            watch.succeeds(
                () -> {
                  throw new StackOverflowError();
                },
                SHORT))
        .isFalse();

    assertThat(watch.failed()).isEqualTo(1);
    assertThat(log.lines().getFirst()).startsWith("WARN").contains("StackOverflowError");
  }

  private void send(OtlpReceiver.Answer answer, OtlpTarget.Protocol protocol, String header) {
    try (OtlpReceiver receiver = OtlpReceiver.start()) {
      receiver.answerWith(answer);
      send(endpoint(receiver, protocol), protocol, header);
    }
  }

  private static URI endpoint(OtlpReceiver receiver, OtlpTarget.Protocol protocol) {
    return URI.create(
        switch (protocol) {
          case GRPC -> receiver.grpcEndpoint();
          case HTTP -> receiver.httpEndpoint() + "/v1/traces";
        });
  }

  private void send(URI endpoint, OtlpTarget.Protocol protocol, String header) {
    try (Exporters exporters = new Exporters()) {
      OtlpTarget there =
          new OtlpTarget(
              endpoint,
              protocol,
              Map.of("x-key", header),
              Backend.PATIENCE,
              false,
              Optional.empty(),
              Optional.empty());
      ExportWatch own = new ExportWatch(Signal.TRACES, there, log);
      SpanSender sender = exporters.spans(there);
      assertThat(own.succeeds(() -> sender.send(new byte[0]), Backend.PATIENCE)).isFalse();
      sender.shutdown();
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysThatTheCollectorRefusedWhatItWasSent(OtlpTarget.Protocol protocol) {
    send(OtlpReceiver.Answer.REFUSE, protocol, SECRET);

    assertThat(log.lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("WARN")
                    .endsWith("the collector refused the request")
                    .doesNotContain(SECRET));
  }

  @ParameterizedTest
  @EnumSource
  void saysWhyTheCollectorIsOutOfReach(OtlpTarget.Protocol protocol) {
    URI gone;
    try (OtlpReceiver receiver = OtlpReceiver.start()) {
      gone = endpoint(receiver, protocol);
    }
    send(gone, protocol, SECRET);

    assertThat(log.lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("WARN")
                    .contains("ConnectException")
                    .doesNotContain(SECRET));
  }

  @ParameterizedTest
  @EnumSource
  void doesNotQuoteAHeaderThatTheClientRefuses(OtlpTarget.Protocol protocol) {
    send(OtlpReceiver.Answer.ACCEPT, protocol, SECRET + "\u0001");

    assertThat(log.lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .contains("java.lang.IllegalArgumentException")
                    .doesNotContain(SECRET));
  }
}
