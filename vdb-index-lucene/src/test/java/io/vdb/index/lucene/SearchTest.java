package io.vdb.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.vdb.core.index.IndexChange;
import io.vdb.core.index.IndexHit;
import io.vdb.core.index.IndexSnapshot;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.IndexedPoint;
import io.vdb.core.index.OrdinalBits;
import io.vdb.core.index.SearchTally;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.HnswConfig;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PointId;
import io.vdb.core.model.Projection.VectorSelector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SearchTest {

  private static final long SEED = 20_26L;
  private static final int MANY = 8_000;

  @TempDir Path folder;

  /** Of so few vectors that a filter leaves all are compared that graphs are walked. */
  private static final IndexSpec FEW_SCANNED =
      new IndexSpec(16, Distance.EUCLID, new HnswConfig(16, 100, 10));

  private static OrdinalBits every(int step, int limit) {
    OrdinalBits bits = new OrdinalBits(limit);
    for (int ordinal = 0; ordinal < limit; ordinal += step) {
      bits.set(ordinal);
    }
    return bits;
  }

  @ParameterizedTest
  @EnumSource(Distance.class)
  void findsNearlyAllNeighboursByGraph(Distance distance) throws Exception {
    Random random = new Random(SEED);
    try (TestIndex index = TestIndex.open(folder, 16, distance)) {
      index.fill(0, MANY, 3_000, random);
      index.awaitOptimized();
      SearchTally tally = new SearchTally();

      double recall = index.recall(100, 10, null, random, tally);

      assertThat(recall).as("recall with seed %d", SEED).isGreaterThan(0.97);
      assertThat(tally.strategy()).isEqualTo("graph");
      assertThat(tally.visitedNodes()).isPositive();
      assertThat(tally.distanceComputations() / 100).isLessThan(MANY / 4);
    }
  }

  @ParameterizedTest
  @EnumSource(Distance.class)
  void findsExactlyTheNeighboursOfSmallSegments(Distance distance) throws Exception {
    Random random = new Random(SEED);
    try (TestIndex index = TestIndex.open(folder, 16, distance)) {
      index.fill(0, 900, 300, random);
      float[] query = index.vector(random);
      SearchTally tally = new SearchTally();

      List<IndexHit> hits = index.nearest(index.query(query, 20, null, false, null), tally);

      assertThat(hits).as("seed %d", SEED).isEqualTo(index.oracle(query, 20, null));
      assertThat(tally.strategy()).isEqualTo("exact");
      assertThat(tally.distanceComputations()).isEqualTo(900);
      assertThat(tally.visitedNodes()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Distance.class)
  void comparesEverythingWhenAskedTo(Distance distance) throws Exception {
    Random random = new Random(SEED);
    try (TestIndex index = TestIndex.open(folder, 8, distance)) {
      index.fill(0, MANY, 4_000, random);
      index.awaitOptimized();
      float[] query = index.vector(random);
      SearchTally tally = new SearchTally();

      List<IndexHit> hits = index.nearest(index.query(query, 50, null, true, null), tally);

      assertThat(hits).as("seed %d", SEED).isEqualTo(index.oracle(query, 50, null));
      assertThat(tally.strategy()).isEqualTo("exact");
      assertThat(tally.distanceComputations()).isEqualTo(MANY);
    }
  }

  @Test
  void tellsHowManyCandidatesItKept() throws Exception {
    Random random = new Random(SEED);
    try (TestIndex index = TestIndex.open(folder, FEW_SCANNED)) {
      index.fill(0, MANY, MANY, random);
      index.awaitOptimized();

      assertThat(ef(index, 10, null, false, null)).isEqualTo(100);
      assertThat(ef(index, 10, 77, false, null)).isEqualTo(77);
      assertThat(ef(index, 90, 77, false, null)).isEqualTo(90);
      assertThat(ef(index, 10, 77, false, every(2, MANY))).isEqualTo(77);
      assertThat(ef(index, 10, 77, false, every(4, MANY)))
          .as("more, where it steps over accepted points only")
          .isEqualTo(154);
      assertThat(ef(index, 10, 77, true, null)).isZero();
    }
  }

  private static int ef(
      TestIndex index, int k, @Nullable Integer ef, boolean exact, @Nullable OrdinalBits accepted)
      throws Exception {
    SearchTally tally = new SearchTally();
    index.nearest(index.query(new float[16], k, ef, exact, accepted), tally);
    return tally.ef();
  }

  @Test
  void comparesAllThatAFilterLeavesUpToTheThreshold() throws Exception {
    Random random = new Random(SEED);
    try (TestIndex index = TestIndex.open(folder, 16, Distance.EUCLID)) {
      index.fill(0, MANY, 4_000, random);
      index.awaitOptimized();
      for (int step : new int[] {1, 2}) {
        OrdinalBits accepted = every(step, MANY);
        SearchTally tally = new SearchTally();

        index.recall(1, 10, accepted, random, tally);

        boolean few = accepted.cardinality() <= 5_000;
        assertThat(tally.strategy()).isEqualTo(few ? "exact" : "filtered_graph");
        assertThat(tally.distanceComputations() == accepted.cardinality()).isEqualTo(few);
      }
    }
  }

  @Test
  void findsOnlyAcceptedPointsWhateverTheirShare() throws Exception {
    Random random = new Random(SEED);
    try (TestIndex index = TestIndex.open(folder, FEW_SCANNED)) {
      index.fill(0, MANY, 4_000, random);
      index.awaitOptimized();
      for (int step : new int[] {2, 4, 10, 100}) {
        OrdinalBits accepted = every(step, MANY);
        SearchTally tally = new SearchTally();

        double recall = index.recall(50, 10, accepted, random, tally);

        assertThat(recall).as("recall at 1/%d with seed %d", step, SEED).isGreaterThan(0.95);
        assertThat(tally.strategy()).isEqualTo(step <= 4 ? "filtered_graph" : "exact");
      }
    }
  }

  @Test
  void findsEveryAcceptedPointWhenFewerThanWanted() throws Exception {
    Random random = new Random(SEED);
    try (TestIndex index = TestIndex.open(folder, 16, Distance.EUCLID)) {
      index.fill(0, MANY, 4_000, random);
      index.awaitOptimized();
      OrdinalBits accepted = every(3_000, MANY);

      List<IndexHit> hits =
          index.nearest(
              index.query(index.vector(random), 10, null, false, accepted), new SearchTally());

      assertThat(hits).extracting(IndexHit::ordinal).containsExactlyInAnyOrder(0, 3_000, 6_000);
    }
  }

  @Test
  void looksFurtherWithLargerEf() throws Exception {
    Random random = new Random(SEED);
    try (TestIndex index = TestIndex.open(folder, 16, Distance.EUCLID)) {
      index.fill(0, MANY, 4_000, random);
      index.awaitOptimized();
      float[] query = index.vector(random);
      SearchTally few = new SearchTally();
      SearchTally many = new SearchTally();

      index.nearest(index.query(query, 10, 16, false, null), few);
      index.nearest(index.query(query, 10, 300, false, null), many);

      assertThat(many.visitedNodes()).isGreaterThan(2 * few.visitedNodes());
    }
  }

  @Test
  void scoresEuclideanDistanceItself() throws Exception {
    try (TestIndex index = TestIndex.open(folder, 2, Distance.EUCLID)) {
      index.put(0, 3_000, 4_000);
      index.put(1, 0, 0.001f);

      List<IndexHit> hits = index.nearest(new float[] {0, 0}, 2);

      assertThat(hits).extracting(IndexHit::score).containsExactly(0.001f, 5_000f);
    }
  }

  @Test
  void scoresNegativeAndTinyDotProducts() throws Exception {
    try (TestIndex index = TestIndex.open(folder, 2, Distance.DOT)) {
      index.put(0, -7, 0);
      index.put(1, 1e-12f, 0);
      index.put(2, 2e-12f, 0);

      List<IndexHit> hits = index.nearest(new float[] {1, 0}, 3);

      assertThat(hits).extracting(IndexHit::score).containsExactly(2e-12f, 1e-12f, -7f);
    }
  }

  @Test
  void scoresCosineBetweenMinusOneAndOne() throws Exception {
    try (TestIndex index = TestIndex.open(folder, 2, Distance.COSINE)) {
      float diagonal = (float) Math.sqrt(0.5);
      index.put(0, -1, 0);
      index.put(1, 0, 1);
      index.put(2, diagonal, diagonal);

      List<IndexHit> hits = index.nearest(new float[] {1, 0}, 3);

      assertThat(hits).extracting(IndexHit::score).containsExactly(diagonal, 0f, -1f);
    }
  }

  @Test
  void scoresZeroVectorsZeroUnderCosineInGraphsToo() throws Exception {
    Random random = new Random(SEED);
    try (TestIndex index = TestIndex.open(folder, 8, Distance.COSINE)) {
      index.fill(1, 6_000, 4_000, random);
      index.put(0, new float[8]);
      assertThat(index.awaitOptimized().indexedVectors()).isPositive();
      OrdinalBits onlyZero = every(6_000, 6_000);

      List<IndexHit> hits =
          index.nearest(
              index.query(index.vector(random), 1, null, false, onlyZero), new SearchTally());
      List<IndexHit> toZero = index.nearest(new float[8], 3);

      assertThat(hits).containsExactly(new IndexHit(0, PointId.of(0), 0f));
      assertThat(toZero).extracting(IndexHit::score).containsOnly(0f);
    }
  }

  @Test
  void keepsGraphScoresExactForLargeVectors() throws Exception {
    Random random = new Random(SEED);
    try (TestIndex index = TestIndex.open(folder, 4, Distance.EUCLID)) {
      List<IndexChange> changes = new ArrayList<>();
      for (int i = 0; i < 6_000; i++) {
        float[] far = index.vector(random);
        for (int j = 0; j < far.length; j++) {
          far[j] = far[j] * 100 + 1e5f;
        }
        changes.add(TestIndex.change(i, far));
      }
      index.apply(changes);
      index.awaitOptimized();
      float[] query = new float[4];

      List<IndexHit> hits = index.nearest(query, 5);

      // So far away, Lucene's own score tells few of them apart.
      assertThat(hits.getFirst().score())
          .isCloseTo(index.oracle(query, 1, null).getFirst().score(), within(1f));
      assertThat(hits).allSatisfy(hit -> assertThat(hit.score()).isGreaterThan(1e5f));
    }
  }

  @Test
  void givesEqualScoresInTheOrderOfIds() throws Exception {
    try (TestIndex index = TestIndex.open(folder, 2, Distance.EUCLID)) {
      for (int ordinal : new int[] {4, 2, 5, 0, 3, 1}) {
        index.put(ordinal, 1, 1);
      }

      List<IndexHit> hits = index.nearest(new float[] {0, 0}, 4);

      assertThat(hits).extracting(IndexHit::ordinal).containsExactly(0, 1, 2, 3);
    }
  }

  @Test
  void takesVectorsOfTheLargestDimension() throws Exception {
    Random random = new Random(SEED);
    try (TestIndex index =
        TestIndex.open(folder, CollectionConfig.MAX_SIZE, Distance.EUCLID)) {
      index.fill(0, 60, 30, random);
      index.awaitOptimized();
      float[] query = index.vector(random);

      assertThat(index.index().stats().indexedVectors()).isEqualTo(60);
      List<IndexHit> nearest = index.oracle(query, 3, null);
      List<IndexHit> hits = index.nearest(query, 3);
      assertThat(hits)
          .extracting(IndexHit::ordinal)
          .containsExactlyElementsOf(nearest.stream().map(IndexHit::ordinal).toList());
      // The same components, added up in another order once the code is compiled.
      for (int i = 0; i < hits.size(); i++) {
        assertThat(hits.get(i).score()).isCloseTo(nearest.get(i).score(), withinPercentage(1e-4));
      }
    }
  }

  @Test
  void findsNothingInAnEmptyIndex() throws Exception {
    try (TestIndex index = TestIndex.open(folder, 2, Distance.DOT)) {
      SearchTally tally = new SearchTally();

      assertThat(index.nearest(index.query(new float[2], 5, null, false, null), tally)).isEmpty();
      assertThat(tally.strategy()).isEqualTo("none");
    }
  }

  @Test
  void doesNotFindDeletedPointsInGraphs() throws Exception {
    Random random = new Random(SEED);
    try (TestIndex index = TestIndex.open(folder, 8, Distance.EUCLID)) {
      index.fill(0, 6_000, 4_000, random);
      index.awaitOptimized();
      float[] query = index.vector(random);
      List<IndexHit> before = index.nearest(query, 10);
      List<IndexChange> deletes = new ArrayList<>();
      before.forEach(hit -> deletes.add(new IndexChange.Delete(hit.ordinal(), hit.id())));
      index.apply(deletes);

      List<IndexHit> after = index.nearest(query, 10);

      assertThat(after).hasSize(10).doesNotContainAnyElementsOf(before);
      assertThat(after).isEqualTo(index.oracle(query, 10, null));
    }
  }

  @Test
  void answersFromThePayloadOfThePoint() throws Exception {
    try (TestIndex index = TestIndex.open(folder, 2, Distance.DOT)) {
      index.apply(TestIndex.change(7, Payload.parse("{\"a\":1}"), 1, 2));
      try (IndexSnapshot snapshot = index.index().snapshot()) {
        IndexedPoint point =
            Objects.requireNonNull(snapshot.point(PointId.of(7), true, VectorSelector.all()));

        assertThat(point.payload()).isEqualTo(Payload.parse("{\"a\":1}"));
        assertThat(point.vector()).containsExactly(1, 2);
        assertThat(point.ordinal()).isEqualTo(7);
      }
    }
  }
}
