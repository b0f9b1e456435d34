package io.vdb.server.cli.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The IDX format: two zero bytes, the type, the number of dimensions, their sizes, the data; all
 * big-endian. The first dimension counts rows, all others together make the vector.
 *
 * @see <a href="https://yann.lecun.org/exdb/mnist/">The MNIST database, file formats</a>
 */
final class IdxFormat {

  static final String NAME = "IDX";
  private static final int FIXED_HEADER = 4;

  private IdxFormat() {}

  /** Tells whether a file that starts so is meant to be IDX. */
  static boolean matches(byte[] start) {
    return start.length >= FIXED_HEADER && start[0] == 0 && start[1] == 0 && start[3] > 0;
  }

  /** Opens vectors: at least two dimensions. */
  static RowSource openVectors(ByteSource bytes) throws IOException {
    return open(bytes, 2, "a row count and the components of a vector");
  }

  /** Opens labels: exactly one number for each row. */
  static RowSource openLabels(ByteSource bytes) throws IOException {
    return open(bytes, 1, "one number for each row");
  }

  private static RowSource open(ByteSource bytes, int leastDimensions, String meaning)
      throws IOException {
    byte[] fixed = header(bytes, FIXED_HEADER);
    ElementType type = type(bytes, fixed[2]);
    int dimensions = fixed[3] & 0xff;
    if (dimensions < leastDimensions || (leastDimensions == 1 && dimensions != 1)) {
      throw bytes.malformed(
          3, "it has " + dimensions + (dimensions == 1 ? " dimension" : " dimensions") + " where "
              + leastDimensions
              + (leastDimensions == 1 ? " is" : " or more are") + " needed: " + meaning);
    }
    ByteBuffer sizes = ByteBuffer.wrap(header(bytes, dimensions * Integer.BYTES));
    long[] shape = new long[dimensions];
    for (int i = 0; i < dimensions; i++) {
      shape[i] = sizes.getInt() & 0xffff_ffffL;
    }
    int components = FixedRowSource.rowLength(bytes, shape);
    return new FixedRowSource(bytes, NAME, shape[0], components, type, ByteOrder.BIG_ENDIAN);
  }

  private static byte[] header(ByteSource bytes, int length) throws IOException {
    byte[] header = new byte[length];
    if (bytes.fill(header) < length) {
      throw bytes.malformed(bytes.position(), "the file is cut off in its IDX header");
    }
    return header;
  }

  private static ElementType type(ByteSource bytes, byte code) throws MalformedSourceException {
    return switch (code) {
      case 0x08 -> ElementType.UINT8;
      case 0x09 -> ElementType.INT8;
      case 0x0B -> ElementType.INT16;
      case 0x0C -> ElementType.INT32;
      case 0x0D -> ElementType.FLOAT32;
      case 0x0E -> ElementType.FLOAT64;
      default ->
          throw bytes.malformed(
              2, "its IDX type 0x" + Integer.toHexString(code & 0xff)
                  + " is unknown; 0x8, 0x9, 0xb, 0xc, 0xd and 0xe are known");
    };
  }
}
