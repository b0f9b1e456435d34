package io.vdb.observability.prometheus;

import io.prometheus.client.Collector.MetricFamilySamples;
import java.util.List;
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

  List<MetricFamilySamples> apply(List<MetricFamilySamples> families) {
    return names.isEmpty()
        ? families
        : families.stream().map(this::wantedPart).filter(part -> !part.samples.isEmpty()).toList();
  }

  private MetricFamilySamples wantedPart(MetricFamilySamples family) {
    if (names.contains(family.name)) {
      return family;
    }
    return new MetricFamilySamples(
        family.name,
        family.type,
        family.help,
        family.samples.stream().filter(sample -> names.contains(sample.name)).toList());
  }
}
