package io.vdb.core.model;

import java.util.Map;

/**
 * How much a collection holds.
 *
 * @param vectors how many points have each vector, by its name, dense and sparse ones; exact
 * @param payloadBytes roughly what payloads take: files of the index that are neither graphs nor
 *     vectors, and payloads in memory
 */
public record CollectionSizes(Map<String, Long> vectors, long payloadBytes) {

  /** Copies the map. */
  public CollectionSizes {
    vectors = Map.copyOf(vectors);
  }

  /** Returns how many vectors there are of all names. */
  public long vectorCount() {
    return vectors.values().stream().mapToLong(Long::longValue).sum();
  }
}
