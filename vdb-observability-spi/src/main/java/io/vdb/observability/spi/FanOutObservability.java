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
  private final List<Runnable> endings = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private FanOutObservability(List<Observability> backends) {
    this.backends = backends;
    this.meter = new FanOutMeter(backends.stream().map(Observability::meter).toList());
  }

  static FanOutObservability over(List<Observability> backends) {
    FanOutObservability all = new FanOutObservability(backends);
    List<Registration> exported = new ArrayList<>();
    try {
      for (Observability backend : backends) {
        backend
            .capability(SelfObserving.class)
            .map(self -> self.export(all.meter))
            .ifPresent(
                series -> {
                  exported.add(series);
                  all.endings.add(series::close);
                });
        all.endings.add(backend::close);
      }
    } catch (RuntimeException e) {
      CloseAll.inReverse(exported, Registration::close, e);
      throw e;
    }
    return all;
  }

  @Override
  public Meter meter() {
    return meter;
  }

  /** What the backends measure of themselves is exported already, to all there are. */
  @Override
  public <T> Optional<T> capability(Class<T> type) {
    return type == SelfObserving.class
        ? Optional.empty()
        : backends.stream().flatMap(backend -> backend.capability(type).stream()).findFirst();
  }

  /** What a backend measures of itself ends after it, so that its last export still has it. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      CloseAll.inReverse(endings, Runnable::run);
    }
  }
}
