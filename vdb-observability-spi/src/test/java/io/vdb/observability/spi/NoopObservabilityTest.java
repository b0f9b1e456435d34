package io.vdb.observability.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.observability.tck.ObservabilityTck;
import org.junit.jupiter.api.Test;

class NoopObservabilityTest extends ObservabilityTck {

  private static final MetricDefinition ERRORS =
      MetricDefinition.counter("vdb_errors_total", "Errors.");

  @Override
  protected Observability start() {
    return Observability.noop();
  }

  @Test
  void saysThatMeasuringIsNotNeeded() {
    assertThat(meter().counter(ERRORS).isEnabled()).isFalse();
  }

  @Test
  void handsOutOneSharedInstrument() {
    assertThat(meter().counter(ERRORS)).isSameAs(meter().counter(ERRORS));
  }
}
