package io.vdb.server.cli.load;

/** Where the state of a long task is shown. Used by one thread at a time. */
public interface Progress extends AutoCloseable {

  /** Shows nothing. */
  Progress SILENT =
      new Progress() {
        @Override
        public void update(long done, long total) {}

        @Override
        public void close() {}
      };

  /**
   * Tells how far the task is. Cheap: what is shown is limited in time.
   *
   * @param done units finished so far
   * @param total units in all, possibly an estimate, or negative when unknown
   */
  void update(long done, long total);

  /** Shows the final state. Idempotent. */
  @Override
  void close();
}
