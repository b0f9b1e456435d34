package io.vdb.observability.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.observability.otel.receiver.OtlpReceiver;
import io.vdb.observability.otel.receiver.OtlpReceiver.Answer;
import io.vdb.observability.spi.Registration;
import io.vdb.observability.spi.Span;
import io.vdb.observability.spi.TraceContext;
import io.vdb.observability.tck.InMemoryObservability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of spans when the collector does not take them, and how one sees it. */
class LostSpansTest {

  private static final Duration IN_TIME = Duration.ofSeconds(4);

  private final OtlpReceiver receiver = OtlpReceiver.start();
  private final InMemoryObservability scraped = new InMemoryObservability();

  @AfterEach
  void stopReceiver() {
    receiver.close();
  }

  private OtelObservability start(String... more) {
    List<String> variables = new ArrayList<>(List.of(more));
    variables.addAll(List.of("OTEL_METRICS_EXPORTER", "none"));
    return Backend.start(receiver, variables.toArray(String[]::new));
  }

  /** A request to a dead collector ends soon. One to a living collector may be too slow for it. */
  private OtelObservability startImpatient(String... more) {
    List<String> variables = new ArrayList<>(List.of(more));
    variables.addAll(
        List.of("OTEL_EXPORTER_OTLP_TIMEOUT", "300", "OTEL_BSP_EXPORT_TIMEOUT", "400"));
    return start(variables.toArray(String[]::new));
  }

  private static void record(OtelObservability backend, int spans) {
    for (int i = 0; i < spans; i++) {
      backend.tracer().request("request", TraceContext.NONE, System.nanoTime()).end();
    }
  }

  private double count(String result) {
    return scraped.value(OtelMetrics.SPANS, result).orElseThrow();
  }

  private double lostAndSent() {
    return count("exported") + count("dropped");
  }

  @Test
  void countsWhatArrived() {
    OtelObservability backend = start();
    try (Registration _ = backend.export(scraped.meter())) {
      record(backend, 25);
      backend.close();

      assertThat(count("exported")).isEqualTo(25);
      assertThat(count("dropped")).isZero();
      assertThat(receiver.spans()).hasSize(25);
    }
  }

  @Test
  void showsZerosFromTheStart() {
    try (OtelObservability backend = Backend.start(Map.of(), Map.of());
        Registration _ = backend.export(scraped.meter())) {
      for (String result : List.of("exported", "dropped", "unsampled")) {
        assertThat(count(result)).isZero();
      }
      assertThat(scraped.value(OtelMetrics.EXPORTS, "traces", "error")).hasValue(0);
      assertThat(scraped.value(OtelMetrics.FAULTS, "callback")).hasValue(0);
    }
  }

