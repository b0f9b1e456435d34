package io.vdb.core.engine;

import io.vdb.core.verify.VerifyCheck;
import io.vdb.observability.spi.Buckets;
import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.MetricCatalog;
import io.vdb.observability.spi.MetricDefinition;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Every metric that the engine feeds. */
public final class EngineMetricCatalog implements MetricCatalog {

  private static final double[] JOBS = {0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600};

  private static final double[] ALIAS_SECONDS = {0.001, 0.01, 0.1, 1, 5, 10, 30, 60};

  private static final double[] HEALTH_SECONDS = {
    0.0001, 0.001, 0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30
  };

  private static final Label VERIFY_CHECK =
      new Label(
          "check", Arrays.stream(VerifyCheck.values()).map(VerifyCheck::label).toList());

  private static final Label ALIAS_CHANGE =
      Label.of("operation", "create", "switch", "rename", "delete");
  private static final Label STATUS = Label.of("status", "success", "error");
  private static final Label MODE =
      Label.of("mode", "vector", "text", "hybrid", "sparse", "hyde", "filter", "recommend");
  private static final Label TIER = Label.of("tier", "hot", "warm", "cold");
  private static final Label QUERY =
      Label.of(
          "operation",
          "nearest",
          "scroll",
          "count",
          "facet",
          "retrieve",
          "query",
          "groups",
          "matrix");
  private static final Label SNAPSHOT_WORK =
      Label.of("operation", "create", "create_full", "restore", "upload");
  private static final Label COLLECTION = Label.open("collection");
  private static final Label WORKER =
      Label.of(
          "worker",
          "index_flush",
          "commit",
          "compaction",
          "refresh",
          "index_words",
          "tiering",
          "dlq_replay",
          "dlq_cleanup",
          "snapshot",
          "ttl",
          "replication",
          "pool_predictor",
          "cache_refresh",
          "integrity");

