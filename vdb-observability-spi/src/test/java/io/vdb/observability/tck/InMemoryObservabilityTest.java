package io.vdb.observability.tck;

import io.vdb.observability.spi.Observability;

class InMemoryObservabilityTest extends RecordingObservabilityTck {

  @Override
  protected Observability start() {
    return new InMemoryObservability();
  }

  @Override
  protected MetricReadings read(Observability backend) {
    return backend.capability(MetricReadings.class).orElseThrow();
  }
}
