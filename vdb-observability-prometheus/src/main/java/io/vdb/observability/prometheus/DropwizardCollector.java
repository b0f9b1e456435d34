package io.vdb.observability.prometheus;

import com.codahale.metrics.MetricFilter;
import com.codahale.metrics.MetricRegistry;
import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import io.prometheus.client.dropwizard.DropwizardExports;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads a Dropwizard registry, and drops what would take our names or spoil a scrape. */
final class DropwizardCollector extends Collector {

  /** Names of these prefixes are ours. */
  private static final List<String> RESERVED = List.of("vdb_", "jvm_", "process_");

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");

  private record Series(String name, List<String> labelNames, List<String> labelValues) {

    static Series of(Sample sample) {
      return new Series(sample.name, sample.labelNames, sample.labelValues);
    }
  }

  private final GuardedRegistry registry;
  private final MappedNames names;
  private final DropwizardExports exports;
  private final ScrapeFaults faults;

  DropwizardCollector(
      MetricRegistry registry, DropwizardMapping.Mapper mapper, ScrapeFaults faults) {
    this.registry = new GuardedRegistry(registry, faults);
    this.names = new MappedNames(mapper);
    this.exports = new DropwizardExports(this.registry, MetricFilter.ALL, names);
    this.faults = faults;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    names.retain(registry::contains);
    return exports.collect().stream()
        .filter(this::hasProperName)
        .map(this::withoutStrangers)
        .map(this::withoutDoubles)
        .toList();
  }

  private boolean hasProperName(MetricFamilySamples family) {
    for (String prefix : RESERVED) {
      if (family.name.startsWith(prefix)) {
        faults.nameRefused(family.name, "names that begin with " + prefix + " are reserved");
        return false;
      }
    }
    if (!NAME.matcher(family.name).matches()) {
      faults.nameRefused("'" + family.name + "'", "that is not a metric name");
      return false;
    }
    return true;
  }

  /** Metrics of several types can be mapped to one name; those of the first type stay. */
  private MetricFamilySamples withoutStrangers(MetricFamilySamples family) {
    return filtered(
        family, sample -> belongs(sample, family), "Dropwizard metrics of several types have it");
  }

  private static boolean belongs(Sample sample, MetricFamilySamples family) {
    return switch (family.type) {
      case COUNTER -> sample.name.equals(family.name + "_total");
      case SUMMARY ->
          sample.name.equals(family.name)
              ? sample.labelNames.contains("quantile")
              : sample.name.startsWith(family.name + '_');
      default -> sample.name.equals(family.name) && !sample.labelNames.contains("quantile");
    };
  }

  /** Two Dropwizard names can become one, as {@code a.b} and {@code a-b} do; the first stays. */
  private MetricFamilySamples withoutDoubles(MetricFamilySamples family) {
    Set<Series> seen = new HashSet<>();
    return filtered(
        family,
        sample -> seen.add(Series.of(sample)),
        "several Dropwizard metrics become one of this name");
  }

  private MetricFamilySamples filtered(
      MetricFamilySamples family, Predicate<Sample> keep, String reason) {
    List<Sample> samples = family.samples.stream().filter(keep).toList();
    if (samples.size() == family.samples.size()) {
      return family;
    }
    faults.nameRefused(family.name, reason);
    return new MetricFamilySamples(family.name, family.type, family.help, samples);
  }
}