  static final MetricDefinition SEARCH_REQUESTS =
      MetricDefinition.counter("vdb_search_requests_total", "Searches, by outcome.", MODE, STATUS)
          .answering("How many searches come in, and how many of them fail?");
  static final MetricDefinition SEARCH_DURATION =
      MetricDefinition.histogram(
              "vdb_search_duration_seconds",
              "Time in the engine of searches that succeeded, without the network front.",
              Buckets.search(),
              MODE,
              TIER)
          .answering("Is search slow?");
  static final MetricDefinition SEARCH_RESULTS =
      MetricDefinition.histogram(
              "vdb_search_results", "Points returned by a search.", Buckets.count(), MODE)
          .answering("Do searches find as many points as they ask for?");
  static final MetricDefinition QUERY_REQUESTS =
      MetricDefinition.counter(
              "vdb_query_requests_total", "Queries of every kind, by outcome.", QUERY, STATUS)
          .answering("Which kinds of query come in, and which of them fail?");
  static final MetricDefinition QUERY_DURATION =
      MetricDefinition.histogram(
              "vdb_query_duration_seconds",
              "Time in the engine of queries that succeeded, in all and by stage; a stage that a"
                  + " query does not need is not counted.",
              Buckets.search(),
              QUERY,
              Label.of(
                  "stage",
                  "total",
                  "plan",
                  "filter",
                  "search",
                  "rescore",
                  "fetch",
                  "cache",
                  "embed",
                  "hyde",
                  "fuse",
                  "rerank"))
          .answering("Which stage of a query takes the time?");
  static final MetricDefinition SLOW_QUERIES =
      MetricDefinition.counter(
              "vdb_slow_queries_total",
              "Queries that took at least the threshold of the slow-query log.",
              QUERY)
          .answering("How many queries are too slow, and is it worth looking into the log?");
  static final MetricDefinition FEATURE_REQUESTS =
      MetricDefinition.counter(
              "vdb_feature_requests_total",
              "Requests that use a feature.",
              Label.of(
                  "feature",
                  "filter",
                  "payload_index",
                  "sparse",
                  "multivector",
                  "fusion",
                  "rerank",
                  "quantized",
                  "hyde",
                  "text",
                  "recommend",
                  "groups",
                  "alias",
                  "snapshot",
                  "mcp"))
          .answering("Who would notice if this feature were slow?");
  static final MetricDefinition INSERT_REQUESTS =
      MetricDefinition.counter("vdb_insert_requests_total", "Upserts, by outcome.", STATUS)
          .answering("How many upserts come in, and how many of them fail?");
  static final MetricDefinition INSERT_DURATION =
      MetricDefinition.histogram(
              "vdb_insert_duration_seconds",
              "Time of upserts that succeeded, and of groups of writes in the log and in memory.",
              Buckets.write(),
              Label.of("stage", "total", "wal", "index"))
          .answering("Are writes slow, and does the disk or the memory make them so?");
  static final MetricDefinition VECTORS_INSERTED =
      MetricDefinition.counter("vdb_vectors_inserted_total", "Vectors of new points.")
          .answering("How fast does the data grow?");
  static final MetricDefinition VECTORS_UPDATED =
      MetricDefinition.counter("vdb_vectors_updated_total", "Vectors that replaced others.")
          .answering("How much of the load replaces what is there?");
  static final MetricDefinition VECTORS_DELETED =
      MetricDefinition.counter("vdb_vectors_deleted_total", "Vectors of deleted points.")
          .answering("How fast are points deleted?");
  static final MetricDefinition VECTORS =
      MetricDefinition.gauge("vdb_vectors", "Live vectors.", TIER)
          .answering("How much is there to search?");
  static final MetricDefinition COLLECTIONS =
      MetricDefinition.gauge("vdb_collections", "Collections.", TIER)
          .answering("How many collections are there?");
  static final MetricDefinition COLLECTION_VECTORS =
      MetricDefinition.gauge(
              "vdb_collection_vectors",
              "Live vectors by collection; as many collections by name as the settings allow, the"
                  + " rest as _other.",
              COLLECTION)
          .answering("Which collection is large, and which one grows?");
  static final MetricDefinition COLLECTION_SEARCHES =
      MetricDefinition.counter(
              "vdb_collection_search_requests_total",
              "Searches by collection, failed ones included; named as vdb_collection_vectors is.",
              COLLECTION)
          .answering("Which collection is searched most?");
  static final MetricDefinition COLLECTION_WRITES =
      MetricDefinition.counter(
              "vdb_collection_write_requests_total",
              "Writes by collection, failed ones included; named as vdb_collection_vectors is.",
              COLLECTION)
          .answering("Which collection is written to most?");
  static final MetricDefinition COLLECTIONS_FOLDED =
      MetricDefinition.gauge(
              "vdb_collections_folded",
              "Collections that share the series _other because the settings name no more.")
          .answering("Do the metrics by collection leave any out?");
  static final MetricDefinition COLLECTION_SEGMENTS =
      MetricDefinition.gauge(
              "vdb_collection_segments",
              "Segments of all collections: in memory, in the index at rest, being merged.",
              Label.of("state", "growing", "sealed", "compacting"))
          .answering("Does merging keep up with writing?");
  static final MetricDefinition INDEX_OPERATIONS =
      MetricDefinition.counter(
              "vdb_index_operations_total",
              "Work on indexes: batches that put or delete points moved in, graphs built, segments"
                  + " joined without a graph, indexes opened.",
              Label.of("operation", "insert", "delete", "build", "rebuild", "compact", "load"),
              STATUS)
          .answering("What do the indexes do, and does it work?");
  static final MetricDefinition INDEX_BYTES =
      MetricDefinition.gauge(
              "vdb_index_bytes",
              "Size of the index files: graphs, vectors, payloads and the rest.",
              Label.of("kind", "hnsw", "flat", "payload", "quantized", "lexical"))
          .answering("What takes the room on the disk?");
  static final MetricDefinition STORAGE_BYTES =
      MetricDefinition.gauge(
              "vdb_storage_bytes",
              "Size on disk.",
              Label.of("kind", "wal", "segment", "snapshot", "payload", "index"),
              TIER)
          .answering("How full will the disk be?");
  static final MetricDefinition MEMORY_BYTES =
      MetricDefinition.gauge(
              "vdb_memory_bytes",
              "Memory: recent points and waiting writes on the heap, direct buffers beside it, index"
                  + " files mapped into the address space.",
              Label.of(
                  "component",
                  "hot_tier",
                  "wal_buffer",
                  "offheap",
                  "mmap",
                  "index",
                  "cache",
                  "payload"))
          .answering("What takes the memory?");
  static final MetricDefinition MEMORY_LIMIT_BYTES =
      MetricDefinition.gauge(
              "vdb_memory_limit_bytes",
              "What recent points and waiting writes may take together before writes have to wait"
                  + " or are refused.")
          .answering("How near is the point at which writes are refused?");
  static final MetricDefinition WAL_BYTES =
      MetricDefinition.gauge("vdb_wal_bytes", "Size of the operation logs of all collections.")
          .answering("How much would a restart have to replay?");
  static final MetricDefinition WAL_FSYNC_DURATION =
      MetricDefinition.histogram(
              "vdb_wal_fsync_duration_seconds",
              "Time to flush the operation log to the disk.",
              Buckets.fsync())
          .answering("Is the disk slow?");
  static final MetricDefinition WAL_APPENDS =
      MetricDefinition.counter("vdb_wal_appends_total", "Records appended to operation logs.")
          .answering("How many operations are logged?");
  static final MetricDefinition RECOVERY_DURATION =
      MetricDefinition.histogram(
              "vdb_recovery_duration_seconds",
              "Time to bring a collection up to date from its log when it was opened.",
              JOBS)
          .answering("How long does a restart take?");
  static final MetricDefinition RECOVERED_OPERATIONS =
      MetricDefinition.counter(
              "vdb_recovery_operations_total",
              "Logged operations that were replayed when collections were opened.")
          .answering("How much work did the last stop leave to the start?");
  static final MetricDefinition WORKER_RUNS =
      MetricDefinition.counter(
              "vdb_worker_runs_total", "Runs of background work, by outcome.", WORKER, STATUS)
          .answering("Does the work in the background fail?");
  static final MetricDefinition WORKER_DURATION =
      MetricDefinition.histogram(
              "vdb_worker_run_duration_seconds",
              "Time of runs of background work, failed ones included.",
              JOBS,
              WORKER)
          .answering("Does the work in the background take too long?");
  static final MetricDefinition WORKER_LAST_SUCCESS =
      MetricDefinition.gauge(
              "vdb_worker_last_success_timestamp_seconds",
              "When a run of background work last succeeded, as Unix time; absent before.",
              WORKER)
          .answering("When did the work in the background last succeed?");

