package io.vdb.it.imports;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Random rows, written in the formats that are imported. */
final class VectorFile {

  private static final int IDX_UNSIGNED_BYTES_2D = 0x0802;
  private static final int NPY_ALIGNMENT = 64;

  private VectorFile() {}

  /** Returns rows of whole numbers from 0 to 255. */
  static float[][] byteRows(int rows, int dimension, Random random) {
    float[][] values = new float[rows][dimension];
    for (float[] row : values) {
      for (int i = 0; i < dimension; i++) {
        row[i] = random.nextInt(256);
      }
    }
    return values;
  }

  /** Returns rows of normally distributed numbers. */
  static float[][] floatRows(int rows, int dimension, Random random) {
    float[][] values = new float[rows][dimension];
    for (float[] row : values) {
      for (int i = 0; i < dimension; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    return values;
  }

  /** Writes IDX of unsigned bytes, compressed. */
  static void writeIdx(Path file, float[][] rows) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      int dimension = rows[0].length;
      out.write(
          ByteBuffer.allocate(12)
              .putInt(IDX_UNSIGNED_BYTES_2D)
              .putInt(rows.length)
              .putInt(dimension)
              .array());
      byte[] bytes = new byte[dimension];
      for (float[] row : rows) {
        for (int i = 0; i < dimension; i++) {
          bytes[i] = (byte) (int) row[i];
        }
        out.write(bytes);
      }
    }
  }

  /** Writes npy, version 1.0, of little-endian float32 in C order. */
  static void writeNpy(Path file, float[][] rows) throws IOException {
    int dimension = rows[0].length;
    String header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }"
            .formatted(rows.length, dimension);
    int bare = 10 + header.length() + 1;
    int padding = (NPY_ALIGNMENT - bare % NPY_ALIGNMENT) % NPY_ALIGNMENT;
    String padded = header + " ".repeat(padding) + "\n";
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
      out.write(padded.length() & 0xff);
      out.write(padded.length() >> 8);
      out.write(padded.getBytes(StandardCharsets.US_ASCII));
      ByteBuffer row = ByteBuffer.allocate(dimension * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (float[] values : rows) {
        row.clear();
        for (float value : values) {
          row.putFloat(value);
        }
        out.write(row.array());
      }
    }
  }
}
