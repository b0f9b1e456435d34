package io.vdb.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.index.IndexSpec;
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
}
