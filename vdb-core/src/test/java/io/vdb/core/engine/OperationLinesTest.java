package io.vdb.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.log.Durability;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointSelector;
import io.vdb.core.model.PointWrite;
import io.vdb.core.model.Projection;
import io.vdb.core.model.SearchCost;
import io.vdb.core.model.SearchRequest;
import io.vdb.core.observe.SlowQuery;
import io.vdb.core.observe.SlowQueryLog;
import io.vdb.observability.spi.Context;
import io.vdb.observability.spi.Span;
import io.vdb.observability.tck.InMemoryObservability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** What the engine says of its operations, in lines and in the slow-query log. */
@Isolated("it reads what loggers of the whole process write")
class OperationLinesTest {

  private static final String SECRET = "Reykjavik";

  @TempDir Path folder;

  private final InMemoryObservability observability = new InMemoryObservability();
  private final GatedIndexes indexes = new GatedIndexes();
  private @Nullable Database database;

  private Collection open(Duration slow) {
    Database opened =
        Database.open(
            new DatabaseConfig(
                folder,
                "gated",
                Durability.SYNC,
                TestDatabases.withRecentPoints(3),
                1,
                new SlowQueryLog(slow, 10),
                10),
            observability,
            indexes,
            TestDatabases.NO_TICK);
    database = opened;
    return opened.createCollection("c", CollectionConfig.of(1, Distance.DOT));
  }

  @AfterEach
  void close() {
    Objects.requireNonNull(database).close();
  }

  private List<SlowQuery> slowQueries() {
    return Objects.requireNonNull(database).slowQueries().latest(10);
  }

  private static List<Point> point(long id) {
    return List.of(Point.of(id, new float[] {0.123456f}, Map.of("city", SECRET)));
  }

  @Test
  void writesOneLineForEachOperationInTheContextOfItsRequest() {
    Collection c = open(Duration.ofHours(1));
    try (CapturedLog log = new CapturedLog("io.vdb.core.operations")) {
      TestRequests.request(
          observability,
          "corr-1",
          () -> {
            c.upsert(point(1));
            c.search(SearchRequest.nearest(new float[] {1}, 5));
            assertThatThrownBy(() -> c.search(SearchRequest.nearest(new float[] {1, 2}, 5)));
          });
      List<CapturedLog.Line> lines =
          log.lines().stream()
              .filter(line -> !"indexing".equals(line.fields().get("operation_type")))
              .toList(); // opening a collection has a line of its own
      assertThat(lines)
          .extracting(line -> line.fields().get("operation"))
          .containsExactly("upsert", "search", "search");
      assertThat(lines)
          .allSatisfy(
              line -> {
                assertThat(line.level()).isEqualTo(Level.DEBUG);
                assertThat(line.context().correlationId()).isEqualTo("corr-1");
                assertThat(line.fields()).containsEntry("collection", "c");
                assertThat((Double) line.fields().get("duration_ms")).isPositive();
              });
      assertThat(lines.get(0).fields())
          .containsEntry("operation_type", "write")
          .containsEntry("success", true)
          .containsEntry("result_count", 1L)
          .doesNotContainKey("error");
      assertThat(lines.get(1).fields())
          .containsEntry("operation_type", "query")
          .containsEntry("result_count", 1L);
      assertThat(lines.get(2).fields())
          .containsEntry("success", false)
          .containsEntry("error", "invalid_argument");
    }
  }

  @Test
  void writesALineForEachWriteOfABatchAndNoneForThoseAfterAFailure() {
    Collection c = open(Duration.ofHours(1));
    c.upsert(point(1));
    PointSelector one = new PointSelector.Ids(List.of(PointId.of(1)));
    PointSelector missing = new PointSelector.Ids(List.of(PointId.of(9)));
    Payload fields = Payload.of(Map.of("city", SECRET));
    try (CapturedLog log = new CapturedLog("io.vdb.core.operations")) {
      assertThatThrownBy(
          () ->
              c.writeAll(
                  List.of(
                      new PointWrite.OverwritePayload(one, fields),
                      new PointWrite.DeletePayload(one, List.of(PayloadPath.parse("city"))),
                      new PointWrite.ClearPayload(missing),
                      new PointWrite.ClearPayload(one)),
                  Acknowledge.VISIBLE));
      List<CapturedLog.Line> lines =
          log.lines().stream()
              .filter(line -> "write".equals(line.fields().get("operation_type")))
              .toList();
      assertThat(lines)
          .extracting(line -> line.fields().get("operation"), line -> line.fields().get("error"))
          .containsExactly(
              tuple("overwrite_payload", null),
              tuple("delete_payload", null),
              tuple("clear_payload", "not_found"));
      assertThat(lines).noneMatch(line -> line.toString().contains(SECRET));
    }
  }

