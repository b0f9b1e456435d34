package io.vdb.server.config;

import io.vdb.server.security.ApiKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every setting there is. */
final class Settings {

  static final Setting<Path> DATA =
      Setting.of(
          "data",
          "vdb-data",
          "Directory that holds all data; created when missing.",
          Readers::path);
  static final Setting<String> HOST =
      Setting.of("host", "127.0.0.1", "Address to listen on.", Readers::text);
  static final Setting<Integer> REST_PORT =
      Setting.of(
          "rest-port", "6333", "Port for REST; 0 takes a free one.", Readers.integer(0, 65_535));
  static final Setting<Integer> GRPC_PORT =
      Setting.of(
          "grpc-port", "6334", "Port for gRPC; 0 takes a free one.", Readers.integer(0, 65_535));
  static final Setting<Boolean> ALLOW_INSECURE_BIND =
      Setting.of(
          "allow-insecure-bind",
          "false",
          "Allows an address other than loopback although the API needs no key.",
          Readers::bool);
  static final Setting<Boolean> SYNC =
      Setting.of(
          "durability",
          "sync",
          "`sync`: an acknowledged write survives power loss. `async`: writes to points are flushed in"
              + " the background. [GUARANTEES.md](GUARANTEES.md) tells what both mean.",
          text ->
              switch (text) {
                case "sync" -> true;
                case "async" -> false;
                default -> throw new IllegalArgumentException("expected sync or async");
              });
  static final Setting<Duration> MAX_LOSS =
      Setting.of(
          "durability-max-loss",
          "200ms",
          "With `async`: the span of acknowledged writes that a power loss may cost. Writes wait when"
              + " the disk cannot keep up.",
          Readers::positiveDuration);
  static final Setting<String> INDEX =
      Setting.of("index", "lucene", "Name of the index implementation.", Readers::text);
  static final Setting<Integer> MERGE_THREADS =
      Setting.of(
          "merge-threads", "auto", "Threads that merge index segments; `auto` is one per core.",
          Readers::threads);
  static final Setting<Optional<Path>> SNAPSHOTS_PATH =
      Setting.of(
          "storage.snapshots-path",
          "auto",
          "Directory for snapshots, of this server alone; created when missing. `auto`: `snapshots`"
              + " in the data directory.",
          Readers::pathOrAuto);
  static final Setting<List<Path>> SNAPSHOT_SOURCES =
      Setting.list(
          "storage.snapshot-sources",
          "none",
          "Directories besides that one whose files a client may have restored by a `file:`"
              + " location, or `none`.",
          Readers::paths);
  static final Setting<String> SERVICE_NAME =
      Setting.of("service-name", "vdb", "Name of this service in metrics and logs.", Readers::text);
  static final Setting<String> ENVIRONMENT =
      Setting.of(
          "environment",
          "development",
          "Deployment environment in metrics and logs.",
          Readers::text);
  static final Setting<Compatibility> COMPATIBILITY =
      Setting.of(
          "compatibility",
          "none",
          "`qdrant`: `/telemetry` names the application as Qdrant does, and `/metrics` has Qdrant's"
              + " families as well.",
          Readers.choice(Compatibility.class));
  static final Setting<List<String>> BACKENDS =
      Setting.list(
          "observability.backends",
          "prometheus,otel",
          "Observability backends by name, or `none` alone.",
          Readers::list);
  static final Setting<Integer> COLLECTION_SERIES =
      Setting.of(
          "observability.collection-series",
          "100",
          "Collections that have metrics of their own; the others share the name `_other`. With 0"
              + " no metric names a collection.",
          Readers.integer(0, 100_000));
  static final Setting<Duration> SLOW_QUERY_THRESHOLD =
      Setting.of(
          "slow-queries.threshold",
          "100ms",
          "Queries that take at least so long are kept as slow ones.",
          Readers::duration);
  static final Setting<Integer> SLOW_QUERIES_KEPT =
      Setting.of(
          "slow-queries.kept",
          "1000",
          "Slow queries kept in memory; the oldest make room.",
          Readers.integer(1, 1_000_000));
  static final Setting<LogConfig.Level> LOG_LEVEL =
      Setting.of(
          "log.level",
          "info",
          "Least severe level logged: trace, debug, info, warn or error.",
          Readers.choice(LogConfig.Level.class));
  static final Setting<Map<String, LogConfig.Level>> LOG_LEVELS =
      Setting.list(
          "log.levels",
          "none",
          "Levels of single loggers and those below them, such as"
              + " `io.vdb.server.requests=warn`, or `none`; below `info` only for `io.vdb` and"
              + " what is below it.",
          Readers::levels);
  static final Setting<LogConfig.Format> LOG_FORMAT =
      Setting.of(
          "log.format",
          "json",
          "`json`: one object per line. `text`: for people.",
          Readers.choice(LogConfig.Format.class));
  static final Setting<String> LOG_OUTPUT =
      Setting.of(
          "log.output",
          "stderr",
          "`stderr`, `stdout`, or the path of a file that is appended to.",
          Readers::text);
  static final Setting<Long> LOG_MAX_FILE_SIZE =
      Setting.of(
          "log.max-file-size",
          "100MiB",
          "With a file: size at which the next one begins; each day (UTC) begins one too.",
          Readers.size(1_024, 1L << 40));
  static final Setting<Integer> LOG_MAX_FILES =
      Setting.of(
          "log.max-files",
          "10",
          "With a file: full files that are kept, compressed, beside the one that is written.",
          Readers.integer(0, 10_000));
  static final Setting<Optional<ApiKey>> ADMIN_KEY =
      Setting.of(
          "security.admin-key",
          "none",
          "Key for administration: `/admin` and the gRPC admin service. `none`: open while only"
              + " loopback is bound, closed otherwise.",
          Readers::key);
  static final Setting<Optional<ApiKey>> METRICS_KEY =
      Setting.of(
          "security.metrics-key",
          "none",
          "Key for `/metrics`, where the admin key works too. `none`: open.",
          Readers::key);
  static final Setting<Optional<ApiKey>> API_KEY =
      Setting.of(
          "security.api-key",
          "none",
          "Key for the API, REST and gRPC. `none`: open, unless there is a key for reading.",
          Readers::key);
  static final Setting<Optional<ApiKey>> READ_ONLY_API_KEY =
      Setting.of(
          "security.read-only-api-key",
          "none",
          "Key for what only reads. Alone it leaves nobody who may write.",
          Readers::key);
  static final Setting<Optional<Path>> ADMIN_KEY_FILE = keyFile(ADMIN_KEY);
  static final Setting<Optional<Path>> METRICS_KEY_FILE = keyFile(METRICS_KEY);
  static final Setting<Optional<Path>> API_KEY_FILE = keyFile(API_KEY);
  static final Setting<Optional<Path>> READ_ONLY_API_KEY_FILE = keyFile(READ_ONLY_API_KEY);
  static final Setting<Optional<Path>> TLS_CERTIFICATE =
      Setting.of(
          "tls.cert-file",
          "none",
          "Certificate chain in PEM, the server's own first. With it both ports speak TLS and nothing"
              + " else.",
          Readers::file);
  static final Setting<Optional<Path>> TLS_KEY =
      Setting.of(
          "tls.key-file", "none", "Private key of the certificate, in PEM.", Readers::file);
  static final Setting<Optional<Path>> TLS_CLIENT_AUTHORITIES =
      Setting.of(
          "tls.client-ca-file",
          "none",
          "Certificates in PEM, one of which has to have signed those that clients then have to show."
              + " `none`: clients need none.",
          Readers::file);
  static final Setting<Duration> TLS_RELOAD =
      Setting.of(
          "tls.reload-interval",
          "1m",
          "How often the files for TLS are looked at; new connections get what they hold then.",
          Readers::positiveDuration);
  static final Setting<Long> BODY_BYTES =
      Setting.of(
          "limits.body-bytes",
          "32MiB",
          "Largest request body, after decompression.",
          Readers.size(1_024, 1L << 30));
  static final Setting<Optional<Long>> BODY_BYTES_TOTAL =
      Setting.of(
          "limits.body-bytes-total",
          "auto",
          "Request bodies, and answers that clients have not taken yet, held in memory at once;"
              + " beyond it requests get 429. `auto` is an eighth of the heap.",
          Readers.sizeOrAuto(1_024, 1L << 40));
  static final Setting<Long> SNAPSHOT_BYTES =
      Setting.of(
          "limits.snapshot-bytes",
          "1TiB",
          "Largest snapshot that is uploaded or fetched; it goes to the disk, not into memory.",
          Readers.size(1_024, 1L << 50));
  static final Setting<Integer> MAX_RESULTS =
      Setting.of(
          "limits.max-results",
          "10000",
          "Largest limit + offset of a search, limit of a scroll, and number of ids retrieved at"
              + " once.",
          Readers.integer(1, 1_000_000));
  static final Setting<Integer> MAX_EF =
      Setting.of("limits.max-ef", "10000", "Largest hnsw_ef.", Readers.integer(1, 1_000_000));
  static final Setting<Integer> MAX_BATCH_POINTS =
      Setting.of(
          "limits.max-batch-points",
          "100000",
          "Most points in one write.",
          Readers.integer(1, 10_000_000));
  static final Setting<Integer> MAX_FILTER_CONDITIONS =
      Setting.of(
          "limits.max-filter-conditions",
          "10000",
          "Most conditions in one filter, nested ones included.",
          Readers.integer(1, 1_000_000));
  static final Setting<Integer> MAX_FILTER_DEPTH =
      Setting.of(
          "limits.max-filter-depth",
          "32",
          "Deepest nesting of filters in one filter.",
          Readers.integer(1, 200));
  static final Setting<Long> MAX_PAYLOAD_BYTES =
      Setting.of(
          "limits.max-payload-bytes",
          "8MiB",
          "Largest payload of one point.",
          Readers.size(2, 1L << 30));
  static final Setting<Long> PENDING_BYTES =
      Setting.of(
          "limits.pending-bytes",
          "64MiB",
          "Bytes of one collection's writes that may wait to be logged; beyond it writes get 429.",
          Readers.size(1 << 20, 1L << 40));
  static final Setting<Long> RECENT_BYTES =
      Setting.of(
          "limits.recent-bytes",
          "64MiB",
          "Bytes of points of one collection held in memory before they move into the index.",
          Readers.size(1 << 20, 1L << 40));
  static final Setting<Integer> RECENT_POINTS =
      Setting.of(
          "limits.recent-points",
          "10000",
          "Operations of one collection held in memory before they move into the index.",
          Readers.integer(1, 10_000_000));
  static final Setting<Long> LOG_BYTES =
      Setting.of(
          "limits.log-bytes",
          "512MiB",
          "Bytes by which the log of one collection grows before its index is committed even while"
              + " writes go on; a start replays no more than about that.",
          Readers.size(64 << 10, 1L << 40));
  static final Setting<Integer> SEARCH_THREADS =
      Setting.of(
          "limits.search-threads",
          "auto",
          "Threads that search; `auto` is one per core.",
          Readers::threads);
  static final Setting<Integer> SEARCH_QUEUE =
      Setting.of(
          "limits.search-queue",
          "1000",
          "Searches and reads of points that may wait for a thread; beyond it they get 429.",
          Readers.integer(1, 1_000_000));
  static final Setting<Integer> CONCURRENT_WRITES =
      Setting.of(
          "limits.concurrent-writes",
          "auto",
          "Writes that may be under way at once; `auto` is 32 per core.",
          Readers.perCore(32, 100_000));
  static final Setting<Integer> WRITE_QUEUE =
      Setting.of(
          "limits.write-queue",
          "1000",
          "Writes that may wait beyond that; further ones get 429.",
          Readers.integer(1, 1_000_000));
  static final Setting<Integer> CONCURRENT_SNAPSHOTS =
      Setting.of(
          "limits.concurrent-snapshots",
          "4",
          "Requests that make, restore, take in or delete snapshots that may be under way at once.",
          Readers.integer(1, 1_000));
  static final Setting<Integer> SNAPSHOT_QUEUE =
      Setting.of(
          "limits.snapshot-queue",
          "16",
          "Requests of that kind that may wait, as long as their clients do; further ones get 429.",
          Readers.integer(1, 10_000));
  static final Setting<Duration> QUEUE_TIME =
      Setting.of(
          "limits.queue-time",
          "5s",
          "How long a request may wait for its turn before it gets 429 after all.",
          Readers::positiveDuration);
  static final Setting<Duration> OVERLOAD_QUEUE_TIME =
      Setting.of(
          "limits.overload-queue-time",
          "100ms",
          "Once requests have waited for a second without a break, those that would wait for longer"
              + " than this get 429 at once, also for ten seconds after; 8 per thread or concurrent"
              + " write may wait in any case.",
          Readers::positiveDuration);
  static final Setting<Duration> REQUEST_TIMEOUT =
      Setting.of(
          "limits.request-timeout",
          "60s",
          "How long a request may take before it is answered with 408.",
          Readers::positiveDuration);
  static final Setting<Duration> GRACE =
      Setting.of(
          "shutdown.grace",
          "30s",
          "How long requests in flight may take to finish when the server stops.",
          Readers::duration);

