package io.vdb.observability.tck;

import io.vdb.observability.spi.Observability;

class InMemoryTracerTest extends TracerTck {

  @Override
  protected Observability start(double share) {
    return new InMemoryObservability(share);
  }

  @Override
  protected SpanReadings read(Observability backend) {
    return backend.capability(SpanReadings.class).orElseThrow();
  }
}
