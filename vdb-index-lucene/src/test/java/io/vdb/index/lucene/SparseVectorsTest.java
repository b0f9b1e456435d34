package io.vdb.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.engine.Collection;
import io.vdb.core.engine.Database;
import io.vdb.core.error.VdbException;
import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.FilterEvaluator;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.CollectionConfig;
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
import io.vdb.core.model.SparseConfig;
import io.vdb.core.model.StoredRecord;
import io.vdb.core.model.VectorConfig;
import io.vdb.core.model.VectorValue;
import io.vdb.core.query.Fusion;
import io.vdb.core.query.Query;
import io.vdb.core.query.QueryRequest;
import io.vdb.core.query.QueryStage;
import io.vdb.core.query.RecommendStrategy;
import io.vdb.core.query.Scored;
import io.vdb.core.query.VectorInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sparse vectors are found, counted and kept as comparing every point would have it. */
final class SparseVectorsTest {

  private static final long SEED = Long.getLong("vdb.test.seed", 20_261_122L);
  private static final int POINTS = 300;
  private static final int STEPS = 240;

  /** Unsigned, so that the negative ones come last. */
  private static final int[] INDICES = indices();

  private final Random random = new Random(SEED);
  private final Map<PointId, Point> model = new TreeMap<>();
  private @TempDir Path folder;
  private Database database;
  private Collection collection;

