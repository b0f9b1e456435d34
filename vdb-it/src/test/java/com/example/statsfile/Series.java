package com.example.statsfile;

import io.vdb.observability.spi.Label;
import java.util.List;

/** What one set of label values of a metric stands for. */
interface Series {

  /** Appends its lines. */
  void appendTo(StringBuilder lines, String name);

  /** Appends {@code name value}; nothing when there is no value. */
  static void appendLine(StringBuilder lines, String name, double value) {
    if (!Double.isNaN(value)) {
      lines.append(name).append(' ').append(value).append('\n');
    }
  }

  /** Returns {@code metric{label="value"}}, on one line whatever the values are. */
  static String name(String metric, List<Label> labels, String... values) {
    StringBuilder name = new StringBuilder(metric);
    for (int i = 0; i < values.length; i++) {
      name.append(i == 0 ? '{' : ',').append(labels.get(i).name());
      name.append("=\"").append(escape(values[i])).append('"');
    }
    return name.append(values.length == 0 ? "" : "}").toString();
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
