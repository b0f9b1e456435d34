package io.vdb.it.catalog;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Series that a healthy server exports with 0, because an alert or a panel must see their first
 * event. What feeds them is written above each.
 */
final class OnlyFaults {

  private record Series(String metric, Predicate<Map<String, String>> labels) {}

  /** What is made to go wrong over gRPC. */
  private static final Set<String> ERRORS_OF_CALLS =
      Set.of("unimplemented", "invalid_argument", "not_found", "already_exists");

  private static final List<Series> ALL =
      List.of(
          // A defect of the server, or a disk that fails.
          series("vdb_http_requests_total", "code", "500"),
          series("vdb_api_errors_total", "error", "internal"),
          series("vdb_api_errors_total", "error", "data_loss"),
          series("vdb_log_events_total", "level", "error"),
          series("vdb_index_operations_total", "status", "error"),
          series("vdb_worker_runs_total", "status", "error"),
          series("vdb_pool_task_duration_seconds", "status", "error"),
          // A reader of the log that stalls, or a disk that is full; another test stalls one.
          series("vdb_log_lines_dropped_total"),
          // Stored data that is damaged.
          series("vdb_verify_findings_total"),
          series("vdb_verify_checks_total", "outcome", "failed"),
          series("vdb_verify_checks_total", "outcome", "skipped"),
          // A disk that is full or fails; another test has such.
          series("vdb_storage_faults_total"),
          series("vdb_resume_attempts_total"),
          // A measurement or a callback that is broken.
          series("vdb_metrics_dropped_recordings_total"),
          series("vdb_metrics_scrape_faults_total"),
          series("vdb_otlp_metric_faults_total"),
          // The front checks what is asked for; beyond it only a search can be wrong.
          new Series(
              "vdb_query_requests_total",
              labels ->
                  "error".equals(labels.get("status"))
                      && !"nearest".equals(labels.get("operation"))),
          // The front checks what is declared, and the rest needs a disk that fails.
          new Series(
              "vdb_payload_index_errors_total",
              labels ->
                  "lookup".equals(labels.get("operation"))
                      || !"not_found".equals(labels.get("error"))),
          // A single node has no snapshots of shards, whatever it is asked.
          new Series(
              "vdb_http_requests_total",
              labels ->
                  "200".equals(labels.get("code"))
                      && labels.getOrDefault("route", "").contains("/shards/")),
          // A disk that fails or is full.
          new Series(
              "vdb_snapshot_duration_seconds",
              labels ->
                  "error".equals(labels.get("status"))
                      && labels.getOrDefault("operation", "").startsWith("create")),
          // A collector that goes away; another test takes it away.
          series("vdb_trace_spans_total", "result", "dropped"),
          series("vdb_otlp_exports_total", "status", "error"),
          // More collections than have names; another test creates them.
          series("vdb_collection_search_requests_total", "collection", "_other"),
          series("vdb_collection_write_requests_total", "collection", "_other"),
          // The system log that cannot be written, or a defect.
          series("vdb_alias_errors_total", "error", "unavailable"),
          series("vdb_alias_errors_total", "error", "internal"),
          // The front checks names, and deleting an alias that is not there is no error.
          series("vdb_alias_errors_total", "error", "invalid_argument"),
          series("vdb_alias_errors_total", "operation", "delete"),
          new Series(
              "vdb_alias_operations_total",
              labels ->
                  "error".equals(labels.get("status"))
                      && "delete".equals(labels.get("operation"))),
          // An index of compressed vectors. The one that there is keeps all digits.
          series("vdb_query_duration_seconds", "stage", "rescore"),
          // Nobody sends these to an API, and the client of this test cannot.
          series("vdb_http_request_duration_seconds", "method", "CONNECT"),
          series("vdb_http_request_duration_seconds", "method", "TRACE"),
          series("vdb_http_request_duration_seconds", "method", "UNKNOWN"),
          // Ends when the client leaves.
          series("vdb_grpc_requests_total", "method", "Watch"),
          // Nothing is logged at this level.
          series("vdb_log_events_total", "level", "trace"),
          // What both protocols share goes wrong over HTTP, and the rest of it over gRPC.
          new Series(
              "vdb_api_errors_total",
              labels ->
                  "grpc".equals(labels.get("protocol"))
                      && !ERRORS_OF_CALLS.contains(labels.get("error"))),
          new Series("vdb_grpc_requests_total", labels -> !"OK".equals(labels.get("code"))),
          // Seen in the last test, while the server stops.
          series("vdb_api_errors_total", "error", "unavailable"),
          // Who may administrate a server that other machines reach, and that has no key for it.
          series("vdb_api_errors_total", "error", "permission_denied"),
          // Keys are tried, and one for reading is there, in another test.
          new Series(
              "vdb_key_refusals_total",
              labels ->
                  "grpc".equals(labels.get("protocol"))
                      || !"missing".equals(labels.get("reason"))),
          // More load than the server takes, in other tests; bodies over HTTP are too large here.
          new Series(
              "vdb_requests_rejected_total",
              labels ->
                  "grpc".equals(labels.get("protocol"))
                      || !"memory".equals(labels.get("reason"))),
          // Nothing answers 501 over HTTP.
          new Series(
              "vdb_api_errors_total",
              labels ->
                  "http".equals(labels.get("protocol"))
                      && "unimplemented".equals(labels.get("error"))));

  private OnlyFaults() {}

  private static Series series(String metric) {
    return new Series(metric, labels -> true);
  }

  private static Series series(String metric, String label, String value) {
    return new Series(metric, labels -> value.equals(labels.get(label)));
  }

  /** Tells whether a series moves only when something is broken. */
  static boolean feed(String metric, Map<String, String> labels) {
    return ALL.stream()
        .anyMatch(series -> series.metric().equals(metric) && series.labels().test(labels));
  }
}
