package io.vdb.core.model;

/**
 * What a search cost.
 *
 * @param segments index segments searched
 * @param visitedNodes graph nodes visited
 * @param distanceComputations vectors compared with the query, in graphs, in exact scans, in the
 *     recent part and for rescoring
 * @param recentPoints points searched in memory, not yet in the index
 * @param strategy how the index was searched: {@code graph}, {@code filtered_graph}, {@code exact}
 *     or {@code none}, several joined by {@code +}
 * @param planNanos time until the search could start: resolving the target
 * @param filterNanos time to turn the filter into a set of points
 * @param searchNanos time to search the index and the recent part
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
    long fetchNanos) {}
