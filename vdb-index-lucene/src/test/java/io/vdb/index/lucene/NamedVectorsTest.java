package io.vdb.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.index.IndexChange;
import io.vdb.core.index.IndexHit;
import io.vdb.core.index.IndexQuery;
import io.vdb.core.index.IndexSnapshot;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.NearestScorer;
import io.vdb.core.index.OrdinalBits;
import io.vdb.core.index.OrdinalSet;
import io.vdb.core.index.SearchTally;
import io.vdb.core.index.VectorKernel;
import io.vdb.core.index.VectorScorer;
import io.vdb.core.model.DataType;
import io.vdb.core.model.Distance;
import io.vdb.core.model.HnswConfig;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PointId;
import io.vdb.core.model.Projection.VectorSelector;
import io.vdb.core.model.VectorConfig;
import io.vdb.core.model.VectorValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Points of which each has any of several vectors, that are compared in different ways. */
final class NamedVectorsTest {

  private static final long SEED = 4711;
  private static final int POINTS = 6_000;
  private static final IndexSpec SPEC =
      new IndexSpec(
          Map.of(
              "far", VectorConfig.of(8, Distance.EUCLID),
              "walk",
              new VectorConfig(
                  6, Distance.MANHATTAN, DataType.FLOAT32, new HnswConfig(12, 80, 0), false),
              "", VectorConfig.of(4, Distance.DOT)),
          HnswConfig.DEFAULT);

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private final Map<Integer, NamedVectors> points = new TreeMap<>();

