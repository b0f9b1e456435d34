package io.vdb.observability.tck;

import java.util.SortedMap;

/**
 * What a backend shows of one histogram series.
 *
 * @param count number of values
 * @param sum sum of the values
 * @param cumulative number of values up to and including each finite edge of the definition
 */
public record HistogramReading(long count, double sum, SortedMap<Double, Long> cumulative) {}
