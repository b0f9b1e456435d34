package io.vdb.observability.otel;

import java.time.Duration;

/**
 * How ended spans are gathered.
 *
 * @param queueSize spans that may wait; what ends beyond is dropped
 * @param batchSize spans in one request at most
 * @param delay how long a span waits for others at most
 * @param timeout how long one request may take before its spans count as dropped
 */
record Batching(int queueSize, int batchSize, Duration delay, Duration timeout) {

  static Batching read(Sources sources) {
    int queueSize =
        sources.either("queue-size", "OTEL_BSP_MAX_QUEUE_SIZE").map(Given::count).orElse(2048);
    int batchSize =
        sources
            .either("batch-size", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE")
            .map(Given::count)
            .orElse(Math.min(512, queueSize));
    if (batchSize > queueSize) {
      throw new IllegalArgumentException(
          "a batch of " + batchSize + " spans does not fit into a queue of " + queueSize);
    }
    return new Batching(
        queueSize,
        batchSize,
        sources
            .either("batch-delay", "OTEL_BSP_SCHEDULE_DELAY")
            .map(Given::duration)
            .orElse(Duration.ofSeconds(5)),
        sources
            .variable("OTEL_BSP_EXPORT_TIMEOUT")
            .map(Given::duration)
            .orElse(Duration.ofSeconds(30)));
  }
}
