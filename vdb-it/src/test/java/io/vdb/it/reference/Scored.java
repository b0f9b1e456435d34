package io.vdb.it.reference;

import io.vdb.core.model.PointId;

/** An id and its score. */
record Scored(PointId id, double score) {}
