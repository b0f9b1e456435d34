package io.vdb.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.log.Durability;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.Projection;
import io.vdb.core.model.ScoredPoint;
import io.vdb.core.model.SearchCost;
import io.vdb.core.model.VectorConfig;
import io.vdb.core.model.VectorValue;
import io.vdb.core.query.ContextPair;
import io.vdb.core.query.GroupsRequest;
import io.vdb.core.query.Lookup;
import io.vdb.core.query.Query;
import io.vdb.core.query.QueryRequest;
import io.vdb.core.query.QueryStage;
import io.vdb.core.query.RecommendStrategy;
import io.vdb.core.query.VectorInput;
import io.vdb.observability.tck.InMemoryObservability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompoundQueriesTest {

  @TempDir Path folder;

  private final InMemoryObservability observability = new InMemoryObservability();
  private Database database;
  private Collection collection;
  private Collection other;

  @BeforeEach
  void open() {
    database =
        Database.open(
            new DatabaseConfig(
                folder, "gated", Durability.SYNC, TestDatabases.withRecentPoints(100), 1),
            observability,
            new GatedIndexes(),
            TestDatabases.NO_TICK);
    Map<String, VectorConfig> vectors =
        Map.of("x", VectorConfig.of(1, Distance.EUCLID), "y", VectorConfig.of(1, Distance.DOT));
    collection = database.createCollection("c", CollectionConfig.of(vectors));
    other = database.createCollection("other", CollectionConfig.of(1, Distance.DOT));
    List<Point> points = new ArrayList<>();
    for (int i = 1; i <= 9; i++) {
      Map<String, VectorValue> both =
          i == 9 ? Map.of("x", dense(i)) : Map.of("x", dense(i), "y", dense(-i));
      points.add(
          new Point(
              PointId.of(i), NamedVectors.of(both), Payload.of(Map.of("k", i % 3, "n", i))));
    }
    collection.upsert(points);
    other.upsert(List.of(Point.of(1, new float[] {7}, Map.of("title", "one"))));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static VectorValue dense(float component) {
    return new VectorValue.Dense(new float[] {component});
  }

  private Surroundings around() {
    return new Surroundings(database::collection, () -> {});
  }

  private List<Long> ids(QueryStage root) {
    return collection.query(QueryRequest.of(root), around()).points().stream()
        .map(point -> ((PointId.Num) point.id()).value())
        .toList();
  }

  private static QueryStage nearest(float component, int limit) {
    return QueryStage.of(new Query.Nearest(VectorInput.of(component)), limit).using("x");
  }

  private static QueryStage nearest(PointId id, int limit) {
    return QueryStage.of(new Query.Nearest(VectorInput.of(id)), limit).using("x");
  }

  @Test
  void comparesTheBestOfOneVectorByAnother() {
    QueryStage rescored =
        QueryStage.of(new Query.Nearest(VectorInput.of(1)), 2, nearest(5, 3)).using("y");

    assertThat(ids(rescored)).as("of 4, 5 and 6").containsExactly(4L, 5L);
  }

  @Test
  void findsNoPointThatIsNamedAnywhere() {
    QueryStage fused =
        QueryStage.of(new Query.RankFusion(), 9, nearest(PointId.of(4), 3), nearest(5, 3));

    assertThat(ids(fused)).doesNotContain(4L).contains(5L, 3L, 6L);
  }

  @Test
  void looksVectorsUpElsewhereAndFindsThosePointsHere() {
    QueryStage stage = nearest(PointId.of(1), 2).withLookup(new Lookup("other", ""));

    assertThat(ids(stage)).as("near to 7").containsExactly(7L, 6L);
    assertThat(ids(nearest(PointId.of(7), 2).withLookup(new Lookup("c", null))))
        .as("its own collection")
        .containsExactly(6L, 8L);
    QueryStage fromY = nearest(PointId.of(2), 9).withLookup(new Lookup("c", "y"));
    assertThat(ids(fromY)).as("near to -2").startsWith(1L, 3L);
    assertThatThrownBy(() -> ids(stage.withLookup(new Lookup("none", null))))
        .hasMessage("Collection `none` doesn't exist!");
    assertThatThrownBy(() -> collection.query(QueryRequest.of(stage)))
        .as("without other collections")
        .hasMessage("Collection `other` doesn't exist!");
  }

  @Test
  void needsTheVectorsOfNamedPointsUnlessItRecommends() {
    VectorInput without = VectorInput.of(PointId.of(9));
    for (Query query :
        List.of(
            new Query.Mmr(without, 0.5f, null),
            new Query.Discover(without, List.of()),
            new Query.Context(List.of(new ContextPair(VectorInput.of(1), without))))) {
      assertThatThrownBy(() -> ids(QueryStage.of(query, 3).using("y")))
          .isInstanceOfSatisfying(
              VdbException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
          .hasMessage("Vector with name \"y\" for point");
    }
    QueryStage recommended =
        QueryStage.of(
                new Query.Recommend(
                    List.of(without, VectorInput.of(1)),
                    List.of(),
                    RecommendStrategy.AVERAGE_VECTOR),
                2)
            .using("y");
    assertThat(ids(recommended)).containsExactly(1L, 2L);
  }

  @Test
  void leavesPointsOutFromTheBestOfAll() {
    QueryStage fused =
        QueryStage.of(new Query.RankFusion(), 2, nearest(1, 5), nearest(1, 5));

    List<ScoredPoint> page =
        collection.query(new QueryRequest(fused, 2, Projection.PAYLOAD)).points();

    assertThat(page).extracting(ScoredPoint::id).containsExactly(PointId.of(3), PointId.of(4));
    assertThat(page.getFirst().score()).isEqualTo(0.5f);
    assertThat(Objects.requireNonNull(page.getFirst().payload()).asMap()).containsEntry("n", 3L);
  }

  @Test
  void listsByIdWithoutAQuery() {
    Filter some = Filter.must(Condition.between("n", 3, 7));

    assertThat(ids(QueryStage.of(null, 3).withFilter(some))).containsExactly(3L, 4L, 5L);
  }

  @Test
  void endsWhenNobodyWaits() {
    int[] looks = new int[1];
    Surroundings impatient =
        new Surroundings(
            database::collection,
            () -> {
              if (++looks[0] == 2) {
                throw new IllegalStateException("gone");
              }
            });
    QueryStage fused =
        QueryStage.of(new Query.RankFusion(), 2, nearest(1, 5), nearest(1, 5));

    assertThatThrownBy(() -> collection.query(QueryRequest.of(fused), impatient))
        .hasMessage("gone");
    assertThat(looks[0]).isEqualTo(2);
    assertThat(observability.value(EngineMetricCatalog.QUERY_REQUESTS, "query", "error"))
        .hasValue(1);
    assertThat(observability.value(EngineMetricCatalog.SEARCH_REQUESTS, "hybrid", "error"))
        .hasValue(1);
  }

  @Test
  void tellsWhatEachStepTook() {
    QueryStage inner =
        QueryStage.of(new Query.Nearest(VectorInput.of(3)), 2, nearest(5, 4)).using("y");
    QueryStage fused = QueryStage.of(new Query.RankFusion(), 9, inner, nearest(1, 3));
    String trace =
        TestRequests.request(
            observability,
            "corr",
            () -> {
              SearchCost cost = collection.query(QueryRequest.of(fused)).cost();
              assertThat(cost.stages())
                  .extracting(stage -> stage.kind() + stage.depth() + stage.results())
                  .containsExactly("query04", "prefetch12", "prefetch24", "prefetch13");
              assertThat(cost.distanceComputations()).isEqualTo(9 + 9 + 4);
              assertThat(cost.totalNanos()).isGreaterThan(0);
            });

    assertThat(SpanTrees.tree(observability, trace))
        .isEqualTo(
            "request(query(prefetch(prefetch(plan search_recent) rescore)"
                + " prefetch(plan search_recent) fuse fetch))");
    assertThat(SpanTrees.only(observability, "query").attributes())
        .containsEntry("vdb.search.limit", 9L)
        .containsEntry("vdb.search.results", 4L)
        .containsEntry("vdb.search.distance_computations", 22L);
  }

  @Test
  void countsKindsAndFeatures() {
    QueryStage fused = QueryStage.of(new Query.RankFusion(), 2, nearest(1, 5));
    var _ = ids(fused);
    var _ = ids(QueryStage.of(new Query.Sample(), 2));
    var _ =
        ids(
            QueryStage.of(
                    new Query.Context(
                        List.of(new ContextPair(VectorInput.of(1), VectorInput.of(2)))),
                    2)
                .using("x"));
    var _ = ids(nearest(1, 2));
    GroupsRequest grouped =
        new GroupsRequest(
            nearest(1, 2),
            Projection.NONE,
            PayloadPath.parse("k"),
            2,
            new GroupsRequest.GroupLookup("other", Projection.PAYLOAD));

    assertThat(collection.queryGroups(grouped, around()).groups())
        .hasSize(2)
        .first()
        .satisfies(
            group -> {
              assertThat(group.points())
                  .extracting(ScoredPoint::id)
                  .containsExactly(PointId.of(1), PointId.of(4));
              assertThat(Objects.requireNonNull(group.lookup()).id()).isEqualTo(PointId.of(1));
            });
    for (String mode : List.of("hybrid", "filter", "recommend")) {
      assertThat(observability.value(EngineMetricCatalog.SEARCH_REQUESTS, mode, "success"))
          .as(mode)
          .hasValue(1);
    }
    assertThat(observability.value(EngineMetricCatalog.SEARCH_REQUESTS, "vector", "success"))
        .hasValue(2);
    assertThat(observability.value(EngineMetricCatalog.QUERY_REQUESTS, "query", "success"))
        .hasValue(3);
    assertThat(observability.value(EngineMetricCatalog.QUERY_REQUESTS, "nearest", "success"))
        .hasValue(1);
    assertThat(observability.value(EngineMetricCatalog.QUERY_REQUESTS, "groups", "success"))
        .hasValue(1);
    for (String feature : List.of("fusion", "recommend", "groups")) {
      assertThat(observability.value(EngineMetricCatalog.FEATURE_REQUESTS, feature))
          .as(feature)
          .hasValue(1);
    }
  }
}
