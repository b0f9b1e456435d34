package io.vdb.server.metrics;

import io.vdb.observability.spi.Buckets;
import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.MetricCatalog;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.server.request.Refusal;
import java.util.List;

/** Declarations of the metrics that the server records, and nothing else. */
public final class ServerMetrics implements MetricCatalog {

  /** Values of the label {@code error}. */
  public static final List<String> ERRORS =
      List.of(
          "invalid_argument",
          "unauthenticated",
          "permission_denied",
          "not_found",
          "already_exists",
          "method_not_allowed",
          "payload_too_large",
          "resource_exhausted",
          "timeout",
          "cancelled",
          "unimplemented",
          "unavailable",
          "data_loss",
          "internal");

  /** Requests answered over HTTP. */
  public static final MetricDefinition HTTP_REQUESTS =
      MetricDefinition.counter(
              "vdb_http_requests_total",
              "HTTP requests answered, by route template and exact status.",
              Label.open("method"),
              Label.open("route"),
              Label.open("code"))
          .answering("How many requests come in, where, and how many of them fail?");

  /** Time to answer over HTTP. */
  public static final MetricDefinition HTTP_SECONDS =
      MetricDefinition.histogram(
              "vdb_http_request_duration_seconds",
              "Time from the first byte of an HTTP request until the status of its answer leaves. The"
                  + " log and spans measure until the last byte of the answer. Without requests"
                  + " that are not valid HTTP.",
              Buckets.http(),
              Label.open("method"),
              Label.open("route"))
          .answering("How long do clients wait for an answer, and on which route?");

  /** Requests under way over HTTP. */
  public static final MetricDefinition HTTP_IN_FLIGHT =
      MetricDefinition.gauge(
              "vdb_http_requests_in_flight", "HTTP requests that are being answered.")
          .answering("How many requests are under way at once?");

  /** Open connections. */
  public static final MetricDefinition CONNECTIONS =
      MetricDefinition.gauge(
              "vdb_connections_open",
              "Connections that clients hold open.",
              Label.of("protocol", "http", "grpc"))
          .answering("How many clients are connected?");

  /** Failed requests. */
  public static final MetricDefinition API_ERRORS =
      MetricDefinition.counter(
              "vdb_api_errors_total",
              "Requests that were answered with an error, once each.",
              Label.of("protocol", "http", "grpc"),
              new Label("error", ERRORS))
          .answering("What goes wrong, and is it the client's fault or the server's?");

  /** Requests that were not let in for their key. */
  public static final MetricDefinition KEY_REFUSALS =
      MetricDefinition.counter(
              "vdb_key_refusals_total",
              "Requests that were not let in for their key, to the API, metrics and administration."
                  + " missing: they show none. wrong: they show another. read_only: they show the"
                  + " key for reading, and want to write.",
              Label.of("protocol", "http", "grpc"),
              Label.of("reason", "missing", "wrong", "read_only"))
          .answering("Does somebody try keys, or is a client set up without the right one?");

  /** Calls answered over gRPC. */
  public static final MetricDefinition GRPC_REQUESTS =
      MetricDefinition.counter(
              "vdb_grpc_requests_total",
              "gRPC calls answered, by status.",
              Label.open("service"),
              Label.open("method"),
              Label.open("code"))
          .answering("How many calls come in, of what, and how many of them fail?");

  /** Time to answer over gRPC. */
  public static final MetricDefinition GRPC_SECONDS =
      MetricDefinition.histogram(
              "vdb_grpc_request_duration_seconds",
              "Time to answer a gRPC call.",
              Buckets.rpc(),
              Label.open("service"),
              Label.open("method"))
          .answering("How long do gRPC clients wait for an answer?");

  /** What runs. */
  public static final MetricDefinition BUILD_INFO =
      MetricDefinition.gauge(
              "vdb_build_info",
              "What runs; always 1.",
              Label.open("version"),
              Label.open("commit"),
              Label.open("java"))
          .answering("Which version runs, and on which Java?");

  /** When the certificate expires. */
  public static final MetricDefinition CERTIFICATE_EXPIRY =
      MetricDefinition.gauge(
              "vdb_tls_certificate_expiry_timestamp_seconds",
              "When the certificate of both ports expires, in seconds since 1970. Only with TLS.")
          .answering("Does the certificate have to be renewed?");

  /** Log lines. */
  public static final MetricDefinition LOG_EVENTS =
      MetricDefinition.counter(
              "vdb_log_events_total",
              "Lines logged by the process, by severity: of several servers in one process, each"
                  + " counts the lines of all.",
              Label.of("level", "trace", "debug", "info", "warn", "error"))
          .answering("Does the log fill up with warnings or errors?");

