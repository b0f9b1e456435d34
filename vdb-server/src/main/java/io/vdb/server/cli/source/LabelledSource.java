package io.vdb.server.cli.source;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Rows whose payload is a label from a second file: {@code {"label": 7}}. */
final class LabelledSource implements RowSource {

  private final RowSource rows;
  private final RowSource labels;

  LabelledSource(RowSource rows, RowSource labels) {
    this.rows = rows;
    this.labels = labels;
  }

  @Override
  public String format() {
    return rows.format();
  }

  @Override
  public long expectedRows() {
    return rows.expectedRows();
  }

  @Override
  public @Nullable Row next() throws IOException {
    Row row = rows.next();
    Row label = labels.next();
    if (row == null || label == null) {
      return row;
    }
    return row.withPayload("{\"label\":" + number(label.vector()[0]) + "}");
  }

  private static String number(float value) {
    return value == (long) value ? Long.toString((long) value) : Float.toString(value);
  }

  @Override
  public void close() throws IOException {
    try {
      rows.close();
    } finally {
      labels.close();
    }
  }
}
