package io.vdb.it.bench.counting;

import io.vdb.observability.spi.Exposition;
import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.TraceContext;
import io.vdb.observability.spi.Tracer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.Set;

/** Counts; a scrape tells the counts. Records a trace when its caller does. */
final class CountingObservability implements Observability, Exposition, Tracer {

  private final Calls calls = new Calls();
  private final Meter meter = new CountingMeter(calls);

  @Override
  public Meter meter() {
    return meter;
  }

  @Override
  public <T> Optional<T> capability(Class<T> type) {
    return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
  }

  @Override
  public String contentType(String accept) {
    return "text/plain";
  }

  @Override
  public void write(String accept, Set<String> names, OutputStream out) throws IOException {
    out.write(calls.lines());
  }

  @Override
  public CountingSpan request(String name, TraceContext parent, long startNanos) {
    TraceContext ids =
        parent.isValid() ? parent.next(parent.sampled()) : TraceContext.random(false);
    calls.made(ids.sampled() ? Call.RECORDED_ROOT : Call.UNRECORDED_ROOT);
    return new CountingSpan(calls, ids);
  }

  @Override
  public CountingSpan background(String name, TraceContext cause, long startNanos) {
    return new CountingSpan(new Calls(), TraceContext.random(false)); // no request's
  }

  @Override
  public void close() {}
}
