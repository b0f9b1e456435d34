package io.vdb.core.engine;

import io.vdb.core.health.HealthListener;
import io.vdb.core.health.HealthStatus;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is recorded of the health of components. */
final class HealthMetrics implements HealthListener {

  private final Meter meter;

  HealthMetrics(Meter meter) {
    this.meter = meter;
  }

  @Override
  public Watch watch(String component, Supplier<@Nullable HealthStatus> status) {
    Histogram seconds = meter.histogram(EngineMetricCatalog.HEALTH_CHECK_DURATION, component);
    List<Registration> gauges = new ArrayList<>();
    for (HealthStatus state : HealthStatus.values()) {
      gauges.add(
          meter.gauge(
              EngineMetricCatalog.HEALTH_STATUS,
              () -> value(status.get(), state),
              component,
              state.label()));
    }
    return new Recorded(seconds, gauges);
  }

  private static double value(@Nullable HealthStatus now, HealthStatus state) {
    if (now == null) {
      return Double.NaN;
    }
    return now == state ? 1 : 0;
  }

  /** The series of one component. */
  private record Recorded(Histogram seconds, List<Registration> gauges) implements Watch {

    @Override
    public void checked(long nanos) {
      seconds.recordNanos(nanos);
    }

    @Override
    public void close() {
      gauges.forEach(Registration::close);
    }
  }
}
