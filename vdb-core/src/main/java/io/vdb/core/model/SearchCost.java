package io.vdb.core.model;

import java.util.List;

/**
 * What a search cost. Its stages follow one another without gaps, so that their sum is the time in
 * the engine.
 *
 * @param segments index segments searched
 * @param visitedNodes graph nodes visited
 * @param distanceComputations vectors compared with the query, in graphs, in exact scans, in the
 *     recent part and for rescoring
 * @param recentPoints points searched in memory, not yet in the index
 * @param strategy how the index was searched: {@code graph}, {@code filtered_graph}, {@code exact},
 *     {@code postings} or {@code none}, several joined by {@code +}
 * @param planNanos time until the search could start: checking the request, resolving the target
 * @param filterNanos time to turn the filter into a set of points; 0 without a filter
 * @param searchNanos time to search the recent part and the index
 * @param rescoreNanos time to compare again, exactly, what graphs found, and to merge or score what
 *     prefetches found; 0 when they found nothing
 * @param fetchNanos time to fetch payloads and vectors of the results
 * @param stages steps of a compound query, each before those below it; none of any other search
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
    long fetchNanos,
    List<Stage> stages) {

  /** Copies the list. */
  public SearchCost {
    stages = List.copyOf(stages);
  }

  /**
   * A step of a compound query.
   *
   * @param kind {@code query} or {@code prefetch}
   * @param depth how many steps it is below, 0 for the query itself
   * @param limit points wanted
   * @param results points found
   * @param nanos time it took, with the steps below it
   */
  public record Stage(String kind, int depth, int limit, int results, long nanos) {}

  /** Returns the time in the engine. */
  public long totalNanos() {
    return planNanos + filterNanos + searchNanos + rescoreNanos + fetchNanos;
  }
}
