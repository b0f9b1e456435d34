package io.vdb.observability.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.observability.tck.InMemoryObservability;
import io.vdb.observability.tck.MetricReadings;
import io.vdb.observability.tck.RecordingObservabilityTck;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The whole contract holds for two backends behind one face; read is what the first shows. */
class FanOutObservabilityTest extends RecordingObservabilityTck {

  private static final MetricDefinition HITS = MetricDefinition.counter("vdb_hits_total", "Hits.");
  private static final MetricDefinition BYTES = MetricDefinition.gauge("vdb_bytes", "Bytes.");
  private static final MetricDefinition SECONDS =
      MetricDefinition.histogram("vdb_seconds", "Seconds.", new double[] {1});

  private final InMemoryObservability first = new InMemoryObservability();
  private final InMemoryObservability second = InMemoryObservability.withoutTraces();

  @Override
  protected Observability start() {
    return Backends.fanOut(List.of(new InMemoryObservability(), InMemoryObservability.withoutTraces()));
  }

  @Override
  protected MetricReadings read(Observability backend) {
    return backend.capability(MetricReadings.class).orElseThrow();
  }

  @Test
  void recordsToAllBackends() {
    Observability both = Backends.fanOut(List.of(first, second));

    both.meter().counter(HITS).add(3);
    both.meter().histogram(SECONDS).record(0.5);
    both.meter().gauge(BYTES, () -> 7);

    for (InMemoryObservability each : List.of(first, second)) {
      assertThat(each.value(HITS)).hasValue(3);
      assertThat(each.histogramReading(SECONDS).orElseThrow().sum()).isEqualTo(0.5);
      assertThat(each.value(BYTES)).hasValue(7);
    }
  }

  @Test
  void removesSeriesFromAllBackends() {
    Observability both = Backends.fanOut(List.of(first, second));

    both.meter().gauge(BYTES, () -> 7).close();

    assertThat(first.value(BYTES)).isEmpty();
    assertThat(second.value(BYTES)).isEmpty();
  }

  @Test
  void leavesNoSeriesBehindWhenALaterBackendRefuses() {
    Registration taken = second.gauge(BYTES, () -> 1);
    Observability both = Backends.fanOut(List.of(first, second));

    assertThatIllegalArgumentException().isThrownBy(() -> both.meter().gauge(BYTES, () -> 2));

    assertThat(first.value(BYTES)).isEmpty();
    assertThat(second.value(BYTES)).hasValue(1);
    taken.close();
  }

  @Test
  void takesCapabilityFromTheFirstThatHasIt() {
    Observability three = Backends.fanOut(List.of(Observability.noop(), second, first));

    assertThat(three.capability(MetricReadings.class)).containsSame(second);
  }

  @Test
  void isEnabledWhileOneBackendIs() {
    Observability both = Backends.fanOut(List.of(Observability.noop(), first));
    Counter counter = both.meter().counter(HITS);
    Histogram histogram = both.meter().histogram(SECONDS);

    assertThat(counter.isEnabled()).isTrue();
    assertThat(histogram.isEnabled()).isTrue();

    first.close();
    assertThat(counter.isEnabled()).isFalse();
    assertThat(histogram.isEnabled()).isFalse();
  }

  @Test
  void returnsOneBackendAsItIs() {
    assertThat(Backends.fanOut(List.of(first))).isSameAs(first);
  }

  @Test
  void isTheNoopWithoutBackends() {
    assertThat(Backends.fanOut(List.of())).isSameAs(Observability.noop());
  }

  @Test
  void closesTheOthersWhenOneFailsToClose() {
    Observability broken = new FailingClose();
    Observability all = Backends.fanOut(List.of(first, broken, second));

    assertThatThrownBy(all::close).hasMessage("cannot flush");

    assertThat(first.counter(HITS).isEnabled()).isFalse();
    assertThat(second.counter(HITS).isEnabled()).isFalse();
  }

  private static final class FailingClose implements Observability {

    @Override
    public Meter meter() {
      return Observability.noop().meter();
    }

    @Override
    public <T> Optional<T> capability(Class<T> type) {
      return Optional.empty();
    }

    @Override
    public void close() {
      throw new IllegalStateException("cannot flush");
    }
  }
}