  private float[] vector(String name) {
    float[] vector = new float[SPEC.vector(name).size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  /** One in ten has none, and the last name is rare. */
  private NamedVectors vectors() {
    Map<String, VectorValue> vectors = new TreeMap<>();
    if (random.nextInt(10) > 0) {
      if (random.nextInt(4) > 0) {
        vectors.put("far", new VectorValue.Dense(vector("far")));
      }
      if (random.nextInt(4) > 0) {
        vectors.put("walk", new VectorValue.Dense(vector("walk")));
      }
      if (random.nextInt(200) == 0) {
        vectors.put("", new VectorValue.Dense(vector("")));
      }
    }
    return NamedVectors.of(vectors);
  }

  private IndexChange put(int ordinal) {
    NamedVectors vectors = vectors();
    points.put(ordinal, vectors);
    return new IndexChange.Put(ordinal, PointId.of(ordinal), 1, vectors, Payload.EMPTY);
  }

  private void fill(TestIndex index) throws Exception {
    for (int from = 0; from < POINTS; from += 1_500) {
      List<IndexChange> changes = new ArrayList<>();
      for (int ordinal = from; ordinal < from + 1_500; ordinal++) {
        changes.add(put(ordinal));
      }
      index.index().apply(changes, from + 1);
    }
  }

  private void change(TestIndex index) throws Exception {
    List<IndexChange> changes = new ArrayList<>();
    for (int ordinal = 0; ordinal < POINTS; ordinal += 9) {
      changes.add(put(ordinal));
    }
    for (int ordinal = 1; ordinal < POINTS; ordinal += 9) {
      changes.add(new IndexChange.Delete(ordinal, PointId.of(ordinal)));
      points.remove(ordinal);
    }
    for (int ordinal = 2; ordinal < POINTS; ordinal += 9) {
      NamedVectors kept = Objects.requireNonNull(points.get(ordinal));
      changes.add(
          new IndexChange.PutPayload(
              ordinal, PointId.of(ordinal), 2, kept.names(), Payload.of(Map.of("new", true))));
    }
    index.index().apply(changes, POINTS + 1L);
  }

  private static VectorScorer scorer(String name, float[] query) {
    Distance distance = SPEC.vector(name).distance();
    return new NearestScorer(query, distance, Kernels.of(distance));
  }

  private List<Integer> oracle(String name, VectorScorer scorer, int k, @Nullable OrdinalSet accepted) {
    return points.entrySet().stream()
        .filter(point -> point.getValue().has(name))
        .filter(point -> accepted == null || accepted.contains(point.getKey()))
        .sorted(
            Comparator.<Map.Entry<Integer, NamedVectors>, Float>comparing(
                    point -> scorer.score(dense(point.getValue(), name)), scorer::compareScores)
                .thenComparing(Map.Entry::getKey))
        .limit(k)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static float[] dense(NamedVectors vectors, String name) {
    return Objects.requireNonNull(vectors.dense(name));
  }

  private static List<Integer> ordinals(List<IndexHit> hits) {
    return hits.stream().map(IndexHit::ordinal).toList();
  }

  private void check(TestIndex index, String about) throws Exception {
    try (IndexSnapshot snapshot = index.index().snapshot()) {
      assertThat(snapshot.pointCount()).as(about).isEqualTo(points.size());
      for (String name : SPEC.names()) {
        int found = 0;
        int wanted = 0;
        for (int i = 0; i < 18; i++) {
          OrdinalBits accepted = i % 3 == 0 ? null : every(i % 3 == 1 ? 2 : 50);
          VectorScorer scorer = scorer(name, vector(name));
          List<Integer> nearest = oracle(name, scorer, 10, accepted);
          assertThat(
                  ordinals(
                      snapshot.nearest(
                          new IndexQuery(name, scorer, 10, null, true, accepted),
                          new SearchTally())))
              .as("%s, exactly by `%s`, seed %d", about, name, SEED)
              .isEqualTo(nearest);
          List<IndexHit> hits =
              snapshot.nearest(
                  new IndexQuery(name, scorer, 10, null, false, accepted), new SearchTally());
          assertThat(hits).as("%s, by `%s`, seed %d", about, name, SEED).hasSize(nearest.size());
          for (IndexHit hit : hits) {
            NamedVectors vectors = Objects.requireNonNull(points.get(hit.ordinal()));
            assertThat(hit.score())
                .isCloseTo(scorer.score(dense(vectors, name)), within(1e-4f));
          }
          wanted += nearest.size();
          found += (int) ordinals(hits).stream().filter(nearest::contains).count();
        }
        assertThat((double) found / wanted)
            .as("%s, recall by `%s`, seed %d", about, name, SEED)
            .isGreaterThan(0.97);
      }
      for (int ordinal = 0; ordinal < 60; ordinal++) {
        var point = snapshot.point(PointId.of(ordinal), true, VectorSelector.all());
        NamedVectors expected = points.get(ordinal);
        if (expected == null) {
          assertThat(point).as(about).isNull();
        } else {
          assertThat(Objects.requireNonNull(point).vectors())
              .as(about)
              .usingRecursiveComparison()
              .isEqualTo(expected);
          assertThat(point.vectorNames()).as(about).isEqualTo(expected.names());
        }
      }
      for (String name : List.of("", "far", "walk", "none")) {
        OrdinalBits having = snapshot.matching(Filter.must(new Condition.HasVector(name)));
        assertThat(having.cardinality())
            .as("%s, points with `%s`", about, name)
            .isEqualTo((int) points.values().stream().filter(v -> v.has(name)).count());
      }
    }
  }

  private static OrdinalBits every(int step) {
    OrdinalBits bits = new OrdinalBits(POINTS);
    for (int ordinal = 0; ordinal < POINTS; ordinal += step) {
      bits.set(ordinal);
    }
    return bits;
  }

  private long vectorCount() {
    return points.values().stream().mapToLong(NamedVectors::size).sum();
  }

  @Test
  void areFoundByEachOfTheirVectorsBeforeAndAfterMergesAndOpening() throws Exception {
    try (TestIndex index = TestIndex.open(folder, SPEC)) {
      fill(index);
      check(index, "plain");
      index.awaitOptimized();
      assertThat(index.index().stats().indexedVectors()).isEqualTo(vectorCount());
      check(index, "merged");
      change(index);
      check(index, "changed");
      assertThat(index.index().commit()).isEqualTo(POINTS + 1);
    }
    try (TestIndex index = TestIndex.open(folder, SPEC)) {
      check(index, "opened");
      index.awaitOptimized();
      check(index, "opened and merged");
    }
  }

  @Test
  void anyScorerLeadsThroughAGraphAsExactlyAsTheDistanceItself() throws Exception {
    try (TestIndex index = TestIndex.open(folder, SPEC)) {
      fill(index);
      index.awaitOptimized();
      for (String name : List.of("far", "walk")) {
        VectorKernel kernel = Kernels.of(SPEC.vector(name).distance());
        float[] query = vector(name);
        VectorScorer own =
            new VectorScorer() {
              @Override
              public float score(float[] stored) {
                return -kernel.score(query, stored);
              }

              @Override
              public boolean largerIsNearer() {
                return true;
              }
            };
        SearchTally tally = new SearchTally();
        List<IndexHit> hits = index.nearest(new IndexQuery(name, own, 10, 200, false, null), tally);

        assertThat(tally.strategy()).isEqualTo("graph");
        assertThat(tally.rescored()).isFalse();
        assertThat(ordinals(hits))
            .as("seed %d", SEED)
            .isEqualTo(oracle(name, scorer(name, query), 10, null));
        assertThat(hits.getFirst().score()).isNegative();
      }
    }
  }

  @Test
  void manyPointsWithoutAnyVectorAreLeftInPeaceOnceMerged() throws Exception {
    try (TestIndex index = TestIndex.open(folder, SPEC)) {
      List<IndexChange> changes = new ArrayList<>();
      for (int ordinal = 0; ordinal < POINTS; ordinal++) {
        changes.add(
            new IndexChange.Put(
                ordinal, PointId.of(ordinal), 1, NamedVectors.EMPTY, Payload.EMPTY));
      }
      index.index().apply(changes, 1);
      index.awaitOptimized();
      assertThat(index.index().stats().indexedVectors()).isZero();
      assertThat(
              index.nearest(
                  new IndexQuery("far", scorer("far", new float[8]), 5, null, false, null),
                  new SearchTally()))
          .isEmpty();
    }
  }

  @Test
  void theManhattanDistanceIsTheSameWithAndWithoutVectorRegisters() {
    VectorKernel kernel = Kernels.of(Distance.MANHATTAN);
    for (int length = 1; length < 100; length++) {
      float[] a = new float[length];
      float[] b = new float[length];
      double sum = 0;
      for (int i = 0; i < length; i++) {
        a[i] = (float) random.nextGaussian();
        b[i] = (float) random.nextGaussian();
        sum += Math.abs((double) a[i] - b[i]);
      }
      float expected = (float) sum;
      assertThat(kernel.score(a, b)).isCloseTo(expected, within(1e-5f * length));
      assertThat(Kernels.plainManhattan(a, b)).isCloseTo(expected, within(1e-5f * length));
    }
  }
}