  @Test
  void writesALineForEachCollectionThatIsCreatedOrDeleted() {
    var _ = open(Duration.ofHours(1));
    Database opened = Objects.requireNonNull(database);
    try (CapturedLog log = new CapturedLog("io.vdb.core.operations")) {
      TestRequests.request(
          observability,
          "corr-6",
          () -> {
            var _ = opened.createCollection("new", CollectionConfig.of(1, Distance.DOT));
            assertThat(opened.deleteCollection("new")).isTrue();
            assertThatThrownBy(
                () -> opened.createCollection("a/b", CollectionConfig.of(1, Distance.DOT)));
          });
      List<CapturedLog.Line> lines =
          log.lines().stream()
              .filter(line -> "write".equals(line.fields().get("operation_type")))
              .toList();
      assertThat(lines)
          .extracting(line -> line.fields().get("operation"))
          .containsExactly("create_collection", "delete_collection", "create_collection");
      assertThat(lines)
          .allSatisfy(
              line -> assertThat(line.context().correlationId()).isEqualTo("corr-6"));
      assertThat(lines.getFirst().fields())
          .containsEntry("collection", "new")
          .containsEntry("success", true);
      assertThat(lines.getLast().fields())
          .containsEntry("success", false)
          .containsEntry("error", "invalid_argument");
    }
  }

  @Test
  void keepsWhatASearchHadCostWhenItFailed() {
    Collection c = open(Duration.ZERO);
    c.upsert(point(1));
    indexes.failingSearches.set(true);
    assertThatThrownBy(() -> c.search(SearchRequest.nearest(new float[] {1}, 5)));
    SlowQuery failed = slowQueries().getFirst();
    assertThat(failed.error()).isEqualTo("internal");
    SearchCost cost = Objects.requireNonNull(failed.cost());
    assertThat(cost.recentPoints()).isEqualTo(1);
    assertThat(cost.distanceComputations()).isEqualTo(1);
    assertThat(cost.searchNanos()).isPositive();
    assertThat(cost.rescoreNanos()).isZero();
    assertThat(cost.fetchNanos()).isZero();
    assertThat(cost.totalNanos()).isEqualTo(failed.totalNanos());
  }

  @Test
  void writesLinesOfBackgroundWorkInTheContextOfItsCause() throws Exception {
    Collection c = open(Duration.ofHours(1));
    try (CapturedLog log = new CapturedLog("io.vdb.core.operations")) {
      TestRequests.request(observability, "corr-2", () -> c.upsert(point(1)));
      c.upsert(point(2));
      c.upsert(point(3));
      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (flushes(log).isEmpty()) {
        assertThat(System.nanoTime()).isLessThan(end);
        Thread.onSpinWait();
      }
      CapturedLog.Line flush = flushes(log).getFirst();
      assertThat(flush.fields())
          .containsEntry("operation_type", "indexing")
          .containsEntry("success", true)
          .containsEntry("result_count", 3L);
      assertThat(flush.context().correlationId()).isEqualTo("corr-2");
      assertThat(flush.context().span().context())
          .isEqualTo(SpanTrees.only(observability, "index_flush").context());
    }
  }

  private static List<CapturedLog.Line> flushes(CapturedLog log) {
    return log.lines().stream()
        .filter(line -> "index_flush".equals(line.fields().get("operation")))
        .toList();
  }