  static final MetricDefinition ALIAS_OPERATIONS =
      MetricDefinition.counter(
              "vdb_alias_operations_total",
              "Batches of changes to aliases by the most that they do (switch: an alias leads to"
                  + " another collection), and look-ups of names that are neither of a collection nor"
                  + " an alias.",
              Label.of("operation", "create", "switch", "rename", "delete", "resolve_miss"),
              STATUS)
          .answering("Are aliases switched, and does anybody ask for names that do not exist?");
  static final MetricDefinition ALIAS_ERRORS =
      MetricDefinition.counter(
              "vdb_alias_errors_total",
              "Batches of changes to aliases that did not take place, by reason; invalid_argument,"
                  + " not_found and already_exists are the client's fault.",
              ALIAS_CHANGE,
              Label.of(
                  "error",
                  "invalid_argument",
                  "not_found",
                  "already_exists",
                  "unavailable",
                  "internal"))
          .answering("Why do switches of aliases fail?");
  static final MetricDefinition ALIAS_OPERATION_DURATION =
      MetricDefinition.histogram(
              "vdb_alias_operation_duration_seconds",
              "Time of batches of changes to aliases that took place.",
              ALIAS_SECONDS,
              ALIAS_CHANGE)
          .answering("How long does it take to switch an alias?");
  static final MetricDefinition ALIASES =
      MetricDefinition.gauge("vdb_aliases", "Aliases of collections.")
          .answering("How many aliases are there?");
  static final MetricDefinition PAYLOAD_INDEX_DURATION =
      MetricDefinition.histogram(
              "vdb_payload_index_duration_seconds",
              "Time of changes of payload indexes that took place, and of finding the points of"
                  + " filters on fields that have one (lookup, once for each type among them).",
              Buckets.search(),
              Label.of("operation", "create", "update", "drop", "lookup"),
              Label.of(
                  "field_type",
                  "keyword",
                  "integer",
                  "float",
                  "bool",
                  "geo",
                  "datetime",
                  "text",
                  "uuid"))
          .answering("Are filters slow, and on fields of which type?");
  static final MetricDefinition POINTS_WITHOUT_WORDS =
      MetricDefinition.gauge(
              "vdb_payload_index_pending_points",
              "Points whose texts are still to be indexed by their words, as a payload index of texts"
                  + " wants it; filters look at their texts meanwhile.")
          .answering("How far is the building of a full-text index?");
  static final MetricDefinition PAYLOAD_INDEX_ERRORS =
      MetricDefinition.counter(
              "vdb_payload_index_errors_total",
              "Changes of payload indexes that did not take place (create: updates too), and filters"
                  + " on fields that have one whose points were not found, by reason;"
                  + " invalid_argument and not_found are the client's fault.",
              Label.of("operation", "create", "drop", "lookup"),
              Label.of("error", "invalid_argument", "not_found", "unavailable", "internal"))
          .answering("Do payload indexes fail, and why?");

