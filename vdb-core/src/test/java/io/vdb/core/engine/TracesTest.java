package io.vdb.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.error.VdbException;
import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.log.Durability;
import io.vdb.core.memory.MemoryIndexProvider;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.CollectionStatus;
import io.vdb.core.model.Distance;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointSelector;
import io.vdb.core.model.PointVector;
import io.vdb.core.model.PointWrite;
import io.vdb.core.model.Projection;
import io.vdb.core.model.SearchRequest;
import io.vdb.core.model.UpdateMode;
import io.vdb.observability.spi.TraceContext;
import io.vdb.observability.tck.InMemoryObservability;
import io.vdb.observability.tck.SpanReading;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole trees of spans, as a backend gets them. */
class TracesTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;

  private final InMemoryObservability observability = new InMemoryObservability();
  private final GatedIndexes indexes = new GatedIndexes();
  private Database database;
  private Collection collection;

  @BeforeEach
  void open() {
    database = open(TestDatabases.withRecentPoints(100));
    collection = database.createCollection("c", CollectionConfig.of(1, Distance.DOT));
  }

  private Database open(Limits limits) {
    return Database.open(
        new DatabaseConfig(folder, "memory", Durability.SYNC, limits, 1),
        observability,
        indexes,
        TestDatabases.NO_TICK);
  }

  @AfterEach
  void close() {
    indexes.open();
    database.close();
  }

  private static List<Point> point(long id) {
    return List.of(Point.of(id, new float[] {id}, Map.of("k", id)));
  }

  private String traced(Runnable work) {
    return TestRequests.request(observability, "corr", work);
  }

  private String tree(String traceId) {
    return SpanTrees.tree(observability, traceId);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void showsTheStagesOfASearch() {
    collection.upsert(point(1));
    collection.upsert(point(2));
    String trace =
        traced(() -> collection.search(SearchRequest.nearest(new float[] {1}, 2)));
    assertThat(tree(trace)).isEqualTo("request(search(plan search_recent fetch))");

    SpanReading search = SpanTrees.only(observability, "search");
    assertThat(search.attributes())
        .containsEntry("db.system.name", "vdb")
        .containsEntry("db.collection.name", "c")
        .containsEntry("db.operation.name", "search")
        .containsEntry("db.response.returned_rows", 2L)
        .containsEntry("vdb.search.dimension", 1L)
        .containsEntry("vdb.search.limit", 2L)
        .containsEntry("vdb.search.filter_strategy", "none")
        .containsEntry("vdb.search.visited_nodes", 0L)
        .containsEntry("vdb.search.distance_computations", 2L)
        .containsEntry("vdb.search.segments", 0L)
        .containsEntry("vdb.search.results", 2L)
        .containsEntry("vdb.search.min_score", 1.0)
        .containsEntry("vdb.search.max_score", 2.0);
    String id = search.context().traceId();
    List<SpanReading> engine =
        observability.endedSpans().stream()
            .filter(s -> s.context().traceId().equals(id) && !s.name().equals("request"))
            .toList();
    assertThat(engine)
        .allSatisfy(
            span -> assertThat(span.attributes()).containsEntry("vdb.correlation_id", "corr"));
  }

  @Test
  void showsFilterAndSegmentsAndThatStagesFollowOneAnother() {
    for (long id = 1; id <= 150; id++) {
      collection.upsert(point(id));
    }
    await(() -> collection.indexStats().segments() == 1);
    SearchRequest request =
        SearchRequest.nearest(new float[] {1}, 1)
            .withFilter(Filter.must(Condition.match("k", 7L)));
    String trace = traced(() -> collection.search(request));
    assertThat(tree(trace))
        .isEqualTo("request(search(plan filter search_recent search_segments fetch))");

    List<SpanReading> stages = new ArrayList<>();
    for (String name : List.of("plan", "filter", "search_recent", "search_segments", "fetch")) {
      stages.add(SpanTrees.only(observability, name));
    }
    for (int i = 1; i < stages.size(); i++) {
      assertThat(stages.get(i).startNanos())
          .isBetween(stages.get(i - 1).endNanos(), stages.get(i).endNanos());
    }
    SpanReading search = SpanTrees.only(observability, "search");
    assertThat(stages.getFirst().startNanos()).isEqualTo(search.startNanos());
    assertThat(stages.getLast().endNanos()).isEqualTo(search.endNanos());
    assertThat(stages.get(3).attributes())
        .containsEntry("vdb.search.filter_strategy", "exact")
        .containsEntry("vdb.search.segments", 1L);
  }

  @Test
  void marksAWrongSearchAndTheStageItFailedIn() {
    String trace =
        traced(
            () ->
                assertThatThrownBy(
                        () -> collection.search(SearchRequest.nearest(new float[] {1, 2}, 1)))
                    .isInstanceOf(VdbException.class));
    assertThat(tree(trace))
        .isEqualTo("request(search!invalid_argument(plan!invalid_argument))");
    assertThat(SpanTrees.only(observability, "search").attributes())
        .containsEntry("error.type", "invalid_argument");
  }

  @Test
  void showsTheOtherQueries() {
    collection.upsert(point(1));
    String trace =
        traced(
            () -> {
              assertThat(collection.count(null)).isEqualTo(1);
              collection.scroll(null, 10, null, Projection.NONE);
              collection.retrieve(List.of(PointId.of(1)), Projection.NONE);
            });
    assertThat(tree(trace)).isEqualTo("request(count scroll retrieve)");
    assertThat(SpanTrees.only(observability, "retrieve").attributes())
        .containsEntry("db.response.returned_rows", 1L);
  }

  @Test
  void showsHowAWriteWaitsForTheDisk() {
    String trace = traced(() -> collection.upsert(point(1)));
    assertThat(tree(trace)).isEqualTo("request(upsert(log_append(fsync) index_apply))");
    assertThat(SpanTrees.only(observability, "upsert").attributes())
        .containsEntry("db.collection.name", "c")
        .containsEntry("db.operation.name", "upsert")
        .containsEntry("db.operation.batch.size", 1L)
        .containsEntry("vdb.correlation_id", "corr");
    SpanReading append = SpanTrees.only(observability, "log_append");
    SpanReading fsync = SpanTrees.only(observability, "fsync");
    assertThat(fsync.startNanos()).isBetween(append.startNanos(), fsync.endNanos());
    assertThat(fsync.endNanos()).isBetween(fsync.startNanos(), append.endNanos());
  }

  @Test
  void showsDeletesAndPayloadsAlsoWhenAFilterChoosesThePoints() {
    collection.upsert(point(1));
    collection.upsert(point(2));
    PointSelector two =
        new PointSelector.Matching(Filter.must(Condition.match("k", 2L)));
    String trace =
        traced(
            () -> {
              collection.setPayload(two, Payload.of(Map.of("x", 1)), Acknowledge.VISIBLE);
              collection.delete(two, Acknowledge.VISIBLE);
            });
    assertThat(tree(trace))
        .isEqualTo(
            "request(set_payload(log_append(fsync) index_apply)"
                + " delete(log_append(fsync) index_apply))");
    assertThat(SpanTrees.only(observability, "delete").attributes())
        .containsEntry("db.operation.batch.size", 1L);
  }

  @Test
  void showsEveryKindOfWriteToPoints() {
    collection.upsert(point(3));
    PointSelector three = new PointSelector.Ids(List.of(PointId.of(3)));
    Payload fields = Payload.of(Map.of("x", 1));
    String trace =
        traced(
            () ->
                collection.writeAll(
                    List.of(
                        new PointWrite.OverwritePayload(three, fields),
                        new PointWrite.DeletePayload(three, List.of(PayloadPath.parse("x"))),
                        new PointWrite.ClearPayload(three),
                        new PointWrite.UpdateVectors(
                            List.of(new PointVector(PointId.of(3), new float[] {5})), Filter.ALL),
                        new PointWrite.Upsert(point(4), UpdateMode.INSERT_ONLY, Filter.ALL)),
                    Acknowledge.VISIBLE));
    assertThat(tree(trace))
        .isEqualTo(
            "request("
                + Stream.of(
                        "overwrite_payload",
                        "delete_payload",
                        "clear_payload",
                        "update_vectors",
                        "upsert")
                    .map(write -> write + "(log_append(fsync) index_apply)")
                    .collect(Collectors.joining(" "))
                + ")");
    assertThat(SpanTrees.only(observability, "clear_payload").attributes())
        .containsEntry("db.operation.batch.size", 1L);
  }

  @Test
  void marksARefusedWrite() {
    PointSelector missing = new PointSelector.Ids(List.of(PointId.of(99)));
    String trace =
        traced(
            () ->
                assertThatThrownBy(
                        () ->
                            collection.setPayload(
                                missing, Payload.of(Map.of("x", 1)), Acknowledge.VISIBLE))
                    .isInstanceOf(VdbException.class));
    assertThat(tree(trace)).isEqualTo("request(set_payload!not_found)");
  }

  @Test
  void marksWhatIsAskedOfADeletedCollection() {
    database.deleteCollection("c");
    String trace =
        traced(
            () -> {
              assertThatThrownBy(() -> collection.upsert(point(1)));
              assertThatThrownBy(() -> collection.count(null));
            });
    assertThat(tree(trace)).isEqualTo("request(upsert!not_found count!not_found)");
  }

  @Test
  void showsHowCreatingAndDeletingACollectionWaitForTheDisk() {
    String trace =
        traced(
            () -> {
              database.createCollection("new", CollectionConfig.of(1, Distance.DOT));
              assertThat(database.deleteCollection("new")).isTrue();
            });
    assertThat(tree(trace))
        .isEqualTo(
            "request(create_collection(log_append(fsync))"
                + " delete_collection(log_append(fsync)))");
    assertThat(SpanTrees.only(observability, "create_collection").attributes())
        .containsEntry("db.collection.name", "new")
        .containsEntry("db.operation.name", "create_collection")
        .containsEntry("vdb.correlation_id", "corr")
        .doesNotContainKey("db.operation.batch.size");
    SpanReading append = SpanTrees.all(observability, "log_append").getFirst();
    SpanReading fsync = SpanTrees.all(observability, "fsync").getFirst();
    assertThat(fsync.startNanos()).isBetween(append.startNanos(), fsync.endNanos());
    assertThat(fsync.endNanos()).isBetween(fsync.startNanos(), append.endNanos());
  }

  @Test
  void marksACollectionThatCannotBeCreatedAndShowsNoLogForOneThatIsNotThere() {
    String trace =
        traced(
            () -> {
              assertThatThrownBy(
                  () -> database.createCollection("c", CollectionConfig.of(1, Distance.DOT)));
              assertThat(database.deleteCollection("missing")).isFalse();
            });
    assertThat(tree(trace))
        .isEqualTo("request(create_collection!already_exists delete_collection)");
    assertThat(SpanTrees.only(observability, "create_collection").attributes())
        .containsEntry("error.type", "already_exists");
  }

  @Test
  void givesEveryTracedWriteOfAGroupATreeOfItsOwn() throws Exception {
    int writers = 24;
    List<String> traces = new CopyOnWriteArrayList<>();
    CountDownLatch together = new CountDownLatch(writers);
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (long id = 1; id <= writers; id++) {
      List<Point> point = point(id);
      TraceContext parent = id % 2 == 0 ? TraceContext.NONE : TestRequests.UNSAMPLED;
      CompletableFuture<Void> done = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(
              () -> {
                together.countDown();
                try {
                  together.await();
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
                String trace =
                    TestRequests.request(
                        observability, "corr", parent, () -> collection.upsert(point));
                if (!parent.isValid()) {
                  traces.add(trace);
                }
                done.complete(null);
              });
      running.add(done);
    }
    for (CompletableFuture<Void> writer : running) {
      writer.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }
    assertThat(traces)
        .hasSize(writers / 2)
        .allSatisfy(
            trace ->
                assertThat(tree(trace))
                    .isEqualTo("request(upsert(log_append(fsync) index_apply))"));
    assertThat(SpanTrees.all(observability, "upsert")).hasSize(writers / 2);
  }

  @Test
  void keepsTheTraceOfAWriteThatIsAppliedAfterItsAnswer() {
    List<Point> first = new ArrayList<>();
    for (long id = 1; id <= 250; id++) {
      first.addAll(point(id));
    }
    indexes.shut();
    collection.upsert(first); // fills the layer that grows, and the flush of it waits
    List<Point> more = new ArrayList<>();
    for (long id = 1; id <= 100; id++) {
      more.addAll(point(1_000 + id));
    }
    await(() -> collection.info().status() != CollectionStatus.GREEN);
    collection.upsert(more, Acknowledge.DURABLE);
    collection.upsert(more, Acknowledge.DURABLE);
    String trace = traced(() -> collection.upsert(point(5_000), Acknowledge.DURABLE));
    assertThat(tree(trace)).startsWith("request(upsert(log_append(fsync)");
    indexes.open();
    await(() -> tree(trace).contains("index_apply"));
    assertThat(tree(trace)).isEqualTo("request(upsert(log_append(fsync) index_apply))");
  }

  @Test
  void linksTheFlushToATracedWriteThatCausedIt() {
    collection.upsert(point(1)); // of no request
    String unsampled =
        TestRequests.request(
            observability, "other", TestRequests.UNSAMPLED, () -> collection.upsert(point(2)));
    String trace = traced(() -> collection.upsert(point(3)));
    for (long id = 4; id <= 100; id++) {
      collection.upsert(point(id));
    }
    await(() -> !SpanTrees.all(observability, "index_flush").isEmpty());
    SpanReading flush = SpanTrees.only(observability, "index_flush");
    SpanReading cause =
        observability.endedSpans().stream()
            .filter(s -> s.name().equals("request") && s.context().traceId().equals(trace))
            .findFirst()
            .orElseThrow();
    assertThat(flush.links()).containsExactly(cause.context());
    assertThat(flush.context().traceId()).isNotIn(trace, unsampled);
    assertThat(flush.parentSpanId()).isEmpty();
    assertThat(flush.attributes())
        .containsEntry("vdb.correlation_id", "corr")
        .containsEntry("db.collection.name", "c")
        .containsEntry("vdb.points", 100L)
        .containsEntry("vdb.sequence", 100L);
  }

  @Test
  void linksTheCommitToTheWriteToo() {
    String trace = traced(() -> collection.upsert(point(1)));
    database.close();
    SpanReading commit = SpanTrees.only(observability, "commit");
    assertThat(commit.links()).extracting(TraceContext::traceId).containsExactly(trace);
    assertThat(commit.attributes())
        .containsEntry("vdb.correlation_id", "corr")
        .containsEntry("vdb.sequence", 1L);
  }

  @Test
  void marksAFlushThatFails() {
    indexes.failing.set(true);
    for (long id = 1; id <= 100; id++) {
      collection.upsert(point(id));
    }
    await(() -> !SpanTrees.all(observability, "index_flush").isEmpty());
    assertThat(SpanTrees.only(observability, "index_flush").failure()).isEqualTo("internal");
  }

  @Test
  void showsWhatARestartHadToReplay() {
    assertThat(SpanTrees.only(observability, "recovery").links()).isEmpty();
    indexes.failing.set(true); // so that closing leaves everything to the log
    for (long id = 1; id <= 100; id++) {
      collection.upsert(point(id));
    }
    await(() -> collection.info().status() == CollectionStatus.RED);
    database.close();
    InMemoryObservability second = new InMemoryObservability();
    DatabaseConfig config =
        new DatabaseConfig(folder, "memory", Durability.SYNC, Limits.DEFAULT, 1);
    database = Database.open(config, second, new MemoryIndexProvider());
    assertThat(SpanTrees.only(second, "recovery").attributes())
        .containsEntry("db.collection.name", "c")
        .containsEntry("vdb.operations", 100L);
    assertThat(second.value(EngineMetricCatalog.RECOVERED_OPERATIONS)).hasValue(100);
    assertThat(second.value(EngineMetricCatalog.VECTORS, "hot")).hasValue(100);
    assertThat(second.histogramReading(EngineMetricCatalog.RECOVERY_DURATION))
        .hasValueSatisfying(reading -> assertThat(reading.count()).isEqualTo(1));
  }

  @Test
  void recordsNothingOfARequestThatIsNotSampled() {
    TestRequests.request(
        observability,
        "corr",
        TestRequests.UNSAMPLED,
        () -> {
          collection.upsert(point(1));
          collection.search(SearchRequest.nearest(new float[] {1}, 1));
        });
    assertThat(observability.endedSpans())
        .extracting(SpanReading::name)
        .isSubsetOf("recovery", "refresh"); // of the start
  }
}
