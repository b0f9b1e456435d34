/**
 * Filters: which points a request is about, and how to tell by looking at a payload.
 *
 * <p>{@link io.vdb.core.filter.FilterEvaluator} is the meaning of a filter; an index may answer
 * faster but never differently.
 */
@NullMarked
package io.vdb.core.filter;

import org.jspecify.annotations.NullMarked;
