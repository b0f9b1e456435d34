package io.vdb.core.query;

import io.vdb.core.filter.Filter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a query: takes points from the collection, or from what its prefetches found.
 *
 * @param prefetch where the points come from; the collection when there are none
 * @param query how points are found and ranked; in the order of their ids when absent
 * @param using name of the vector that is compared, empty for the one without a name
 * @param filter which points may be found, also by the prefetches; all when absent
 * @param params how nearest neighbours are searched for, where there are no prefetches
 * @param scoreThreshold score that found points must be better than, or reach where scores are made
 *     by merging or by a formula; any when absent
 * @param limit number of points wanted, at least 1
 * @param lookup where the points are whose ids the query names; in the collection itself when absent
 */
public record QueryStage(
    List<QueryStage> prefetch,
    @Nullable Query query,
    String using,
    @Nullable Filter filter,
    StageParams params,
    @Nullable Float scoreThreshold,
    int limit,
    @Nullable Lookup lookup) {

  /** Number of points when nothing is said. */
  public static final int DEFAULT_LIMIT = 10;

  /** Copies the prefetches. */
  public QueryStage {
    prefetch = List.copyOf(prefetch);
  }

  /** The best points of the collection. */
  public static QueryStage of(@Nullable Query query, int limit) {
    return new QueryStage(List.of(), query, "", null, StageParams.DEFAULT, null, limit, null);
  }

  /** The best of what others found. */
  public static QueryStage of(Query query, int limit, QueryStage... prefetch) {
    return of(query, limit).withPrefetch(List.of(prefetch));
  }

  /** This stage over other prefetches. */
  public QueryStage withPrefetch(List<QueryStage> stages) {
    return new QueryStage(
        stages, query, using, filter, params, scoreThreshold, limit, lookup);
  }

  /** This stage comparing another vector. */
  public QueryStage using(String name) {
    return new QueryStage(
        prefetch, query, name, filter, params, scoreThreshold, limit, lookup);
  }

  /** This stage with another filter. */
  public QueryStage withFilter(@Nullable Filter newFilter) {
    return new QueryStage(
        prefetch, query, using, newFilter, params, scoreThreshold, limit, lookup);
  }

  /** This stage searching in another way. */
  public QueryStage withParams(StageParams newParams) {
    return new QueryStage(
        prefetch, query, using, filter, newParams, scoreThreshold, limit, lookup);
  }

  /** This stage with a threshold. */
  public QueryStage withScoreThreshold(@Nullable Float threshold) {
    return new QueryStage(prefetch, query, using, filter, params, threshold, limit, lookup);
  }

  /** This stage for another number of points. */
  public QueryStage withLimit(int newLimit) {
    return new QueryStage(
        prefetch, query, using, filter, params, scoreThreshold, newLimit, lookup);
  }

  /** This stage with the named points looked up elsewhere. */
  public QueryStage withLookup(@Nullable Lookup newLookup) {
    return new QueryStage(
        prefetch, query, using, filter, params, scoreThreshold, limit, newLookup);
  }
}
