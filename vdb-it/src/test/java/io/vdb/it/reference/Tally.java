package io.vdb.it.reference;

import java.util.Map;
import java.util.TreeMap;

/** Counts what was asked, and how much of what is best was found by graphs, for each kind. */
final class Tally {

  /** Of fewer points a share says little. */
  private static final int ENOUGH = 1_000;

  private final Map<String, Row> rows = new TreeMap<>();

  private static final class Row {
    private long asked;
    private long wanted;
    private long found;

    private double recall() {
      return wanted == 0 ? 1 : (double) found / (double) wanted;
    }
  }

  private Row row(String kind) {
    return rows.computeIfAbsent(kind, _ -> new Row());
  }

  void asked(String kind) {
    row(kind).asked++;
  }

  void searched(String kind, long wanted, long found) {
    row(kind).wanted += wanted;
    row(kind).found += found;
  }

  long asked() {
    return rows.values().stream().mapToLong(row -> row.asked).sum();
  }

  long askedOf(String kind) {
    return row(kind).asked;
  }

  double recall() {
    long wanted = rows.values().stream().mapToLong(row -> row.wanted).sum();
    long found = rows.values().stream().mapToLong(row -> row.found).sum();
    return wanted == 0 ? 1 : (double) found / (double) wanted;
  }

  /** Returns the recall of each kind of which enough was asked. */
  Map<String, Double> recalls() {
    Map<String, Double> recalls = new TreeMap<>();
    rows.forEach(
        (kind, row) -> {
          if (row.wanted >= ENOUGH) {
            recalls.put(kind, row.recall());
          }
        });
    return recalls;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("asked, wanted of graphs, recall\n");
    rows.forEach(
        (kind, row) ->
            text.append(
                "%6d %8d %8.5f  %s%n".formatted(row.asked, row.wanted, row.recall(), kind)));
    return text.toString();
  }
}
