package io.vdb.observability.prometheus;

import io.prometheus.client.exemplars.CounterExemplarSampler;
import io.prometheus.client.exemplars.Exemplar;
import org.jspecify.annotations.Nullable;

/**
 * The exemplar of one series of a counter. The library shows it only to who collects all series of
 * a counter at once, so it is remembered here as well.
 */
final class CounterExemplar implements CounterExemplarSampler {

  private final TraceExemplars traces;
  private volatile @Nullable Exemplar latest;

  CounterExemplar(TraceExemplars traces) {
    this.traces = traces;
  }

  @Override
  public @Nullable Exemplar sample(double increment, @Nullable Exemplar previous) {
    Exemplar next = traces.sample(increment, previous);
    if (next != null) {
      latest = next;
    }
    return next;
  }

  @Nullable Exemplar latest() {
    return latest;
  }
}
