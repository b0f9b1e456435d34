package io.vdb.observability.otel;

import io.opentelemetry.sdk.common.CompletableResultCode;

/** Takes encoded spans to the collector. */
interface SpanSender {

  /**
   * Sends one request; returns at once.
   *
   * @param request an {@code ExportTraceServiceRequest}, not changed any more
   */
  CompletableResultCode send(byte[] request);

  /** Ends what sends. */
  void shutdown();
}
