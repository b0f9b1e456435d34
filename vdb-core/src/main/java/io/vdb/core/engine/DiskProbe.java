package io.vdb.core.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/** Finds out whether a disk takes writes, by writing: what it says of its free room is a guess. */
final class DiskProbe {

  private static final String FILE = "probe.tmp";

  /** Enough that there is room for more than the next few writes. */
  private static final int BYTES = 4 << 20;

  private static final int CHUNK_BYTES = 64 << 10;

  private DiskProbe() {}

  /**
   * Writes a file, flushes it, and deletes it.
   *
   * @throws IOException when any of that fails
   */
  static void write(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    byte[] chunk = new byte[CHUNK_BYTES];
    new Random(BYTES).nextBytes(chunk); // zeros might take no room
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      for (int written = 0; written < BYTES; written += CHUNK_BYTES) {
        ByteBuffer bytes = ByteBuffer.wrap(chunk);
        while (bytes.hasRemaining()) {
          int _ = channel.write(bytes);
        }
      }
      channel.force(true);
    } finally {
      clear(folder);
    }
  }

  /** Removes what a probe that did not end has left. */
  static void clear(Path folder) throws IOException {
    boolean _ = Files.deleteIfExists(folder.resolve(FILE));
  }
}
