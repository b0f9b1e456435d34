package io.vdb.observability.spi;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Several backends behind one face: metrics go to all, a capability comes from the first. */
final class FanOutObservability implements Observability {

  private final List<Observability> backends;
  private final Meter meter;
  private final AtomicBoolean closed = new AtomicBoolean();

  FanOutObservability(List<Observability> backends) {
    this.backends = backends;
    this.meter = new FanOutMeter(backends.stream().map(Observability::meter).toList());
  }

  @Override
  public Meter meter() {
    return meter;
  }

  @Override
  public <T> Optional<T> capability(Class<T> type) {
    return backends.stream().flatMap(backend -> backend.capability(type).stream()).findFirst();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      CloseAll.inReverse(backends, Observability::close);
    }
  }
}
