package io.vdb.observability.otel;

import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.Data;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.resources.Resource;
import io.vdb.observability.spi.MetricDefinition;
import java.util.Optional;

/** All series of one definition. */
abstract sealed class MetricFamily permits CounterFamily, GaugeFamily, HistogramFamily {

  /** A metric as the SDK's exporters take it. */
  private record Reading(
      Resource resource, MetricDefinition definition, MetricDataType type, Data<?> data)
      implements MetricData {

    @Override
    public Resource getResource() {
      return resource;
    }

    @Override
    public InstrumentationScopeInfo getInstrumentationScopeInfo() {
      return ProcessResource.SCOPE;
    }

    @Override
    public String getName() {
      return definition.name();
    }

    @Override
    public String getDescription() {
      return definition.help();
    }

    @Override
    public String getUnit() {
      return definition.unit().ucum();
    }

    @Override
    public MetricDataType getType() {
      return type;
    }

    @Override
    public Data<?> getData() {
      return data;
    }
  }

  private final MetricDefinition definition;

  MetricFamily(MetricDefinition definition) {
    this.definition = definition;
  }

  final MetricDefinition definition() {
    return definition;
  }

  /** Returns what it shows now; empty when it has no series. */
  final Optional<MetricData> read(Resource resource, long nowEpochNanos) {
    Data<?> data = data(nowEpochNanos);
    return data.getPoints().isEmpty()
        ? Optional.empty()
        : Optional.of(new Reading(resource, definition, type(), data));
  }

  abstract Data<?> data(long nowEpochNanos);

  private MetricDataType type() {
    return switch (definition.type()) {
      case COUNTER -> MetricDataType.DOUBLE_SUM;
      case GAUGE -> MetricDataType.DOUBLE_GAUGE;
      case HISTOGRAM -> MetricDataType.HISTOGRAM;
    };
  }
}
