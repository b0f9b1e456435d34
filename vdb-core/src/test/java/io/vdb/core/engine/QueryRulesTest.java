package io.vdb.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vdb.core.filter.Condition;
import io.vdb.core.filter.FieldIndex;
import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.Filter;
import io.vdb.core.log.Durability;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.HnswConfig;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.OrderBy;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.Projection;
import io.vdb.core.model.ScoredPoint;
import io.vdb.core.model.SparseConfig;
import io.vdb.core.model.VectorConfig;
import io.vdb.core.model.VectorValue;
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
import io.vdb.observability.tck.InMemoryObservability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What queries leave out, group and weigh, on points that lie at 1, 2, 3 and so on. */
final class QueryRulesTest {

  private static final int LIMIT = 40;

  @TempDir Path folder;

  private final InMemoryObservability observability = new InMemoryObservability();
  private Database database;
  private Collection collection;

  @BeforeEach
  void open() {
    database =
        Database.open(
            new DatabaseConfig(
                folder,
                "gated",
                Durability.SYNC,
                new Limits(LIMIT, LIMIT, 100, 100, 1 << 20, 1 << 26, 1 << 26, 1_000),
                1),
            observability,
            new GatedIndexes(),
            TestDatabases.NO_TICK);
    collection =
        database.createCollection(
            "c",
            new CollectionConfig(
                Map.of(
                    "x", VectorConfig.of(1, Distance.EUCLID), "y", VectorConfig.of(1, Distance.DOT)),
                Map.of("s", new SparseConfig(false), "w", new SparseConfig(true)),
                HnswConfig.DEFAULT,
                Payload.EMPTY));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static VectorValue dense(float component) {
    return new VectorValue.Dense(new float[] {component});
  }

  private static VectorValue.Sparse sparse(int index, float value) {
    return new VectorValue.Sparse(new int[] {index}, new float[] {value});
  }

  private static VectorInput given(VectorValue value) {
    return new VectorInput.Given(value);
  }

  /** Puts points 1, 2, 3 and so on, each with its number as n and what is given as tag. */
  private void put(Object... tags) {
    List<Point> points = new ArrayList<>();
    for (int i = 1; i <= tags.length; i++) {
      Map<String, VectorValue> vectors = new TreeMap<>();
      vectors.put("x", dense(i));
      if (i != 9) {
        vectors.put("y", dense(-i));
      }
      points.add(
          new Point(
              PointId.of(i),
              NamedVectors.of(vectors),
              Payload.of(Map.of("n", i, "tag", tags[i - 1]))));
    }
    collection.upsert(points);
  }

  private void putNine() {
    put("a", "a", "a", "a", "a", "a", "a", "a", "a");
  }

  private static QueryStage nearest(float component, int limit) {
    return QueryStage.of(new Query.Nearest(VectorInput.of(component)), limit).using("x");
  }

  private static QueryStage nearest(PointId id, int limit) {
    return QueryStage.of(new Query.Nearest(VectorInput.of(id)), limit).using("x");
  }

  private static Filter n(double from, double to) {
    return Filter.must(Condition.between("n", from, to));
  }

  private static long number(PointId id) {
    return ((PointId.Num) id).value();
  }

  private Surroundings around() {
    return new Surroundings(database::collection, () -> {});
  }

  private List<ScoredPoint> found(QueryStage root) {
    return collection.query(QueryRequest.of(root), around()).points();
  }

  private List<Long> ids(QueryStage root) {
    return found(root).stream().map(point -> number(point.id())).toList();
  }

  /** Groups of tags and their points. */
  private Map<Object, List<Long>> groups(QueryStage root, int size) {
    Map<Object, List<Long>> groups = new LinkedHashMap<>();
    GroupsRequest request =
        new GroupsRequest(root, Projection.NONE, PayloadPath.parse("tag"), size, null);
    for (PointGroup group : collection.queryGroups(request, around()).groups()) {
      Object key =
          switch (group.key()) {
            case PointGroup.Key.Text text -> text.value();
            case PointGroup.Key.Whole whole -> whole.value();
          };
      groups.put(key, group.points().stream().map(point -> number(point.id())).toList());
    }
    return groups;
  }

  @Test
  void aGroupIsFullOfItsBestPointsEachOnce() {
    put("a", "a", "a", "a", "b", 0.5, List.of("b", "c"), 5, true);

    assertThat(groups(nearest(1, 4), 2).entrySet())
        .extracting(Object::toString)
        .containsExactly("a=[1, 2]", "b=[5, 7]", "c=[7]", "5=[8]");
  }

  @Test
  void moreIsAskedForUntilThereAreEnoughGroups() {
    put("a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "b", "b", "b", "c");

    assertThat(groups(nearest(1, 2), 2).entrySet())
        .extracting(Object::toString)
        .containsExactly("a=[1, 2]", "b=[11, 12]");
  }

  @Test
  void manyPointsOfAGroupThatIsKnownAreInNobodysWay() {
    Object[] tags = new Object[46];
    Arrays.fill(tags, List.of("a", 0.5)); // what is no key is not known as one
    tags[45] = "b";
    put(tags);

    assertThat(groups(nearest(1, 2), 1).entrySet())
        .extracting(Object::toString)
        .containsExactly("a=[1]", "b=[46]");
  }

  @Test
  void diversePointsAreChosenOnceAndGrouped() {
    put("a", "a", "a", "b");
    Query diverse = new Query.Mmr(VectorInput.of(1f), 0, null);

    assertThat(groups(QueryStage.of(diverse, 2).using("x"), 1).entrySet())
        .extracting(Object::toString)
        .containsExactly("a=[1]");
  }

  @Test
  void aGroupTakesNoPointWhileABetterOneIsLeftOut() {
    put("a", "a", "a", "a", "a", "b", "b", List.of("b", "c"));

    assertThat(groups(nearest(1, 3), 2).entrySet())
        .extracting(Object::toString)
        .containsExactly("a=[1, 2]", "b=[6, 7]", "c=[8]");
  }

  @Test
  void prefetchesFindMoreWhereGroupsAreWanted() {
    put("a", "a", "b", "c", "d");
    QueryStage fused = QueryStage.of(new Query.RankFusion(), 3, nearest(1, 2));

    assertThat(groups(fused, 1).entrySet())
        .extracting(Object::toString)
        .containsExactly("a=[1]", "b=[3]", "c=[4]");
  }

  @Test
  void aGroupOfANegativeNumberIsAboutNoPoint() {
    put(-1);
    Collection other =
        database.createCollection("other", CollectionConfig.of(1, Distance.DOT));
    other.upsert(List.of(Point.of(-1, new float[] {1}, Map.of()))); // the largest id
    GroupsRequest request =
        new GroupsRequest(
            nearest(1, 1),
            Projection.NONE,
            PayloadPath.parse("tag"),
            1,
            new GroupsRequest.GroupLookup("other", Projection.NONE));

    assertThat(collection.queryGroups(request, around()).groups())
        .singleElement()
        .satisfies(group -> assertThat(group.lookup()).isNull());
  }

  private MatrixResult matrix(String using, int sample, int limit) {
    return collection.searchMatrix(new MatrixRequest(using, null, sample, limit), around());
  }

  @Test
  void eachPointOfAMatrixHasItsNearestAmongTheOthers() {
    putNine();

    MatrixResult matrix = matrix("y", 20, 2);

    assertThat(matrix.ids()).as("9 lacks the vector").hasSize(8).isSorted();
    assertThat(matrix.neighbours().get(2))
        .containsExactly(new Scored(PointId.of(8), 24), new Scored(PointId.of(7), 21));
    assertThat(matrix.neighbours().get(7))
        .containsExactly(new Scored(PointId.of(7), 56), new Scored(PointId.of(6), 48));
    for (int i = 0; i < 5; i++) {
      assertThat(matrix("x", 7, 1).ids()).hasSize(7).isSorted();
    }
  }

  @Test
  void onePointMakesNoMatrix() {
    put("a");

    assertThat(matrix("x", 5, 2)).isEqualTo(new MatrixResult(List.of(), List.of()));
  }

  @Test
  void filtersOfAllStepsHoldTogether() {
    putNine();
    QueryStage prefetch = nearest(1, 9).withFilter(n(3, 9));

    assertThat(ids(QueryStage.of(new Query.RankFusion(), 9, prefetch).withFilter(n(1, 5))))
        .containsExactly(3L, 4L, 5L);
  }

  @Test
  void whatIsNotBetterThanAThresholdIsLeftOut() {
    putNine();

    assertThat(ids(nearest(1, 9).withScoreThreshold(3f))).containsExactly(1L, 2L, 3L);
    Query average =
        new Query.Recommend(
            List.of(VectorInput.of(1f)), List.of(), RecommendStrategy.AVERAGE_VECTOR);
    assertThat(ids(QueryStage.of(average, 9).using("x").withScoreThreshold(3f)))
        .containsExactly(1L, 2L, 3L);
    Query dot = new Query.Nearest(VectorInput.of(-1f));
    assertThat(ids(QueryStage.of(dot, 9).using("y").withScoreThreshold(6f)))
        .containsExactly(8L, 7L);
  }

  @Test
  void whatReachesAThresholdStaysWhereListsAreMerged() {
    putNine();

    assertThat(
            ids(
                QueryStage.of(new Query.RankFusion(), 9, nearest(1, 9))
                    .withScoreThreshold(1 / 3f)))
        .as("with 1 / 2 and 1 / 3")
        .containsExactly(1L, 2L);
  }

  @Test
  void pointsThatAreNamedElsewhereAreInNoList() {
    putNine();
    database.createPayloadIndex("c", PayloadPath.parse("n"), FieldIndex.of(FieldType.INTEGER));
    Query ordered =
        new Query.Ordered(new OrderBy(PayloadPath.parse("n"), false, null));
    for (QueryStage list :
        List.of(
            QueryStage.of(null, 9),
            QueryStage.of(ordered, 9),
            QueryStage.of(new Query.Sample(), 9))) {
      QueryStage merged =
          QueryStage.of(new Query.RankFusion(), 9, list, nearest(PointId.of(1), 2));
      assertThat(ids(merged)).as("%s", list).hasSize(8).doesNotContain(1L);
    }
  }

  @Test
  void aPointWhoseVectorIsLookedUpElsewhereMayBeFound() {
    putNine();
    Collection other =
        database.createCollection("other", CollectionConfig.of(1, Distance.DOT));
    other.upsert(List.of(Point.of(1, new float[] {1}, Map.of())));

    assertThat(ids(nearest(PointId.of(1), 2).withLookup(new Lookup("other", ""))))
        .containsExactly(1L, 2L);
  }

  @Test
  void pointsWithoutTheVectorAreLeftOutOfWhatIsPrefetched() {
    putNine();

    assertThat(
            ids(
                QueryStage.of(new Query.Nearest(VectorInput.of(1f)), 9, nearest(9, 3))
                    .using("y")))
        .containsExactly(7L, 8L);
  }

  @Test
  void noPointsByChanceAreLeftOutFirst() {
    putNine();
    QueryStage sample = QueryStage.of(new Query.Sample(), 3);

    assertThat(collection.query(new QueryRequest(sample, 8, Projection.NONE)).points())
        .hasSize(3);
  }

  @Test
  void anAverageNeedsAnExampleThatHasTheVector() {
    putNine();
    Query average =
        new Query.Recommend(
            List.of(VectorInput.of(PointId.of(9))), List.of(), RecommendStrategy.AVERAGE_VECTOR);

    assertThatThrownBy(() -> ids(QueryStage.of(average, 3).using("y")))
        .hasMessage("none of the positive examples has the vector");
  }

  private void putSparse(int id, VectorValue.Sparse vector) {
    collection.upsert(
        List.of(
            new Point(
                PointId.of(id),
                NamedVectors.of(Map.of("s", vector, "w", vector)),
                Payload.EMPTY)));
  }

  @Test
  void sparseExamplesAreWeightedByHowRareTheirIndicesAre() {
    VectorValue.Sparse both =
        new VectorValue.Sparse(new int[] {1, -1}, new float[] {1, 1});
    putSparse(1, both);
    putSparse(2, sparse(1, 1));
    putSparse(3, sparse(-1, 2));
    putSparse(4, sparse(1, 3));
    float common = (float) Math.log(1 + (4 - 3 + 0.5) / (3 + 0.5));
    float rare = (float) Math.log(1 + (4 - 2 + 0.5) / (2 + 0.5));

    Query average =
        new Query.Recommend(
            List.of(given(both), given(sparse(1, 3))),
            List.of(given(sparse(1, 1))),
            RecommendStrategy.AVERAGE_VECTOR);
    // Twice the mean of 1 and 3, less 1; twice the mean of 1 and 0.
    assertThat(found(QueryStage.of(average, 9).using("w")))
        .extracting(point -> number(point.id()))
        .containsExactly(4L, 1L, 3L, 2L);
    assertThat(found(QueryStage.of(average, 9).using("w")).getFirst().score())
        .isCloseTo(3 * 3 * common, within(1e-5f));
    Query sums =
        new Query.Recommend(
            List.of(given(sparse(-1, 1)), given(both)),
            List.of(),
            RecommendStrategy.SUM_SCORES);
    assertThat(found(QueryStage.of(sums, 1).using("w")).getFirst().score())
        .isCloseTo(2 * 2 * rare, within(1e-5f));
  }

  @Test
  void diversePointsAreChosenByVectorsWithoutWeights() {
    putSparse(1, new VectorValue.Sparse(new int[] {1, 2}, new float[] {3, 0}));
    putSparse(2, new VectorValue.Sparse(new int[] {1, 2}, new float[] {0, 2}));
    putSparse(3, sparse(1, 1));
    putSparse(4, sparse(1, 1));
    VectorInput target =
        given(new VectorValue.Sparse(new int[] {1, 2}, new float[] {1, 1}));

    assertThat(ids(QueryStage.of(new Query.Nearest(target), 2).using("w")))
        .as("2 is rarer")
        .containsExactly(2L, 1L);
    assertThat(ids(QueryStage.of(new Query.Mmr(target, 0, 2), 2).using("w")))
        .containsExactly(1L, 2L);
  }

  @Test
  void sparseVectorsWithNothingInCommonAreFoundByExamplesOnly() {
    putSparse(1, sparse(1, 1));
    putSparse(2, sparse(2, 1));
    VectorInput one = given(sparse(1, 1));

    assertThat(ids(QueryStage.of(new Query.Nearest(one), 9).using("s"))).containsExactly(1L);
    Query best =
        new Query.Recommend(List.of(one), List.of(), RecommendStrategy.BEST_SCORE);
    assertThat(found(QueryStage.of(best, 9).using("s")))
        .extracting(ScoredPoint::score)
        .containsExactly(0.75f, 0.5f);
  }

  @Test
  void queriesThatAskForTooMuchAreRefused() {
    putNine();
    assertThatThrownBy(() -> groups(nearest(1, 21), 2))
        .hasMessage("at most 40 points in all groups allowed, but got 42");
    assertThatThrownBy(
            () ->
                ids(QueryStage.of(new Query.RankFusion(), 2, nearest(1, 21), nearest(1, 20))))
        .hasMessage("at most 40 points in all prefetches together allowed, but got 41");
    assertThatThrownBy(() -> matrix("x", 1, 1))
        .hasMessage("sample must be at least 2, but is 1");
    QueryStage deep = nearest(1, 1);
    for (int i = 0; i < 101; i++) {
      deep = QueryStage.of(new Query.RankFusion(), 1, deep);
    }
    QueryStage deepest = deep;
    assertThatThrownBy(() -> ids(deepest)).hasMessageContaining("nest deeper than 100");
  }

  @Test
  void queriesThatMakeNoSenseAreRefused() {
    putNine();
    assertThatThrownBy(() -> ids(QueryStage.of(null, 3).withScoreThreshold(1f)))
        .hasMessageStartingWith("A query is needed to use the score_threshold.");
    VectorInput one = VectorInput.of(1f);
    assertThatThrownBy(
            () ->
                ids(
                    QueryStage.of(new Query.RelevanceFeedback(one, List.of(), 1, 1, 1), 3)
                        .using("x")))
        .hasMessage("feedback elements must be non-empty");
    Query negative =
        new Query.RelevanceFeedback(one, List.of(new RatedExample(one, 1)), 1, -1, 1);
    assertThatThrownBy(() -> ids(QueryStage.of(negative, 3).using("x")))
        .hasMessage("the exponent of feedback must not be negative");
  }
}
