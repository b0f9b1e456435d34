package io.vdb.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.engine.Collection;
import io.vdb.core.engine.Database;
import io.vdb.core.engine.DatabaseConfig;
import io.vdb.core.engine.EngineMetricCatalog;
import io.vdb.core.index.IndexEnvironment;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.VectorIndex;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.CollectionStatus;
import io.vdb.core.model.Distance;
import io.vdb.core.model.HnswConfig;
import io.vdb.core.model.Point;
import io.vdb.core.model.SearchRequest;
import io.vdb.observability.spi.Context;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.Span;
import io.vdb.observability.spi.TraceContext;
import io.vdb.observability.tck.InMemoryObservability;
import io.vdb.observability.tck.SpanReading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a database on this index tells of its background work, its files and its searches. */
class ObservedIndexTest {

  private static final int DIMENSION = 1_024;
  private static final int POINTS = 3_000;

  @TempDir Path folder;

  private final InMemoryObservability observability = new InMemoryObservability();

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private double value(String metric, String... labels) {
    MetricDefinition definition =
        EngineMetricCatalog.all().stream()
            .filter(known -> known.name().equals(metric))
            .findFirst()
            .orElseThrow();
    return observability.value(definition, labels).orElse(Double.NaN);
  }

  private List<SpanReading> spans(String name) {
    return observability.endedSpans().stream().filter(s -> s.name().equals(name)).toList();
  }

  private SpanReading span(TraceContext context) {
    return observability.endedSpans().stream()
        .filter(span -> span.context().equals(context))
        .findFirst()
        .orElseThrow();
  }

  private void traced(Runnable work) {
    Span request =
        observability.tracer().request("request", TraceContext.NONE, System.nanoTime());
    Context.of("corr", request).run(work);
    request.end();
  }

