package io.vdb.observability.prometheus;

import java.util.List;

/**
 * What the lines of one histogram series say before their values: one for each bucket, then the
 * count and the sum. All in one piece of memory, because a scrape reads it from end to end.
 */
final class HistogramText {

  private final byte[] bytes;

  /** Where the text of each line ends. */
  private final int[] ends;

  private HistogramText(byte[] bytes, int[] ends) {
    this.bytes = bytes;
    this.ends = ends;
  }

  /**
   * Makes the lines of one series.
   *
   * @param edges as written, the infinite one included
   */
  static HistogramText of(
      String name, List<String> labelNames, List<String> labelValues, List<String> edges) {
    int[] ends = new int[edges.size() + 2];
    StringBuilder text = new StringBuilder();
    int line = 0;
    int length = 0;
    for (String edge : edges) {
      String bucket = SeriesText.ofBucket(name + "_bucket", labelNames, labelValues, edge);
      text.append(bucket);
      length += SeriesText.bytes(bucket).length;
      ends[line++] = length;
    }
    for (String suffix : List.of("_count", "_sum")) {
      String total = SeriesText.of(name + suffix, labelNames, labelValues);
      text.append(total);
      length += SeriesText.bytes(total).length;
      ends[line++] = length;
    }
    return new HistogramText(SeriesText.bytes(text.toString()), ends);
  }

  byte[] bytes() {
    return bytes;
  }

  int start(int line) {
    return line == 0 ? 0 : ends[line - 1];
  }

  int end(int line) {
    return ends[line];
  }
}
