package io.vdb.core.index;

/**
 * How common indices are among the sparse vectors of one name.
 *
 * @param points that have the vector
 * @param holders for each index that was asked about, in that order, the points whose vector has it;
 *     given away
 */
public record SparseCounts(long points, long[] holders) {}
