package io.vdb.core.engine;

import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.Registration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Metrics by collection, within a budget: so many collections have series of their own, the others
 * are added up as {@code _other}. The sums of {@code _other} never fall: what a collection had
 * counted stays in them when it is deleted or gets series of its own, which then begin at 0. Once it is
 * closed, no collection gets series any more.
 */
final class CollectionSeries implements CollectionListener, AutoCloseable {

  private static final String OVERFLOW = "_other";

  /** What a collection had counted at one moment. */
  private record Counts(long searches, long writes) {

    static Counts of(Collection collection) {
      return new Counts(collection.searches(), collection.writes());
    }
  }

  private final Meter meter;
  private final int budget;
  private final List<Registration> shared;
  private final Object lock = new Object();
  private final Map<Collection, List<Registration>> named = new LinkedHashMap<>();
  private final Set<Collection> folded = new LinkedHashSet<>();

  /** What collections that are no longer folded had counted while they were. */
  private long formerSearches;

  private long formerWrites;

  private boolean closed;

  CollectionSeries(Meter meter, int budget) {
    this.meter = meter;
    this.budget = budget;
    shared =
        List.of(
            meter.gauge(
                EngineMetricCatalog.COLLECTION_VECTORS,
                () -> foldedSum(Collection::pointCount),
                OVERFLOW),
            meter.counterCallback(
                EngineMetricCatalog.COLLECTION_SEARCHES, this::foldedSearches, OVERFLOW),
            meter.counterCallback(
                EngineMetricCatalog.COLLECTION_WRITES, this::foldedWrites, OVERFLOW),
            meter.gauge(
                EngineMetricCatalog.COLLECTION_READ_ONLY,
                () -> foldedSum(CollectionSeries::readOnly),
                OVERFLOW),
            meter.gauge(EngineMetricCatalog.COLLECTIONS_FOLDED, this::foldedCount));
  }

  private static long readOnly(Collection collection) {
    return collection.refusesWrites() ? 1 : 0;
  }

  private double foldedSum(ToLongFunction<Collection> value) {
    synchronized (lock) {
      return (double) folded.stream().mapToLong(value).sum();
    }
  }

  private double foldedSearches() {
    synchronized (lock) {
      return (double) formerSearches + foldedSum(Collection::searches);
    }
  }

  private double foldedWrites() {
    synchronized (lock) {
      return (double) formerWrites + foldedSum(Collection::writes);
    }
  }

  private double foldedCount() {
    synchronized (lock) {
      return folded.size();
    }
  }

  /** Gives a collection series of its own while there is room. */
  @Override
  public void opened(Collection collection) {
    synchronized (lock) {
      if (closed) {
        return;
      }
      if (named.size() < budget && !collection.name().equals(OVERFLOW)) {
        name(collection, new Counts(0, 0));
      } else {
        folded.add(collection);
      }
    }
  }

  private void name(Collection collection, Counts before) {
    named.put(
        collection,
        List.of(
            meter.gauge(
                EngineMetricCatalog.COLLECTION_VECTORS,
                collection::pointCount,
                collection.name()),
            meter.gauge(
                EngineMetricCatalog.COLLECTION_READ_ONLY,
                () -> (double) readOnly(collection),
                collection.name()),
            meter.counterCallback(
                EngineMetricCatalog.COLLECTION_SEARCHES,
                () -> (double) (collection.searches() - before.searches()),
                collection.name()),
            meter.counterCallback(
                EngineMetricCatalog.COLLECTION_WRITES,
                () -> (double) (collection.writes() - before.writes()),
                collection.name())));
  }

  /** Ends the series of a collection; another one may have the room. */
  @Override
  public void removed(Collection collection) {
    synchronized (lock) {
      if (folded.contains(collection)) {
        unfold(collection);
      }
      List<Registration> own = named.remove(collection);
      if (own != null) {
        own.forEach(Registration::close);
        folded.stream()
            .filter(other -> !other.name().equals(OVERFLOW))
            .findFirst()
            .ifPresent(next -> name(next, unfold(next)));
      }
    }
  }

  private Counts unfold(Collection collection) {
    folded.remove(collection);
    Counts counts = Counts.of(collection);
    formerSearches += counts.searches();
    formerWrites += counts.writes();
    return counts;
  }

  @Override
  public void close() {
    shared.forEach(Registration::close);
    synchronized (lock) {
      closed = true;
      named.values().forEach(own -> own.forEach(Registration::close));
      named.clear();
      folded.clear();
    }
  }
}
