package io.vdb.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.log.Durability;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.CollectionStatus;
import io.vdb.core.model.Distance;
import io.vdb.core.model.Payload;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointSelector;
import io.vdb.core.model.Projection;
import io.vdb.core.model.SearchRequest;
import io.vdb.observability.spi.MetricCatalog;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.tck.HistogramReading;
import io.vdb.observability.tck.InMemoryObservability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exact values, as a scrape shows them. */
class EngineMetricsTest {

  @TempDir Path folder;

  private InMemoryObservability observability = new InMemoryObservability();
  private GatedIndexes indexes = new GatedIndexes();
  private Database database;

  @BeforeEach
  void open() {
    database =
        Database.open(
            new DatabaseConfig(
                folder, "gated", Durability.SYNC, TestDatabases.withRecentPoints(50), 1),
            observability,
            indexes,
            TestDatabases.NO_TICK);
  }

  @AfterEach
  void close() {
    indexes.open();
    database.close();
  }

  private void reopen() {
    database.close();
    observability = new InMemoryObservability();
    indexes = new GatedIndexes();
    open();
  }

  private Collection create(String name) {
    return database.createCollection(name, CollectionConfig.of(1, Distance.DOT));
  }

  private static List<Point> point(long id) {
    return List.of(Point.of(id, new float[] {id}, Map.of("k", id)));
  }

  private double value(MetricDefinition metric, String... labels) {
    return observability.value(metric, labels).orElseThrow();
  }

