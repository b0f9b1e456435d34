package io.vdb.observability.spi;

import java.util.function.DoubleSupplier;

/**
 * Hands out instruments bound to their label values. Safe for concurrent use.
 *
 * <p>Asking again with the same definition and values returns a handle on the same series. Every
 * method throws {@link IllegalArgumentException} when the definition is of another type, when the
 * number of label values differs from the number of labels, when a value is not in the label's
 * closed set, or when the name is already taken by a different definition.
 *
 * <p>A series of a counter is either recorded to or read by a callback, never both. After the
 * backend is closed, bad input is still rejected and what is handed out does nothing.
 */
public interface Meter {

  /** Returns a counter that starts at 0 and is exported from now on. */
  Counter counter(MetricDefinition definition, String... labelValues);

  /** Returns a histogram that is exported, empty, from now on. */
  Histogram histogram(MetricDefinition definition, String... labelValues);

  /**
   * Exports a gauge whose value is read at each scrape, until the registration is closed.
   *
   * @param value called by scraping threads, so it must be safe for concurrent use and must not
   *     block; a throw or NaN leaves the series out of that scrape
   * @throws IllegalArgumentException also when the series is already registered
   */
  Registration gauge(MetricDefinition definition, DoubleSupplier value, String... labelValues);

  /** Exports a counter whose value is read at each scrape; otherwise as {@link #gauge}. */
  Registration counterCallback(
      MetricDefinition definition, DoubleSupplier value, String... labelValues);
}
