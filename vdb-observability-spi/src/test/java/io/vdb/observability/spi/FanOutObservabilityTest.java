package io.vdb.observability.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.observability.tck.InMemoryObservability;
import io.vdb.observability.tck.MetricReadings;
import io.vdb.observability.tck.RecordingObservabilityTck;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** The whole contract holds for two backends behind one face; read is what the first shows. */
class FanOutObservabilityTest extends RecordingObservabilityTck {

  private static final MetricDefinition HITS = MetricDefinition.counter("vdb_hits_total", "Hits.");
  private static final MetricDefinition DROPPED =
      MetricDefinition.counter("vdb_dropped_total", "Dropped.");
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

  @Test
  void dropsHandlesThatWillNeverRecord() {
    Observability one = Backends.fanOut(List.of(Observability.noop(), first));

    assertThat(one.meter().counter(HITS)).isSameAs(first.counter(HITS));
    assertThat(one.meter().histogram(SECONDS)).isSameAs(first.histogram(SECONDS));
  }

  @Test
  void handsOutTheNoopWhenNoBackendRecords() {
    first.close();
    second.close();
    Observability none = Backends.fanOut(List.of(first, second));

    assertThat(none.meter().counter(HITS)).isSameAs(Observability.noop().meter().counter(HITS));
    assertThat(none.meter().histogram(SECONDS))
        .isSameAs(Observability.noop().meter().histogram(SECONDS));
  }

  @Test
  void refusesTwoTracersAndClosesNeither() {
    InMemoryObservability another = new InMemoryObservability();

    assertThatThrownBy(() -> Backends.fanOut(List.of(first, second, another)))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining(InMemoryObservability.class.getName() + ", ");
    assertThat(first.counter(HITS).isEnabled()).isTrue();
    assertThat(another.counter(HITS).isEnabled()).isTrue();
  }

  @Test
  void showsInAllBackendsWhatOneMeasuresOfItself() {
    Measured measured = new Measured(2);

    Observability all = Backends.fanOut(List.of(first, measured, second));

    for (InMemoryObservability each : List.of(first, measured.inner, second)) {
      assertThat(each.value(DROPPED)).hasValue(2);
    }
    assertThat(all.capability(SelfObserving.class)).isEmpty(); // it would be exported twice
    assertThat(Backends.fanOut(List.of(all, InMemoryObservability.withoutTraces()))).isNotNull();
  }

  @Test
  void showsWhatTheOnlyBackendMeasuresOfItself() {
    Measured measured = new Measured(3);

    Backends.fanOut(List.of(measured));

    assertThat(measured.inner.value(DROPPED)).hasValue(3);
  }

  @Test
  void keepsItsOwnNumbersUntilABackendIsClosedAndNoLonger() {
    Measured measured = new Measured(4);
    Observability all = Backends.fanOut(List.of(second, measured));

    all.close();

    assertThat(measured.shownAtClose).hasValue(4);
    assertThat(second.value(DROPPED)).isEmpty();
  }

  @Test
  void takesBackWhatWasExportedWhenALaterBackendCannot() {
    Measured measured = new Measured(1);
    Observability clashing = new Measured(1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backends.fanOut(List.of(second, measured, clashing)));

    assertThat(second.value(DROPPED)).isEmpty();
    assertThat(measured.inner.value(DROPPED)).isEmpty();
  }

  /** Counts what it drops. */
  private static final class Measured implements Observability, SelfObserving {
    final InMemoryObservability inner = InMemoryObservability.withoutTraces();
    OptionalDouble shownAtClose = OptionalDouble.empty();
    private final long dropped;

    Measured(long dropped) {
      this.dropped = dropped;
    }

    @Override
    public Registration export(Meter meter) {
      return meter.counterCallback(DROPPED, () -> dropped);
    }

    @Override
    public Meter meter() {
      return inner;
    }

    @Override
    public <T> Optional<T> capability(Class<T> type) {
      return type == SelfObserving.class ? Optional.of(type.cast(this)) : Optional.empty();
    }

    @Override
    public void close() {
      shownAtClose = inner.value(DROPPED);
      inner.close();
    }
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
