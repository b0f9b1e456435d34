package io.vdb.server.cli.source;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Rows in order. Every row has as many components as the first. Not safe for concurrent use. */
public interface RowSource extends AutoCloseable {

  /** What {@link #expectedRows} returns when nothing is known. */
  long UNKNOWN = -1;

  /** Returns the name of the format for people: {@code IDX}, {@code npy}, {@code JSON Lines}. */
  String format();

  /**
   * Returns how many rows there are: exactly when the format states it, an estimate from the bytes
   * read so far otherwise, or {@link #UNKNOWN}.
   */
  long expectedRows();

  /**
   * Returns the next row, or null after the last.
   *
   * @throws MalformedSourceException when the data is cut off or is not what the format demands
   */
  @Nullable Row next() throws IOException;

  @Override
  void close() throws IOException;
}
