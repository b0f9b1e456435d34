package io.vdb.core.health;

import java.util.Locale;

/** How a component is, from best to worst. */
public enum HealthStatus {
  /** It does all that it should. */
  HEALTHY,
  /** It works, and somebody should look at it. */
  DEGRADED,
  /** It does not work, or does not say how it is. */
  ERROR;

  /** Returns its name in answers, metrics and log lines. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the worse of two. */
  public HealthStatus or(HealthStatus other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
