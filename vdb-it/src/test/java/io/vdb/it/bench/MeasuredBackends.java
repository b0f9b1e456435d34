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
  private final Collector collector;

  private MeasuredBackends(Observability observability, Collector collector) {
    this.observability = observability;
    this.collector = collector;
  }

  /** Starts one of the choices above. */
  static MeasuredBackends start(String choice) {
    Collector collector = Collector.start();
    List<String> names =
        switch (choice) {
          case OTEL_EXPORTING -> List.of("otel");
          case BOTH -> List.of("prometheus", "otel");
          default -> List.of(choice);
        };
    Map<String, String> variables =
        choice.equals(OTEL_EXPORTING) || choice.equals(BOTH) ? collector.variables() : Map.of();
    BackendConfig config = new BackendConfig("vdb", "0", "benchmark", Map.of(), variables);
    return new MeasuredBackends(
        Backends.start(names, config, MeasuredBackends.class.getClassLoader()), collector);
  }

  Observability observability() {
    return observability;
  }

  @Override
  public void close() {
    observability.close();
    collector.close();
  }
}
