package io.vdb.server.metrics;

import io.vdb.observability.spi.Buckets;
import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.MetricDefinition;
import java.util.List;

/** Declarations of the metrics that the server records, and nothing else. */
public final class ServerMetrics {

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
          Label.open("code"));

  /** Time to answer over HTTP. */
  public static final MetricDefinition HTTP_SECONDS =
      MetricDefinition.histogram(
          "vdb_http_request_duration_seconds",
          "Time from the first byte of an HTTP request to its answer.",
          Buckets.http(),
          Label.open("method"),
          Label.open("route"));

  /** Requests under way over HTTP. */
  public static final MetricDefinition HTTP_IN_FLIGHT =
      MetricDefinition.gauge(
          "vdb_http_requests_in_flight", "HTTP requests that are being answered.");

  /** Open connections. */
  public static final MetricDefinition CONNECTIONS =
      MetricDefinition.gauge(
          "vdb_connections_open",
          "Connections that clients hold open.",
          Label.of("protocol", "http", "grpc"));

  /** Failed requests. */
  public static final MetricDefinition API_ERRORS =
      MetricDefinition.counter(
          "vdb_api_errors_total",
          "Requests that were answered with an error, once each.",
          Label.of("protocol", "http", "grpc"),
          new Label("error", ERRORS));

  /** Calls answered over gRPC. */
  public static final MetricDefinition GRPC_REQUESTS =
      MetricDefinition.counter(
          "vdb_grpc_requests_total",
          "gRPC calls answered, by status.",
          Label.open("service"),
          Label.open("method"),
          Label.open("code"));

  /** Time to answer over gRPC. */
  public static final MetricDefinition GRPC_SECONDS =
      MetricDefinition.histogram(
          "vdb_grpc_request_duration_seconds",
          "Time to answer a gRPC call.",
          Buckets.rpc(),
          Label.open("service"),
          Label.open("method"));

  /** What runs. */
  public static final MetricDefinition BUILD_INFO =
      MetricDefinition.gauge(
          "vdb_build_info",
          "What runs; always 1.",
          Label.open("version"),
          Label.open("commit"),
          Label.open("java"));

  /** Log lines. */
  public static final MetricDefinition LOG_EVENTS =
      MetricDefinition.counter(
          "vdb_log_events_total",
          "Lines logged, by severity.",
          Label.of("level", "trace", "debug", "info", "warn", "error"));

  /** All of them. */
  public static final List<MetricDefinition> ALL =
      List.of(
          HTTP_REQUESTS,
          HTTP_SECONDS,
          HTTP_IN_FLIGHT,
          CONNECTIONS,
          API_ERRORS,
          GRPC_REQUESTS,
          GRPC_SECONDS,
          BUILD_INFO,
          LOG_EVENTS);

  private ServerMetrics() {}
}
