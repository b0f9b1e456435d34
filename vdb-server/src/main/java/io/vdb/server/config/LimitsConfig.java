package io.vdb.server.config;

import io.vdb.core.engine.Limits;
import java.time.Duration;

/**
 * Bounds on requests and on what waits.
 *
 * @param bodyBytes largest request body, after decompression
 * @param bodyBytesTotal request bodies and answers held in memory at once, at least {@code bodyBytes}
 * @param maxResults largest {@code limit + offset} of a search, limit of a scroll, and number of
 *     ids of one retrieval
 * @param maxEf largest {@code hnsw_ef}
 * @param maxBatchPoints most points in one write
 * @param maxFilterConditions most conditions in one filter, nested ones included
 * @param maxFilterDepth deepest nesting of filters
 * @param maxPayloadBytes largest payload of one point
 * @param pendingBytes bytes of one collection's writes that may wait to be logged
 * @param recentBytes bytes of points of one collection held in memory before they are indexed
 * @param recentPoints operations of one collection held in memory before they are indexed
 * @param logBytes bytes by which the log of one collection grows before a commit
 * @param searchThreads threads that search, at least 1
 * @param searchQueue searches that may wait for a thread
 * @param concurrentWrites writes that may be under way at once
 * @param writeQueue writes that may wait beyond that
 * @param concurrentSnapshots requests for work on snapshots that may be under way at once
 * @param snapshotQueue those that may wait beyond that
 * @param queueTime how long a request may wait
 * @param overloadQueueTime how long a request may expect to wait while there is too much to do
 * @param requestTimeout how long a request may take
 */
public record LimitsConfig(
    long bodyBytes,
    long bodyBytesTotal,
    int maxResults,
    int maxEf,
    int maxBatchPoints,
    int maxFilterConditions,
    int maxFilterDepth,
    int maxPayloadBytes,
    long pendingBytes,
    long recentBytes,
    int recentPoints,
    long logBytes,
    int searchThreads,
    int searchQueue,
    int concurrentWrites,
    int writeQueue,
    int concurrentSnapshots,
    int snapshotQueue,
    Duration queueTime,
    Duration overloadQueueTime,
    Duration requestTimeout) {

  /** Checks that one body fits at all. */
  public LimitsConfig {
    if (bodyBytesTotal < bodyBytes) {
      throw new IllegalArgumentException(
          "vdb.limits.body-bytes-total must be at least vdb.limits.body-bytes");
    }
  }

  /** Returns the part that the engine enforces. */
  public Limits forEngine() {
    return new Limits(
        maxResults,
        maxEf,
        maxBatchPoints,
        maxFilterConditions,
        maxPayloadBytes,
        pendingBytes,
        recentBytes,
        recentPoints,
        logBytes);
  }
}
