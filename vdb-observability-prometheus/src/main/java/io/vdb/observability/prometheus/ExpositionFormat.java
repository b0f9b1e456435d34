package io.vdb.observability.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.prometheus.client.Collector;
import java.io.IOException;
import java.util.Locale;

/** The text formats that Prometheus reads, and where they differ. */
enum ExpositionFormat {

  /** The text format 0.0.4, which every Prometheus and every person reads. */
  TEXT("text/plain; version=0.0.4; charset=utf-8", "") {

    @Override
    String familyName(String name, Collector.Type type) {
      return switch (type) {
        case COUNTER -> name + "_total";
        case INFO -> name + "_info";
        default -> name;
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
    void addTime(ScrapeBuffer out, long millis) throws IOException {
      out.addWhole(millis);
    }
  },

  /** OpenMetrics 1.0.0. */
  OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8", "# EOF\n") {

    @Override
    String familyName(String name, Collector.Type type) {
      return name;
    }

    @Override
    String typeName(Collector.Type type) {
      return type.name().toLowerCase(Locale.ROOT).replace("_", "");
    }

    @Override
    String help(String text) {
      return SeriesText.escaped(text);
    }

    @Override
    void addTime(ScrapeBuffer out, long millis) throws IOException {
      out.addSeconds(millis);
    }
  };

  private final String contentType;
  private final String end;

  ExpositionFormat(String contentType, String end) {
    this.contentType = contentType;
    this.end = end;
  }

  final String contentType() {
    return contentType;
  }

  /** Adds what comes after the last family. */
  final void addEnd(ScrapeBuffer out) throws IOException {
    out.add(end);
  }

  /**
   * Returns the HELP and TYPE lines of a family.
   *
   * @param name without the ending that samples of its type have
   */
  final byte[] header(String name, Collector.Type type, String help) {
    String shown = familyName(name, type);
    String lines =
        "# HELP " + shown + ' ' + help(help) + '\n' + "# TYPE " + shown + ' ' + typeName(type);
    return (lines + '\n').getBytes(UTF_8);
  }

  abstract String familyName(String name, Collector.Type type);

  abstract String typeName(Collector.Type type);

  abstract String help(String text);

  /** Adds the time of a sample. */
  abstract void addTime(ScrapeBuffer out, long millis) throws IOException;
}
