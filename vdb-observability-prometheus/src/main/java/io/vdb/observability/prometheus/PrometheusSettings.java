package io.vdb.observability.prometheus;

import java.util.Map;
import java.util.TreeSet;

/**
 * The settings of the backend.
 *
 * @param hotspot whether the JVM and the process are exported
 * @param exemplars whether counters and histograms point to recorded traces
 */
record PrometheusSettings(boolean hotspot, boolean exemplars) {

  private static final String HOTSPOT = "hotspot";
  private static final String EXEMPLARS = "exemplars";

  /**
   * Reads them by name; each is {@code true} unless it is there.
   *
   * @throws IllegalArgumentException when there are others, or one is not true or false
   */
  static PrometheusSettings of(Map<String, String> properties) {
    TreeSet<String> unknown = new TreeSet<>(properties.keySet());
    unknown.remove(EXEMPLARS);
    unknown.remove(HOTSPOT);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "the prometheus backend has no setting "
              + unknown
              + "; it knows "
              + EXEMPLARS
              + " and "
              + HOTSPOT);
    }
    return new PrometheusSettings(isOn(properties, HOTSPOT), isOn(properties, EXEMPLARS));
  }

  private static boolean isOn(Map<String, String> properties, String name) {
    String value = properties.getOrDefault(name, "true");
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "the setting " + name + " is true or false, not '" + value + "'");
    };
  }
}