  private HistogramReading histogram(MetricDefinition metric, String... labels) {
    return observability.histogramReading(metric, labels).orElseThrow();
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void isFoundAsACatalogueWhoseMetricsAllAnswerAQuestion() {
    List<MetricCatalog> found = MetricCatalog.load(EngineMetrics.class.getClassLoader());
    assertThat(found).extracting(MetricCatalog::module).contains("vdb-core");
    assertThat(EngineMetricCatalog.all())
        .allSatisfy(metric -> assertThat(metric.question()).endsWith("?"));
    assertThat(EngineMetricCatalog.all()).extracting(MetricDefinition::name).doesNotHaveDuplicates();
  }

  @Test
  void showsTheLabelSetsThatAlertsNeedFromTheStart() {
    for (String status : List.of("success", "error")) {
      for (String kind : List.of("nearest", "scroll", "count", "facet", "retrieve")) {
        assertThat(value(EngineMetricCatalog.QUERY_REQUESTS, kind, status)).isZero();
      }
      for (String work : List.of("insert", "delete", "build", "compact", "load")) {
        assertThat(value(EngineMetricCatalog.INDEX_OPERATIONS, work, status)).isZero();
      }
      for (String worker : List.of("index_flush", "commit", "compaction", "refresh")) {
        assertThat(value(EngineMetricCatalog.WORKER_RUNS, worker, status)).isZero();
      }
      assertThat(value(EngineMetricCatalog.INSERT_REQUESTS, status)).isZero();
    }
    assertThat(value(EngineMetricCatalog.FEATURE_REQUESTS, "filter")).isZero();
    assertThat(value(EngineMetricCatalog.COLLECTION_SEARCHES, "_other")).isZero();
  }

  @Test
  void countsEveryQueryOnceWhateverItsKind() {
    Collection c = create("c");
    c.upsert(point(1));
    Filter filter = Filter.must(Condition.match("k", 1L));
    for (int i = 0; i < 3; i++) {
      c.search(SearchRequest.nearest(new float[] {1}, 5));
    }
    c.search(SearchRequest.nearest(new float[] {1}, 5).withFilter(filter));
    assertThatThrownBy(() -> c.search(SearchRequest.nearest(new float[] {1, 2}, 5)));
    c.count(filter);
    c.scroll(null, 5, null, Projection.NONE);
    assertThatThrownBy(() -> c.scroll(null, 0, null, Projection.NONE));
    c.retrieve(List.of(PointId.of(1)), Projection.NONE);

    MetricDefinition requests = EngineMetricCatalog.QUERY_REQUESTS;
    assertThat(value(requests, "nearest", "success")).isEqualTo(4);
    assertThat(value(requests, "nearest", "error")).isEqualTo(1);
    assertThat(value(requests, "count", "success")).isEqualTo(1);
    assertThat(value(requests, "scroll", "success")).isEqualTo(1);
    assertThat(value(requests, "scroll", "error")).isEqualTo(1);
    assertThat(value(requests, "retrieve", "success")).isEqualTo(1);
    assertThat(value(EngineMetricCatalog.SEARCH_REQUESTS, "vector", "success")).isEqualTo(4);
    assertThat(value(EngineMetricCatalog.SEARCH_REQUESTS, "vector", "error")).isEqualTo(1);
    assertThat(value(EngineMetricCatalog.FEATURE_REQUESTS, "filter")).isEqualTo(2);
    assertThat(value(EngineMetricCatalog.COLLECTION_SEARCHES, "c")).isEqualTo(5);

    MetricDefinition seconds = EngineMetricCatalog.QUERY_DURATION;
    for (String stage : List.of("total", "plan", "search", "fetch")) {
      assertThat(histogram(seconds, "nearest", stage).count()).as(stage).isEqualTo(4);
    }
    assertThat(histogram(seconds, "nearest", "filter").count()).isEqualTo(1);
    assertThat(histogram(seconds, "nearest", "rescore").count()).isZero();
    assertThat(histogram(EngineMetricCatalog.SEARCH_DURATION, "vector", "hot").sum())
        .isEqualTo(histogram(seconds, "nearest", "total").sum());
    assertThat(histogram(EngineMetricCatalog.SEARCH_RESULTS, "vector").sum()).isEqualTo(4);
  }

  @Test
  void losesNoCountUnderConcurrentLoad() throws Exception {
    Collection c = create("c");
    c.upsert(point(1));
    List<CompletableFuture<Void>> threads = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      threads.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 500; i++) {
                  c.search(SearchRequest.nearest(new float[] {1}, 5));
                }
              }));
    }
    for (CompletableFuture<Void> thread : threads) {
      thread.get(60, TimeUnit.SECONDS);
    }
    assertThat(value(EngineMetricCatalog.SEARCH_REQUESTS, "vector", "success")).isEqualTo(2_000);
    assertThat(value(EngineMetricCatalog.COLLECTION_SEARCHES, "c")).isEqualTo(2_000);
    assertThat(histogram(EngineMetricCatalog.QUERY_DURATION, "nearest", "total").count())
        .isEqualTo(2_000);
  }

  @Test
  void tellsLiveVectorsExactlyAfterEveryKindOfWriteAndARestart() {
    Collection c = create("c");
    c.upsert(point(1));
    c.upsert(point(2));
    c.upsert(point(2)); // again
    c.upsert(List.of(point(3).getFirst(), point(3).getFirst())); // twice
    assertThatThrownBy(() -> c.upsert(List.of(Point.of(9, new float[] {1, 2}, Map.of()))));
    c.delete(new PointSelector.Ids(List.of(PointId.of(1), PointId.of(77))), Acknowledge.VISIBLE);
    assertThatThrownBy(
        () ->
            c.setPayload(
                new PointSelector.Ids(List.of(PointId.of(77))),
                Payload.of(Map.of("x", 1)),
                Acknowledge.VISIBLE));
    assertThat(value(EngineMetricCatalog.VECTORS, "hot")).isEqualTo(2);
    assertThat(value(EngineMetricCatalog.COLLECTION_VECTORS, "c")).isEqualTo(2);
    assertThat(value(EngineMetricCatalog.VECTORS_INSERTED)).isEqualTo(3);
    assertThat(value(EngineMetricCatalog.VECTORS_UPDATED)).isEqualTo(2);
    assertThat(value(EngineMetricCatalog.VECTORS_DELETED)).isEqualTo(1);
    assertThat(value(EngineMetricCatalog.INSERT_REQUESTS, "success")).isEqualTo(4);
    assertThat(value(EngineMetricCatalog.INSERT_REQUESTS, "error")).isEqualTo(1);
    assertThat(histogram(EngineMetricCatalog.INSERT_DURATION, "total").count()).isEqualTo(4);
    assertThat(value(EngineMetricCatalog.COLLECTION_WRITES, "c")).isEqualTo(7);
    assertThat(value(EngineMetricCatalog.COLLECTION_SEGMENTS, "growing")).isEqualTo(1);

    reopen();
    assertThat(value(EngineMetricCatalog.VECTORS, "hot")).isEqualTo(2);
    assertThat(value(EngineMetricCatalog.VECTORS_INSERTED)).isZero();
    database.collection("c").upsert(point(2));
    assertThat(value(EngineMetricCatalog.VECTORS, "hot")).isEqualTo(2);
    database.deleteCollection("c");
    assertThat(value(EngineMetricCatalog.VECTORS, "hot")).isZero();
  }

  @Test
  void countsTheRunsOfWorkers() {
    Collection c = create("c");
    double before = (double) System.currentTimeMillis() / 1_000;
    assertThat(observability.value(EngineMetricCatalog.WORKER_LAST_SUCCESS, "index_flush"))
        .isEmpty();
    for (long id = 1; id <= 50; id++) {
      c.upsert(point(id));
    }
    MetricDefinition runs = EngineMetricCatalog.WORKER_RUNS;
    await(() -> value(runs, "index_flush", "success") == 1);
    await(
        () ->
            observability
                .value(EngineMetricCatalog.WORKER_LAST_SUCCESS, "index_flush")
                .isPresent());
    assertThat(value(EngineMetricCatalog.WORKER_LAST_SUCCESS, "index_flush"))
        .isGreaterThanOrEqualTo(before);
    assertThat(histogram(EngineMetricCatalog.WORKER_DURATION, "index_flush").count()).isEqualTo(1);
    assertThat(value(EngineMetricCatalog.INDEX_OPERATIONS, "insert", "success")).isEqualTo(1);
    assertThat(value(EngineMetricCatalog.INDEX_OPERATIONS, "delete", "success")).isZero();
    assertThat(value(EngineMetricCatalog.INDEX_OPERATIONS, "load", "success")).isEqualTo(1);
    assertThat(value(EngineMetricCatalog.COLLECTION_SEGMENTS, "sealed")).isEqualTo(1);
  }

  @Test
  void countsAFlushThatFails() {
    Collection c = create("c");
    indexes.failing.set(true);
    for (long id = 1; id <= 50; id++) {
      c.upsert(point(id));
    }
    await(() -> c.info().status() == CollectionStatus.RED);
    assertThat(value(EngineMetricCatalog.WORKER_RUNS, "index_flush", "error")).isEqualTo(1);
    assertThat(value(EngineMetricCatalog.INDEX_OPERATIONS, "insert", "error")).isEqualTo(1);
    assertThat(value(EngineMetricCatalog.VECTORS, "hot")).isEqualTo(50);
    assertThatThrownBy(() -> c.upsert(point(51)));
    assertThat(value(EngineMetricCatalog.VECTORS, "hot")).isEqualTo(50);
    assertThat(value(EngineMetricCatalog.INSERT_REQUESTS, "error")).isEqualTo(1);
  }

  @Test
  void tellsWhatRecentPointsTakeAndWhatTheyMayTake() {
    assertThat(value(EngineMetricCatalog.MEMORY_LIMIT_BYTES)).isZero();
    Collection c = create("c");
    assertThat(value(EngineMetricCatalog.MEMORY_BYTES, "hot_tier")).isZero();
    c.upsert(point(1));
    assertThat(value(EngineMetricCatalog.MEMORY_BYTES, "hot_tier")).isPositive();
    assertThat(value(EngineMetricCatalog.MEMORY_LIMIT_BYTES))
        .isGreaterThan(value(EngineMetricCatalog.MEMORY_BYTES, "hot_tier"));
    assertThat(value(EngineMetricCatalog.MEMORY_BYTES, "wal_buffer")).isZero();
    assertThat(value(EngineMetricCatalog.MEMORY_BYTES, "offheap")).isPositive();
  }
}
