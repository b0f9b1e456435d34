package io.vdb.observability.spi;

/**
 * Sorts values into the buckets of its definition, upper edges included. Safe for concurrent use;
 * never throws, never blocks.
 */
public interface Histogram {

  /** Records one value in the unit of the definition. A negative or non-finite value is dropped. */
  void record(double value);

  /** Records a duration, for a definition in seconds. */
  default void recordNanos(long nanos) {
    record(nanos / 1e9);
  }

  /**
   * Tells whether recording has any effect, so that reading the clock can be skipped. What is once
   * disabled stays so.
   */
  default boolean isEnabled() {
    return true;
  }
}
