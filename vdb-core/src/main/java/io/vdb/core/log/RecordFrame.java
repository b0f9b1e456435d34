package io.vdb.core.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What stands before the body of each record, big-endian: CRC32C of the file's salt and of
 * everything that follows (4), length of the body (4), sequence number (8), time (8), number of the
 * last flushed record (8).
 *
 * @param crc the checksum
 * @param length bytes in the body
 * @param sequence number of this record
 * @param timeMillis when it was appended, milliseconds since 1970
 * @param forcedThrough number of the last record known to be on the disk when this one was written;
 *     it tells a tail that a power loss tore (nothing in it was ever flushed) from damage
 */
record RecordFrame(int crc, int length, long sequence, long timeMillis, long forcedThrough) {

  static final int BYTES = 32;

  private static final int CRC_BYTES = 4;

  static RecordFrame decode(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new RecordFrame(
        buffer.getInt(), buffer.getInt(), buffer.getLong(), buffer.getLong(), buffer.getLong());
  }

  /** Returns the frame of a new record with its checksum; {@code body} is left as it is. */
  static RecordFrame of(
      long salt, long sequence, long timeMillis, long forcedThrough, ByteBuffer body) {
    RecordFrame bare = new RecordFrame(0, body.remaining(), sequence, timeMillis, forcedThrough);
    return new RecordFrame(
        bare.checksum(salt, body), bare.length, sequence, timeMillis, forcedThrough);
  }

  /** Tells whether the record can be one that ends at or before {@code available} bytes. */
  boolean fitsIn(long available) {
    return length >= 0
        && length <= LogConfig.LARGEST_RECORD_BYTES
        && BYTES + (long) length <= available;
  }

  boolean matches(long salt, ByteBuffer body) {
    return crc == checksum(salt, body);
  }

  ByteBuffer encode() {
    return ByteBuffer.allocate(BYTES)
        .putInt(crc)
        .putInt(length)
        .putLong(sequence)
        .putLong(timeMillis)
        .putLong(forcedThrough)
        .flip();
  }

  private int checksum(long salt, ByteBuffer body) {
    CRC32C checksum = new CRC32C();
    checksum.update(ByteBuffer.allocate(Long.BYTES).putLong(salt).flip());
    checksum.update(encode().position(CRC_BYTES));
    checksum.update(body.duplicate());
    return (int) checksum.getValue();
  }
}
