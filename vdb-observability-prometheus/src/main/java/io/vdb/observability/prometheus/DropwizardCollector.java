package io.vdb.observability.prometheus;

import com.codahale.metrics.MetricRegistry;
import io.prometheus.client.Collector;
import io.prometheus.client.dropwizard.DropwizardExports;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a Dropwizard registry, and drops what would take our names or spoil a scrape. */
final class DropwizardCollector extends Collector {

  /** Names of this prefix are ours. */
  private static final String RESERVED_PREFIX = "vdb_";

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");

  private record Series(String name, List<String> labelValues) {}

  private final DropwizardExports exports;
  private final ScrapeFaults faults;

  DropwizardCollector(MetricRegistry registry, ScrapeFaults faults) {
    exports = new DropwizardExports(registry);
    this.faults = faults;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    return exports.collect().stream()
        .filter(this::hasProperName)
        .map(this::withoutDoubles)
        .toList();
  }

  private boolean hasProperName(MetricFamilySamples family) {
    if (family.name.startsWith(RESERVED_PREFIX)) {
      faults.nameRefused(family.name, "names that begin with " + RESERVED_PREFIX + " are reserved");
      return false;
    }
    if (!NAME.matcher(family.name).matches()) {
      faults.nameRefused("'" + family.name + "'", "that is not a metric name");
      return false;
    }
    return true;
  }

  /** Two Dropwizard names can become one, as {@code a.b} and {@code a-b} do; the first stays. */
  private MetricFamilySamples withoutDoubles(MetricFamilySamples family) {
    Set<Series> seen = new HashSet<>();
    List<MetricFamilySamples.Sample> samples =
        family.samples.stream()
            .filter(sample -> seen.add(new Series(sample.name, sample.labelValues)))
            .toList();
    if (samples.size() == family.samples.size()) {
      return family;
    }
    faults.nameRefused(family.name, "several Dropwizard metrics become one of this name");
    return new MetricFamilySamples(family.name, family.type, family.help, samples);
  }
}
