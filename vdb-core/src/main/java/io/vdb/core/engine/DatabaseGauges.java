package io.vdb.core.engine;

import io.vdb.core.model.CollectionInfo;
import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.Registration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Gauges of a database, read from its collections at each scrape. */
final class DatabaseGauges implements AutoCloseable {

  /** So many collections have a series of their own; the others share one. */
  private static final int MAX_COLLECTION_SERIES = 100;

  private static final String OVERFLOW = "_other";

  private final Meter meter;
  private final CollectionRegistry registry;
  private final List<Registration> registrations = new ArrayList<>();
  private final Object lock = new Object();
  private final Map<String, Registration> byCollection = new HashMap<>();

  DatabaseGauges(Meter meter, CollectionRegistry registry) {
    this.meter = meter;
    this.registry = registry;
    registrations.add(
        meter.gauge(EngineMetricCatalog.COLLECTIONS, () -> registry.all().size(), "hot"));
    registrations.add(
        meter.gauge(EngineMetricCatalog.VECTORS, () -> sum(CollectionInfo::points), "hot"));
    registrations.add(
        meter.gauge(
            EngineMetricCatalog.COLLECTION_SEGMENTS,
            () -> sum(info -> info.hasRecent() ? 1 : 0),
            "growing"));
    registrations.add(
        meter.gauge(
            EngineMetricCatalog.COLLECTION_SEGMENTS,
            () -> sum(info -> info.segments() - (info.hasRecent() ? 1 : 0)),
            "sealed"));
    registrations.add(
        meter.gauge(EngineMetricCatalog.WAL_BYTES, () -> sum(CollectionInfo::logBytes)));
    registrations.add(
        meter.gauge(
            EngineMetricCatalog.STORAGE_BYTES, () -> sum(CollectionInfo::logBytes), "wal", "hot"));
    registrations.add(
        meter.gauge(
            EngineMetricCatalog.STORAGE_BYTES,
            () -> sum(CollectionInfo::indexBytes),
            "index",
            "hot"));
    registrations.add(
        meter.gauge(EngineMetricCatalog.COLLECTION_VECTORS, this::pointsOfOthers, OVERFLOW));
  }

  private double sum(ToDoubleFunction<CollectionInfo> value) {
    double sum = 0;
    for (Collection collection : registry.all()) {
      sum += value.applyAsDouble(collection.info());
    }
    return sum;
  }

  private double pointsOfOthers() {
    double sum = 0;
    for (Collection collection : registry.all()) {
      boolean own;
      synchronized (lock) {
        own = byCollection.containsKey(collection.name());
      }
      if (!own) {
        sum += collection.info().points();
      }
    }
    return sum;
  }

  /** Gives a collection a series of its own while there is room. */
  void opened(Collection collection) {
    synchronized (lock) {
      removed(collection.name()); // of an earlier one that is being deleted
      if (byCollection.size() < MAX_COLLECTION_SERIES && !collection.name().equals(OVERFLOW)) {
        byCollection.put(
            collection.name(),
            meter.gauge(
                EngineMetricCatalog.COLLECTION_VECTORS,
                () -> collection.info().points(),
                collection.name()));
      }
    }
  }

  /** Ends the series of a collection. */
  void removed(String name) {
    synchronized (lock) {
      Registration registration = byCollection.remove(name);
      if (registration != null) {
        registration.close();
      }
    }
  }

  @Override
  public void close() {
    registrations.forEach(Registration::close);
    synchronized (lock) {
      byCollection.values().forEach(Registration::close);
      byCollection.clear();
    }
  }
}
