package io.vdb.core.snapshot;

/** Is told how far long work has come, and may end it by throwing. Called by the working thread. */
@FunctionalInterface
public interface Progress {

  /** Tells nobody. */
  Progress NONE = _ -> {};

  /** So many more bytes are done; called at least once for each MiB. */
  void advanced(long bytes);
}
