package io.vdb.server.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.server.cli.source.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ClusteredVectorsTest {

  private static List<Row> read(ClusteredVectors source) {
    List<Row> rows = new ArrayList<>();
    for (Row row = source.next(); row != null; row = source.next()) {
      rows.add(row);
    }
    return rows;
  }

  @Test
  void sameSeedGivesSameRows() {
    List<Row> once = read(ClusteredVectors.of(50, 16, 4, 7));
    List<Row> again = read(ClusteredVectors.of(50, 16, 4, 7));
    assertThat(once).hasSize(50);
    for (int i = 0; i < 50; i++) {
      assertThat(again.get(i).vector()).isEqualTo(once.get(i).vector());
      assertThat(again.get(i).payload()).isEqualTo(once.get(i).payload());
    }
  }

  @Test
  void otherSeedGivesOtherRows() {
    assertThat(read(ClusteredVectors.of(1, 16, 4, 8)).getFirst().vector())
        .isNotEqualTo(read(ClusteredVectors.of(1, 16, 4, 7)).getFirst().vector());
  }

  @Test
  void queriesAreNotAmongTheRows() {
    ClusteredVectors source = ClusteredVectors.of(50, 16, 4, 7);
    List<Query> queries = source.queries(20, 7);
    for (Row row : read(source)) {
      assertThat(queries).noneMatch(query -> Arrays.equals(query.vector(), row.vector()));
    }
  }

  @Test
  void askingForQueriesDoesNotChangeTheRows() {
    ClusteredVectors source = ClusteredVectors.of(5, 16, 4, 7);
    assertThat(source.queries(20, 7)).hasSize(20);
    assertThat(read(source).getLast().vector())
        .isEqualTo(read(ClusteredVectors.of(5, 16, 4, 7)).getLast().vector());
  }

  @Test
  void rowsOfOneClusterAreNearerThanOthers() {
    List<Row> rows = read(ClusteredVectors.of(200, 64, 4, 7));
    double within = 0;
    double between = 0;
    int same = 0;
    int other = 0;
    for (Row a : rows) {
      for (Row b : rows) {
        if (a.number() < b.number()) {
          if (cluster(a).equals(cluster(b))) {
            within += squaredDistance(a.vector(), b.vector());
            same++;
          } else {
            between += squaredDistance(a.vector(), b.vector());
            other++;
          }
        }
      }
    }
    assertThat(within / same).isLessThan(0.6 * between / other);
  }

  private static String cluster(Row row) {
    return String.valueOf(row.payload()).split("\"", -1)[3];
  }

  private static double squaredDistance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }
}
