package io.vdb.observability.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/** Binds every instrument in all backends; what a backend will never record costs nothing. */
final class FanOutMeter implements Meter {

  private final List<Meter> meters;

  FanOutMeter(List<Meter> meters) {
    this.meters = meters;
  }

  @Override
  public Counter counter(MetricDefinition definition, String... labelValues) {
    Counter[] counters =
        meters.stream()
            .map(meter -> meter.counter(definition, labelValues))
            .filter(Counter::isEnabled)
            .toArray(Counter[]::new);
    return switch (counters.length) {
      case 0 -> Observability.noop().meter().counter(definition, labelValues);
      case 1 -> counters[0];
      default -> new FanOutCounter(counters);
    };
  }

  @Override
  public Histogram histogram(MetricDefinition definition, String... labelValues) {
    Histogram[] histograms =
        meters.stream()
            .map(meter -> meter.histogram(definition, labelValues))
            .filter(Histogram::isEnabled)
            .toArray(Histogram[]::new);
    return switch (histograms.length) {
      case 0 -> Observability.noop().meter().histogram(definition, labelValues);
      case 1 -> histograms[0];
      default -> new FanOutHistogram(histograms);
    };
  }

  @Override
  public Registration gauge(
      MetricDefinition definition, DoubleSupplier value, String... labelValues) {
    return registerInAll(meter -> meter.gauge(definition, value, labelValues));
  }

  @Override
  public Registration counterCallback(
      MetricDefinition definition, DoubleSupplier value, String... labelValues) {
    return registerInAll(meter -> meter.counterCallback(definition, value, labelValues));
  }

  /** All or none: a series that one backend refuses is taken out of the others again. */
  private Registration registerInAll(Function<Meter, Registration> register) {
    List<Registration> registrations = new ArrayList<>();
    try {
      for (Meter meter : meters) {
        registrations.add(register.apply(meter));
      }
    } catch (RuntimeException e) {
      CloseAll.inReverse(registrations, Registration::close, e);
      throw e;
    }
    return () -> CloseAll.inReverse(registrations, Registration::close);
  }
}
