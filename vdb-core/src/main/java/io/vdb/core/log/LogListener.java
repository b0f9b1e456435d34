package io.vdb.core.log;

/**
 * Is told what a log does, for measuring. Called by the appending thread and by the log's own
 * flushing thread; must return quickly and not throw.
 */
public interface LogListener {

  /** Measures nothing. */
  LogListener NOOP =
      new LogListener() {
        @Override
        public void appended(int records, long bytes) {}

        @Override
        public void forced(long startNanos, long nanos) {}
      };

  /**
   * A group of records was appended.
   *
   * @param records how many, at least 1
   * @param bytes what they take in the file, framing included
   */
  void appended(int records, long bytes);

  /**
   * Records were flushed to the disk. Flushes that only create or repair files are not reported.
   *
   * @param startNanos when that began, as {@link System#nanoTime} tells it
   * @param nanos how long that took
   */
  void forced(long startNanos, long nanos);
}
