package io.vdb.observability.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.Span;
import io.vdb.observability.spi.TraceContext;
import io.vdb.observability.spi.Tracer;
import io.vdb.observability.tck.ObservabilityTck;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The contract for a backend that was not told where to send anything. */
class SwitchedOffContractTest extends ObservabilityTck {

  @Override
  protected Observability start() {
    return Backend.start(Map.of(), Map.of());
  }

  @Test
  void measuresNothing() {
    assertThat(meter()).isSameAs(Observability.noop().meter());
    MetricDefinition definition =
        MetricDefinition.counter("vdb_off_total", "Off.", Label.open("route"));
    assertThat(meter().counter(definition, "/").isEnabled()).isFalse();
  }

  @Test
  void isNoTracerButGivesIds() {
    assertThat(backend().capability(Tracer.class)).isEmpty();

    Span span = backend().tracer().request("GET /", TraceContext.NONE, System.nanoTime());

    assertThat(span.isRecording()).isFalse();
    assertThat(span.context().isValid()).isTrue();
  }

  @Test
  void startsNoThread() {
    assertThat(threads()).noneMatch(name -> name.startsWith("vdb-otel"));
  }

  @Test
  void isOffWhereTheStandardSwitchSaysSoWhateverTheEndpoint() {
    try (Observability off =
        Backend.start(
            Map.of("endpoint", "http://127.0.0.1:1"), Map.of("OTEL_SDK_DISABLED", "true"))) {
      assertThat(off.capability(Tracer.class)).isEmpty();
      assertThat(off.meter()).isSameAs(Observability.noop().meter());
      assertThat(threads()).noneMatch(name -> name.startsWith("vdb-otel"));
    }
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .collect(Collectors.toSet());
  }
}