  @Test
  void countsRootsThatAreNotSampledAndNotTheirSteps() {
    try (OtelObservability backend = start("OTEL_TRACE_SAMPLE_RATE", "0");
        Registration _ = backend.export(scraped.meter())) {
      for (int i = 0; i < 30; i++) {
        Span request = backend.tracer().request("r", TraceContext.NONE, System.nanoTime());
        request.child("step").end();
        request.end();
      }

      assertThat(count("unsampled")).isEqualTo(30);
      assertThat(lostAndSent()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"REFUSE", "HANG"})
  void countsEverySpanOfACollectorThatDoesNotAnswerWell(Answer answer) {
    receiver.answerWith(answer);
    OtelObservability backend = startImpatient();
    try (Registration _ = backend.export(scraped.meter())) {
      record(backend, 10);
      backend.flush(Backend.PATIENCE);

      assertThat(count("dropped")).isEqualTo(10);
      assertThat(scraped.value(OtelMetrics.EXPORTS, "traces", "error")).hasValue(1);
      backend.close();
      assertThat(lostAndSent()).isEqualTo(10);
      assertThat(receiver.spans()).isEmpty();
    }
  }

  /** Both protocols at once, for each waits until its request to the dead collector is over. */
  @Test
  void reachesACollectorThatWasGoneAgain() {
    OtlpReceiver first = OtlpReceiver.startOnReservedPorts();
    int grpcPort = first.grpcPort();
    int httpPort = first.httpPort();
    InMemoryObservability scrapedGrpc = new InMemoryObservability();
    InMemoryObservability scrapedHttp = new InMemoryObservability();
    OtelObservability grpc = startPatient("grpc", first.grpcEndpoint());
    OtelObservability http = startPatient("http/protobuf", first.httpEndpoint());
    try (Registration _ = grpc.export(scrapedGrpc.meter());
        Registration _ = http.export(scrapedHttp.meter())) {
      send(1, grpc, http);
      first.close();
      send(2, grpc, http);
      assertThat(scrapedGrpc.value(OtelMetrics.SPANS, "dropped")).hasValue(2);
      assertThat(scrapedHttp.value(OtelMetrics.SPANS, "dropped")).hasValue(2);

      try (OtlpReceiver back = OtlpReceiver.start(grpcPort, httpPort)) {
        send(4, grpc, http);

        assertThat(back.awaitSpans(8, Backend.PATIENCE)).hasSize(8);
        grpc.close();
        http.close();
      }
      for (InMemoryObservability scrape : List.of(scrapedGrpc, scrapedHttp)) {
        assertThat(scrape.value(OtelMetrics.SPANS, "exported")).hasValue(5);
        assertThat(scrape.value(OtelMetrics.SPANS, "dropped")).hasValue(2);
      }
    }
  }

  private OtelObservability startPatient(String protocol, String endpoint) {
    return start(
        "OTEL_EXPORTER_OTLP_PROTOCOL", protocol,
        "OTEL_EXPORTER_OTLP_ENDPOINT", endpoint,
        "OTEL_EXPORTER_OTLP_TIMEOUT", "6000");
  }

  private static void send(int spans, OtelObservability... backends) {
    CompletableFuture.allOf(
            Stream.of(backends)
                .map(
                    backend ->
                        CompletableFuture.runAsync(
                            () -> {
                              record(backend, spans);
                              backend.flush(Backend.PATIENCE);
                            }))
                .toArray(CompletableFuture<?>[]::new))
        .join();
  }

  @Test
  void neverKeepsARequestWaitingAndDropsWhatDoesNotFit() {
    receiver.answerWith(Answer.HANG);
    OtelObservability backend =
        startImpatient(
            "OTEL_BSP_MAX_QUEUE_SIZE", "100", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "50");
    try (Registration _ = backend.export(scraped.meter())) {
      long start = System.nanoTime();
      record(backend, 20_000);
      long nanos = System.nanoTime() - start;

      // One wait for the collector would be 300 ms; here 20,000 would have had to wait.
      assertThat(Duration.ofNanos(nanos)).isLessThan(Duration.ofSeconds(10));
      assertThat(count("dropped")).isGreaterThan(19_000);
      backend.close();
      assertThat(lostAndSent()).isEqualTo(20_000);
    }
  }

  /** Tried again when it is late: the machine may have been elsewhere, but not each time. */
  @Test
  void closesInTimeWhenTheCollectorHangs() {
    Duration taken = timeToClose();
    for (int again = 0; again < 2 && taken.compareTo(IN_TIME) > 0; again++) {
      taken = timeToClose();
    }
    assertThat(taken).isLessThan(IN_TIME);
  }

  private Duration timeToClose() {
    receiver.answerWith(Answer.HANG);
    OtelObservability backend =
        Backend.start(
            Map.of("close-timeout", "200ms", "timeout", "60s"),
            Backend.to(receiver));
    try (Registration _ = backend.export(scraped.meter())) {
      record(backend, 2000);

      long start = System.nanoTime();
      backend.close();
      Duration taken = Duration.ofNanos(System.nanoTime() - start);

      assertThat(count("dropped")).isEqualTo(2000);
      assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
          .noneMatch(name -> name.startsWith(QuietExporters.THREADS));
      return taken;
    }
  }

  @Test
  void countsEverySpanOnceWhenItIsClosedMeanwhile() throws Exception {
    OtelObservability backend = start("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "10");
    try (Registration _ = backend.export(scraped.meter())) {
      List<Span> open = new CopyOnWriteArrayList<>();
      for (int i = 0; i < 400; i++) {
        open.add(backend.tracer().request("request", TraceContext.NONE, System.nanoTime()));
      }
      try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
        for (int worker = 0; worker < 4; worker++) {
          List<Span> own = open.subList(worker * 100, worker * 100 + 100);
          // Ends that come after the closing would be left out without a time given.
          threads.execute(() -> own.forEach(span -> span.end(System.nanoTime())));
        }
        backend.close();
      }

      assertThat(lostAndSent()).isEqualTo(400);
      assertThat(count("exported")).isEqualTo(receiver.spans().size());
    }
  }

  @Test
  void keepsTheSdkFromLoggingEveryFailure() {
    List<String> lines = new CopyOnWriteArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(line.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger sdk = Logger.getLogger("io.opentelemetry");
    sdk.addHandler(handler);
    sdk.setUseParentHandlers(false);
    try (OtelObservability backend = start()) {
      receiver.answerWith(Answer.REFUSE);
      record(backend, 1);
      backend.flush(Backend.PATIENCE);
      Logger.getLogger("io.opentelemetry.exporter.otlp.internal.GrpcExporter").warning("not ours");
    } finally {
      sdk.removeHandler(handler);
      sdk.setUseParentHandlers(true);
    }

    assertThat(lines).containsExactly("not ours");
  }
}
