package io.vdb.server.cli.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes files in the formats that are read. */
public final class VectorFiles {

  private VectorFiles() {}

  /** An IDX file of unsigned bytes; component i of row r is (r * components + i) modulo 256. */
  public static Path idxBytes(Path file, int rows, int... trailing) throws IOException {
    int components = 1;
    for (int size : trailing) {
      components *= size;
    }
    ByteBuffer buffer =
        ByteBuffer.allocate(8 + 4 * trailing.length + rows * components)
            .put(new byte[] {0, 0, 8, (byte) (1 + trailing.length)})
            .putInt(rows);
    for (int size : trailing) {
      buffer.putInt(size);
    }
    for (int i = 0; i < rows * components; i++) {
      buffer.put((byte) i);
    }
    return Files.write(file, buffer.array());
  }

  static byte[] idxHeader(int type, int... sizes) {
    ByteBuffer buffer =
        ByteBuffer.allocate(4 + 4 * sizes.length)
            .put(new byte[] {0, 0, (byte) type, (byte) sizes.length});
    for (int size : sizes) {
      buffer.putInt(size);
    }
    return buffer.array();
  }

  static byte[] npyHeader(int version, String dictionary) {
    byte[] text = dictionary.getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer =
        ByteBuffer.allocate(8 + (version == 1 ? 2 : 4) + text.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    if (version == 1) {
      buffer.putShort((short) text.length);
    } else {
      buffer.putInt(text.length);
    }
    return buffer.put(text).array();
  }

  static byte[] npyHeader(String descr, int rows, int components) {
    return npyHeader(
        1,
        "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + rows + ", " + components
            + "), }\n");
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  /** Compresses. */
  public static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    }
    return packed.toByteArray();
  }
}
