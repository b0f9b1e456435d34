package io.vdb.core.health;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How some components are.
 *
 * @param time when that was put together
 * @param checks by the names of the components
 */
public record HealthReport(Instant time, SortedMap<String, ComponentHealth> checks) {

  /** Copies the map. */
  public HealthReport {
    checks = Collections.unmodifiableSortedMap(new TreeMap<>(checks));
  }

  /** A report of now. */
  public static HealthReport now(Map<String, ComponentHealth> checks) {
    return new HealthReport(Instant.now(), new TreeMap<>(checks));
  }

  /** Returns how the worst of them is. */
  public HealthStatus status() {
    return checks.values().stream()
        .map(ComponentHealth::status)
        .reduce(HealthStatus.HEALTHY, HealthStatus::or);
  }
}