  private static void fill(Collection collection) {
    Random random = new Random(3);
    for (int from = 0; from < POINTS; from += 1_000) {
      List<Point> batch = new ArrayList<>();
      for (int id = from; id < from + 1_000; id++) {
        float[] vector = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
          vector[i] = random.nextFloat();
        }
        batch.add(Point.of(id, vector, Map.of("n", (long) id)));
      }
      collection.upsert(batch);
    }
  }

  private static long bytesOf(Path folder) {
    return bytesOf(
        folder, name -> !name.startsWith("segments") && !name.equals("manifest"));
  }

  /** Returns less than nothing when a commit took files away while they were counted. */
  private static long bytesOf(Path folder, Predicate<String> counted) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> counted.test(String.valueOf(file.getFileName())))
          .mapToLong(file -> file.toFile().length())
          .sum();
    } catch (IOException | UncheckedIOException e) {
      return Long.MIN_VALUE / 2;
    }
  }

  @Test
  void putsMergesAndRefreshesDownToTheWriteThatCausedThem() {
    try (Database database = Database.open(DatabaseConfig.of(folder), observability)) {
      Collection collection =
          database.createCollection("c", CollectionConfig.of(DIMENSION, Distance.DOT));
      traced(() -> fill(collection));
      await(
          () ->
              collection.info().status() == CollectionStatus.GREEN
                  && collection.info().indexedVectors() > 0);
      await(() -> spans("refresh").stream().anyMatch(refresh -> !refresh.links().isEmpty()));

      SpanReading merge =
          spans("merge").stream()
              .filter(span -> Boolean.TRUE.equals(span.attributes().get("vdb.graph")))
              .max(Comparator.comparingLong(SpanReading::endNanos))
              .orElseThrow();
      assertThat(merge.attributes())
          .containsEntry("vdb.correlation_id", "corr")
          .containsEntry("db.collection.name", "c")
          .containsKeys("vdb.points", "vdb.bytes", "vdb.segments");
      SpanReading flush = span(merge.links().getFirst());
      assertThat(flush.name()).isEqualTo("index_flush");
      assertThat(span(flush.links().getFirst()).name()).isEqualTo("request");
      SpanReading refresh =
          spans("refresh").stream().filter(s -> !s.links().isEmpty()).findFirst().orElseThrow();
      assertThat(span(refresh.links().getFirst()).name()).isEqualTo("merge");
      assertThat(refresh.attributes()).containsEntry("vdb.correlation_id", "corr");

      assertThat(value("vdb_index_operations_total", "build", "success")).isPositive();
      await(
          () ->
              value("vdb_worker_runs_total", "compaction", "success")
                  == value("vdb_index_operations_total", "build", "success")
                      + value("vdb_index_operations_total", "compact", "success"));
      assertThat(value("vdb_worker_runs_total", "compaction", "error")).isZero();
      assertThat(value("vdb_collection_segments", "compacting")).isZero();

      double hnsw = value("vdb_index_bytes", "hnsw");
      double flat = value("vdb_index_bytes", "flat");
      double payload = value("vdb_index_bytes", "payload");
      assertThat(hnsw).isPositive();
      assertThat(flat).isGreaterThanOrEqualTo((double) POINTS * DIMENSION * Float.BYTES);
      assertThat(payload).isPositive();
      assertThat(value("vdb_memory_bytes", "mmap")).isEqualTo(hnsw + flat + payload);
      assertThat(value("vdb_storage_bytes", "index", "hot")).isEqualTo(hnsw + flat + payload);

      search(collection);
    }
  }

  private void search(Collection collection) {
    int before = spans("search").size();
    traced(() -> collection.search(SearchRequest.nearest(new float[DIMENSION], 10)));
    assertThat(spans("search")).hasSize(before + 1);
    SpanReading search = spans("search").getLast();
    List<String> stages =
        observability.endedSpans().stream()
            .filter(span -> span.parentSpanId().equals(search.context().spanId()))
            .sorted(Comparator.comparingLong(SpanReading::startNanos))
            .map(SpanReading::name)
            .distinct()
            .toList();
    assertThat(stages)
        .containsExactly("plan", "search_recent", "search_segments", "rescore", "fetch");
    assertThat((String) search.attributes().get("vdb.search.filter_strategy")).contains("graph");
    assertThat((Long) search.attributes().get("vdb.search.visited_nodes")).isPositive();
    assertThat(search.attributes())
        .as("the request named none")
        .containsEntry("vdb.search.ef", (long) NearestSearch.DEFAULT_EF);
  }

  @Test
  void mergesAlsoWhenItsListenerThrows() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    IndexEnvironment environment =
        new IndexEnvironment(
            "c",
            1,
            () -> {},
            observability,
            (cause, segments, graph) -> {
              asked.incrementAndGet();
              throw new IllegalStateException("a broken tracer");
            });
    IndexSpec spec = new IndexSpec(2, Distance.DOT, HnswConfig.DEFAULT);
    try (VectorIndex index = new LuceneIndexProvider().open(folder, spec, environment)) {
      for (int i = 1; i <= 3; i++) {
        index.apply(List.of(TestIndex.change(i, i, 1)), i);
      }
      index.optimize();
      await(() -> index.stats().segments() == 1 && !index.stats().optimizing());
      assertThat(asked).hasPositiveValue();
      assertThat(index.stats().mergingSegments()).isZero();
    }
  }

  @Test
  void tellsTheSizesOfTheFilesThatAreThere() {
    try (Database database = Database.open(DatabaseConfig.of(folder), observability)) {
      Collection collection =
          database.createCollection("c", CollectionConfig.of(2, Distance.DOT));
      collection.upsert(List.of(Point.of(1, new float[] {1, 2}, Map.of("n", 1L))));
      await(() -> value("vdb_worker_runs_total", "index_flush", "success") == 1);
      await(
          () ->
              value("vdb_storage_bytes", "index", "hot")
                  == bytesOf(folder.resolve("collections"))
                      - value("vdb_storage_bytes", "wal", "hot")
                      - markBytes());
    }
  }

  /** What a collection is, and how far its log was flushed: neither index nor log. */
  private long markBytes() {
    return bytesOf(
        folder.resolve("collections"), Set.of("collection.json", "forced")::contains);
  }
}
