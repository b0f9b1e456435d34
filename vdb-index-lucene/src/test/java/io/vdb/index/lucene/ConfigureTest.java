package io.vdb.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.index.IndexQuery;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.IndexStats;
import io.vdb.core.index.NearestScorer;
import io.vdb.core.index.SearchTally;
import io.vdb.core.index.VectorScorer;
import io.vdb.core.model.Distance;
import io.vdb.core.model.HnswConfig;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigureTest {

  private static final int POINTS = 1_000;

  @TempDir Path folder;

  private static IndexSpec spec(int m) {
    return new IndexSpec(32, Distance.EUCLID, new HnswConfig(m, 60, 10));
  }

  /** Returns the bytes of the graphs of an index that was opened with many links. */
  private long graphBytes(String name, IndexSpec configured) throws Exception {
    try (TestIndex index = TestIndex.open(folder.resolve(name), spec(32))) {
      index.index().configure(configured);
      index.fill(0, POINTS, 250, new Random(1));
      return index.awaitOptimized().sizes().graphBytes();
    }
  }

  @Test
  void buildsNewGraphsWithTheParametersOfNow() throws Exception {
    long many = graphBytes("many", spec(32));
    long few = graphBytes("few", spec(4));

    assertThat(few).isPositive().isLessThan(many * 2 / 3);
  }

  @Test
  void buildsNoGraphWhereNoneIsWantedAndBuildsItWhenItIs() throws Exception {
    try (TestIndex index = TestIndex.open(folder, spec(0))) {
      index.fill(0, POINTS, 250, new Random(1));
      IndexStats none = index.awaitOptimized();
      assertThat(none.segments()).isEqualTo(1);
      assertThat(none.indexedVectors()).isZero();
      assertThat(strategy(index)).isEqualTo("exact");

      index.index().configure(spec(8));
      assertThat(index.index().stats().optimizing()).isTrue();
      IndexStats built = index.awaitOptimized();
      assertThat(built.indexedVectors()).isEqualTo(POINTS);
      assertThat(built.sizes().graphBytes()).isGreaterThan(none.sizes().graphBytes());
      assertThat(strategy(index)).isEqualTo("graph");
    }
  }

  private static String strategy(TestIndex index) throws Exception {
    SearchTally tally = new SearchTally();
    VectorScorer scorer =
        new NearestScorer(
            index.vector(new Random(2)), Distance.EUCLID, Kernels.of(Distance.EUCLID));
    assertThat(index.nearest(new IndexQuery("", scorer, 3, 20, false, null), tally)).hasSize(3);
    return tally.strategy();
  }
}
