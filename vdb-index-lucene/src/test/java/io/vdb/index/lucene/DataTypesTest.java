package io.vdb.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vdb.core.engine.Collection;
import io.vdb.core.engine.Database;
import io.vdb.core.error.VdbException;
import io.vdb.core.filter.Filter;
import io.vdb.core.index.IndexChange;
import io.vdb.core.index.IndexHit;
import io.vdb.core.index.IndexQuery;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.IndexedPoint;
import io.vdb.core.index.NearestScorer;
import io.vdb.core.index.SearchTally;
import io.vdb.core.index.VectorKernel;
import io.vdb.core.index.VectorScorer;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.DataType;
import io.vdb.core.model.Distance;
import io.vdb.core.model.HnswConfig;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointVector;
import io.vdb.core.model.PointWrite;
import io.vdb.core.model.Projection;
import io.vdb.core.model.ScoredPoint;
import io.vdb.core.model.SearchRequest;
import io.vdb.core.model.StoredRecord;
import io.vdb.core.model.VectorConfig;
import io.vdb.core.model.VectorValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Vectors whose components are stored in fewer bytes, under every distance. */
final class DataTypesTest {

  private static final long SEED = Long.getLong("vdb.test.seed", 20_261_122L);
  private static final int SIZE = 12;
  private static final Map<String, VectorConfig> VECTORS = vectors();

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private final LuceneIndexProvider provider = new LuceneIndexProvider();

  private static Map<String, VectorConfig> vectors() {
    Map<String, VectorConfig> vectors = new TreeMap<>();
    for (DataType type : List.of(DataType.FLOAT16, DataType.UINT8)) {
      for (Distance distance : Distance.values()) {
        vectors.put(
            type + "-" + distance,
            new VectorConfig(SIZE, distance, type, new HnswConfig(12, 60, 0), false));
      }
    }
    return vectors;
  }

  private float[] given(VectorConfig config) {
    float[] vector = new float[config.size()];
    for (int i = 0; i < vector.length; i++) {
      float spread = (float) random.nextGaussian();
      vector[i] = config.dataType() == DataType.UINT8 ? 100 + 60 * spread : spread;
    }
    return vector;
  }

  /** What is to be stored, by the words of the documentation. */
  private static float[] stored(float[] given, VectorConfig config) {
    double squares = 0;
    for (float component : given) {
      squares += (double) component * component;
    }
    boolean unit =
        config.distance() == Distance.COSINE && config.dataType() == DataType.FLOAT16;
    float[] stored = new float[given.length];
    for (int i = 0; i < stored.length; i++) {
      float component = unit ? (float) (given[i] / Math.sqrt(squares)) : given[i];
      stored[i] =
          config.dataType() == DataType.UINT8
              ? (float) Math.floor(Math.max(0, Math.min(255, component)))
              : Float.float16ToFloat(Float.floatToFloat16(component));
    }
    return stored;
  }