  /** Log lines that were lost. */
  public static final MetricDefinition LOG_LINES_DROPPED =
      MetricDefinition.counter(
              "vdb_log_lines_dropped_total",
              "Lines of the log that never came out. queue_full: whoever reads the log is too slow or"
                  + " stalls, and nobody waits for them. write_failed: the file cannot be written."
                  + " Anything above 0 deserves a look; a line in the log tells where lines are"
                  + " missing.",
              Label.of("reason", "queue_full", "write_failed"))
          .answering("Is the log complete?");

  /** Requests that were not taken. */
  public static final MetricDefinition REQUESTS_REJECTED =
      MetricDefinition.counter(
              "vdb_requests_rejected_total",
              "Requests that were answered with 429 or RESOURCE_EXHAUSTED because there is too much"
                  + " to do. queue_full: as many wait as may. queue_time: it would wait for too long,"
                  + " or has. memory: bodies and answers take all that they may. pending_writes: too"
                  + " many bytes wait for the log of the collection. rate_limit: the collection allows"
                  + " no more at this rate.",
              Label.of("protocol", "http", "grpc"),
              new Label("reason", Refusal.labels()))
          .answering("Is there more load than the server takes, and what does it lack?");

  /** Memory of requests. */
  public static final MetricDefinition REQUEST_BYTES =
      MetricDefinition.gauge(
              "vdb_request_held_bytes",
              "Bytes of request bodies, and of answers that clients have not taken yet, that are in"
                  + " memory.")
          .answering("How much memory do requests take, and do slow clients hold it?");

  private static final Label POOL =
      Label.of("pool", "execution", "metadata", "write", "snapshot");

  private static final double[] ACQUIRE = {
    0.0001, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30
  };

  /** Threads that a pool has. */
  public static final MetricDefinition POOL_SIZE =
      MetricDefinition.gauge(
              "vdb_pool_size",
              "Places in a pool: requests of a kind that may be under way at once. execution:"
                  + " searches and reads of points, each with a thread. metadata: what else only"
                  + " reads. write: writes. snapshot: work on snapshots.",
              POOL)
          .answering("How many searches can run at once?");

  /** Threads that a pool may have. */
  public static final MetricDefinition POOL_MAX_SIZE =
      MetricDefinition.gauge("vdb_pool_max_size", "Places that a pool may grow to.", POOL)
          .answering("How far can the pool grow?");

  /** Threads at work. */
  public static final MetricDefinition POOL_IN_USE =
      MetricDefinition.gauge("vdb_pool_in_use", "Places of a pool that are taken.", POOL)
          .answering("Is the pool saturated?");

  /** Threads without work. */
  public static final MetricDefinition POOL_IDLE =
      MetricDefinition.gauge("vdb_pool_idle", "Places of a pool that are free.", POOL)
          .answering("Is there room for more work?");

  /** Tasks that wait. */
  public static final MetricDefinition POOL_WAITERS =
      MetricDefinition.gauge(
              "vdb_pool_waiters", "Tasks that wait for a place in a pool.", POOL)
          .answering("Does work queue up?");

  /** How long tasks wait. */
  public static final MetricDefinition POOL_ACQUIRE_SECONDS =
      MetricDefinition.histogram(
              "vdb_pool_acquire_duration_seconds",
              "Time that a task waits for a place in a pool, before it begins.",
              ACQUIRE,
              POOL)
          .answering("How much of the latency is waiting for a place?");

  /** How long tasks work. */
  public static final MetricDefinition POOL_TASK_SECONDS =
      MetricDefinition.histogram(
              "vdb_pool_task_duration_seconds",
              "Time that a task of a request works, once it has its place. Reads that compute and"
                  + " reads that only look up are of one class. maintenance: work on snapshots.",
              Buckets.search(),
              POOL,
              Label.of("class", "read", "write", "maintenance"),
              Label.of("status", "success", "error"))
          .answering("How long do requests work, apart from waiting, and how many fail?");

  /** All of them. */
  public static final List<MetricDefinition> ALL =
      List.of(
          HTTP_REQUESTS,
          HTTP_SECONDS,
          HTTP_IN_FLIGHT,
          CONNECTIONS,
          API_ERRORS,
          KEY_REFUSALS,
          GRPC_REQUESTS,
          GRPC_SECONDS,
          BUILD_INFO,
          CERTIFICATE_EXPIRY,
          LOG_EVENTS,
          LOG_LINES_DROPPED,
          REQUESTS_REJECTED,
          REQUEST_BYTES,
          POOL_SIZE,
          POOL_MAX_SIZE,
          POOL_IN_USE,
          POOL_IDLE,
          POOL_WAITERS,
          POOL_ACQUIRE_SECONDS,
          POOL_TASK_SECONDS);

  /** For {@link java.util.ServiceLoader}. */
  public ServerMetrics() {}

  @Override
  public String module() {
    return "vdb-server";
  }

  @Override
  public List<MetricDefinition> metrics() {
    return ALL;
  }
}
