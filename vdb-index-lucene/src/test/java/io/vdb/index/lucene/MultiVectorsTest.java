package io.vdb.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vdb.core.engine.Collection;
import io.vdb.core.engine.Database;
import io.vdb.core.engine.Surroundings;
import io.vdb.core.error.VdbException;
import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.FilterEvaluator;
import io.vdb.core.index.VectorKernel;
import io.vdb.core.index.VectorRows;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.DataType;
import io.vdb.core.model.Distance;
import io.vdb.core.model.HnswConfig;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointSelector;
import io.vdb.core.model.PointVector;
import io.vdb.core.model.PointWrite;
import io.vdb.core.model.Projection;
import io.vdb.core.model.ScoredPoint;
import io.vdb.core.model.SearchRequest;
import io.vdb.core.model.StoredRecord;
import io.vdb.core.model.VectorConfig;
import io.vdb.core.model.VectorValue;
import io.vdb.core.query.ContextPair;
import io.vdb.core.query.MatrixRequest;
import io.vdb.core.query.MaxSim;
import io.vdb.core.query.Query;
import io.vdb.core.query.QueryRequest;
import io.vdb.core.query.QueryStage;
import io.vdb.core.query.RecommendStrategy;
import io.vdb.core.query.Similarity;
import io.vdb.core.query.VectorInput;
import io.vdb.core.snapshot.SnapshotInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Points of which each has any number of rows, of every type and under every distance. */
final class MultiVectorsTest {

  private static final long SEED = Long.getLong("vdb.test.seed", 20_261_122L);
  private static final int SIZE = 5;
  private static final Map<String, VectorConfig> VECTORS = vectors();

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private final LuceneIndexProvider provider = new LuceneIndexProvider();
  private final Map<PointId, Point> model = new TreeMap<>();
  private Database database;
  private Collection collection;

  private static Map<String, VectorConfig> vectors() {
    Map<String, VectorConfig> vectors = new TreeMap<>();
    for (DataType type : DataType.values()) {
      for (Distance distance : Distance.values()) {
        vectors.put(
            type + "-" + distance,
            VectorConfig.of(SIZE, distance).withDataType(type).withRows());
      }
    }
    return vectors;
  }

  @BeforeEach
  void open() {
    database = FlushedOften.open(folder, 100);
    Map<String, VectorConfig> all = new HashMap<>(VECTORS);
    all.put("d", VectorConfig.of(2, Distance.EUCLID));
    collection = database.createCollection("c", CollectionConfig.of(all));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private VectorValue.Multi rows(int count) {
    float[] components = new float[count * SIZE];
    for (int i = 0; i < components.length; i++) {
      components[i] = (float) (40 * random.nextGaussian());
    }
    return new VectorValue.Multi(components, SIZE);
  }

  private VectorValue.Multi rows() {
    return rows(1 + random.nextInt(6));
  }

  /** What is to be stored, row by row. */
  private static VectorValue.Multi stored(VectorValue.Multi given, VectorConfig config) {
    float[] stored = given.components().clone();
    for (int from = 0; from < stored.length; from += SIZE) {
      double squares = 0;
      for (int i = from; i < from + SIZE; i++) {
        squares += (double) stored[i] * stored[i];
      }
      for (int i = from; i < from + SIZE; i++) {
        float component =
            config.isNormalized() ? (float) (stored[i] * (1 / Math.sqrt(squares))) : stored[i];
        stored[i] = config.dataType().rounded(component);
      }
    }
    return new VectorValue.Multi(stored, SIZE);
  }

  private Point point(long id) {
    Map<String, VectorValue> values = new HashMap<>();
    for (String name : VECTORS.keySet()) {
      if (random.nextInt(4) > 0) {
        values.put(name, rows());
      }
    }
    values.put("d", new VectorValue.Dense(new float[] {random.nextInt(9), random.nextInt(9)}));
    return new Point(
        PointId.of(id), NamedVectors.of(values), Payload.of(Map.of("a", (long) random.nextInt(3))));
  }

  private static Point stored(Point point) {
    Map<String, VectorValue> values = new HashMap<>();
    for (String name : point.vectors().names()) {
      VectorValue value = Objects.requireNonNull(point.vectors().get(name));
      VectorConfig config = VECTORS.get(name);
      values.put(
          name, value instanceof VectorValue.Multi rows && config != null
              ? stored(rows, config)
              : value);
    }
    return new Point(point.id(), NamedVectors.of(values), point.payload());
  }

  private void fill(int points) {
    List<Point> batch = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      Point point = point(random.nextInt(500));
      batch.add(point);
      model.put(point.id(), stored(point));
    }
    collection.upsert(batch);
  }

