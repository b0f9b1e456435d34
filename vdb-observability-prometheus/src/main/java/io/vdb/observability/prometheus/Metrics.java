package io.vdb.observability.prometheus;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.CollectorRegistry;
import io.vdb.observability.spi.Registration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All that one backend exports. Names of our own collectors are checked when they are added; those
 * of guests are known only when they are read, and give way.
 */
final class Metrics {

  private final CollectorRegistry registry = new CollectorRegistry();
  private final List<GuardedCollector> guests = new CopyOnWriteArrayList<>();
  private final ScrapeFaults faults;
  private volatile boolean closed;

  Metrics(ScrapeFaults faults) {
    this.faults = faults;
  }

  /**
   * Adds a collector of our own.
   *
   * @param name what log lines call it
   * @throws IllegalArgumentException when a name that it exports is taken
   */
  void add(String name, Collector collector) {
    registry.register(new GuardedCollector(name, collector, faults));
  }

  /** Adds a collector whose names nobody vouches for. */
  Registration addGuest(String name, Collector collector) {
    GuardedCollector guest = new GuardedCollector(name, collector, faults);
    guests.add(guest);
    return () -> guests.remove(guest);
  }

  /** From now on nothing is exported. */
  void close() {
    closed = true;
    registry.clear();
    guests.clear();
  }

  /** Reads everything, in the order of names. Families without series are left out. */
  List<MetricFamilySamples> collect() {
    if (closed) {
      return List.of();
    }
    List<MetricFamilySamples> families = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (MetricFamilySamples family : Collections.list(registry.metricFamilySamples())) {
      if (!family.samples.isEmpty()) {
        names.addAll(List.of(family.getNames()));
        families.add(withoutCreationTimes(family));
      }
    }
    for (GuardedCollector guest : guests) {
      for (MetricFamilySamples family : guest.collect()) {
        addUnlessTaken(withoutCreationTimes(family), names, families);
      }
    }
    families.sort(Comparator.comparing(family -> family.name));
    return families;
  }

  /** Creation times would double the number of counter series and say nothing that is asked for. */
  private static MetricFamilySamples withoutCreationTimes(MetricFamilySamples family) {
    String created = family.name + "_created";
    if (family.samples.stream().noneMatch(sample -> sample.name.equals(created))) {
      return family;
    }
    return family.filter(name -> !name.equals(created));
  }

  private void addUnlessTaken(
      MetricFamilySamples family, Set<String> names, List<MetricFamilySamples> families) {
    List<String> wanted = List.of(family.getNames());
    if (Collections.disjoint(names, wanted)) {
      names.addAll(wanted);
      families.add(family);
    } else {
      faults.nameRefused(family.name, "a metric of that name is exported already");
    }
  }
}