  static final MetricDefinition SNAPSHOT_DURATION =
      MetricDefinition.histogram(
              "vdb_snapshot_duration_seconds",
              "Time of work on snapshots by outcome: creating them, of one collection or of all,"
                  + " restoring them, and taking in files from elsewhere.",
              JOBS,
              SNAPSHOT_WORK,
              STATUS)
          .answering("How long does a snapshot take, and do snapshots fail?");
  static final MetricDefinition SNAPSHOTS_RUNNING =
      MetricDefinition.gauge(
              "vdb_snapshots_running", "Work on snapshots that goes on now.", SNAPSHOT_WORK)
          .answering("Is the disk busy with snapshots?");
  static final MetricDefinition SNAPSHOT_BYTES =
      MetricDefinition.gauge("vdb_snapshot_bytes", "Size of the snapshots that are kept.")
          .answering("How much of the disk do snapshots take?");
  static final MetricDefinition SNAPSHOT_LAST_SUCCESS =
      MetricDefinition.gauge(
              "vdb_snapshot_last_success_timestamp_seconds",
              "When the newest snapshot that is kept was completed, as Unix time; absent when there"
                  + " is none.")
          .answering("How old is the newest snapshot?");

  static final MetricDefinition HEALTH_STATUS =
      MetricDefinition.gauge(
              "vdb_health_status",
              "How a component is: 1 for the state that it is in, 0 for the others. Looked at every"
                  + " 10 seconds, and whenever somebody asks for the health.",
              Label.open("component"),
              Label.of("state", "healthy", "degraded", "error"))
          .answering("Which part of the database needs somebody to look at it?");
  static final MetricDefinition HEALTH_CHECK_DURATION =
      MetricDefinition.histogram(
              "vdb_health_check_duration_seconds",
              "Time to find out how a component is.",
              HEALTH_SECONDS,
              Label.open("component"))
          .answering("Does a check come near to its time limit of 5 seconds?");

  static final MetricDefinition VERIFY_CHECKS =
      MetricDefinition.counter(
              "vdb_verify_checks_total",
              "Checks of what is kept, each of one collection or file, by what they showed.",
              VERIFY_CHECK,
              Label.of("outcome", "ok", "failed", "skipped"))
          .answering("Was everything looked at, and was it whole?");
  static final MetricDefinition VERIFY_FINDINGS =
      MetricDefinition.counter(
              "vdb_verify_findings_total",
              "Things that checks found wrong with what is kept.",
              VERIFY_CHECK)
          .answering("Is stored data damaged, and what of it?");

