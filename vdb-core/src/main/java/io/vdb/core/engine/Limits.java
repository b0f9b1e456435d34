package io.vdb.core.engine;

/**
 * Bounds on what one request may ask and on what may wait in memory.
 *
 * @param maxResults largest {@code limit + offset} of a search, and largest limit of a scroll
 * @param maxEf largest number of candidates of a graph search
 * @param maxBatchPoints most points in one operation
 * @param maxFilterConditions most conditions in one filter, nested ones included
 * @param maxPayloadBytes largest payload of one point, in bytes
 * @param maxPendingBytes bytes of operations of one collection that may wait to be logged; beyond it
 *     writes are refused with {@code RESOURCE_EXHAUSTED}
 * @param maxRecentBytes bytes of points that one collection holds in memory before they are moved
 *     into the index
 * @param maxRecentPoints operations on points that one collection holds in memory before they are
 *     moved into the index
 * @param maxLogBytes bytes by which the log of a collection grows before its index is committed even
 *     while writes go on; a start replays no more than about that
 */
public record Limits(
    int maxResults,
    int maxEf,
    int maxBatchPoints,
    int maxFilterConditions,
    int maxPayloadBytes,
    long maxPendingBytes,
    long maxRecentBytes,
    int maxRecentPoints,
    long maxLogBytes) {

  private static final long LOG_BYTES = 512L << 20;

  /** What applies when nothing is said. */
  public static final Limits DEFAULT =
      new Limits(10_000, 10_000, 100_000, 10_000, 8 << 20, 64L << 20, 64L << 20, 10_000);

  /** The same, with 512 MiB of log. */
  public Limits(
      int maxResults,
      int maxEf,
      int maxBatchPoints,
      int maxFilterConditions,
      int maxPayloadBytes,
      long maxPendingBytes,
      long maxRecentBytes,
      int maxRecentPoints) {
    this(
        maxResults,
        maxEf,
        maxBatchPoints,
        maxFilterConditions,
        maxPayloadBytes,
        maxPendingBytes,
        maxRecentBytes,
        maxRecentPoints,
        LOG_BYTES);
  }
}