  private void change() {
    List<PointVector> updates = new ArrayList<>();
    for (PointId id : some()) {
      Point other = point(0);
      updates.add(new PointVector(id, other.vectors()));
      Point before = Objects.requireNonNull(model.get(id));
      model.put(
          id, new Point(id, before.vectors().with(stored(other).vectors()), before.payload()));
    }
    collection.write(new PointWrite.UpdateVectors(updates, Filter.ALL), Acknowledge.VISIBLE);
    List<PointId> without = some();
    List<String> names = List.of("FLOAT32-DOT", "UINT8-COSINE");
    collection.write(
        new PointWrite.DeleteVectors(new PointSelector.Ids(without), names),
        Acknowledge.VISIBLE);
    without.forEach(
        id ->
            model.computeIfPresent(
                id, (_, p) -> new Point(id, p.vectors().without(names), p.payload())));
  }

  private List<PointId> some() {
    return model.keySet().stream().filter(_ -> random.nextInt(9) == 0).toList();
  }

  private void openAgain() {
    database.close();
    database = FlushedOften.open(folder, 100);
    collection = database.collection("c");
  }

  /** How similar rows are, by the words of the documentation and in double precision. */
  private static double similarity(float[] a, float[] b, VectorConfig config) {
    double dot = 0;
    double squares = 0;
    double ofA = 0;
    double ofB = 0;
    double sum = 0;
    for (int i = 0; i < SIZE; i++) {
      double difference = (double) a[i] - b[i];
      dot += (double) a[i] * b[i];
      squares += difference * difference;
      ofA += (double) a[i] * a[i];
      ofB += (double) b[i] * b[i];
      sum += Math.abs(difference);
    }
    return switch (config.distance()) {
      case COSINE ->
          config.dataType() == DataType.UINT8
              ? (ofA * ofB == 0 ? 0 : dot / Math.sqrt(ofA * ofB))
              : Math.clamp(dot, -1, 1);
      case DOT -> dot;
      case EUCLID -> -squares;
      case MANHATTAN -> -sum;
    };
  }

