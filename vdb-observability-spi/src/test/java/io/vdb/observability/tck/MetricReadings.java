package io.vdb.observability.tck;

import io.vdb.observability.spi.MetricDefinition;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a backend showed at one moment: one scrape or one export. */
public interface MetricReadings {

  /** Returns the value of a counter or gauge; empty when the series was not shown. */
  OptionalDouble value(MetricDefinition definition, String... labelValues);

  /** Returns a histogram; empty when the series was not shown. */
  Optional<HistogramReading> histogramReading(MetricDefinition definition, String... labelValues);
}
