package io.vdb.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.index.IndexChange;
import io.vdb.core.index.IndexHit;
import io.vdb.core.index.IndexSnapshot;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.SearchTally;
import io.vdb.core.model.DataType;
import io.vdb.core.model.Distance;
import io.vdb.core.model.HnswConfig;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.VectorConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The largest products with anything are in the few clusters of the longest, far from all others. */
final class ProductRecallTest {

  private static final long SEED = Long.getLong("vdb.test.seed", 20_261_122L);
  private static final int POINTS = 4_000;
  private static final int CLUSTERS = 20;
  private static final int SIZE = 16;
  private static final int QUERIES = 100;
  private static final int WANTED = 10;

  private final Random random = new Random(SEED);
  private final List<int[]> centres = new ArrayList<>();

  @TempDir Path folder;

  private float[] point() {
    int[] centre = centres.get(random.nextInt(CLUSTERS));
    float[] point = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      point[i] = Math.clamp(Math.round(centre[i] + 20 * random.nextGaussian()), 0, 255);
    }
    return point;
  }

  @Test
  void walksFindTheLargestProductsOfBytesInClusters() throws Exception {
    for (int i = 0; i < CLUSTERS; i++) {
      centres.add(random.ints(SIZE, 0, 256).toArray());
    }
    VectorConfig bytes = VectorConfig.of(SIZE, Distance.DOT).withDataType(DataType.UINT8);
    IndexSpec spec =
        new IndexSpec(Map.of(NamedVectors.DEFAULT, bytes), new HnswConfig(16, 100, 10));
    try (TestIndex index = TestIndex.open(folder, spec)) {
      List<IndexChange> changes = new ArrayList<>();
      for (int i = 0; i < POINTS; i++) {
        changes.add(TestIndex.change(i, point()));
      }
      index.apply(changes.subList(0, POINTS / 2));
      index.apply(changes.subList(POINTS / 2, POINTS));
      index.awaitOptimized();
      try (IndexSnapshot snapshot = index.index().snapshot()) {
        assertThat(recall(index, snapshot)).as("with seed %d", SEED).isGreaterThan(0.95);
      }
    }
  }

  private double recall(TestIndex index, IndexSnapshot snapshot) throws Exception {
    SearchTally tally = new SearchTally();
    int found = 0;
    for (int i = 0; i < QUERIES; i++) {
      float[] query = point();
      List<IndexHit> best =
          snapshot.nearest(index.query(query, WANTED, null, true, null), new SearchTally());
      float worst = best.getLast().score();
      found +=
          (int)
              snapshot.nearest(index.query(query, WANTED, null, false, null), tally).stream()
                  .filter(hit -> hit.score() >= worst)
                  .count();
    }
    assertThat(tally.strategy()).isEqualTo("graph");
    assertThat(tally.distanceComputations() / QUERIES).isLessThan(POINTS / 4);
    return (double) found / (QUERIES * WANTED);
  }
}