  static final MetricDefinition COLLECTION_READ_ONLY =
      MetricDefinition.gauge(
              "vdb_collection_read_only",
              "1 for a collection that takes no writes since something could not be written, else 0;"
                  + " named as vdb_collection_vectors is, _other how many of the others.",
              COLLECTION)
          .answering("Which collections take no writes?");
  static final MetricDefinition DATABASE_READ_ONLY =
      MetricDefinition.gauge(
              "vdb_database_read_only",
              "1 while collections, aliases and payload indexes cannot be changed since the system"
                  + " log could not be written, else 0.")
          .answering("Can collections and aliases be changed?");
  static final MetricDefinition STORAGE_FAULTS =
      MetricDefinition.counter(
              "vdb_storage_faults_total",
              "Failures that made something read-only, by what could not be written and why (io: the"
                  + " disk failed, other: no fault of the disk).",
              labels("part", StoragePart.values(), StoragePart::label),
              labels("error", StorageFault.values(), StorageFault::label))
          .answering("Why can data not be written?");
  static final MetricDefinition RESUME_ATTEMPTS =
      MetricDefinition.counter(
              "vdb_resume_attempts_total",
              "Attempts to take writes again after a failure, by outcome.",
              STATUS)
          .answering("Does what is read-only come back?");

  static final MetricDefinition UNCHECKED_INDEX_BYTES =
      MetricDefinition.gauge(
              "vdb_unchecked_index_bytes",
              "Size of index files that are still to be compared with their checksums since the start.")
          .answering("Is everything that is searched known to be whole?");
  static final MetricDefinition DAMAGED_COLLECTIONS =
      MetricDefinition.gauge(
              "vdb_damaged_collections",
              "Collections that answer nothing since what is stored of them is damaged.")
          .answering("Is a collection to be restored?");

  private static <E> Label labels(String name, E[] values, Function<E, String> label) {
    return new Label(name, Arrays.stream(values).map(label).toList());
  }

  /** For {@link java.util.ServiceLoader}. */
  public EngineMetricCatalog() {}

  @Override
  public String module() {
    return "vdb-core";
  }

  @Override
  public List<MetricDefinition> metrics() {
    return all();
  }

  /** Returns all of them. */
  public static List<MetricDefinition> all() {
    return List.of(
        SEARCH_REQUESTS,
        SEARCH_DURATION,
        SEARCH_RESULTS,
        QUERY_REQUESTS,
        QUERY_DURATION,
        SLOW_QUERIES,
        FEATURE_REQUESTS,
        INSERT_REQUESTS,
        INSERT_DURATION,
        VECTORS_INSERTED,
        VECTORS_UPDATED,
        VECTORS_DELETED,
        VECTORS,
        COLLECTIONS,
        COLLECTION_VECTORS,
        COLLECTION_SEARCHES,
        COLLECTION_WRITES,
        COLLECTIONS_FOLDED,
        COLLECTION_SEGMENTS,
        INDEX_OPERATIONS,
        INDEX_BYTES,
        STORAGE_BYTES,
        MEMORY_BYTES,
        MEMORY_LIMIT_BYTES,
        WAL_BYTES,
        WAL_FSYNC_DURATION,
        WAL_APPENDS,
        RECOVERY_DURATION,
        RECOVERED_OPERATIONS,
        WORKER_RUNS,
        WORKER_DURATION,
        WORKER_LAST_SUCCESS,
        ALIAS_OPERATIONS,
        ALIAS_ERRORS,
        ALIAS_OPERATION_DURATION,
        ALIASES,
        PAYLOAD_INDEX_DURATION,
        PAYLOAD_INDEX_ERRORS,
        POINTS_WITHOUT_WORDS,
        SNAPSHOT_DURATION,
        SNAPSHOTS_RUNNING,
        SNAPSHOT_BYTES,
        SNAPSHOT_LAST_SUCCESS,
        HEALTH_STATUS,
        HEALTH_CHECK_DURATION,
        VERIFY_CHECKS,
        VERIFY_FINDINGS,
        COLLECTION_READ_ONLY,
        DATABASE_READ_ONLY,
        STORAGE_FAULTS,
        RESUME_ATTEMPTS,
        UNCHECKED_INDEX_BYTES,
        DAMAGED_COLLECTIONS);
  }
}
