package io.vdb.server.cli.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Rows of equal length in bytes, behind a header that states how many there are. */
final class FixedRowSource implements RowSource {

  /** Longest vector that collections take. */
  static final int MAX_COMPONENTS = 65_536;

  private final ByteSource bytes;
  private final String format;
  private final long rows;
  private final int components;
  private final ElementType type;
  private final byte[] packed;
  private final ByteBuffer view;
  private long next;

  FixedRowSource(
      ByteSource bytes,
      String format,
      long rows,
      int components,
      ElementType type,
      ByteOrder order) {
    this.bytes = bytes;
    this.format = format;
    this.rows = rows;
    this.components = components;
    this.type = type;
    this.packed = new byte[components * type.bytes()];
    this.view = ByteBuffer.wrap(packed).order(order);
  }

  /** Multiplies dimensions to the length of a row, and refuses what no collection takes. */
  static int rowLength(ByteSource bytes, long[] shape) throws MalformedSourceException {
    long length = 1;
    for (int i = 1; i < shape.length; i++) {
      length *= shape[i];
      if (length > MAX_COMPONENTS || length < 1) {
        throw bytes.malformed(
            bytes.position(),
            "its rows have "
                + (length < 1 ? "no" : "more than " + MAX_COMPONENTS)
                + " components; 1 to " + MAX_COMPONENTS + " are possible");
      }
    }
    return (int) length;
  }

  @Override
  public String format() {
    return format;
  }

  @Override
  public long expectedRows() {
    return rows;
  }

  @Override
  public @Nullable Row next() throws IOException {
    if (next == rows) {
      requireEnd();
      return null;
    }
    long start = bytes.position();
    int found = bytes.fill(packed);
    if (found < packed.length) {
      throw bytes.malformed(
          bytes.position(),
          "the file is cut off in row " + next + ": its header states " + rows + " rows of "
              + packed.length + " bytes, and this row has " + found);
    }
    view.clear();
    float[] vector = new float[components];
    for (int i = 0; i < components; i++) {
      vector[i] = type.read(view);
      if (!Float.isFinite(vector[i])) {
        throw bytes.malformed(
            start + (long) i * type.bytes(),
            "component " + i + " of row " + next + " is not a finite 32-bit float");
      }
    }
    return new Row(next++, null, vector, null);
  }

  private void requireEnd() throws IOException {
    long end = bytes.position();
    if (bytes.read() >= 0) {
      throw bytes.malformed(
          end, "the file goes on after the " + rows + " rows that its header states");
    }
    if (bytes.defect() != null) {
      throw bytes.malformed(end, "the file is damaged after its last row, " + (rows - 1));
    }
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
