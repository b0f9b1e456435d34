package io.vdb.core.health;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a component is at one moment.
 *
 * @param status in one word
 * @param reason why it is not healthy, for people; absent when it is
 * @param details figures by their names in snake case: texts, numbers, truth values, and lists and
 *     maps of these. Never payloads, vectors or keys
 */
public record ComponentHealth(
    HealthStatus status, @Nullable String reason, Map<String, Object> details) {

  /** Copies the map, in its order. */
  public ComponentHealth {
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  /** All is well. */
  public static ComponentHealth healthy(Map<String, Object> details) {
    return new ComponentHealth(HealthStatus.HEALTHY, null, details);
  }

  /** It works, but for what the reason says. */
  public static ComponentHealth degraded(String reason, Map<String, Object> details) {
    return new ComponentHealth(HealthStatus.DEGRADED, reason, details);
  }

  /** It does not work. */
  public static ComponentHealth error(String reason, Map<String, Object> details) {
    return new ComponentHealth(HealthStatus.ERROR, reason, details);
  }
}