  @Test
  void writesTheFailureOfBackgroundWorkInItsContext() {
    Collection c = open(Duration.ofHours(1));
    indexes.failing.set(true);
    try (CapturedLog log = new CapturedLog("io.vdb.core.engine.WriteAccess")) {
      TestRequests.request(observability, "corr-3", () -> c.upsert(point(1)));
      c.upsert(point(2));
      c.upsert(point(3));
      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (log.lines().isEmpty()) {
        assertThat(System.nanoTime()).isLessThan(end);
        Thread.onSpinWait();
      }
      assertThat(log.lines().getFirst().level()).isEqualTo(Level.ERROR);
      assertThat(log.lines().getFirst().context().correlationId()).isEqualTo("corr-3");
    }
  }

  @Test
  void keepsEveryQueryThatIsSlowWithWhatItCost() {
    Collection c = open(Duration.ZERO);
    c.upsert(point(1));
    Filter filter = Filter.must(Condition.match("city", SECRET), Condition.match("x", 1L));
    String trace =
        TestRequests.request(
            observability,
            "corr-4",
            () -> {
              c.search(SearchRequest.nearest(new float[] {0.123456f}, 5).withFilter(filter));
              c.count(filter);
              c.scroll(null, 3, null, Projection.NONE);
              c.retrieve(List.of(), Projection.NONE);
              assertThatThrownBy(() -> c.search(SearchRequest.nearest(new float[] {1, 2}, 7)));
            });
    List<SlowQuery> slow = slowQueries();
    assertThat(slow)
        .extracting(SlowQuery::operation)
        .containsExactly("search", "retrieve", "scroll", "count", "search");
    assertThat(slow)
        .allSatisfy(
            query -> {
              assertThat(query.collection()).isEqualTo("c");
              assertThat(query.correlationId()).isEqualTo("corr-4");
              assertThat(query.traceId()).isEqualTo(trace);
              assertThat(query.totalNanos()).isPositive();
              assertThat(query.toString()).doesNotContain(SECRET, "0.123456");
            });
    SlowQuery failed = slow.getFirst();
    assertThat(failed.error()).isEqualTo("invalid_argument");
    assertThat(failed.limit()).isEqualTo(7);
    assertThat(Objects.requireNonNull(failed.cost()).planNanos()).isEqualTo(failed.totalNanos());
    SlowQuery search = slow.getLast();
    assertThat(search.filterConditions()).isEqualTo(2);
    assertThat(search.error()).isEmpty();
    assertThat(Objects.requireNonNull(search.cost()).totalNanos())
        .isEqualTo(search.totalNanos());
    assertThat(observability.value(EngineMetricCatalog.SLOW_QUERIES, "nearest")).hasValue(2);
    assertThat(observability.value(EngineMetricCatalog.SLOW_QUERIES, "count")).hasValue(1);
    assertThat(observability.value(EngineMetricCatalog.SLOW_QUERIES, "scroll")).hasValue(1);
    assertThat(observability.value(EngineMetricCatalog.SLOW_QUERIES, "retrieve")).hasValue(1);
  }

  @Test
  void countsNoSlowQueryBelowTheThreshold() {
    Collection c = open(Duration.ofHours(1));
    c.search(SearchRequest.nearest(new float[] {1}, 5));
    assertThat(slowQueries()).isEmpty();
    assertThat(observability.value(EngineMetricCatalog.SLOW_QUERIES, "nearest")).hasValue(0);
  }

  @Test
  void warnsOfSlowQueriesButNotWithoutEnd() {
    Collection c = open(Duration.ZERO);
    try (CapturedLog log = new CapturedLog(SlowQueryLog.class.getName())) {
      Context.of("corr-5", Span.none())
          .run(
              () -> {
                for (int i = 0; i < 1_000; i++) {
                  c.search(SearchRequest.nearest(new float[] {0.123456f}, 5));
                }
              });
      assertThat(log.lines()).hasSizeBetween(1, 500);
      CapturedLog.Line line = log.lines().getFirst();
      assertThat(line.level()).isEqualTo(Level.WARN);
      assertThat(line.message()).isEqualTo("Slow search of collection c");
      assertThat(line.context().correlationId()).isEqualTo("corr-5");
      assertThat(line.fields()).containsKeys("duration_ms", "strategy", "distance_computations");
    }
    assertThat(observability.value(EngineMetricCatalog.SLOW_QUERIES, "nearest")).hasValue(1_000);
  }
}
