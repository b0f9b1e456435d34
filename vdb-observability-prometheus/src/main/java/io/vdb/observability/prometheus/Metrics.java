package io.vdb.observability.prometheus;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.vdb.observability.spi.Registration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * All that one backend exports. Names of our own are checked when they are added; those of guests
 * are known only when they are read, and give way.
 */
final class Metrics {

  private static final Comparator<MetricFamilySamples> BY_NAME =
      Comparator.comparing(family -> family.name);

  private final ConcurrentNavigableMap<String, MetricFamily> families =
      new ConcurrentSkipListMap<>();
  private final List<GuardedCollector> standard = new CopyOnWriteArrayList<>();
  private final List<GuardedCollector> guests = new CopyOnWriteArrayList<>();

  /** Every name that a sample of ours can have. Changed under {@link #lock}. */
  private final Set<String> taken = ConcurrentHashMap.newKeySet();

  private final Object lock = new Object();
  private final ScrapeFaults faults;
  private volatile boolean closed;

  Metrics(ScrapeFaults faults) {
    this.faults = faults;
  }

  /**
   * Adds a family of our own.
   *
   * @throws IllegalArgumentException when a name that it exports is taken
   */
  void add(MetricFamily family) {
    take(family.sampleNames());
    families.put(family.name(), family);
  }

  /**
   * Adds a collector that comes with a library, whose names are ours as well.
   *
   * @param name what log lines call it
   * @throws IllegalArgumentException when a name that it exports is taken
   */
  void add(String name, Collector collector) {
    GuardedCollector guarded = new GuardedCollector(name, collector, faults);
    take(guarded.describe().stream().flatMap(family -> Stream.of(family.getNames())).toList());
    standard.add(guarded);
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
    families.clear();
    standard.clear();
    guests.clear();
  }

  /** Reads and writes everything, in the order of names. */
  void write(ExpositionWriter out) throws IOException {
    if (closed) {
      return;
    }
    List<MetricFamilySamples> foreign = foreign();
    int next = 0;
    for (MetricFamily family : families.values()) {
      while (next < foreign.size() && foreign.get(next).name.compareTo(family.name()) < 0) {
        out.foreign(foreign.get(next++));
      }
      family.write(out);
    }
    while (next < foreign.size()) {
      out.foreign(foreign.get(next++));
    }
  }

  /** Reads what collectors export, in the order of names. */
  private List<MetricFamilySamples> foreign() {
    List<MetricFamilySamples> all = new ArrayList<>();
    for (GuardedCollector collector : standard) {
      collector.collect().stream().map(Metrics::withoutCreationTimes).forEach(all::add);
    }
    Set<String> names = new HashSet<>();
    for (GuardedCollector guest : guests) {
      for (MetricFamilySamples family : guest.collect()) {
        addUnlessTaken(withoutCreationTimes(family), names, all);
      }
    }
    all.sort(BY_NAME);
    return all;
  }

  /** Creation times would double the number of counter series and say nothing that is asked for. */
  private static MetricFamilySamples withoutCreationTimes(MetricFamilySamples family) {
    String created = family.name + "_created";
    if (family.samples.stream().noneMatch(sample -> sample.name.equals(created))) {
      return family;
    }
    return family.filter(name -> !name.equals(created));
  }

  /** {@code names} are those of guests that were here before. */
  private void addUnlessTaken(
      MetricFamilySamples family, Set<String> names, List<MetricFamilySamples> all) {
    List<String> wanted = List.of(family.getNames());
    if (Collections.disjoint(taken, wanted) && Collections.disjoint(names, wanted)) {
      names.addAll(wanted);
      all.add(family);
    } else {
      faults.nameRefused(family.name, "a metric of that name is exported already");
    }
  }

  private void take(List<String> names) {
    synchronized (lock) {
      names.stream()
          .filter(taken::contains)
          .findFirst()
          .ifPresent(
              name -> {
                throw new IllegalArgumentException(name + " is exported already");
              });
      taken.addAll(names);
    }
  }
}
