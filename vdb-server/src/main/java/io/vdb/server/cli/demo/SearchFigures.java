package io.vdb.server.cli.demo;

/**
 * What searching measured.
 *
 * @param queries searches that were timed
 * @param recall share of the true 10 nearest that were found, over the compared queries
 * @param recallQueries queries that were compared with exact search
 * @param p50Nanos median latency
 * @param p95Nanos latency that 95 % of the searches did not exceed
 * @param p99Nanos latency that 99 % of the searches did not exceed
 * @param segments median number of segments searched
 * @param visitedNodes median number of graph nodes visited
 * @param distanceComputations median number of vectors compared
 */
public record SearchFigures(
    int queries,
    double recall,
    int recallQueries,
    long p50Nanos,
    long p95Nanos,
    long p99Nanos,
    long segments,
    long visitedNodes,
    long distanceComputations) {}
