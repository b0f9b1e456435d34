package io.vdb.observability.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Several backends behind one face: metrics go to all, also those that one measures of itself; a
 * capability comes from the first that has it.
 */
final class FanOutObservability implements Observability {

  private final List<Observability> backends;
  private final Meter meter;
  private final List<Registration> ofThemselves = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private FanOutObservability(List<Observability> backends) {
    this.backends = backends;
    this.meter = new FanOutMeter(backends.stream().map(Observability::meter).toList());
  }

  static FanOutObservability over(List<Observability> backends) {
    FanOutObservability all = new FanOutObservability(backends);
    try {
      for (Observability backend : backends) {
        backend
            .capability(SelfObserving.class)
            .ifPresent(self -> all.ofThemselves.add(self.export(all.meter)));
      }
    } catch (RuntimeException e) {
      CloseAll.inReverse(all.ofThemselves, Registration::close);
      throw e;
    }
    return all;
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
      List<Runnable> all = new ArrayList<>();
      backends.forEach(backend -> all.add(backend::close));
      ofThemselves.forEach(series -> all.add(series::close));
      CloseAll.inReverse(all, Runnable::run);
    }
  }
}
