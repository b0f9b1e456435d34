package io.vdb.core.observe;

import io.vdb.core.model.SearchCost;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A query that took long. Says what was asked for and what it cost, never the vector, a payload or a
 * value of a filter.
 *
 * @param finished when it ended
 * @param operation kind of query, such as {@code search}, {@code scroll} or {@code count}
 * @param collection name of the collection
 * @param correlationId of the request; empty when there was none
 * @param traceId of the request; empty when there was none
 * @param totalNanos time in the engine
 * @param limit number of points wanted; 0 where that means nothing
 * @param ef candidates asked for; absent when the default was used
 * @param exact whether every point was to be compared
 * @param filterConditions number of conditions in the filter, nested ones included
 * @param results points returned
 * @param error code of the failure; empty when it succeeded
 * @param cost times of the stages and counts; of a search that failed, what they were by then, the
 *     stage that it failed in included; absent only where nothing is measured, for all but searches
 */
public record SlowQuery(
    Instant finished,
    String operation,
    String collection,
    String correlationId,
    String traceId,
    long totalNanos,
    int limit,
    @Nullable Integer ef,
    boolean exact,
    int filterConditions,
    int results,
    String error,
    @Nullable SearchCost cost) {}
