package io.vdb.observability.spi;

import java.util.Optional;
import java.util.function.DoubleSupplier;

/** Records nothing. Checks definitions all the same, so that a mistake does not hide behind it. */
enum NoopObservability implements Observability, Meter {
  INSTANCE;

  private enum NoopCounter implements Counter {
    INSTANCE;

    @Override
    public void add(double amount) {}

    @Override
    public boolean isEnabled() {
      return false;
    }
  }

  private enum NoopHistogram implements Histogram {
    INSTANCE;

    @Override
    public void record(double value) {}

    @Override
    public boolean isEnabled() {
      return false;
    }
  }

  private enum NoopRegistration implements Registration {
    INSTANCE;

    @Override
    public void close() {}
  }

  @Override
  public Meter meter() {
    return this;
  }

  @Override
  public <T> Optional<T> capability(Class<T> type) {
    return Optional.empty();
  }

  @Override
  public void close() {}

  @Override
  public Counter counter(MetricDefinition definition, String... labelValues) {
    definition.check(MetricType.COUNTER, labelValues);
    return NoopCounter.INSTANCE;
  }

  @Override
  public Histogram histogram(MetricDefinition definition, String... labelValues) {
    definition.check(MetricType.HISTOGRAM, labelValues);
    return NoopHistogram.INSTANCE;
  }

  @Override
  public Registration gauge(
      MetricDefinition definition, DoubleSupplier value, String... labelValues) {
    definition.check(MetricType.GAUGE, labelValues);
    return NoopRegistration.INSTANCE;
  }

  @Override
  public Registration counterCallback(
      MetricDefinition definition, DoubleSupplier value, String... labelValues) {
    definition.check(MetricType.COUNTER, labelValues);
    return NoopRegistration.INSTANCE;
  }
}
