package io.vdb.observability.prometheus;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import java.util.Locale;

/** The text formats that Prometheus reads, and where they differ. */
enum ExpositionFormat {

  /** The text format 0.0.4, which every Prometheus and every person reads. */
  TEXT("text/plain; version=0.0.4; charset=utf-8") {

    @Override
    String familyName(MetricFamilySamples family) {
      return switch (family.type) {
        case COUNTER -> family.name + "_total";
        case INFO -> family.name + "_info";
        default -> family.name;
      };
    }

    @Override
    String typeName(Collector.Type type) {
      return switch (type) {
        case COUNTER, GAUGE, HISTOGRAM, SUMMARY -> type.name().toLowerCase(Locale.ROOT);
        case INFO, STATE_SET -> "gauge";
        case UNKNOWN, GAUGE_HISTOGRAM -> "untyped";
      };
    }

    @Override
    String help(String text) {
      return text.replace("\\", "\\\\").replace("\n", "\\n");
    }

    @Override
    String timestamp(long millis) {
      return Long.toString(millis);
    }
  },

  /** OpenMetrics 1.0.0. */
  OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8") {

    @Override
    String familyName(MetricFamilySamples family) {
      return family.name;
    }

    @Override
    String typeName(Collector.Type type) {
      return type.name().toLowerCase(Locale.ROOT).replace("_", "");
    }

    @Override
    String help(String text) {
      return labelValue(text);
    }

    @Override
    String timestamp(long millis) {
      return Numbers.value(millis / 1e3);
    }
  };

  private final String contentType;

  ExpositionFormat(String contentType) {
    this.contentType = contentType;
  }

  final String contentType() {
    return contentType;
  }

  /** Returns the name that the HELP and TYPE lines of a family carry. */
  abstract String familyName(MetricFamilySamples family);

  /** Returns the word of a TYPE line. */
  abstract String typeName(Collector.Type type);

  /** Escapes a help text. */
  abstract String help(String text);

  /** Writes the time of a sample. */
  abstract String timestamp(long millis);

  /** Escapes a label value, in both formats alike. */
  static String labelValue(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
