package io.vdb.core.engine;

import io.vdb.core.model.SearchResult;
import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Meter;

/** What the engine records, as events. Handles are bound once, here. */
final class EngineMetrics {

  private final Counter searches;
  private final Counter failedSearches;
  private final Histogram searchSeconds;
  private final Histogram searchResults;
  private final Counter inserts;
  private final Counter failedInserts;
  private final Histogram insertSeconds;
  private final Histogram logSeconds;
  private final Histogram applySeconds;
  private final Counter inserted;
  private final Counter updated;
  private final Counter deleted;
  private final Counter logAppends;
  private final Histogram fsyncSeconds;
  private final Counter flushes;
  private final Counter failedFlushes;
  private final Counter loads;
  private final Counter failedLoads;

  EngineMetrics(Meter meter) {
    searches = meter.counter(EngineMetricCatalog.SEARCH_REQUESTS, "vector", "success");
    failedSearches = meter.counter(EngineMetricCatalog.SEARCH_REQUESTS, "vector", "error");
    searchSeconds = meter.histogram(EngineMetricCatalog.SEARCH_DURATION, "vector", "hot");
    searchResults = meter.histogram(EngineMetricCatalog.SEARCH_RESULTS, "vector");
    inserts = meter.counter(EngineMetricCatalog.INSERT_REQUESTS, "success");
    failedInserts = meter.counter(EngineMetricCatalog.INSERT_REQUESTS, "error");
    insertSeconds = meter.histogram(EngineMetricCatalog.INSERT_DURATION, "total");
    logSeconds = meter.histogram(EngineMetricCatalog.INSERT_DURATION, "wal");
    applySeconds = meter.histogram(EngineMetricCatalog.INSERT_DURATION, "index");
    inserted = meter.counter(EngineMetricCatalog.VECTORS_INSERTED);
    updated = meter.counter(EngineMetricCatalog.VECTORS_UPDATED);
    deleted = meter.counter(EngineMetricCatalog.VECTORS_DELETED);
    logAppends = meter.counter(EngineMetricCatalog.WAL_APPENDS);
    fsyncSeconds = meter.histogram(EngineMetricCatalog.WAL_FSYNC_DURATION);
    flushes = meter.counter(EngineMetricCatalog.INDEX_OPERATIONS, "insert", "success");
    failedFlushes = meter.counter(EngineMetricCatalog.INDEX_OPERATIONS, "insert", "error");
    loads = meter.counter(EngineMetricCatalog.INDEX_OPERATIONS, "load", "success");
    failedLoads = meter.counter(EngineMetricCatalog.INDEX_OPERATIONS, "load", "error");
  }

  /** Starts the clock of a search; 0 when nobody listens. */
  long startSearch() {
    return searchSeconds.isEnabled() ? System.nanoTime() : 0;
  }

  void searched(long start, SearchResult result) {
    searches.increment();
    if (searchSeconds.isEnabled()) {
      searchSeconds.recordNanos(System.nanoTime() - start);
    }
    searchResults.record(result.points().size());
  }

  void searchFailed() {
    failedSearches.increment();
  }

  /** Starts the clock of an insert; 0 when nobody listens. */
  long startInsert() {
    return insertSeconds.isEnabled() ? System.nanoTime() : 0;
  }

  void insertDone(long start) {
    inserts.increment();
    if (insertSeconds.isEnabled()) {
      insertSeconds.recordNanos(System.nanoTime() - start);
    }
  }

  void insertFailed() {
    failedInserts.increment();
  }

  /** Starts the clock of a stage of a group of writes; 0 when nobody listens. */
  long startWriteStage() {
    return logSeconds.isEnabled() ? System.nanoTime() : 0;
  }

  void logged(long start) {
    if (logSeconds.isEnabled()) {
      logSeconds.recordNanos(System.nanoTime() - start);
    }
  }

  void applied(long start, PointTable.Tally tally) {
    if (applySeconds.isEnabled()) {
      applySeconds.recordNanos(System.nanoTime() - start);
    }
    if (tally.inserted > 0) {
      inserted.add((double) tally.inserted);
    }
    if (tally.updated > 0) {
      updated.add((double) tally.updated);
    }
    if (tally.deleted > 0) {
      deleted.add((double) tally.deleted);
    }
  }

  void logAppended(int records) {
    logAppends.add(records);
  }

  void fsynced(long nanos) {
    fsyncSeconds.recordNanos(nanos);
  }

  void flushed(boolean success) {
    (success ? flushes : failedFlushes).increment();
  }

  void loaded(boolean success) {
    (success ? loads : failedLoads).increment();
  }
}
