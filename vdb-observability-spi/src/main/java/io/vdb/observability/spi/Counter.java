package io.vdb.observability.spi;

/** Counts events. Safe for concurrent use; never throws, never blocks. */
public interface Counter {

  /** Adds {@code amount}. A negative or non-finite amount is dropped. */
  void add(double amount);

  /** Adds one. */
  default void increment() {
    add(1);
  }

  /**
   * Tells whether recording has any effect, so that the work of measuring can be skipped. What is once
   * disabled stays so.
   */
  default boolean isEnabled() {
    return true;
  }
}
