package io.vdb.it.catalog;

import java.util.List;
import java.util.Map;

/**
 * What alerts and objectives compare quantiles with, in the unit of the histogram. Each has to be
 * an edge, as the share of recordings below it is exact only then.
 */
final class AlertThresholds {

  /** By metric; those that nobody declares yet wait for the feature that feeds them. */
  static final Map<String, List<Double>> BY_METRIC =
      Map.ofEntries(
          Map.entry("vdb_http_request_duration_seconds", List.of(0.1, 0.5, 1.0, 2.0, 5.0)),
          Map.entry("vdb_search_duration_seconds", List.of(0.025, 0.05, 0.2, 0.5, 2.0)),
          Map.entry("vdb_query_duration_seconds", List.of(0.1, 0.25, 0.5)),
          Map.entry("vdb_pool_task_duration_seconds", List.of(0.25, 0.5)),
          Map.entry("vdb_insert_duration_seconds", List.of(0.25)),
          Map.entry("vdb_metrics_scrape_duration_seconds", List.of(0.01, 0.1)),
          Map.entry("vdb_payload_index_duration_seconds", List.of(0.01, 0.1)),
          Map.entry("vdb_alias_operation_duration_seconds", List.of(5.0, 30.0)),
          Map.entry("vdb_object_store_operation_duration_seconds", List.of(1.0)),
          Map.entry("vdb_snapshot_duration_seconds", List.of(5.0)),
          Map.entry("vdb_peer_ping_seconds", List.of(0.01, 0.05)));

  private AlertThresholds() {}
}
