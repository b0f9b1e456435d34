package io.vdb.server.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.server.cli.source.Row;
import io.vdb.server.cli.source.RowSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class SearchFiguresTest {

  private static Answer answer(Neighbour... neighbours) {
    return new Answer(List.of(neighbours), 1, 1, 1, 1);
  }

  @Test
  void percentilesAreNearestRank() {
    Percentiles percentiles = new Percentiles(LongStream.rangeClosed(1, 1_000).toArray());
    assertThat(percentiles.median()).isEqualTo(500);
    assertThat(percentiles.at(0.99)).isEqualTo(990);
    assertThat(new Percentiles(new long[] {7}).at(0.99)).isEqualTo(7);
  }

  @Test
  void recallCountsIdsOfTheExactAnswer() {
    Answer exact = answer(new Neighbour("1", 1, ""), new Neighbour("2", 2, ""));
    Answer found = answer(new Neighbour("1", 1, ""), new Neighbour("3", 3, ""));
    assertThat(found.countIn(exact, false)).isEqualTo(1);
  }

  @Test
  void recallTakesEquallyNearPointsForEachOther() {
    Answer exact = answer(new Neighbour("1", 0.9f, ""), new Neighbour("2", 0.8f, ""));
    Answer found = answer(new Neighbour("1", 0.9f, ""), new Neighbour("3", 0.8f, ""));
    assertThat(found.countIn(exact, true)).isEqualTo(2);
  }

  @Test
  void sampleHoldsEveryRowWithTheSameChance() throws Exception {
    int[] chosen = new int[20];
    for (int seed = 0; seed < 400; seed++) {
      try (SamplingSource source =
          new SamplingSource(ClusteredVectors.of(20, 2, 1, 1), 5, 0, seed)) {
        List<Row> rows = new ArrayList<>();
        for (Row row = source.next(); row != null; row = source.next()) {
          rows.add(row);
        }
        for (Query query : source.sample()) {
          rows.stream()
              .filter(row -> Arrays.equals(row.vector(), query.vector()))
              .forEach(row -> chosen[(int) row.number()]++);
        }
      }
    }
    // 400 draws of 5 of 20: 100 each on average, standard deviation below 9.
    assertThat(IntStream.of(chosen)).allMatch(count -> count > 55 && count < 145);
  }

  @Test
  void sampleSourceStatesTheRowsOfItsSource() throws Exception {
    try (RowSource source = new SamplingSource(ClusteredVectors.of(20, 2, 1, 1), 0, 0, 1)) {
      assertThat(source.expectedRows()).isEqualTo(20);
    }
  }
}
