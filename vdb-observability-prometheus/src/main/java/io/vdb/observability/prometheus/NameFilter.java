package io.vdb.observability.prometheus;

import java.util.Set;

/**
 * Keeps the series that were asked for by name.
 *
 * @param names of samples, such as {@code x_seconds_bucket}, or of families, such as {@code
 *     x_seconds}; everything passes when empty
 */
record NameFilter(Set<String> names) {

  NameFilter {
    names = Set.copyOf(names);
  }

  boolean wants(String family, String sample) {
    return names.isEmpty() || names.contains(sample) || names.contains(family);
  }
}
