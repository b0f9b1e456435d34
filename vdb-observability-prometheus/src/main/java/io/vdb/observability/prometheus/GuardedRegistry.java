package io.vdb.observability.prometheus;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.Meter;
import com.codahale.metrics.MetricFilter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An embedder's registry as it is now, with gauges that cannot fail. */
final class GuardedRegistry extends MetricRegistry {

  private final MetricRegistry registry;
  private final ScrapeFaults faults;

  GuardedRegistry(MetricRegistry registry, ScrapeFaults faults) {
    this.registry = registry;
    this.faults = faults;
  }

  boolean contains(String name) {
    return registry.getMetrics().containsKey(name);
  }

  @Override
  @SuppressWarnings("rawtypes") // as the library has it
  public SortedMap<String, Gauge> getGauges(MetricFilter filter) {
    SortedMap<String, Gauge> guarded = new TreeMap<>();
    registry
        .getGauges(filter)
        .forEach((name, gauge) -> guarded.put(name, (Gauge<Object>) () -> value(name, gauge)));
    return guarded;
  }

  @Override
  public SortedMap<String, Counter> getCounters(MetricFilter filter) {
    return registry.getCounters(filter);
  }

  @Override
  public SortedMap<String, Histogram> getHistograms(MetricFilter filter) {
    return registry.getHistograms(filter);
  }

  @Override
  public SortedMap<String, Meter> getMeters(MetricFilter filter) {
    return registry.getMeters(filter);
  }

  @Override
  public SortedMap<String, Timer> getTimers(MetricFilter filter) {
    return registry.getTimers(filter);
  }

  /** Returns {@code null}, which is not exported, when there is no value. */
  @SuppressWarnings("NullAway") // the library takes null, and leaves the gauge out
  private Object value(String name, Gauge<?> gauge) {
    return valueOrNull(name, gauge);
  }

  private @Nullable Object valueOrNull(String name, Gauge<?> gauge) {
    try {
      Object value = gauge.getValue();
      if (value instanceof Boolean) {
        return value;
      }
      if (value instanceof Number number) {
        return Double.isNaN(number.doubleValue()) ? null : value;
      }
      faults.gaugeNotANumber(name, value == null ? "null" : value.getClass().getName());
    } catch (Exception | LinkageError | AssertionError e) {
      faults.callbackFailed("the Dropwizard gauge " + name, e);
    }
    return null;
  }
}
