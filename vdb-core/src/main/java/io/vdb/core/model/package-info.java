/**
 * The values that cross every boundary: ids, payloads, points, configurations, requests and results.
 *
 * <p>Everything here is immutable and safe for concurrent use. Vectors are plain {@code float[]} for
 * speed: whoever hands one over gives it away and must not change it afterwards.
 */
@NullMarked
package io.vdb.core.model;

import org.jspecify.annotations.NullMarked;
