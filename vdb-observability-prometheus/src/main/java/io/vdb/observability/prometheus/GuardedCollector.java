package io.vdb.observability.prometheus;

import io.prometheus.client.Collector;
import java.util.List;

/** Keeps what goes wrong in one collector from the rest of the scrape. */
final class GuardedCollector extends Collector implements Collector.Describable {

  private final String name;
  private final Collector collector;
  private final ScrapeFaults faults;

  GuardedCollector(String name, Collector collector, ScrapeFaults faults) {
    this.name = name;
    this.collector = collector;
    this.faults = faults;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    try {
      return collector.collect();
    } catch (Exception | LinkageError | AssertionError e) {
      faults.collectorFailed(name, e);
      return List.of();
    }
  }

  /** What it exports now stands for collectors that do not describe themselves. */
  @Override
  public List<MetricFamilySamples> describe() {
    return collector instanceof Describable describable ? describable.describe() : collect();
  }
}
