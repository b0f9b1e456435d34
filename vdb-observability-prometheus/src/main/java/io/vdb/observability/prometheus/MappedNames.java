package io.vdb.observability.prometheus;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import io.prometheus.client.dropwizard.samplebuilder.SampleBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;

/** Remembers what each Dropwizard name was mapped to, so that scrapes evaluate no rules. */
final class MappedNames implements SampleBuilder {

  private final DropwizardMapping.Mapper mapper;
  private final ConcurrentMap<String, DropwizardMapping.Series> known = new ConcurrentHashMap<>();

  MappedNames(DropwizardMapping.Mapper mapper) {
    this.mapper = mapper;
  }

  @Override
  public Sample createSample(
      String dropwizardName,
      String suffix,
      List<String> moreLabelNames,
      List<String> moreLabelValues,
      double value) {
    DropwizardMapping.Series series = known.computeIfAbsent(dropwizardName, mapper::map);
    return new Sample(
        suffix.isEmpty() ? series.name() : Collector.sanitizeMetricName(series.name() + suffix),
        joined(series.labelNames(), moreLabelNames),
        joined(series.labelValues(), moreLabelValues),
        value);
  }

  /** Forgets names of metrics that are gone. */
  void retain(Predicate<String> dropwizardName) {
    known.keySet().removeIf(dropwizardName.negate());
  }

  private static List<String> joined(List<String> first, List<String> more) {
    if (more.isEmpty()) {
      return first;
    }
    if (first.isEmpty()) {
      return more;
    }
    List<String> all = new ArrayList<>(first);
    all.addAll(more);
    return all;
  }
}