  /** All of them, in the order of the reference. */
  static final List<Setting<?>> ALL =
      List.of(
          DATA,
          HOST,
          REST_PORT,
          GRPC_PORT,
          ALLOW_INSECURE_BIND,
          SYNC,
          MAX_LOSS,
          INDEX,
          MERGE_THREADS,
          SNAPSHOTS_PATH,
          SNAPSHOT_SOURCES,
          SERVICE_NAME,
          ENVIRONMENT,
          COMPATIBILITY,
          BACKENDS,
          COLLECTION_SERIES,
          SLOW_QUERY_THRESHOLD,
          SLOW_QUERIES_KEPT,
          LOG_LEVEL,
          LOG_LEVELS,
          LOG_FORMAT,
          LOG_OUTPUT,
          LOG_MAX_FILE_SIZE,
          LOG_MAX_FILES,
          ADMIN_KEY,
          METRICS_KEY,
          API_KEY,
          READ_ONLY_API_KEY,
          ADMIN_KEY_FILE,
          METRICS_KEY_FILE,
          API_KEY_FILE,
          READ_ONLY_API_KEY_FILE,
          TLS_CERTIFICATE,
          TLS_KEY,
          TLS_CLIENT_AUTHORITIES,
          TLS_RELOAD,
          BODY_BYTES,
          BODY_BYTES_TOTAL,
          SNAPSHOT_BYTES,
          MAX_RESULTS,
          MAX_EF,
          MAX_BATCH_POINTS,
          MAX_FILTER_CONDITIONS,
          MAX_FILTER_DEPTH,
          MAX_PAYLOAD_BYTES,
          PENDING_BYTES,
          RECENT_BYTES,
          RECENT_POINTS,
          LOG_BYTES,
          SEARCH_THREADS,
          SEARCH_QUEUE,
          CONCURRENT_WRITES,
          WRITE_QUEUE,
          CONCURRENT_SNAPSHOTS,
          SNAPSHOT_QUEUE,
          QUEUE_TIME,
          OVERLOAD_QUEUE_TIME,
          REQUEST_TIMEOUT,
          GRACE);

  private Settings() {}

  private static Setting<Optional<Path>> keyFile(Setting<Optional<ApiKey>> key) {
    return Setting.of(
        key.key().substring(Setting.ROOT.length() + 1) + "-file",
        "none",
        "File that holds `" + key.key() + "`, read at the start.",
        Readers::file);
  }
}
