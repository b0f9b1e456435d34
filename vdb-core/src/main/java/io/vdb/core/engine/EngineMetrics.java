package io.vdb.core.engine;

import io.vdb.core.model.SearchCost;
import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.MetricDefinition;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/** What the engine records, as events. Handles are bound once, here. */
final class EngineMetrics {

  /** Counters of what went well and of what did not. */
  private record Outcomes(Counter successes, Counter errors) {

    void count(boolean success) {
      (success ? successes : errors).increment();
    }
  }

  private final Outcomes searches;
  private final Histogram searchSeconds;
  private final Histogram searchResults;
  private final Map<QueryKind, Outcomes> queries;
  private final Map<QueryKind, Histogram> querySeconds;
  private final Map<QueryKind, Counter> slowQueries;
  private final Histogram planSeconds;
  private final Histogram filterSeconds;
  private final Histogram stageSeconds;
  private final Histogram rescoreSeconds;
  private final Histogram fetchSeconds;
  private final Counter filtered;
  private final Outcomes inserts;
  private final Histogram insertSeconds;
  private final Histogram logSeconds;
  private final Histogram applySeconds;
  private final Counter inserted;
  private final Counter updated;
  private final Counter deleted;
  private final Counter logAppends;
  private final Histogram fsyncSeconds;
  private final Map<IndexWork, Outcomes> indexWork;
  private final Map<BackgroundJob, Outcomes> runs;
  private final Map<BackgroundJob, Histogram> runSeconds;
  private final Histogram recoverySeconds;
  private final Counter recovered;

  EngineMetrics(Meter meter) {
    searches = outcomes(meter, EngineMetricCatalog.SEARCH_REQUESTS, "vector");
    searchSeconds = meter.histogram(EngineMetricCatalog.SEARCH_DURATION, "vector", "hot");
    searchResults = meter.histogram(EngineMetricCatalog.SEARCH_RESULTS, "vector");
    queries =
        each(
            QueryKind.class,
            kind -> outcomes(meter, EngineMetricCatalog.QUERY_REQUESTS, kind.label()));
    querySeconds =
        each(
            QueryKind.class,
            kind -> meter.histogram(EngineMetricCatalog.QUERY_DURATION, kind.label(), "total"));
    slowQueries =
        each(
            QueryKind.class,
            kind -> meter.counter(EngineMetricCatalog.SLOW_QUERIES, kind.label()));
    planSeconds = stage(meter, "plan");
    filterSeconds = stage(meter, "filter");
    stageSeconds = stage(meter, "search");
    rescoreSeconds = stage(meter, "rescore");
    fetchSeconds = stage(meter, "fetch");
    filtered = meter.counter(EngineMetricCatalog.FEATURE_REQUESTS, "filter");
    inserts = outcomes(meter, EngineMetricCatalog.INSERT_REQUESTS);
    insertSeconds = meter.histogram(EngineMetricCatalog.INSERT_DURATION, "total");
    logSeconds = meter.histogram(EngineMetricCatalog.INSERT_DURATION, "wal");
    applySeconds = meter.histogram(EngineMetricCatalog.INSERT_DURATION, "index");
    inserted = meter.counter(EngineMetricCatalog.VECTORS_INSERTED);
    updated = meter.counter(EngineMetricCatalog.VECTORS_UPDATED);
    deleted = meter.counter(EngineMetricCatalog.VECTORS_DELETED);
    logAppends = meter.counter(EngineMetricCatalog.WAL_APPENDS);
    fsyncSeconds = meter.histogram(EngineMetricCatalog.WAL_FSYNC_DURATION);
    indexWork =
        each(
            IndexWork.class,
            work -> outcomes(meter, EngineMetricCatalog.INDEX_OPERATIONS, work.label()));
    runs =
        each(
            BackgroundJob.class,
            job -> outcomes(meter, EngineMetricCatalog.WORKER_RUNS, job.worker()));
    runSeconds =
        each(
            BackgroundJob.class,
            job -> meter.histogram(EngineMetricCatalog.WORKER_DURATION, job.worker()));
    recoverySeconds = meter.histogram(EngineMetricCatalog.RECOVERY_DURATION);
    recovered = meter.counter(EngineMetricCatalog.RECOVERED_OPERATIONS);
  }

  private static <K extends Enum<K>, V> Map<K, V> each(Class<K> kinds, Function<K, V> handle) {
    Map<K, V> handles = new EnumMap<>(kinds);
    for (K kind : kinds.getEnumConstants()) {
      handles.put(kind, handle.apply(kind));
    }
    return handles;
  }

  private static <K, V> V of(Map<K, V> handles, K kind) {
    V handle = handles.get(kind);
    if (handle == null) {
      throw new IllegalStateException("nothing is bound for " + kind);
    }
    return handle;
  }

  private static Outcomes outcomes(Meter meter, MetricDefinition counter, String... labels) {
    String[] withStatus = new String[labels.length + 1];
    System.arraycopy(labels, 0, withStatus, 0, labels.length);
    withStatus[labels.length] = "success";
    Counter successes = meter.counter(counter, withStatus.clone());
    withStatus[labels.length] = "error";
    return new Outcomes(successes, meter.counter(counter, withStatus));
  }

  private static Histogram stage(Meter meter, String stage) {
    return meter.histogram(EngineMetricCatalog.QUERY_DURATION, QueryKind.SEARCH.label(), stage);
  }

  /** A query has ended. */
  void queried(QueryKind kind, long nanos, boolean success) {
    of(queries, kind).count(success);
    if (success) {
      of(querySeconds, kind).recordNanos(nanos);
    }
    if (kind == QueryKind.SEARCH) {
      searches.count(success);
      if (success) {
        searchSeconds.recordNanos(nanos);
      }
    }
  }

  /** A search has found something; beside {@link #queried}. */
  void found(int points, SearchCost cost, boolean withFilter, boolean rescored) {
    searchResults.record(points);
    planSeconds.recordNanos(cost.planNanos());
    if (withFilter) {
      filterSeconds.recordNanos(cost.filterNanos());
    }
    stageSeconds.recordNanos(cost.searchNanos());
    if (rescored) {
      rescoreSeconds.recordNanos(cost.rescoreNanos());
    }
    fetchSeconds.recordNanos(cost.fetchNanos());
  }

  /** A request has a filter. */
  void filtered() {
    filtered.increment();
  }

  /** A query was slow. */
  void slow(QueryKind kind) {
    of(slowQueries, kind).increment();
  }

  /** A write has ended. */
  void written(WriteKind kind, long nanos, boolean success) {
    if (kind == WriteKind.UPSERT) {
      inserts.count(success);
      if (success) {
        insertSeconds.recordNanos(nanos);
      }
    }
  }

  /** A group of writes is in the log. */
  void logged(long nanos) {
    logSeconds.recordNanos(nanos);
  }

  /** A group of writes is in memory. */
  void applied(long nanos, PointTable.Tally tally) {
    applySeconds.recordNanos(nanos);
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

  /** Something was done to an index. */
  void indexed(IndexWork work, boolean success) {
    of(indexWork, work).count(success);
  }

  /** Work in the background has ended. */
  void ran(BackgroundJob job, long nanos, boolean success) {
    of(runs, job).count(success);
    of(runSeconds, job).recordNanos(nanos);
  }

  /** A collection was brought up to date. */
  void recovered(long nanos, long operations) {
    recoverySeconds.recordNanos(nanos);
    recovered.add((double) operations);
  }
}
