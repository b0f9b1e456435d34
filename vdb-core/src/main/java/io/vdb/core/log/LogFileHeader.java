package io.vdb.core.log;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The first bytes of a log file, big-endian: magic (8), format version (4), number of the first
 * record (8), salt (8), CRC32C of all before (4). Version 2 is a file that takes over from one that
 * failed; all others are of version 1.
 *
 * @param takesOver whether what the file before it has from this file's first record on counts no more
 * @param firstSequence number of the first record
 * @param salt random number that goes into the checksum of every record, so that bytes of another
 *     file or of a client's payload never pass for a record of this one
 */
record LogFileHeader(boolean takesOver, long firstSequence, long salt) {

  static final int BYTES = 32;

  /** "VDBOPLOG" in ASCII. */
  private static final long MAGIC = 0x5644424F504C4F47L;

  private static final int VERSION = 1;
  private static final int TAKING_OVER = 2;
  private static final int CRC_OFFSET = 28;

  ByteBuffer encode() {
    ByteBuffer buffer =
        ByteBuffer.allocate(BYTES)
            .putLong(MAGIC)
            .putInt(takesOver ? TAKING_OVER : VERSION)
            .putLong(firstSequence)
            .putLong(salt);
    buffer.putInt(crc(buffer.array()));
    return buffer.flip();
  }

  /**
   * Reads a header; empty when the bytes are none.
   *
   * @param path named in the error when the file is of a newer format
   */
  static Optional<LogFileHeader> decode(byte[] bytes, Path path) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long magic = buffer.getLong();
    int version = buffer.getInt();
    LogFileHeader header =
        new LogFileHeader(version == TAKING_OVER, buffer.getLong(), buffer.getLong());
    if (magic != MAGIC || buffer.getInt() != crc(bytes)) {
      return Optional.empty();
    }
    if (version != VERSION && version != TAKING_OVER) {
      throw new VdbException(
          ErrorCode.DATA_LOSS,
          "Log file %s has format %d, this program knows %d: a newer program wrote it"
              .formatted(path, version, TAKING_OVER));
    }
    return Optional.of(header);
  }

  private static int crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, CRC_OFFSET);
    return (int) crc.getValue();
  }
}
