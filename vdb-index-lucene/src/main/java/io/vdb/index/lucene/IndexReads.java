package io.vdb.index.lucene;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Runs reads of the index so that a failing disk is an {@link IOException}, as promised to callers.
 * Lucene's packed readers, and code that its interfaces let throw nothing else, wrap theirs in a
 * {@link RuntimeException}.
 */
final class IndexReads {

  private IndexReads() {}

  /** A read whose failure may come wrapped. */
  @FunctionalInterface
  interface Read<T extends @Nullable Object> {
    T run() throws IOException;
  }

  static <T extends @Nullable Object> T unwrapped(Read<T> read) throws IOException {
    try {
      return read.run();
    } catch (RuntimeException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
