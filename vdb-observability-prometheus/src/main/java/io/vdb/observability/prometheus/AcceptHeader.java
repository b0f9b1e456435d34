package io.vdb.observability.prometheus;

import java.util.Locale;
import java.util.Set;

/** Picks the format for the value of an Accept header (RFC 9110, section 12.5.1). */
final class AcceptHeader {

  private static final String TEXT = "text/plain";
  private static final String OPEN_METRICS = "application/openmetrics-text";

  /** The versions of OpenMetrics that can be read by whoever reads 1.0.0. */
  private static final Set<String> OPEN_METRICS_VERSIONS = Set.of("", "0.0.1", "1.0.0");

  private AcceptHeader() {}

  /**
   * OpenMetrics is for those who ask for it by name and do not like plain text better; all others
   * get plain text, also when they accept neither, because it is worth more to them than an error.
   */
  static ExpositionFormat choose(String accept) {
    double text = 0;
    double openMetrics = 0;
    for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = range.split(";", -1);
      String mediaType = parts[0].trim();
      if (mediaType.equals(TEXT)) {
        text = Math.max(text, quality(parts));
      } else if (mediaType.equals(OPEN_METRICS)
          && OPEN_METRICS_VERSIONS.contains(parameter(parts, "version", ""))) {
        openMetrics = Math.max(openMetrics, quality(parts));
      }
    }
    return openMetrics > 0 && openMetrics >= text
        ? ExpositionFormat.OPEN_METRICS
        : ExpositionFormat.TEXT;
  }

  private static double quality(String[] parts) {
    try {
      return Double.parseDouble(parameter(parts, "q", "1"));
    } catch (NumberFormatException e) {
      return 0; // what is not a number expresses no wish
    }
  }

  private static String parameter(String[] parts, String name, String otherwise) {
    for (int i = 1; i < parts.length; i++) {
      String[] pair = parts[i].split("=", 2);
      if (pair.length == 2 && pair[0].trim().equals(name)) {
        return pair[1].trim().replace("\"", "");
      }
    }
    return otherwise;
  }
}
