package io.vdb.core.index;

import io.vdb.core.model.Distance;
import io.vdb.core.model.HnswConfig;

/**
 * What an index is built for.
 *
 * @param dimension number of components of every vector
 * @param distance how vectors are compared; under {@code COSINE} the engine hands over normalised
 *     vectors (or zero vectors, which score 0) and normalised queries
 * @param hnsw parameters of the graph
 */
public record IndexSpec(int dimension, Distance distance, HnswConfig hnsw) {}
