package io.vdb.core.index;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.List;

/**
 * What a commit consists of. Until this is closed the files neither change nor go, whatever happens
 * to the index but its end. Safe for concurrent use.
 */
public interface CommittedFiles extends AutoCloseable {

  /**
   * A file of the commit.
   *
   * @param name relative to the folder of the index, with {@code /} between its parts, each of which
   *     has letters, digits, {@code _}, {@code -} and {@code .} only and begins with one of the first
   *     three
   * @param bytes its length
   */
  record File(String name, long bytes) {}

  /** Returns the sequence number that the commit carries, 0 when there was none. */
  long sequence();

  /** Returns all files; none when there was no commit. */
  List<File> files();

  /** Opens a file from its beginning; the caller closes it. */
  ReadableByteChannel open(File file) throws IOException;

  /** Lets the files go. Idempotent. */
  @Override
  void close() throws IOException;
}
