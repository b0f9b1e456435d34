package io.vdb.observability.spi;

import io.vdb.observability.tck.InMemoryObservability;
import io.vdb.observability.tck.SpanReadings;
import io.vdb.observability.tck.TracerTck;
import java.util.List;

/** A tracer behind the face of several backends, none of which but it records spans. */
class FanOutTracerTest extends TracerTck {

  @Override
  protected Observability start(double share) {
    return Backends.fanOut(
        List.of(InMemoryObservability.withoutTraces(), new InMemoryObservability(share)));
  }

  @Override
  protected SpanReadings read(Observability backend) {
    return backend.capability(SpanReadings.class).orElseThrow();
  }
}
