package io.vdb.observability.prometheus;

import io.prometheus.client.Collector;

/** The HELP and TYPE lines of one of our families, in each format. */
final class FamilyHeader {

  private final byte[] text;
  private final byte[] openMetrics;

  /** Makes both; {@code name} is without the ending that samples of the type have. */
  FamilyHeader(String name, Collector.Type type, String help) {
    text = ExpositionFormat.TEXT.header(name, type, help);
    openMetrics = ExpositionFormat.OPEN_METRICS.header(name, type, help);
  }

  byte[] in(ExpositionFormat format) {
    return switch (format) {
      case TEXT -> text;
      case OPEN_METRICS -> openMetrics;
    };
  }
}