  private static int[] indices() {
    int[] indices = new int[60];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = i % 3 == 0 ? -1 - i : 70_000 * i;
    }
    return indices;
  }

  @BeforeEach
  void create() {
    open();
    collection =
        database.createCollection(
            "c",
            new CollectionConfig(
                Map.of("d", VectorConfig.of(2, Distance.DOT)),
                Map.of("plain", new SparseConfig(false), "rare", new SparseConfig(true)),
                HnswConfig.DEFAULT,
                Payload.EMPTY));
  }

  private void open() {
    database = FlushedOften.open(folder, 120);
  }

  @AfterEach
  void stop() {
    database.close();
  }

  private VectorValue.Sparse sparse(int most) {
    Map<Integer, Float> components = new HashMap<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      // Some indices are much more common than others.
      int place = (int) (INDICES.length * random.nextDouble() * random.nextDouble());
      components.put(INDICES[place], random.nextInt(12) == 0 ? 0 : random.nextFloat() * 4 - 1);
    }
    int[] indices = components.keySet().stream().mapToInt(Integer::intValue).toArray();
    float[] values = new float[indices.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Objects.requireNonNull(components.get(indices[i]));
    }
    return VectorValue.Sparse.of(indices, values);
  }

  private NamedVectors vectors() {
    Map<String, VectorValue> vectors = new HashMap<>();
    if (random.nextInt(4) > 0) {
      vectors.put("plain", sparse(12));
    }
    if (random.nextInt(4) > 0) {
      vectors.put("rare", sparse(12));
    }
    if (random.nextInt(4) > 0) {
      vectors.put(
          "d", new VectorValue.Dense(new float[] {random.nextInt(9), random.nextInt(9)}));
    }
    return NamedVectors.of(vectors);
  }

  private Point point() {
    return new Point(
        PointId.of(random.nextInt(POINTS)), vectors(), Payload.of(Map.of("a", random.nextInt(5))));
  }

  private void step() {
    switch (random.nextInt(10)) {
      case 0 -> {
        PointId id = PointId.of(random.nextInt(POINTS));
        collection.delete(new PointSelector.Ids(List.of(id)), Acknowledge.VISIBLE);
        model.remove(id);
      }
      case 1, 2 -> {
        Filter filter = filter();
        Payload fields = Payload.of(Map.of("a", random.nextInt(5)));
        collection.setPayload(
            new PointSelector.Matching(filter), fields, Acknowledge.VISIBLE);
        model.replaceAll(
            (id, p) ->
                matches(filter, p)
                    ? new Point(id, p.vectors(), p.payload().mergedWith(fields))
                    : p);
      }
      case 3 -> {
        List<PointVector> changes = new ArrayList<>();
        for (PointId id : some()) {
          NamedVectors vectors = vectors();
          changes.add(new PointVector(id, vectors));
          Point old = Objects.requireNonNull(model.get(id));
          model.put(id, new Point(id, old.vectors().with(vectors), old.payload()));
        }
        collection.write(
            new PointWrite.UpdateVectors(changes, Filter.ALL), Acknowledge.VISIBLE);
      }
      case 4 -> {
        List<PointId> ids = some();
        List<String> names = List.of(random.nextBoolean() ? "plain" : "rare");
        collection.write(
            new PointWrite.DeleteVectors(new PointSelector.Ids(ids), names),
            Acknowledge.VISIBLE);
        ids.forEach(
            id ->
                model.computeIfPresent(
                    id, (_, p) -> new Point(id, p.vectors().without(names), p.payload())));
      }
      default -> {
        List<Point> points = new ArrayList<>();
        for (int i = random.nextInt(20); i >= 0; i--) {
          Point point = point();
          points.add(point);
          model.put(point.id(), point);
        }
        collection.upsert(points);
      }
    }
  }

  private List<PointId> some() {
    return model.keySet().stream().filter(_ -> random.nextInt(40) == 0).toList();
  }

  private Filter filter() {
    return switch (random.nextInt(4)) {
      case 0 -> Filter.ALL;
      case 1 -> Filter.must(new Condition.HasVector("rare"));
      case 2 -> Filter.mustNot(Condition.match("a", (long) random.nextInt(5)));
      default -> Filter.must(Condition.match("a", (long) random.nextInt(5)));
    };
  }

  private static boolean matches(Filter filter, Point point) {
    return FilterEvaluator.matches(
        filter, point.id(), point.payload(), point.vectors()::has);
  }

  /** Compares with every point, in single precision and the order of indices, as is promised. */
  private List<Scored> nearest(String name, VectorValue.Sparse query, Filter filter, int k) {
    Map<Integer, Float> weights = new TreeMap<>(Integer::compareUnsigned);
    for (int i = 0; i < query.indices().length; i++) {
      float weight = query.values()[i];
      weights.put(
          query.indices()[i], name.equals("rare") ? weight * rarity(query.indices()[i]) : weight);
    }
    List<Scored> found = new ArrayList<>();
    for (Point point : model.values()) {
      Map<Integer, Float> components = components(point, name);
      if (components != null
          && matches(filter, point)
          && weights.keySet().stream().anyMatch(components::containsKey)) {
        float sum = 0;
        for (Map.Entry<Integer, Float> weight : weights.entrySet()) {
          Float value = components.get(weight.getKey());
          sum += value == null ? 0 : weight.getValue() * value;
        }
        found.add(new Scored(point.id(), sum));
      }
    }
    found.sort(
        (a, b) -> {
          int byScore = Float.compare(b.score(), a.score());
          return byScore != 0 ? byScore : a.id().compareTo(b.id());
        });
    return found.subList(0, Math.min(k, found.size()));
  }

  private float rarity(int index) {
    long having = 0;
    long points = 0;
    for (Point point : model.values()) {
      Map<Integer, Float> components = components(point, "rare");
      points += components == null ? 0 : 1;
      having += components != null && components.containsKey(index) ? 1 : 0;
    }
    return (float) Math.log(1 + (points - having + 0.5) / (having + 0.5));
  }

  private static @Nullable Map<Integer, Float> components(Point point, String name) {
    if (!(point.vectors().get(name) instanceof VectorValue.Sparse vector)) {
      return null;
    }
    Map<Integer, Float> components = new HashMap<>();
    for (int i = 0; i < vector.indices().length; i++) {
      components.put(vector.indices()[i], vector.values()[i]);
    }
    return components;
  }

  private List<Scored> search(String name, VectorValue query, Filter filter, int k) {
    return scored(
        collection
            .search(
                new SearchRequest(
                    new SearchRequest.Target.Vector(query),
                    name,
                    k,
                    0,
                    filter,
                    null,
                    false,
                    null,
                    Projection.NONE))
            .points());
  }

  private static List<Scored> scored(List<ScoredPoint> points) {
    return points.stream().map(point -> new Scored(point.id(), point.score())).toList();
  }

  private void check(String context) {
    for (String name : List.of("plain", "rare")) {
      VectorValue.Sparse query = sparse(8);
      Filter filter = filter();
      int k = 1 + random.nextInt(20);
      assertThat(search(name, query, filter, k))
          .as("%s, vector %s", context, name)
          .containsExactlyElementsOf(nearest(name, query, filter, k));
    }
  }

  private void checkAllVectors(String context) {
    List<StoredRecord> stored =
        collection.retrieve(List.copyOf(model.keySet()), Projection.ALL);
    assertThat(stored).as(context).hasSize(model.size());
    for (StoredRecord record : stored) {
      assertThat(record.vectors())
          .as("%s, point %s", context, record.id())
          .usingRecursiveComparison()
          .isEqualTo(Objects.requireNonNull(model.get(record.id())).vectors());
    }
  }

  @Test
  void whateverIsWrittenIsFoundAsByComparingEveryPoint() {
    for (int step = 0; step < STEPS; step++) {
      step();
      check("seed " + SEED + ", step " + step);
      if (step % 80 == 79) {
        checkAllVectors("seed " + SEED + ", step " + step);
        database.close();
        open();
        collection = database.collection("c");
        check("seed " + SEED + ", opened again after step " + step);
      }
    }
    checkAllVectors("seed " + SEED + ", at the end");
    assertThat(collection.info().segments()).isGreaterThan(0);
  }

  @Test
  void denseAndSparseSearchesAreMergedByTheirRanks() {
    for (int i = 0; i < 30; i++) {
      step();
    }
    for (int i = 0; i < 50; i++) {
      Filter filter = filter();
      VectorValue.Sparse query = sparse(8);
      QueryStage sparse =
          QueryStage.of(new Query.Nearest(new VectorInput.Given(query)), 15).using("rare");
      QueryStage dense =
          QueryStage.of(new Query.Nearest(VectorInput.of(random.nextInt(9), 1)), 15).using("d");
      QueryStage root =
          QueryStage.of(new Query.RankFusion(), 10, sparse, dense).withFilter(filter);
      List<Scored> ofDense =
          scored(
              collection
                  .query(
                      new QueryRequest(dense.withFilter(filter), 0, Projection.NONE))
                  .points());
      List<Scored> expected =
          Fusion.byRank(
              List.of(
                  new Fusion.Ranking(nearest("rare", query, filter, 15), true),
                  new Fusion.Ranking(ofDense, true)),
              Query.RankFusion.DEFAULT_K,
              List.of());
      assertThat(scored(collection.query(new QueryRequest(root, 0, Projection.NONE)).points()))
          .as("seed " + SEED + ", query " + i)
          .containsExactlyElementsOf(expected.subList(0, Math.min(10, expected.size())));
    }
  }

  @Test
  void whatADensePrefetchFoundIsScoredBySparseVectors() {
    for (int i = 0; i < 30; i++) {
      step();
    }
    for (int i = 0; i < 50; i++) {
      VectorValue.Sparse query = sparse(8);
      QueryStage dense =
          QueryStage.of(new Query.Nearest(VectorInput.of(1, random.nextInt(9))), 40).using("d");
      QueryStage root =
          QueryStage.of(new Query.Nearest(new VectorInput.Given(query)), 10, dense).using("rare");
      List<PointId> prefetched =
          collection.query(new QueryRequest(dense, 0, Projection.NONE)).points().stream()
              .map(ScoredPoint::id)
              .toList();
      List<Scored> expected =
          nearest("rare", query, Filter.ALL, Integer.MAX_VALUE).stream()
              .filter(point -> prefetched.contains(point.id()))
              .limit(10)
              .toList();
      assertThat(scored(collection.query(new QueryRequest(root, 0, Projection.NONE)).points()))
          .as("seed " + SEED + ", query " + i)
          .containsExactlyElementsOf(expected);
    }
  }

  @Test
  void theVectorOfAPointIsSearchedWithAndThePointIsNotFound() {
    for (int i = 0; i < 20; i++) {
      step();
    }
    Point named =
        model.values().stream()
            .filter(p -> p.vectors().get("rare") instanceof VectorValue.Sparse s
                && s.indices().length > 2)
            .findFirst()
            .orElseThrow();
    VectorValue.Sparse query = (VectorValue.Sparse) named.vectors().get("rare");
    List<Scored> expected =
        nearest("rare", Objects.requireNonNull(query), Filter.ALL, 11).stream()
            .filter(point -> !point.id().equals(named.id()))
            .limit(10)
            .toList();
    QueryStage root =
        QueryStage.of(new Query.Nearest(VectorInput.of(named.id())), 10).using("rare");
    assertThat(scored(collection.query(new QueryRequest(root, 0, Projection.NONE)).points()))
        .containsExactlyElementsOf(expected);
  }

  @Test
  void examplesAreAveraged() {
    VectorValue.Sparse good = new VectorValue.Sparse(new int[] {1, 2}, new float[] {1, 4});
    VectorValue.Sparse better = new VectorValue.Sparse(new int[] {2, -1}, new float[] {2, 8});
    VectorValue.Sparse bad = new VectorValue.Sparse(new int[] {1, 5}, new float[] {7, 3});
    for (int i = 0; i < 3; i++) {
      VectorValue.Sparse one =
          new VectorValue.Sparse(new int[] {List.of(2, 5, -1).get(i)}, new float[] {1});
      collection.upsert(List.of(new Point(PointId.of(i), named(one), Payload.EMPTY)));
    }
    assertThat(recommended(List.of(good, better), List.of()))
        .containsExactly(new Scored(PointId.of(2), 4), new Scored(PointId.of(0), 3));
    assertThat(recommended(List.of(good, better), List.of(bad)))
        .containsExactly(
            new Scored(PointId.of(2), 8),
            new Scored(PointId.of(0), 6),
            new Scored(PointId.of(1), -3));
  }

  private List<Scored> recommended(
      List<VectorValue.Sparse> positive, List<VectorValue.Sparse> negative) {
    Query.Recommend recommend =
        new Query.Recommend(
            positive.stream().<VectorInput>map(VectorInput.Given::new).toList(),
            negative.stream().<VectorInput>map(VectorInput.Given::new).toList(),
            RecommendStrategy.AVERAGE_VECTOR);
    return scored(
        collection
            .query(
                new QueryRequest(
                    QueryStage.of(recommend, 5).using("plain"), 0, Projection.NONE))
            .points());
  }

  @Test
  void sumsTooLargeForAFloatAreTheLargestNumber() {
    float huge = Float.MAX_VALUE;
    VectorValue.Sparse vector =
        new VectorValue.Sparse(new int[] {1, 2}, new float[] {huge, -huge});
    collection.upsert(List.of(new Point(PointId.of(1), named(vector), Payload.EMPTY)));
    VectorValue.Sparse query = new VectorValue.Sparse(new int[] {1}, new float[] {huge});
    assertThat(search("plain", query, Filter.ALL, 3))
        .containsExactly(new Scored(PointId.of(1), Float.MAX_VALUE));
  }

  private static NamedVectors named(VectorValue value) {
    return NamedVectors.of(Map.of("plain", value));
  }

  @Test
  void vectorsOfAnotherKindAndOnesOutOfOrderAreRefused() {
    VectorValue dense = new VectorValue.Dense(new float[] {1, 2});
    VectorValue unordered = new VectorValue.Sparse(new int[] {2, 1}, new float[] {1, 1});
    assertThatThrownBy(() -> search("plain", dense, Filter.ALL, 1))
        .isInstanceOf(VdbException.class)
        .hasMessage("Conversion between sparse and regular vectors failed");
    assertThatThrownBy(() -> search("d", sparse(3), Filter.ALL, 1))
        .hasMessage("Conversion between sparse and regular vectors failed");
    assertThatThrownBy(
            () ->
                collection.upsert(
                    List.of(new Point(PointId.of(1), named(dense), Payload.EMPTY))))
        .hasMessage("Conversion between sparse and regular vectors failed");
    assertThatThrownBy(
            () ->
                collection.upsert(
                    List.of(new Point(PointId.of(1), named(unordered), Payload.EMPTY))))
        .hasMessageContaining("must be unique");
  }
}
