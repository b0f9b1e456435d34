package io.vdb.core.model;

/**
 * What a search cost. Its stages follow one another without gaps, so that their sum is the time in
 * the engine.
 *
 * @param segments index segments searched
 * @param visitedNodes graph nodes visited
 * @param distanceComputations vectors compared with the query, in graphs, in exact scans, in the
 *     recent part and for rescoring
 * @param recentPoints points searched in memory, not yet in the index
 * @param strategy how the index was searched: {@code graph}, {@code filtered_graph}, {@code exact}
 *     or {@code none}, several joined by {@code +}
 * @param planNanos time until the search could start: checking the request, resolving the target
 * @param filterNanos time to turn the filter into a set of points; 0 without a filter
 * @param searchNanos time to search the recent part and the index
 * @param rescoreNanos time to compare again, exactly, what graphs found; 0 when they found nothing
 * @param fetchNanos time to fetch payloads and vectors of the results
 */
public record SearchCost(
    int segments,
    long visitedNodes,
    long distanceComputations,
    long recentPoints,
    String strategy,
    long planNanos,
    long filterNanos,
    long searchNanos,
    long rescoreNanos,
    long fetchNanos) {

  /** The cost of a search that compared nothing again. */
  public SearchCost(
      int segments,
      long visitedNodes,
      long distanceComputations,
      long recentPoints,
      String strategy,
      long planNanos,
      long filterNanos,
      long searchNanos,
      long fetchNanos) {
    this(
        segments,
        visitedNodes,
        distanceComputations,
        recentPoints,
        strategy,
        planNanos,
        filterNanos,
        searchNanos,
        0,
        fetchNanos);
  }

  /** Returns the time in the engine. */
  public long totalNanos() {
    return planNanos + filterNanos + searchNanos + rescoreNanos + fetchNanos;
  }
}
