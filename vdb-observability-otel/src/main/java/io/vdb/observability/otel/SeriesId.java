package io.vdb.observability.otel;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.MetricDefinition;
import java.util.List;

/** The label values of one series, in the order of the definition's labels. */
record SeriesId(List<String> labelValues) {

  static SeriesId of(String... labelValues) {
    return new SeriesId(List.of(labelValues));
  }

  Attributes attributes(MetricDefinition definition) {
    AttributesBuilder attributes = Attributes.builder();
    int i = 0;
    for (Label label : definition.labels()) {
      attributes.put(label.name(), labelValues.get(i++));
    }
    return attributes.build();
  }
}