  private static double similarity(
      VectorValue.Multi query, VectorValue.Multi stored, VectorConfig config) {
    VectorRows rows = VectorRows.of(stored);
    VectorRows wanted = VectorRows.of(query);
    double sum = 0;
    for (int i = 0; i < wanted.count(); i++) {
      double most = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < rows.count(); j++) {
        most = Math.max(most, similarity(wanted.row(i), rows.row(j), config));
      }
      sum += most;
    }
    return sum;
  }

  private static double score(
      VectorValue.Multi query, VectorValue.Multi stored, VectorConfig config) {
    double similarity = similarity(query, stored, config);
    return switch (config.distance()) {
      case COSINE, DOT -> similarity;
      case EUCLID -> Math.sqrt(-similarity);
      case MANHATTAN -> -similarity;
    };
  }

  private static VectorValue.Multi multi(Point point, String name) {
    return (VectorValue.Multi) Objects.requireNonNull(point.vectors().get(name));
  }

  private List<Point> having(String name) {
    return model.values().stream().filter(p -> p.vectors().has(name)).toList();
  }

  private List<ScoredPoint> ask(QueryStage root) {
    return collection.query(new QueryRequest(root, 0, Projection.NONE)).points();
  }

  /** Checks what was found against all points that may be, by a score that is made anew. */
  private static void check(
      List<ScoredPoint> found,
      List<Point> candidates,
      ToDoubleFunction<Point> score,
      boolean largerIsNearer,
      int limit,
      String about) {
    Map<PointId, Double> scores = new HashMap<>();
    candidates.forEach(point -> scores.put(point.id(), score.applyAsDouble(point)));
    Comparator<Double> nearestFirst =
        largerIsNearer ? Comparator.reverseOrder() : Comparator.naturalOrder();
    List<Double> best = scores.values().stream().sorted(nearestFirst).limit(limit).toList();
    assertThat(found).as(about).hasSize(best.size());
    for (int i = 0; i < best.size(); i++) {
      double expected = Objects.requireNonNull(scores.get(found.get(i).id()), about);
      double margin = 1e-4 * Math.max(1, Math.abs(expected));
      assertThat((double) found.get(i).score()).as(about).isCloseTo(expected, within(margin));
      assertThat((double) found.get(i).score()).as(about).isCloseTo(best.get(i), within(margin));
    }
  }

  private void checkSearches(String about) {
    VECTORS.forEach(
        (name, config) -> {
          VectorValue.Multi given = rows();
          VectorValue.Multi query = stored(given, config);
          String what = about + ", by " + name + ", seed " + SEED;
          boolean larger = config.distance().largerIsNearer();
          Filter filter =
              random.nextBoolean()
                  ? Filter.ALL
                  : Filter.must(Condition.match("a", (long) random.nextInt(3)));
          List<Point> candidates =
              having(name).stream()
                  .filter(
                      p ->
                          FilterEvaluator.matches(
                              filter, p.id(), p.payload(), p.vectors()::has))
                  .toList();
          List<ScoredPoint> found =
              collection
                  .search(
                      new SearchRequest(
                          new SearchRequest.Target.Vector(given),
                          name,
                          15,
                          0,
                          filter,
                          null,
                          false,
                          null,
                          Projection.NONE))
                  .points();
          check(found, candidates, p -> score(query, multi(p, name), config), larger, 15, what);
          VectorKernel kernel = provider.kernel(config);
          MaxSim scorer =
              new MaxSim(
                  VectorRows.of(query),
                  config.distance(),
                  MaxSim.similarity(config.distance(), kernel));
          for (ScoredPoint hit : found) {
            Point point = Objects.requireNonNull(model.get(hit.id()));
            assertThat(hit.score())
                .as("%s, in memory as in the index", what)
                .isEqualTo(scorer.score(VectorRows.of(multi(point, name))));
          }
        });
  }

  private void checkStored(String about) {
    List<StoredRecord> records =
        collection.retrieve(List.copyOf(model.keySet()), Projection.ALL);
    assertThat(records).hasSize(model.size());
    for (StoredRecord record : records) {
      NamedVectors expected = Objects.requireNonNull(model.get(record.id())).vectors();
      NamedVectors read = Objects.requireNonNull(record.vectors());
      assertThat(read.names()).as(about).isEqualTo(expected.names());
      for (String name : VECTORS.keySet()) {
        if (expected.get(name) instanceof VectorValue.Multi rows
            && read.get(name) instanceof VectorValue.Multi others) {
          assertThat(others.dimension()).isEqualTo(SIZE);
          assertThat(others.components())
              .as("%s, point %s, %s, seed %d", about, record.id(), name, SEED)
              .containsExactly(rows.components());
        }
      }
    }
    for (String name : List.of("FLOAT32-DOT", "UINT8-COSINE", "d")) {
      assertThat(collection.count(Filter.must(new Condition.HasVector(name))))
          .as(about)
          .isEqualTo(having(name).size());
    }
  }

  @Test
  void areFoundByTheSumOfTheMostSimilarRowsWhateverIsWrittenAndAfterOpening() {
    for (int step = 0; step < 8; step++) {
      fill(60);
      if (step % 2 == 1) {
        change();
      }
      checkSearches("step " + step);
      if (step % 4 == 3) {
        checkStored("step " + step);
        openAgain();
        checkSearches("opened after step " + step);
        checkStored("opened after step " + step);
      }
    }
    assertThat(collection.info().segments()).isPositive();
  }

  @Test
  void snapshotsCarryThem() {
    fill(150);
    change();
    SnapshotInfo info = database.snapshots().create("c");
    Path file = database.snapshots().file("c", info.name());
    var _ = database.snapshots().restore("copy", file, "s", info.sha256());
    collection = database.collection("copy");
    checkStored("restored");
    checkSearches("restored");
  }

  @Test
  void aSnapshotTakesThePlaceOfACollectionWithOtherGraphs() {
    fill(150);
    SnapshotInfo info = database.snapshots().create("c");
    Path file = database.snapshots().file("c", info.name());
    database.updateCollection(
        "c",
        before -> {
          Map<String, VectorConfig> vectors = new HashMap<>(before.vectors());
          vectors.computeIfPresent("d", (_, v) -> v.withHnsw(new HnswConfig(4, 20, 100)));
          return new CollectionConfig(
              vectors, before.sparseVectors(), before.hnsw(), before.stored());
        });
    var _ = database.snapshots().restore("c", file, "s", info.sha256());
    collection = database.collection("c");
    checkStored("restored");
  }

  @Test
  void whatADensePrefetchFoundIsComparedAgainByRows() {
    fill(250);
    QueryStage dense = QueryStage.of(new Query.Nearest(VectorInput.of(4, 4)), 40).using("d");
    List<PointId> prefetched = ask(dense).stream().map(ScoredPoint::id).toList();
    for (String name : VECTORS.keySet()) {
      VectorConfig config = Objects.requireNonNull(VECTORS.get(name));
      VectorValue.Multi given = rows(3);
      QueryStage root =
          QueryStage.of(new Query.Nearest(new VectorInput.Given(given)), 10, dense).using(name);
      List<Point> candidates =
          having(name).stream().filter(p -> prefetched.contains(p.id())).toList();
      check(
          ask(root),
          candidates,
          p -> score(stored(given, config), multi(p, name), config),
          config.distance().largerIsNearer(),
          10,
          name);
    }
  }

  @Test
  void everyKindOfQueryComparesThem() {
    fill(250);
    String name = "FLOAT32-EUCLID";
    VectorConfig config = Objects.requireNonNull(VECTORS.get(name));
    Point good = having(name).get(3);
    VectorValue.Multi bad = rows(2);
    VectorInput given = new VectorInput.Given(bad);
    List<Point> others =
        having(name).stream().filter(p -> !p.id().equals(good.id())).toList();

    check(
        ask(QueryStage.of(new Query.Nearest(VectorInput.of(good.id())), 9).using(name)),
        others,
        p -> score(multi(good, name), multi(p, name), config),
        false,
        9,
        "by id");
    Query.Recommend sums =
        new Query.Recommend(
            List.of(VectorInput.of(good.id())), List.of(given), RecommendStrategy.SUM_SCORES);
    check(
        ask(QueryStage.of(sums, 9).using(name)),
        others,
        p ->
            similarity(multi(good, name), multi(p, name), config)
                - similarity(bad, multi(p, name), config),
        true,
        9,
        "sums");
    Query.Recommend average =
        new Query.Recommend(
            List.of(VectorInput.of(good.id())), List.of(given), RecommendStrategy.AVERAGE_VECTOR);
    check(
        ask(QueryStage.of(average, 9).using(name)),
        others,
        p -> score(joined(multi(good, name), bad), multi(p, name), config),
        false,
        9,
        "average");
    Query.Context context =
        new Query.Context(List.of(new ContextPair(VectorInput.of(good.id()), given)));
    assertThat(ask(QueryStage.of(context, 9).using(name))).hasSize(9);
    Query.Mmr mmr = new Query.Mmr(VectorInput.of(good.id()), 0.5f, 20);
    assertThat(ask(QueryStage.of(mmr, 9).using(name))).hasSize(9);
    assertThat(
            collection
                .searchMatrix(new MatrixRequest(name, null, 6, 3), Surroundings.NONE)
                .neighbours())
        .allSatisfy(row -> assertThat(row).hasSize(3));
  }

  /** All rows of a good example, and those of a bad one with their signs turned. */
  private static VectorValue.Multi joined(VectorValue.Multi good, VectorValue.Multi bad) {
    float[] joined =
        Arrays.copyOf(
            good.components(), good.components().length + bad.components().length);
    for (int i = 0; i < bad.components().length; i++) {
      joined[good.components().length + i] = -bad.components()[i];
    }
    return new VectorValue.Multi(joined, SIZE);
  }

  @Test
  void oneDenseVectorIsARowOfAQueryButNotOfAPoint() {
    fill(120);
    VectorValue.Multi row = rows(1);
    VectorValue dense = new VectorValue.Dense(row.components());
    String name = "FLOAT32-DOT";
    List<ScoredPoint> byRow =
        ask(QueryStage.of(new Query.Nearest(new VectorInput.Given(row)), 5).using(name));
    assertThat(ask(QueryStage.of(new Query.Nearest(new VectorInput.Given(dense)), 5).using(name)))
        .usingRecursiveComparison()
        .isEqualTo(byRow);
    refused(name, dense, "Conversion between multi and regular vectors failed");
    refused("d", row, "Conversion between multi and regular vectors failed");
    assertThatThrownBy(
            () ->
                ask(QueryStage.of(new Query.Nearest(new VectorInput.Given(row)), 5).using("d")))
        .isInstanceOf(VdbException.class)
        .hasMessage("Conversion between multi and regular vectors failed");
    refused(
        name,
        new VectorValue.Multi(new float[] {1, 2, 3, 4}, 4),
        "Vector dimension error: expected dim: 5, got 4");
    refused(name, new VectorValue.Multi(new float[0], SIZE), "multi vector must not be empty");
    refused(
        name,
        new VectorValue.Multi(new float[210_000 * SIZE], SIZE),
        "Total size of all vectors (1050000) must be less than 1048576");
    refused(
        name,
        new VectorValue.Multi(new float[] {1, 2, 3, Float.NaN, 5}, SIZE),
        "vector component 3 is not a finite number");
  }

  private void refused(String name, VectorValue value, String message) {
    NamedVectors vectors = NamedVectors.of(Map.of(name, value));
    assertThatThrownBy(
            () -> collection.upsert(List.of(new Point(PointId.of(1), vectors, Payload.EMPTY))))
        .isInstanceOf(VdbException.class)
        .hasMessageContaining(message);
  }

  @Test
  void theLargestHasAsManyComponentsAsAreAllowed() {
    VectorConfig bytes =
        new VectorConfig(1_023, Distance.DOT, DataType.UINT8, new HnswConfig(0, 100, 10), true);
    Collection large =
        database.createCollection("large", CollectionConfig.of(Map.of("", bytes)));
    float[] components = new float[1_023 * 1_024];
    for (int i = 0; i < components.length; i++) {
      components[i] = i % 256;
    }
    VectorValue value = new VectorValue.Multi(components, 1_023);
    large.upsert(List.of(new Point(PointId.of(1), NamedVectors.of(value), Payload.EMPTY)));
    for (int id = 2; id < 120; id++) { // so that all are moved into the index
      VectorValue row = new VectorValue.Multi(new float[1_023], 1_023);
      large.upsert(List.of(new Point(PointId.of(id), NamedVectors.of(row), Payload.EMPTY)));
    }
    StoredRecord record = large.retrieve(List.of(PointId.of(1)), Projection.ALL).getFirst();
    assertThat(((VectorValue.Multi) Objects.requireNonNull(record.vectors()).value(0)).components())
        .isEqualTo(components);
  }

  @Test
  void similarityIsOfRowsAndLargerForNearer() {
    Similarity<VectorRows> similarity =
        MaxSim.similarity(Distance.EUCLID, Kernels.of(Distance.EUCLID));
    VectorRows query = VectorRows.of(new VectorValue.Multi(new float[] {0, 0, 3, 4}, 2));
    VectorRows stored = VectorRows.of(new VectorValue.Multi(new float[] {0, 1, 3, 6, 9, 9}, 2));
    assertThat(similarity.of(query, stored)).isEqualTo(-(1 + 4));
    assertThat(new MaxSim(query, Distance.EUCLID, similarity).score(stored))
        .isEqualTo((float) Math.sqrt(5));
    for (Distance distance : List.of(Distance.EUCLID, Distance.MANHATTAN)) {
      Similarity<VectorRows> ofRows = MaxSim.similarity(distance, Kernels.of(distance));
      assertThat(new MaxSim(stored, distance, ofRows).score(stored)).isEqualTo(0.0f);
    }
  }
}
