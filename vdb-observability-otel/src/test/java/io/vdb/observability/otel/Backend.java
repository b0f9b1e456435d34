package io.vdb.observability.otel;

import io.vdb.observability.otel.receiver.OtlpReceiver;
import io.vdb.observability.spi.BackendConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Starts backends for tests. */
final class Backend {

  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Closing sends what is left; nothing of it is to be dropped because the machine is slow. */
  private static final Map<String, String> PATIENT = Map.of("close-timeout", "60s");

  private Backend() {}

  /** Variables of one that records everything and sends it to a receiver by gRPC. */
  static Map<String, String> to(OtlpReceiver receiver) {
    return Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        receiver.grpcEndpoint(),
        "OTEL_TRACE_SAMPLE_RATE",
        "1",
        "OTEL_METRIC_EXPORT_INTERVAL",
        "600000",
        "OTEL_BSP_SCHEDULE_DELAY",
        "600000");
  }

  static OtelObservability start(Map<String, String> settings, Map<String, String> variables) {
    return (OtelObservability)
        new OtelProvider()
            .start(new BackendConfig("vdb", "1.2.3", "testing", settings, variables));
  }

  static OtelObservability start(OtlpReceiver receiver) {
    return start(PATIENT, to(receiver));
  }

  /** The same, with some variables set besides or instead. */
  static OtelObservability start(OtlpReceiver receiver, String... namesAndValues) {
    Map<String, String> variables = new HashMap<>(to(receiver));
    for (int i = 0; i < namesAndValues.length; i += 2) {
      variables.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return start(PATIENT, variables);
  }
}
