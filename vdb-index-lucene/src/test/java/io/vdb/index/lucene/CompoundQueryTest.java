package io.vdb.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vdb.core.engine.Collection;
import io.vdb.core.engine.Database;
import io.vdb.core.engine.Surroundings;
import io.vdb.core.filter.Condition;
import io.vdb.core.filter.FieldIndex;
import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.Filter;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.OrderBy;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.Projection;
import io.vdb.core.model.ScoredPoint;
import io.vdb.core.model.VectorConfig;
import io.vdb.core.model.VectorValue;
import io.vdb.core.query.ContextPair;
import io.vdb.core.query.Expression;
import io.vdb.core.query.GroupsRequest;
import io.vdb.core.query.MatrixRequest;
import io.vdb.core.query.MatrixResult;
import io.vdb.core.query.PointGroup;
import io.vdb.core.query.Query;
import io.vdb.core.query.QueryRequest;
import io.vdb.core.query.QueryStage;
import io.vdb.core.query.RatedExample;
import io.vdb.core.query.RecommendStrategy;
import io.vdb.core.query.ScoreFormula;
import io.vdb.core.query.Scored;
import io.vdb.core.query.StageParams;
import io.vdb.core.query.VectorInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Random queries, nested and not, find what a plain implementation finds. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CompoundQueryTest {

  private static final int POINTS = 400;
  private static final int QUERIES = 600;
  private static final long SEED = Long.getLong("vdb.test.seed", 20_261_121L);

  private static final Map<String, Distance> DISTANCES =
      Map.of("dot", Distance.DOT, "euc", Distance.EUCLID, "man", Distance.MANHATTAN);
  private static final List<String> NAMES = List.of("dot", "euc", "man");
  private static final int SIZE = 4;

  private final Map<PointId, Point> points = new TreeMap<>();
  private final ReferenceQueries reference = new ReferenceQueries(points, DISTANCES);
  private final Random random = new Random(SEED);
  private Database database;
  private Collection collection;

  @BeforeAll
  void start(@TempDir Path folder) {
    database = FlushedOften.open(folder, 150);
    Map<String, VectorConfig> vectors = new HashMap<>();
    DISTANCES.forEach((name, distance) -> vectors.put(name, VectorConfig.of(SIZE, distance)));
    collection = database.createCollection("c", CollectionConfig.of(vectors));
    database.createPayloadIndex("c", PayloadPath.parse("n"), FieldIndex.of(FieldType.INTEGER));
    database.createPayloadIndex("c", PayloadPath.parse("at"), FieldIndex.of(FieldType.DATETIME));
    for (int i = 0; i < POINTS; i += 50) {
      List<Point> batch = new ArrayList<>();
      for (int j = i; j < i + 50; j++) {
        batch.add(point(j));
      }
      collection.upsert(batch, Acknowledge.DURABLE);
    }
    List<Point> again = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      again.add(point(random.nextInt(POINTS)));
    }
    collection.upsert(again);
  }

  @AfterAll
  void stop() {
    database.close();
  }

  private Point point(int number) {
    Map<String, VectorValue> vectors = new HashMap<>();
    for (String name : NAMES) {
      if (number < 5 || random.nextInt(8) > 0) {
        vectors.put(name, new VectorValue.Dense(vector()));
      }
    }
    Map<String, @Nullable Object> payload = new LinkedHashMap<>();
    payload.put("n", random.nextInt(3) == 0 ? List.of(small(), small()) : small());
    payload.put("one", random.nextInt(20));
    payload.put("at", "2024-01-%02dT00:00:00Z".formatted(1 + random.nextInt(28)));
    if (random.nextInt(4) > 0) {
      payload.put(
          "tag",
          random.nextInt(3) == 0
              ? List.of("t" + random.nextInt(12), random.nextInt(4), 0.5)
              : "t" + random.nextInt(12));
    }
    Point point =
        new Point(PointId.of(number), NamedVectors.of(vectors), Payload.of(payload));
    points.put(point.id(), point);
    return point;
  }

  private long small() {
    return random.nextInt(40) - 10L;
  }

  private float[] vector() {
    float[] vector = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      vector[i] = 6 * (random.nextInt(21) - 10); // means of up to three are exact
    }
    return vector;
  }

  private VectorInput input() {
    // The first points have all vectors.
    return random.nextInt(3) == 0
        ? VectorInput.of(PointId.of(random.nextInt(5)))
        : VectorInput.of(vector());
  }

  private List<VectorInput> inputs(int fewest) {
    List<VectorInput> inputs = new ArrayList<>();
    for (int i = fewest + random.nextInt(3); i > 0; i--) {
      inputs.add(input());
    }
    return inputs;
  }

  private List<RatedExample> rated() {
    return inputs(1).stream()
        .map(input -> new RatedExample(input, random.nextInt(4)))
        .toList();
  }

  private List<ContextPair> pairs(int fewest) {
    List<ContextPair> pairs = new ArrayList<>();
    for (int i = fewest + random.nextInt(3); i > 0; i--) {
      pairs.add(new ContextPair(input(), input()));
    }
    return pairs;
  }

  private @Nullable Query query(boolean merging, boolean root, int prefetches) {
    return switch (random.nextInt(merging ? 15 : 10)) {
      case 0, 1 -> new Query.Nearest(input());
      case 2 ->
          new Query.Mmr(
              input(),
              random.nextInt(5) / 4f,
              random.nextBoolean() ? null : 1 + random.nextInt(40));
      case 3 ->
          new Query.Recommend(inputs(1), inputs(0), RecommendStrategy.AVERAGE_VECTOR);
      case 4 ->
          new Query.Recommend(
              inputs(1),
              inputs(0),
              random.nextBoolean()
                  ? RecommendStrategy.BEST_SCORE
                  : RecommendStrategy.SUM_SCORES);
      case 5 -> new Query.Discover(input(), pairs(0));
      case 6 -> new Query.Context(pairs(1));
      case 7 -> order();
      case 8 -> merging ? new Query.Nearest(input()) : null;
      case 9 ->
          new Query.RelevanceFeedback(
              input(), rated(), random.nextInt(3), random.nextInt(3), random.nextInt(5) / 2f);
      case 10, 11 -> new Query.RankFusion(1 + random.nextInt(60), weights(prefetches));
      case 12, 13 -> new Query.Formula(formula());
      // What it rounds otherwise than the plain way would be ranked otherwise by those above it.
      default -> root ? new Query.ScoreFusion() : new Query.RankFusion();
    };
  }

  private List<Float> weights(int prefetches) {
    List<Float> weights = new ArrayList<>();
    if (random.nextBoolean()) {
      for (int i = 0; i < prefetches; i++) {
        weights.add(random.nextInt(4) / 2f);
      }
    }
    return weights;
  }

  private Query order() {
    boolean time = random.nextBoolean();
    Long from = time ? 1_705_000_000_000_000L : small();
    return new Query.Ordered(
        new OrderBy(
            PayloadPath.parse(time ? "at" : "n"),
            random.nextBoolean(),
            random.nextInt(3) == 0 ? from : null));
  }

  private ScoreFormula formula() {
    Expression tagged =
        new Expression.Holds(
            Filter.must(Condition.match("tag", "t" + random.nextInt(12))));
    return ScoreFormula.of(
        new Expression.Sum(
            List.of(
                ScoreFormula.variable("$score[" + random.nextInt(3) + "]"),
                new Expression.Product(
                    List.of(new Expression.Constant(random.nextInt(9) - 4), tagged)),
                new Expression.Quotient(
                    ScoreFormula.variable("one"), new Expression.Constant(4), null))),
        Map.of("$score[1]", random.nextInt(5)));
  }

  private @Nullable Filter filter() {
    return switch (random.nextInt(5)) {
      case 0 -> Filter.must(Condition.between("one", 3, 15));
      case 1 -> Filter.mustNot(Condition.match("tag", "t" + random.nextInt(12)));
      case 2 -> Filter.must(new Condition.HasVector(NAMES.get(random.nextInt(3))));
      default -> null;
    };
  }

  private QueryStage stage(int depth, boolean root) {
    List<QueryStage> prefetch = new ArrayList<>();
    if (depth > 0) {
      for (int i = random.nextInt(4); i > 0; i--) {
        prefetch.add(stage(depth - 1, false));
      }
    }
    Query query = query(!prefetch.isEmpty(), root, prefetch.size());
    Float threshold =
        query == null || query instanceof Query.Ordered || random.nextInt(4) > 0
            ? null
            : (float) random.nextInt(5);
    return new QueryStage(
        prefetch,
        query,
        query instanceof Query.OfVectors ? NAMES.get(random.nextInt(3)) : "",
        filter(),
        StageParams.EXACT,
        threshold,
        1 + random.nextInt(root ? 30 : 60),
        null);
  }

  @Test
  void findWhatThePlainWayFinds() {
    for (int i = 0; i < QUERIES; i++) {
      QueryStage root = stage(2, true);
      int offset = random.nextInt(4) == 0 ? random.nextInt(10) : 0;
      List<Scored> expected = reference.answer(root, offset);
      List<ScoredPoint> actual =
          collection.query(new QueryRequest(root, offset, Projection.NONE)).points();
      assertSame("seed " + SEED + ", query " + i + ": " + root, actual, expected);
    }
  }

  private static void assertSame(
      String about, List<ScoredPoint> actual, List<Scored> expected) {
    assertThat(actual).as("number, %s", about).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      float score = expected.get(i).score();
      float close = Math.max(1e-5f * Math.abs(score), 1e-6f);
      assertThat(actual.get(i).score())
          .as("score %d, %s", i, about)
          .isCloseTo(score, within(close));
      assertThat(actual.get(i).orderValue())
          .as("value %d, %s", i, about)
          .isEqualTo(expected.get(i).orderValue());
      if (!actual.get(i).id().equals(expected.get(i).id())) {
        PointId id = actual.get(i).id();
        boolean tied =
            expected.stream()
                .anyMatch(
                    other ->
                        other.id().equals(id) && Math.abs(other.score() - score) <= close);
        boolean atTheEnd =
            Math.abs(expected.getLast().score() - score) <= close;
        assertThat(tied || atTheEnd).as("id %d, %s", i, about).isTrue();
      }
    }
  }

  @Test
  void groupWhatThePlainWayGroups() {
    for (int i = 0; i < 150; i++) {
      QueryStage root = stage(1, true).withLimit(1 + random.nextInt(15));
      if (root.query() instanceof Query.Mmr || root.query() instanceof Query.ScoreFusion) {
        continue;
      }
      GroupsRequest request =
          new GroupsRequest(
              root,
              Projection.NONE,
              PayloadPath.parse("tag"),
              1 + random.nextInt(5),
              null);
      Map<PointGroup.Key, List<PointId>> actual = new LinkedHashMap<>();
      for (PointGroup group : collection.queryGroups(request, Surroundings.NONE).groups()) {
        actual.put(group.key(), group.points().stream().map(ScoredPoint::id).toList());
      }
      String about = "seed " + SEED + ", groups " + i + ": " + request;
      Map<PointGroup.Key, List<PointId>> expected = reference.groups(request);
      assertThat(actual).as(about).isEqualTo(expected);
      assertThat(actual.keySet()).as(about).containsExactlyElementsOf(expected.keySet());
    }
  }

  @Test
  void comparePointsOfASampleExactly() {
    MatrixResult result =
        collection.searchMatrix(
            new MatrixRequest("euc", Filter.must(Condition.between("one", 3, 15)), 50, 4),
            Surroundings.NONE);

    assertThat(result.ids()).hasSize(50).isSorted().doesNotHaveDuplicates();
    for (int row = 0; row < result.ids().size(); row++) {
      PointId id = result.ids().get(row);
      Point point = Objects.requireNonNull(points.get(id));
      assertThat((Long) point.payload().asMap().get("one")).isBetween(3L, 15L);
      List<PointId> others = new ArrayList<>(result.ids());
      others.remove(id);
      List<Scored> expected =
          reference.answer(
              QueryStage.of(new Query.Nearest(VectorInput.of(id)), 4)
                  .using("euc")
                  .withFilter(Filter.must(new Condition.HasId(new HashSet<>(others)))),
              0);
      assertThat(result.neighbours().get(row)).isEqualTo(expected);
    }
  }

  @Test
  void choosesByChanceAmongTheMatching() {
    Filter some = Filter.must(Condition.between("one", 3, 15));
    QueryStage sample = QueryStage.of(new Query.Sample(), 20).withFilter(some);
    List<PointId> once = ids(sample);

    assertThat(once).hasSize(20).doesNotHaveDuplicates();
    for (PointId id : once) {
      Point point = Objects.requireNonNull(points.get(id));
      assertThat((Long) point.payload().asMap().get("one")).isBetween(3L, 15L);
    }
    // One in 10 to the 20th or so.
    assertThat(List.of(once, ids(sample), ids(sample)).stream().distinct().count())
        .isGreaterThan(1);

    QueryStage nearest = QueryStage.of(new Query.Nearest(input()), 10).using("dot");
    assertThat(ids(QueryStage.of(new Query.Sample(), 30, nearest)))
        .containsExactlyInAnyOrderElementsOf(ids(nearest));
  }

  private List<PointId> ids(QueryStage root) {
    return collection.query(QueryRequest.of(root)).points().stream()
        .map(ScoredPoint::id)
        .toList();
  }
}
