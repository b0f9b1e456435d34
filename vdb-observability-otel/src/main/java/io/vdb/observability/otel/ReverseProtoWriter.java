package io.vdb.observability.otel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes protobuf from its end to its beginning: when the header of a message is written, its
 * content is there already, so that its length is known without counting it first. Fields are
 * therefore written in the opposite order of how they are to be read. Not safe for concurrent use.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Encoding</a>
 */
final class ReverseProtoWriter {

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int DELIMITED = 2;
  private static final int FIXED_32 = 5;

  /** As much as a tag and a number take at most. */
  private static final int MOST_OF_A_NUMBER = 20;

  private final int firstCapacity;
  private byte[] buffer;
  private int start;

  /**
   * An empty one.
   *
   * @param firstCapacity bytes that it holds without growing
   */
  ReverseProtoWriter(int firstCapacity) {
    this.firstCapacity = firstCapacity;
    this.buffer = new byte[firstCapacity];
    this.start = firstCapacity;
  }

  /** Returns how many bytes were written. */
  int size() {
    return buffer.length - start;
  }

  /** Writes a number of any integer type, or a boolean or an enum. */
  void number(int field, long value) {
    reserve(MOST_OF_A_NUMBER);
    varint(value);
    tag(field, VARINT);
  }

  /** Writes a number of 32 bits. */
  void fixed32(int field, int value) {
    reserve(MOST_OF_A_NUMBER);
    start -= Integer.BYTES;
    INTS.set(buffer, start, value);
    tag(field, FIXED_32);
  }

  /** Writes a number of 64 bits. */
  void fixed64(int field, long value) {
    reserve(MOST_OF_A_NUMBER);
    start -= Long.BYTES;
    LONGS.set(buffer, start, value);
    tag(field, FIXED_64);
  }

  /** Writes an id of 8 bytes, the first of which is the highest of the value. */
  void id(int field, long value) {
    reserve(MOST_OF_A_NUMBER);
    idPart(value);
    varint(Long.BYTES);
    tag(field, DELIMITED);
  }

  /** Writes an id of 16 bytes. */
  void id(int field, long high, long low) {
    reserve(MOST_OF_A_NUMBER + Long.BYTES);
    idPart(low);
    idPart(high);
    varint(2 * Long.BYTES);
    tag(field, DELIMITED);
  }

  private void idPart(long value) {
    start -= Long.BYTES;
    LONGS.set(buffer, start, Long.reverseBytes(value));
  }

  /** Writes bytes, or text in UTF-8. */
  void bytes(int field, byte[] value) {
    reserve(MOST_OF_A_NUMBER + value.length);
    start -= value.length;
    System.arraycopy(value, 0, buffer, start, value.length);
    varint(value.length);
    tag(field, DELIMITED);
  }

  /** Makes a message of everything written since there were this many bytes. */
  void message(int field, int sizeBefore) {
    int length = size() - sizeBefore;
    reserve(MOST_OF_A_NUMBER);
    varint(length);
    tag(field, DELIMITED);
  }

  private void tag(int field, int wireType) {
    varint((long) field << 3 | wireType);
  }

  private void varint(long value) {
    if ((value & ~0x7FL) == 0) {
      buffer[--start] = (byte) value;
      return;
    }
    int length = (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7;
    start -= length;
    long left = value;
    for (int at = start; at < start + length - 1; at++) {
      buffer[at] = (byte) (left | 0x80);
      left >>>= 7;
    }
    buffer[start + length - 1] = (byte) left;
  }

  private void reserve(int bytes) {
    if (start < bytes) {
      grow(bytes);
    }
  }

  private void grow(int bytes) {
    int size = size();
    int wanted = Math.max(Math.addExact(size, bytes), (int) Math.min(2L * buffer.length, 1L << 30));
    byte[] larger = new byte[wanted];
    System.arraycopy(buffer, start, larger, wanted - size, size);
    buffer = larger;
    start = wanted - size;
  }

  /** Returns what was written. */
  byte[] toBytes() {
    return Arrays.copyOfRange(buffer, start, buffer.length);
  }

  /**
   * Forgets what was written.
   *
   * @param mostCapacity bytes it may go on holding; what is more was an exception
   */
  void clear(int mostCapacity) {
    if (buffer.length > mostCapacity) {
      buffer = new byte[firstCapacity];
    }
    start = buffer.length;
  }
}
