package io.vdb.core.engine;

import io.vdb.core.index.IndexSizes;
import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.Registration;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.ToLongFunction;

/**
 * Gauges of a database, read from its collections at each scrape. Every reading of a collection is a
 * look at what it keeps up to date anyway, so that a scrape costs next to nothing.
 */
final class DatabaseGauges implements AutoCloseable {

  /** Both layers of the recent part may grow to twice their size before writers have to wait. */
  private static final int RECENT_PARTS = 4;

  private final Meter meter;
  private final CollectionRegistry registry;
  private final List<Registration> registrations = new ArrayList<>();

  DatabaseGauges(Meter meter, CollectionRegistry registry, Limits limits) {
    this.meter = meter;
    this.registry = registry;
    gauge(EngineMetricCatalog.COLLECTIONS, registry::size, "hot");
    gauge(
        EngineMetricCatalog.DATABASE_READ_ONLY,
        () -> registry.systemAccess().refusal() == null ? 0 : 1);
    gauge(EngineMetricCatalog.ALIASES, () -> registry.aliases().size());
    sum(EngineMetricCatalog.VECTORS, Collection::pointCount, "hot");
    sum(
        EngineMetricCatalog.UNCHECKED_INDEX_BYTES,
        collection -> collection.isUnchecked() ? collection.indexStats().bytes() : 0);
    sum(
        EngineMetricCatalog.DAMAGED_COLLECTIONS,
        collection -> collection.damage() == null ? 0 : 1);
    sum(EngineMetricCatalog.POINTS_WITHOUT_WORDS, Collection::pointsWithoutWords);
    segments();
    sizes();
    memory(limits);
  }

  private void gauge(MetricDefinition gauge, DoubleSupplier value, String... labels) {
    registrations.add(meter.gauge(gauge, value, labels));
  }

  private void sum(MetricDefinition gauge, ToLongFunction<Collection> part, String... labels) {
    gauge(gauge, () -> (double) registry.sum(part), labels);
  }

  private void segments() {
    MetricDefinition segments = EngineMetricCatalog.COLLECTION_SEGMENTS;
    sum(segments, collection -> collection.recentBytes() > 0 ? 1 : 0, "growing");
    sum(
        segments,
        collection -> {
          var stats = collection.indexStats();
          return Math.max(0, stats.segments() - stats.mergingSegments());
        },
        "sealed");
    sum(segments, collection -> collection.indexStats().mergingSegments(), "compacting");
  }

  private void sizes() {
    sum(EngineMetricCatalog.WAL_BYTES, Collection::logBytes);
    sum(EngineMetricCatalog.STORAGE_BYTES, Collection::logBytes, "wal", "hot");
    index(EngineMetricCatalog.STORAGE_BYTES, IndexSizes::bytes, "index", "hot");
    index(EngineMetricCatalog.INDEX_BYTES, IndexSizes::graphBytes, "hnsw");
    index(EngineMetricCatalog.INDEX_BYTES, IndexSizes::vectorBytes, "flat");
    index(EngineMetricCatalog.INDEX_BYTES, IndexSizes::payloadBytes, "payload");
  }

  private void index(MetricDefinition gauge, ToLongFunction<IndexSizes> size, String... labels) {
    sum(gauge, collection -> size.applyAsLong(collection.indexStats().sizes()), labels);
  }

  private void memory(Limits limits) {
    MetricDefinition memory = EngineMetricCatalog.MEMORY_BYTES;
    sum(memory, Collection::recentBytes, "hot_tier");
    sum(memory, Collection::waitingBytes, "wal_buffer");
    index(memory, IndexSizes::mappedBytes, "mmap");
    BufferPoolMXBean direct = directBuffers();
    gauge(memory, () -> (double) direct.getMemoryUsed(), "offheap");
    double each =
        (double) RECENT_PARTS * (double) limits.maxRecentBytes()
            + (double) limits.maxPendingBytes();
    double heap = (double) Runtime.getRuntime().maxMemory();
    gauge(
        EngineMetricCatalog.MEMORY_LIMIT_BYTES,
        () -> Math.min(heap, registry.size() * each));
  }

  private static BufferPoolMXBean directBuffers() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    registrations.forEach(Registration::close);
  }
}
