package io.vdb.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.engine.Collection;
import io.vdb.core.engine.Database;
import io.vdb.core.engine.Surroundings;
import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.FilterEvaluator;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.HnswConfig;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.Projection;
import io.vdb.core.model.ScoredPoint;
import io.vdb.core.model.SearchResult;
import io.vdb.core.model.SparseConfig;
import io.vdb.core.model.VectorConfig;
import io.vdb.core.model.VectorValue;
import io.vdb.core.query.ContextPair;
import io.vdb.core.query.Fusion;
import io.vdb.core.query.GroupsRequest;
import io.vdb.core.query.Lookup;
import io.vdb.core.query.MatrixRequest;
import io.vdb.core.query.MatrixResult;
import io.vdb.core.query.PointGroup;
import io.vdb.core.query.Query;
import io.vdb.core.query.QueryRequest;
import io.vdb.core.query.QueryStage;
import io.vdb.core.query.RatedExample;
import io.vdb.core.query.RecommendStrategy;
import io.vdb.core.query.Scored;
import io.vdb.core.query.VectorInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Queries of every kind over sparse vectors find what scoring every point finds, to the last bit,
 * wherever the points are.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SparseQueriesTest {

  private static final long SEED = Long.getLong("vdb.test.seed", 20_261_122L);
  private static final int POINTS = 220;
  private static final int COMPLETE = 5;
  private static final float SMALLEST_STEP = 0x1p-23f;
  private static final List<String> NAMES = List.of("plain", "rare");

  private final Random random = new Random(SEED);
  private final Map<PointId, Point> points = new TreeMap<>();
  private final Map<PointId, Point> others = new TreeMap<>();
  private final Map<Integer, Float> rarities = new HashMap<>();
  private Database database;
  private Collection collection;

  @BeforeAll
  void start(@TempDir Path folder) {
    database = FlushedOften.open(folder, 60);
    collection = database.createCollection("c", config());
    for (int i = 0; i < POINTS; i += 20) {
      List<Point> batch = new ArrayList<>();
      for (int j = i; j < i + 20; j++) {
        batch.add(put(points, j));
      }
      collection.upsert(batch, Acknowledge.VISIBLE);
    }
    List<Point> again = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      again.add(put(points, random.nextInt(POINTS)));
    }
    collection.upsert(again);
    Collection other = database.createCollection("other", config());
    other.upsert(List.of(put(others, 1), put(others, 2)));
  }

  @AfterAll
  void stop() {
    database.close();
  }

  private static CollectionConfig config() {
    return new CollectionConfig(
        Map.of("d", VectorConfig.of(2, Distance.DOT)),
        Map.of("plain", new SparseConfig(false), "rare", new SparseConfig(true)),
        HnswConfig.DEFAULT,
        Payload.EMPTY);
  }

  private Point put(Map<PointId, Point> into, int number) {
    Map<String, VectorValue> vectors = new HashMap<>();
    vectors.put("d", new VectorValue.Dense(new float[] {random.nextInt(9), random.nextInt(9)}));
    for (String name : NAMES) {
      if (number < COMPLETE || random.nextInt(4) > 0) {
        vectors.put(name, sparse(number < COMPLETE ? 3 : 0));
      }
    }
    Payload payload = Payload.of(Map.of("a", random.nextInt(5), "tag", "t" + random.nextInt(6)));
    Point point = new Point(PointId.of(number), NamedVectors.of(vectors), payload);
    into.put(point.id(), point);
    return point;
  }

  private VectorValue.Sparse sparse(int fewest) {
    Map<Integer, Float> components = new HashMap<>();
    for (int i = fewest + random.nextInt(8); i > 0; i--) {
      int index = random.nextInt(1 + random.nextInt(40));
      // Unsigned, so that the negative ones come last.
      components.put(index % 3 == 0 ? -1 - index : index, random.nextInt(13) - 4f);
    }
    int[] indices = components.keySet().stream().mapToInt(Integer::intValue).toArray();
    float[] values = new float[indices.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Objects.requireNonNull(components.get(indices[i]));
    }
    return VectorValue.Sparse.of(indices, values);
  }

  private VectorInput input() {
    return random.nextInt(3) == 0
        ? VectorInput.of(PointId.of(random.nextInt(COMPLETE)))
        : new VectorInput.Given(sparse(0));
  }

  private List<VectorInput> inputs(int fewest) {
    List<VectorInput> inputs = new ArrayList<>();
    for (int i = fewest + random.nextInt(3); i > 0; i--) {
      inputs.add(input());
    }
    return inputs;
  }

  private List<ContextPair> pairs(int fewest) {
    List<ContextPair> pairs = new ArrayList<>();
    for (int i = fewest + random.nextInt(3); i > 0; i--) {
      pairs.add(new ContextPair(input(), input()));
    }
    return pairs;
  }

  private List<RatedExample> rated() {
    List<RatedExample> examples = new ArrayList<>();
    for (VectorInput input : inputs(1)) {
      examples.add(new RatedExample(input, examples.size() % 3));
    }
    return examples;
  }

  private Query.OfVectors byExamples() {
    return switch (random.nextInt(5)) {
      case 0 -> new Query.Recommend(inputs(1), inputs(0), RecommendStrategy.BEST_SCORE);
      case 1 -> new Query.Recommend(inputs(0), inputs(1), RecommendStrategy.SUM_SCORES);
      case 2 -> new Query.Discover(input(), pairs(0));
      case 3 -> new Query.RelevanceFeedback(input(), rated(), 1, 2, 0.5f);
      default -> new Query.Context(pairs(1));
    };
  }

  private String name() {
    return NAMES.get(random.nextInt(NAMES.size()));
  }

  private Filter filter() {
    return random.nextBoolean()
        ? Filter.ALL
        : Filter.mustNot(Condition.match("a", (long) random.nextInt(5)));
  }

  // What is expected.

  /** The vector as the points of a collection are compared with it. */
  private Map<Integer, Float> weighted(String name, VectorValue.Sparse vector) {
    TreeMap<Integer, Float> weights = new TreeMap<>(Integer::compareUnsigned);
    for (int i = 0; i < vector.indices().length; i++) {
      int index = vector.indices()[i];
      weights.put(
          index, name.equals("rare") ? vector.values()[i] * rarity(index) : vector.values()[i]);
    }
    return weights;
  }

  private float rarity(int index) {
    return rarities.computeIfAbsent(index, this::countedRarity);
  }

  private float countedRarity(int index) {
    long having = 0;
    long all = 0;
    for (Point point : points.values()) {
      if (point.vectors().get("rare") instanceof VectorValue.Sparse vector) {
        all++;
        having += components(vector).containsKey(index) ? 1 : 0;
      }
    }
    return (float) Math.log(1 + (all - having + 0.5) / (having + 0.5));
  }

  private static Map<Integer, Float> components(VectorValue.Sparse vector) {
    Map<Integer, Float> components = new HashMap<>();
    for (int i = 0; i < vector.indices().length; i++) {
      components.put(vector.indices()[i], vector.values()[i]);
    }
    return components;
  }

  private static float product(Map<Integer, Float> weights, VectorValue.Sparse vector) {
    Map<Integer, Float> components = components(vector);
    float sum = 0;
    for (Map.Entry<Integer, Float> weight : weights.entrySet()) {
      Float value = components.get(weight.getKey());
      sum += value == null ? 0 : weight.getValue() * value;
    }
    return sum;
  }

  private static VectorValue.Sparse vector(
      String name, VectorInput input, Map<PointId, Point> from) {
    VectorValue value =
        switch (input) {
          case VectorInput.Given given -> given.vector();
          case VectorInput.Stored stored ->
              Objects.requireNonNull(from.get(stored.id())).vectors().get(name);
        };
    return (VectorValue.Sparse) Objects.requireNonNull(value);
  }

  private ToDoubleFunction<VectorValue.Sparse> score(
      String name, Query.OfVectors query, Map<PointId, Point> from) {
    Map<VectorInput, Map<Integer, Float>> examples = new HashMap<>();
    query
        .inputs()
        .forEach(input -> examples.put(input, weighted(name, vector(name, input, from))));
    return stored -> {
      ToDoubleFunction<VectorInput> near =
          input -> product(Objects.requireNonNull(examples.get(input)), stored);
      return switch (query) {
        case Query.Recommend q when q.strategy() == RecommendStrategy.BEST_SCORE -> {
          float best = (float) q.positive().stream().mapToDouble(near).max().orElse(-1e30);
          float worst = (float) q.negative().stream().mapToDouble(near).max().orElse(-1e30);
          yield best > worst ? share(best) : -share(worst);
        }
        case Query.Recommend q -> {
          float good = 0;
          for (VectorInput input : q.positive()) {
            good += (float) near.applyAsDouble(input);
          }
          float bad = 0;
          for (VectorInput input : q.negative()) {
            bad += (float) near.applyAsDouble(input);
          }
          yield good - bad;
        }
        case Query.Discover q -> {
          int rank = 0;
          for (ContextPair pair : q.context()) {
            rank +=
                Double.compare(
                    near.applyAsDouble(pair.positive()) + 0.0,
                    near.applyAsDouble(pair.negative()) + 0.0);
          }
          yield rank + share((float) near.applyAsDouble(q.target()));
        }
        case Query.Context q -> {
          float loss = 0;
          for (ContextPair pair : q.pairs()) {
            float off =
                (float) near.applyAsDouble(pair.positive())
                    - (float) near.applyAsDouble(pair.negative())
                    - SMALLEST_STEP;
            loss += squeezed(Math.min(off, 0));
          }
          yield loss;
        }
        case Query.RelevanceFeedback q -> {
          // Example by example, as those that are rated lower and higher make it count.
          double sum = (double) q.targetWeight() * near.applyAsDouble(q.target());
          for (RatedExample one : q.examples()) {
            double counts = 0;
            for (RatedExample other : q.examples()) {
              double off = one.rating() - other.rating();
              counts += Math.signum(off) * Math.pow(Math.abs(off), q.exponent());
            }
            sum += q.pairWeight() * counts * near.applyAsDouble(one.example());
          }
          yield sum;
        }
        case Query.Nearest _, Query.Mmr _ -> throw new IllegalArgumentException("by one vector");
      };
    };
  }

  private static float squeezed(float x) {
    return x / (1 + Math.abs(x));
  }

  private static float share(float x) {
    return 0.5f * (squeezed(x) + 1);
  }

  /** All points that have the vector and match, best first, but for those that are named. */
  private List<Scored> all(
      String name, Query.OfVectors query, Filter filter, Map<PointId, Point> lookedUpIn) {
    Set<PointId> named = new HashSet<>();
    if (lookedUpIn.equals(points)) {
      query.inputs().forEach(input -> {
        if (input instanceof VectorInput.Stored stored) {
          named.add(stored.id());
        }
      });
    }
    ToDoubleFunction<VectorValue.Sparse> score = score(name, query, lookedUpIn);
    List<Scored> found = new ArrayList<>();
    for (Point point : points.values()) {
      if (point.vectors().get(name) instanceof VectorValue.Sparse vector
          && !named.contains(point.id())
          && FilterEvaluator.matches(
              filter, point.id(), point.payload(), point.vectors()::has)) {
        found.add(new Scored(point.id(), (float) score.applyAsDouble(vector)));
      }
    }
    Comparator<Scored> byScore = Comparator.comparing(Scored::score, Comparator.reverseOrder());
    found.sort(byScore.thenComparing(Scored::id));
    return found;
  }

  private List<Scored> all(String name, Query.OfVectors query, Filter filter) {
    return all(name, query, filter, points);
  }

  private static <T> List<T> first(List<T> list, int most) {
    return list.subList(0, Math.min(most, list.size()));
  }

  // What is found.

  private List<Scored> found(QueryStage root) {
    Surroundings around = new Surroundings(database::collection, () -> {});
    SearchResult result =
        collection.query(new QueryRequest(root, 0, Projection.NONE), around);
    return result.points().stream()
        .map(point -> new Scored(point.id(), point.score()))
        .toList();
  }

  private static String about(int i, Object what) {
    return "seed " + SEED + ", query " + i + ": " + what;
  }

  @Test
  void everyPointThatHasTheVectorIsScoredByExamples() {
    for (int i = 0; i < 200; i++) {
      String name = name();
      Query.OfVectors query = byExamples();
      Filter filter = filter();
      int limit = 1 + random.nextInt(40);
      assertThat(found(QueryStage.of(query, limit).using(name).withFilter(filter)))
          .as(about(i, query))
          .containsExactlyElementsOf(first(all(name, query, filter), limit));
    }
    assertThat(collection.info().segments()).isPositive();
  }

  @Test
  void aPointThatHasNothingInCommonWithTheExamplesIsFound() {
    VectorValue.Sparse nobodyHasIt = new VectorValue.Sparse(new int[] {1000}, new float[] {1});
    Query.OfVectors query =
        new Query.Recommend(
            List.of(new VectorInput.Given(nobodyHasIt)), List.of(), RecommendStrategy.BEST_SCORE);
    long having =
        points.values().stream().filter(point -> point.vectors().has("plain")).count();

    assertThat(found(QueryStage.of(query, POINTS).using("plain")))
        .hasSize((int) having)
        .allSatisfy(point -> assertThat(point.score()).isEqualTo(0.5f));
  }

  @Test
  void whatIsNotBetterThanAThresholdIsLeftOut() {
    for (int i = 0; i < 30; i++) {
      Query.OfVectors query = byExamples();
      List<Scored> all = all("plain", query, Filter.ALL);
      float threshold = all.get(random.nextInt(all.size())).score();
      assertThat(
              found(QueryStage.of(query, POINTS).using("plain").withScoreThreshold(threshold)))
          .as(about(i, query))
          .containsExactlyElementsOf(
              all.stream().filter(point -> point.score() > threshold).toList());
    }
  }

  @Test
  void whatPrefetchesFoundIsScoredByExamples() {
    for (int i = 0; i < 50; i++) {
      Query.OfVectors query = byExamples();
      QueryStage dense =
          QueryStage.of(new Query.Nearest(VectorInput.of(1, random.nextInt(9))), 60).using("d");
      Set<PointId> prefetched = new HashSet<>();
      // Whatever the query names is not found by the prefetch either, so more is found instead.
      found(dense.withLimit(POINTS)).stream()
          .map(Scored::id)
          .filter(id -> !query.inputs().contains(VectorInput.of(id)))
          .limit(60)
          .forEach(prefetched::add);
      String name = name();
      assertThat(found(QueryStage.of(query, 15, dense).using(name)))
          .as(about(i, query))
          .containsExactlyElementsOf(
              first(
                  all(name, query, Filter.ALL).stream()
                      .filter(point -> prefetched.contains(point.id()))
                      .toList(),
                  15));
    }
  }

  @Test
  void whatExamplesFoundIsMerged() {
    for (int i = 0; i < 30; i++) {
      Query.OfVectors one = byExamples();
      Query.OfVectors other = byExamples();
      QueryStage root =
          QueryStage.of(
              new Query.RankFusion(),
              10,
              QueryStage.of(one, 30).using("plain"),
              QueryStage.of(other, 30).using("rare"));
      Set<VectorInput> named = new HashSet<>(one.inputs());
      named.addAll(other.inputs());
      List<Scored> expected =
          Fusion.byRank(
              List.of(
                  new Fusion.Ranking(unnamed("plain", one, named), true),
                  new Fusion.Ranking(unnamed("rare", other, named), true)),
              Query.RankFusion.DEFAULT_K,
              List.of());
      assertThat(found(root)).as(about(i, root)).containsExactlyElementsOf(first(expected, 10));
    }
  }

  private List<Scored> unnamed(String name, Query.OfVectors query, Set<VectorInput> named) {
    return first(
        all(name, query, Filter.ALL).stream()
            .filter(point -> !named.contains(VectorInput.of(point.id())))
            .toList(),
        30);
  }

  @Test
  void examplesAreLookedUpInAnotherCollectionAndWeightedByThisOne() {
    for (int i = 0; i < 20; i++) {
      String name = name();
      VectorInput one = VectorInput.of(PointId.of(1));
      VectorInput two = VectorInput.of(PointId.of(2));
      Query.OfVectors query =
          i % 2 == 0
              ? new Query.Recommend(
                  List.of(one), List.of(two, input()), RecommendStrategy.SUM_SCORES)
              : new Query.Discover(two, List.of(new ContextPair(one, two)));
      if (query.inputs().stream()
          .anyMatch(input -> input instanceof VectorInput.Stored s && !others.containsKey(s.id()))) {
        continue;
      }
      assertThat(
              found(
                  QueryStage.of(query, 20).using(name).withLookup(new Lookup("other", name))))
          .as(about(i, query))
          .containsExactlyElementsOf(first(all(name, query, Filter.ALL, others), 20));
    }
  }

  @Test
  void groupsAreThoseOfTheBestPoints() {
    for (int i = 0; i < 30; i++) {
      String name = name();
      Query.OfVectors query = byExamples();
      Map<PointGroup.Key, List<PointId>> expected = new HashMap<>();
      List<PointGroup.Key> order = new ArrayList<>();
      for (Scored point : all(name, query, Filter.ALL)) {
        PointGroup.Key key =
            new PointGroup.Key.Text(
                (String)
                    Objects.requireNonNull(
                        Objects.requireNonNull(points.get(point.id()))
                            .payload()
                            .asMap()
                            .get("tag")));
        if (!expected.containsKey(key) && expected.size() < 3) {
          order.add(key);
          expected.put(key, new ArrayList<>());
        }
        List<PointId> members = expected.get(key);
        if (members != null && members.size() < 4) {
          members.add(point.id());
        }
      }
      List<PointGroup> groups =
          collection
              .queryGroups(
                  new GroupsRequest(
                      QueryStage.of(query, 3).using(name),
                      Projection.NONE,
                      PayloadPath.parse("tag"),
                      4,
                      null),
                  Surroundings.NONE)
              .groups();
      assertThat(groups.stream().map(PointGroup::key))
          .as(about(i, query))
          .containsExactlyElementsOf(order);
      for (PointGroup group : groups) {
        assertThat(group.points().stream().map(ScoredPoint::id))
            .as(about(i, query))
            .containsExactlyElementsOf(expected.get(group.key()));
      }
    }
  }

  @Test
  void diversePointsAreChosenByVectorsAsTheyAre() {
    for (int i = 0; i < 40; i++) {
      String name = name();
      VectorInput target = input();
      float diversity = random.nextInt(5) / 4f;
      List<Scored> left =
          new ArrayList<>(
              found(QueryStage.of(new Query.Nearest(target), 25).using(name)));
      List<Scored> expected = new ArrayList<>();
      while (!left.isEmpty() && expected.size() < 8) {
        Scored next = mostDiverse(name, target, left, expected, diversity);
        left.remove(next);
        expected.add(next);
      }
      Query.Mmr query = new Query.Mmr(target, diversity, 25);
      assertThat(found(QueryStage.of(query, 8).using(name)))
          .as(about(i, query))
          .containsExactlyElementsOf(expected);
      QueryStage all = QueryStage.of(new Query.Sample(), POINTS);
      assertThat(found(QueryStage.of(query, 8, all).using(name)))
          .as(about(i, query) + " of what is prefetched")
          .containsExactlyElementsOf(expected);
    }
  }

  private Scored mostDiverse(
      String name,
      VectorInput target,
      List<Scored> left,
      List<Scored> chosen,
      float diversity) {
    Scored best = null;
    float most = 0;
    for (Scored point : left) {
      float near = alike(vector(name, target, points), of(name, point));
      float score = near;
      if (!chosen.isEmpty() && diversity > 0) {
        float alike = Float.NEGATIVE_INFINITY;
        for (Scored before : chosen) {
          alike = Math.max(alike, alike(of(name, point), of(name, before)));
        }
        score = (1 - diversity) * near - diversity * alike;
      }
      if (best == null || score > most) {
        best = point;
        most = score;
      }
    }
    return Objects.requireNonNull(best);
  }

  private VectorValue.Sparse of(String name, Scored point) {
    return vector(name, VectorInput.of(point.id()), points);
  }

  /** Values are small and whole, so in whatever order they are added up. */
  private float alike(VectorValue.Sparse one, VectorValue.Sparse other) {
    return product(weighted("plain", one), other);
  }

  @Test
  void pointsOfASampleAreComparedWithEachOther() {
    for (String name : NAMES) {
      MatrixResult result =
          collection.searchMatrix(
              new MatrixRequest(name, Filter.must(Condition.between("a", 1, 3)), 40, 5),
              Surroundings.NONE);

      assertThat(result.ids()).hasSize(40).isSorted().doesNotHaveDuplicates();
      for (int row = 0; row < result.ids().size(); row++) {
        PointId id = result.ids().get(row);
        Set<PointId> others = new HashSet<>(result.ids());
        others.remove(id);
        assertThat(result.neighbours().get(row))
            .as("seed %d, vector %s, point %s", SEED, name, id)
            .containsExactlyElementsOf(
                found(
                    QueryStage.of(new Query.Nearest(VectorInput.of(id)), 5)
                        .using(name)
                        .withFilter(Filter.must(new Condition.HasId(others)))));
      }
    }
  }

  @Test
  void examplesThatAreNotThereOrNotSparseAreRefused() {
    VectorInput dense = VectorInput.of(1, 2);
    VectorInput sparse = new VectorInput.Given(sparse(1));
    assertThatThrownBy(
            () -> found(QueryStage.of(new Query.Discover(dense, List.of()), 3).using("rare")))
        .hasMessage("Conversion between sparse and regular vectors failed");
    assertThatThrownBy(
            () ->
                found(
                    QueryStage.of(
                            new Query.Context(List.of(new ContextPair(sparse, sparse))), 3)
                        .using("d")))
        .hasMessage("Conversion between sparse and regular vectors failed");
    assertThatThrownBy(
            () ->
                found(
                    QueryStage.of(
                            new Query.Discover(VectorInput.of(PointId.of(99_999)), List.of()), 3)
                        .using("rare")))
        .hasMessage("No point with id 99999 found");
  }
}
