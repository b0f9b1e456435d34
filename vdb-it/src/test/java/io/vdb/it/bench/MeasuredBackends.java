package io.vdb.it.bench;

import io.vdb.observability.spi.BackendConfig;
import io.vdb.observability.spi.Backends;
import io.vdb.observability.spi.Observability;
import java.util.List;
import java.util.Map;

/** Backends as a server would start them, with a collector where they export. */
final class MeasuredBackends implements AutoCloseable {

  /** Nothing is chosen. */
  static final String NONE = "none";

  /** Prometheus alone. */
  static final String PROMETHEUS = "prometheus";

  /** OpenTelemetry that was told no endpoint. */
  static final String OTEL = "otel";

  /** OpenTelemetry that exports. */
  static final String OTEL_EXPORTING = "otel-exporting";

  /** Prometheus, and OpenTelemetry that exports. */
  static final String BOTH = "both";

  private final Observability observability;
  private final Runnable stopCollector;

  private MeasuredBackends(Observability observability, Runnable stopCollector) {
    this.observability = observability;
    this.stopCollector = stopCollector;
  }

  /** Starts one of the choices above. */
  static MeasuredBackends start(String choice) {
    Collector collector = Collector.start();
    return new MeasuredBackends(started(choice, collector.variables()), collector::close);
  }

  /** The same, with a collector that is there already. */
  static MeasuredBackends start(String choice, Map<String, String> collector) {
    return new MeasuredBackends(started(choice, collector), () -> {});
  }

  private static Observability started(String choice, Map<String, String> collector) {
    List<String> names =
        switch (choice) {
          case OTEL_EXPORTING -> List.of("otel");
          case BOTH -> List.of("prometheus", "otel");
          default -> List.of(choice);
        };
    Map<String, String> variables =
        choice.equals(OTEL_EXPORTING) || choice.equals(BOTH) ? collector : Map.of();
    BackendConfig config = new BackendConfig("vdb", "0", "benchmark", Map.of(), variables);
    return Backends.start(names, config, MeasuredBackends.class.getClassLoader());
  }

  Observability observability() {
    return observability;
  }

  @Override
  public void close() {
    observability.close();
    stopCollector.run();
  }
}
