package io.vdb.core.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small file beside the files of a log that says how far the log is known to be on the disk, so
 * that recovery can tell a torn end, which was never there as a whole, from an end that was damaged
 * later. It is written after each flush and not flushed itself: the death of a process leaves it as it
 * was, and a power loss at worst an older one, which is true as well.
 *
 * <p>Content, big-endian: magic (8), number of a record (8), CRC32C of both (4). It only helps: one
 * that cannot be read or written is as good as none. Not safe for concurrent use.
 */
final class ForcedMark implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(ForcedMark.class);

  /** Its name. */
  static final String FILE = "forced";

  /** "VDBFORCE" in ASCII. */
  private static final long MAGIC = 0x564442464F524345L;

  private static final int BYTES = 20;
  private static final int CRC_OFFSET = 16;

  private final Path path;
  private @Nullable FileChannel channel;
  private long marked;

  ForcedMark(Path folder) {
    this.path = folder.resolve(FILE);
  }

  /** Reads it: every record up to this number was flushed; 0 when nobody knows. */
  static long read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file) || Files.size(file) != BYTES) {
      return 0;
    }
    ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file));
    if (content.remaining() != BYTES || content.getInt(CRC_OFFSET) != crc(content.array())) {
      return 0;
    }
    return content.getLong() == MAGIC ? content.getLong() : 0;
  }

  /** Says that the records up to this one are on the disk. */
  void forcedThrough(long sequence) {
    if (sequence == marked) {
      return;
    }
    ByteBuffer content = ByteBuffer.allocate(BYTES).putLong(MAGIC).putLong(sequence);
    content.putInt(crc(content.array()));
    try {
      Uninterruptibly.run(
          () -> {
            ByteBuffer bytes = content.duplicate().flip();
            int _ = openChannel().write(bytes, 0);
          });
      marked = sequence;
    } catch (IOException e) {
      LOG.debug("{} cannot be written", path, e);
    }
  }

  /** Makes what it says survive a power loss. */
  void force() {
    try {
      if (marked > 0) {
        Uninterruptibly.run(() -> openChannel().force(false));
      }
    } catch (IOException e) {
      LOG.debug("{} cannot be flushed", path, e);
    }
  }

  private FileChannel openChannel() throws IOException {
    FileChannel open = channel;
    if (open == null || !open.isOpen()) {
      open = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel = open;
    }
    return open;
  }

  private static int crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, CRC_OFFSET);
    return (int) crc.getValue();
  }

  @Override
  public void close() throws IOException {
    try (FileChannel _ = channel) {
      channel = null;
    }
  }
}