  /** The score in double precision; halves of unit length are not brought to it once more. */
  private static double score(float[] a, float[] b, VectorConfig config) {
    double dot = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    double squared = 0;
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      dot += (double) a[i] * b[i];
      squaresOfA += (double) a[i] * a[i];
      squaresOfB += (double) b[i] * b[i];
      squared += difference * difference;
      sum += Math.abs(difference);
    }
    return switch (config.distance()) {
      case COSINE ->
          config.dataType() == DataType.UINT8 ? dot / Math.sqrt(squaresOfA * squaresOfB) : dot;
      case DOT -> dot;
      case EUCLID -> Math.sqrt(squared);
      case MANHATTAN -> sum;
    };
  }

  private Point point(long id) {
    Map<String, VectorValue> values = new HashMap<>();
    VECTORS.forEach(
        (name, config) -> {
          if (random.nextInt(5) > 0) {
            values.put(name, new VectorValue.Dense(given(config)));
          }
        });
    return new Point(PointId.of(id), NamedVectors.of(values), Payload.EMPTY);
  }

  private static Point stored(Point point) {
    Map<String, VectorValue> values = new HashMap<>();
    for (String name : point.vectors().names()) {
      float[] given = Objects.requireNonNull(point.vectors().dense(name));
      VectorConfig config = Objects.requireNonNull(VECTORS.get(name));
      values.put(name, new VectorValue.Dense(stored(given, config)));
    }
    return new Point(point.id(), NamedVectors.of(values), Payload.EMPTY);
  }

  private void check(Collection collection, Map<PointId, Point> model, String about) {
    for (Map.Entry<String, VectorConfig> vector : VECTORS.entrySet()) {
      String name = vector.getKey();
      VectorConfig config = vector.getValue();
      float[] query = given(config);
      float[] compared = stored(query, config);
      VectorKernel kernel = provider.kernel(config);
      Map<PointId, Float> scores = new HashMap<>();
      for (Point point : model.values()) {
        float[] components = point.vectors().dense(name);
        if (components != null) {
          scores.put(point.id(), kernel.score(compared, components));
        }
      }
      List<PointId> nearest =
          scores.entrySet().stream()
              .sorted(
                  Map.Entry.<PointId, Float>comparingByValue(config.distance()::compareScores)
                      .thenComparing(Map.Entry.comparingByKey()))
              .limit(20)
              .map(Map.Entry::getKey)
              .toList();
      List<ScoredPoint> found =
          collection
              .search(SearchRequest.nearest(query, 20).using(name).exactly())
              .points();
      assertThat(found.stream().map(ScoredPoint::id).toList())
          .as("%s, by %s, seed %d", about, name, SEED)
          .isEqualTo(nearest);
      for (ScoredPoint hit : found) {
        float[] components =
            Objects.requireNonNull(Objects.requireNonNull(model.get(hit.id())).vectors().dense(name));
        assertThat(hit.score())
            .as("%s, in memory as in the index, by %s, seed %d", about, name, SEED)
            .isEqualTo(scores.get(hit.id()));
        double exact = score(compared, components, config);
        assertThat((double) hit.score())
            .as("%s, by %s, seed %d", about, name, SEED)
            .isCloseTo(exact, within(1e-5 * Math.max(1, Math.abs(exact))));
      }
    }
    for (StoredRecord record :
        collection.retrieve(List.copyOf(model.keySet()), Projection.ALL)) {
      NamedVectors expected = Objects.requireNonNull(model.get(record.id())).vectors();
      NamedVectors read = Objects.requireNonNull(record.vectors());
      assertThat(read.names()).isEqualTo(expected.names());
      for (String name : expected.names()) {
        assertThat(read.dense(name))
            .as("%s, point %s, %s, seed %d", about, record.id(), name, SEED)
            .containsExactly(Objects.requireNonNull(expected.dense(name)));
      }
    }
  }

  private void upsert(Collection collection, Map<PointId, Point> model, int points) {
    List<Point> batch = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      Point point = point(random.nextInt(1_000));
      batch.add(point);
      model.put(point.id(), stored(point));
    }
    collection.upsert(batch);
  }

  private void update(Collection collection, Map<PointId, Point> model) {
    List<PointVector> updates = new ArrayList<>();
    for (PointId id : model.keySet().stream().filter(_ -> random.nextInt(9) == 0).toList()) {
      Point point = point(0);
      updates.add(new PointVector(id, point.vectors()));
      Point before = Objects.requireNonNull(model.get(id));
      model.put(
          id,
          new Point(id, before.vectors().with(stored(point).vectors()), Payload.EMPTY));
    }
    collection.write(new PointWrite.UpdateVectors(updates, Filter.ALL), Acknowledge.VISIBLE);
  }

  @Test
  void areRoundedAndComparedAsRoundedInMemoryAndInTheIndexAndAfterOpening() {
    Map<PointId, Point> model = new TreeMap<>();
    Database database = FlushedOften.open(folder, 150);
    try {
      Collection collection =
          database.createCollection("c", CollectionConfig.of(VECTORS));
      for (int step = 0; step < 8; step++) {
        upsert(collection, model, 70);
        if (step % 3 == 2) {
          update(collection, model);
        }
        check(collection, model, "step " + step);
        if (step % 4 == 3) {
          database.close();
          database = FlushedOften.open(folder, 150);
          collection = database.collection("c");
          check(collection, model, "opened again after step " + step);
        }
      }
      assertThat(collection.info().segments()).isPositive();
    } finally {
      database.close();
    }
  }

  @Test
  void halvesThatWouldBeInfiniteAreRefused() {
    try (Database database = FlushedOften.open(folder, 150)) {
      VectorConfig half = VectorConfig.of(2, Distance.DOT).withDataType(DataType.FLOAT16);
      Collection collection =
          database.createCollection("c", CollectionConfig.of(Map.of("", half)));
      float[] large = {1, 70_000};
      assertThatThrownBy(
              () ->
                  collection.upsert(List.of(new Point(PointId.of(1), large, Payload.EMPTY))))
          .isInstanceOf(VdbException.class)
          .hasMessage("vector component 1 is too large for the datatype `float16`");
      assertThatThrownBy(() -> collection.search(SearchRequest.nearest(large, 1)))
          .isInstanceOf(VdbException.class)
          .hasMessageContaining("too large");
    }
  }

  private IndexChange put(int ordinal, IndexSpec spec) {
    Map<String, VectorValue> values = new HashMap<>();
    spec.vectors()
        .forEach(
            (name, config) -> {
              if (ordinal % 7 > 0) {
                values.put(name, new VectorValue.Dense(stored(given(config), config)));
              }
            });
    return new IndexChange.Put(
        ordinal, PointId.of(ordinal), 1, NamedVectors.of(values), Payload.EMPTY);
  }

  private Map<Integer, IndexChange.Put> fill(TestIndex index, IndexSpec spec, int points)
      throws Exception {
    Map<Integer, IndexChange.Put> all = new TreeMap<>();
    List<IndexChange> changes = new ArrayList<>();
    for (int ordinal = 0; ordinal < points; ordinal++) {
      IndexChange change = put(ordinal, spec);
      changes.add(change);
      all.put(ordinal, (IndexChange.Put) change);
      if (changes.size() == 700 || ordinal == points - 1) {
        index.index().apply(List.copyOf(changes), ordinal + 1);
        changes.clear();
      }
    }
    return all;
  }

  /** The largest dot products are those of the longest vectors, to which graphs lead less well. */
  @Test
  void graphsLeadToTheNearestAndTheirScoresAreExact() throws Exception {
    IndexSpec spec = new IndexSpec(VECTORS, HnswConfig.DEFAULT);
    try (TestIndex index = TestIndex.open(folder, spec)) {
      Map<Integer, IndexChange.Put> points = fill(index, spec, 1_600);
      index.awaitOptimized();
      checkGraphs(index, spec, points, "merged");
      assertThat(index.index().commit()).isEqualTo(1_600);
    }
    try (TestIndex index = TestIndex.open(folder, spec)) {
      Map<Integer, IndexChange.Put> points = new TreeMap<>();
      for (int ordinal = 0; ordinal < 1_600; ordinal++) {
        IndexedPoint point = index.point(ordinal);
        points.put(
            ordinal,
            new IndexChange.Put(
                ordinal,
                PointId.of(ordinal),
                1,
                Objects.requireNonNull(point.vectors()),
                Payload.EMPTY));
      }
      checkGraphs(index, spec, points, "opened");
    }
  }

  private void checkGraphs(
      TestIndex index, IndexSpec spec, Map<Integer, IndexChange.Put> points, String about)
      throws Exception {
    for (Map.Entry<String, VectorConfig> vector : VECTORS.entrySet()) {
      String name = vector.getKey();
      int found = 0;
      for (int i = 0; i < 20; i++) {
        float[] query = stored(given(vector.getValue()), spec.vector(name));
        VectorScorer scorer =
            new NearestScorer(
                query, vector.getValue().distance(), provider.kernel(vector.getValue()));
        SearchTally tally = new SearchTally();
        List<IndexHit> hits =
            index.nearest(new IndexQuery(name, scorer, 10, 150, false, null), tally);
        assertThat(tally.strategy()).as("%s, by %s", about, name).isEqualTo("graph");
        List<Integer> nearest =
            points.values().stream()
                .filter(point -> point.vectors().has(name))
                .sorted(
                    (a, b) -> {
                      int byScore =
                          scorer.compareScores(
                              scorer.score(dense(a, name)), scorer.score(dense(b, name)));
                      return byScore != 0 ? byScore : Integer.compare(a.ordinal(), b.ordinal());
                    })
                .limit(10)
                .map(IndexChange.Put::ordinal)
                .toList();
        for (IndexHit hit : hits) {
          IndexChange.Put point = Objects.requireNonNull(points.get(hit.ordinal()));
          assertThat(hit.score()).isEqualTo(scorer.score(dense(point, name)));
        }
        found += (int) hits.stream().filter(hit -> nearest.contains(hit.ordinal())).count();
      }
      assertThat(found / 200.0)
          .as("%s, recall by %s, seed %d", about, name, SEED)
          .isGreaterThan(vector.getValue().distance() == Distance.DOT ? 0.85 : 0.98);
    }
  }

  private static float[] dense(IndexChange.Put point, String name) {
    return Objects.requireNonNull(point.vectors().dense(name));
  }

  @Test
  void filesOfVectorsAreAHalfAndAQuarterAsLarge() throws Exception {
    Map<DataType, Long> bytes = new HashMap<>();
    for (DataType type : DataType.values()) {
      IndexSpec spec =
          new IndexSpec(
              Map.of("", VectorConfig.of(256, Distance.EUCLID).withDataType(type)),
              HnswConfig.DEFAULT);
      try (TestIndex index = TestIndex.open(folder.resolve(type.name()), spec)) {
        fill(index, spec, 700);
        bytes.put(type, index.awaitOptimized().sizes().vectorBytes());
      }
    }
    long whole = Objects.requireNonNull(bytes.get(DataType.FLOAT32));
    assertThat(whole).isGreaterThan(500 * 256 * 4L);
    assertThat((double) whole / Objects.requireNonNull(bytes.get(DataType.FLOAT16))).isCloseTo(2, within(0.02));
    assertThat((double) whole / Objects.requireNonNull(bytes.get(DataType.UINT8))).isCloseTo(4, within(0.04));
  }

  @ParameterizedTest
  @EnumSource
  void theLargestVectorsAreFoundByAGraphAndReadBack(DataType type) throws Exception {
    VectorConfig config =
        VectorConfig.of(VectorConfig.MAX_SIZE, Distance.EUCLID).withDataType(type);
    IndexSpec spec = new IndexSpec(Map.of("", config), new HnswConfig(4, 8, 0));
    try (TestIndex index = TestIndex.open(folder, spec)) {
      List<IndexChange> changes = new ArrayList<>();
      float[][] stored = new float[12][];
      for (int ordinal = 0; ordinal < stored.length; ordinal++) {
        stored[ordinal] = new float[config.size()];
        for (int i = 0; i < config.size(); i++) {
          stored[ordinal][i] = type.rounded((ordinal * 3 + i) % 251);
        }
        changes.add(TestIndex.change(ordinal, stored[ordinal]));
      }
      index.index().apply(changes.subList(0, 6), 1);
      index.index().apply(changes.subList(6, 12), 2);
      index.awaitOptimized();
      assertThat(index.index().stats().indexedVectors()).isEqualTo(12);
      VectorScorer scorer =
          new NearestScorer(stored[7], Distance.EUCLID, provider.kernel(config));
      IndexHit nearest =
          index
              .nearest(new IndexQuery("", scorer, 1, 4, false, null), new SearchTally())
              .getFirst();
      assertThat(nearest.ordinal()).isEqualTo(7);
      assertThat(nearest.score()).isZero();
      IndexedPoint point = index.point(11);
      assertThat(point.vector()).containsExactly(stored[11]);
    }
  }
}
