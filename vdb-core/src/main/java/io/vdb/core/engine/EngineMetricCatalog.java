package io.vdb.core.engine;

import io.vdb.observability.spi.Buckets;
import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.MetricDefinition;
import java.util.List;

/** Every metric that the engine feeds. */
public final class EngineMetricCatalog {

  private static final Label STATUS = Label.of("status", "success", "error");
  private static final Label MODE =
      Label.of("mode", "vector", "text", "hybrid", "sparse", "hyde", "filter", "recommend");
  private static final Label TIER = Label.of("tier", "hot", "warm", "cold");

  static final MetricDefinition SEARCH_REQUESTS =
      MetricDefinition.counter("vdb_search_requests_total", "Searches, by outcome.", MODE, STATUS);
  static final MetricDefinition SEARCH_DURATION =
      MetricDefinition.histogram(
          "vdb_search_duration_seconds",
          "Time to search, filter and fetch in the engine, without the network front.",
          Buckets.search(),
          MODE,
          TIER);
  static final MetricDefinition SEARCH_RESULTS =
      MetricDefinition.histogram(
          "vdb_search_results", "Points returned by a search.", Buckets.count(), MODE);
  static final MetricDefinition INSERT_REQUESTS =
      MetricDefinition.counter("vdb_insert_requests_total", "Upserts, by outcome.", STATUS);
  static final MetricDefinition INSERT_DURATION =
      MetricDefinition.histogram(
          "vdb_insert_duration_seconds",
          "Time of an upsert: in all, for its group in the log, for its group in memory.",
          Buckets.write(),
          Label.of("stage", "total", "wal", "index"));
  static final MetricDefinition VECTORS_INSERTED =
      MetricDefinition.counter("vdb_vectors_inserted_total", "Vectors of new points.");
  static final MetricDefinition VECTORS_UPDATED =
      MetricDefinition.counter("vdb_vectors_updated_total", "Vectors that replaced others.");
  static final MetricDefinition VECTORS_DELETED =
      MetricDefinition.counter("vdb_vectors_deleted_total", "Vectors of deleted points.");
  static final MetricDefinition VECTORS =
      MetricDefinition.gauge("vdb_vectors", "Live vectors.", TIER);
  static final MetricDefinition COLLECTIONS =
      MetricDefinition.gauge("vdb_collections", "Collections.", TIER);
  static final MetricDefinition COLLECTION_VECTORS =
      MetricDefinition.gauge(
          "vdb_collection_vectors",
          "Live vectors by collection; the first collections by name, the rest as _other.",
          Label.open("collection"));
  static final MetricDefinition COLLECTION_SEGMENTS =
      MetricDefinition.gauge(
          "vdb_collection_segments",
          "Segments of all collections: in memory, in the index.",
          Label.of("state", "growing", "sealed", "compacting"));
  static final MetricDefinition INDEX_OPERATIONS =
      MetricDefinition.counter(
          "vdb_index_operations_total",
          "Work on indexes: batches moved in from memory, indexes opened.",
          Label.of("operation", "insert", "delete", "build", "rebuild", "compact", "load"),
          STATUS);
  static final MetricDefinition STORAGE_BYTES =
      MetricDefinition.gauge(
          "vdb_storage_bytes",
          "Size on disk.",
          Label.of("kind", "wal", "segment", "snapshot", "payload", "index"),
          TIER);
  static final MetricDefinition WAL_BYTES =
      MetricDefinition.gauge("vdb_wal_bytes", "Size of the operation logs of all collections.");
  static final MetricDefinition WAL_FSYNC_DURATION =
      MetricDefinition.histogram(
          "vdb_wal_fsync_duration_seconds",
          "Time to flush the operation log to the disk.",
          Buckets.fsync());
  static final MetricDefinition WAL_APPENDS =
      MetricDefinition.counter("vdb_wal_appends_total", "Records appended to operation logs.");

  private EngineMetricCatalog() {}

  /** Returns all of them. */
  public static List<MetricDefinition> all() {
    return List.of(
        SEARCH_REQUESTS,
        SEARCH_DURATION,
        SEARCH_RESULTS,
        INSERT_REQUESTS,
        INSERT_DURATION,
        VECTORS_INSERTED,
        VECTORS_UPDATED,
        VECTORS_DELETED,
        VECTORS,
        COLLECTIONS,
        COLLECTION_VECTORS,
        COLLECTION_SEGMENTS,
        INDEX_OPERATIONS,
        STORAGE_BYTES,
        WAL_BYTES,
        WAL_FSYNC_DURATION,
        WAL_APPENDS);
  }
}
