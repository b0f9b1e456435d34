package io.vdb.observability.prometheus;

import java.util.List;

/** The label values of one series, in the order of the definition's labels. */
record SeriesKey(List<String> labelValues) implements Comparable<SeriesKey> {

  static SeriesKey of(String... labelValues) {
    return new SeriesKey(List.of(labelValues));
  }

  @Override
  public int compareTo(SeriesKey other) {
    int shared = Math.min(labelValues.size(), other.labelValues.size());
    for (int i = 0; i < shared; i++) {
      int order = labelValues.get(i).compareTo(other.labelValues.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(labelValues.size(), other.labelValues.size());
  }
}
