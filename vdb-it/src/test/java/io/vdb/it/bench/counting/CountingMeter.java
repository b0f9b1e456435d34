package io.vdb.it.bench.counting;

import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.Registration;
import java.util.function.DoubleSupplier;

/** Counts what is recorded; what is only read at a scrape costs a request nothing. */
record CountingMeter(Calls calls) implements Meter {

  @Override
  public Counter counter(MetricDefinition definition, String... labelValues) {
    return _ -> calls.made(Call.COUNTER_ADD);
  }

  @Override
  public Histogram histogram(MetricDefinition definition, String... labelValues) {
    return _ -> calls.made(Call.HISTOGRAM_RECORD);
  }

  @Override
  public Registration gauge(
      MetricDefinition definition, DoubleSupplier value, String... labelValues) {
    return () -> {};
  }

  @Override
  public Registration counterCallback(
      MetricDefinition definition, DoubleSupplier value, String... labelValues) {
    return () -> {};
  }
}
