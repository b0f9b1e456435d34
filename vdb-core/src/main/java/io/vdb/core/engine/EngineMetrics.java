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

  /** Times of the stages of one kind of query. */
  private record Stages(
      Histogram plan, Histogram filter, Histogram search, Histogram rescore, Histogram fetch) {

    static Stages of(Meter meter, QueryKind kind) {
      return new Stages(
          stage(meter, kind, "plan"),
          stage(meter, kind, "filter"),
          stage(meter, kind, "search"),
          stage(meter, kind, "rescore"),
          stage(meter, kind, "fetch"));
    }

    private static Histogram stage(Meter meter, QueryKind kind, String stage) {
      return meter.histogram(EngineMetricCatalog.QUERY_DURATION, kind.label(), stage);
    }

    void record(SearchCost cost, boolean filtered, boolean rescored) {
      plan.recordNanos(cost.planNanos());
      if (filtered) {
        filter.recordNanos(cost.filterNanos());
      }
      search.recordNanos(cost.searchNanos());
      if (rescored) {
        rescore.recordNanos(cost.rescoreNanos());
      }
      fetch.recordNanos(cost.fetchNanos());
    }
  }

  private final Map<SearchMode, Outcomes> searches;
  private final Map<SearchMode, Histogram> searchSeconds;
  private final Map<SearchMode, Histogram> searchResults;
  private final Map<QueryKind, Outcomes> queries;
  private final Map<QueryKind, Histogram> querySeconds;
  private final Map<QueryKind, Counter> slowQueries;
  private final Stages searchStages;
  private final Stages queryStages;
  private final Stages groupStages;
  private final Counter filtered;
  private final Counter fused;
  private final Counter recommended;
  private final Counter sparse;
  private final Counter multi;
  private final Counter grouped;
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
    searches =
        each(
            SearchMode.class,
            mode -> outcomes(meter, EngineMetricCatalog.SEARCH_REQUESTS, mode.label()));
    searchSeconds =
        each(
            SearchMode.class,
            mode -> meter.histogram(EngineMetricCatalog.SEARCH_DURATION, mode.label(), "hot"));
    searchResults =
        each(
            SearchMode.class,
            mode -> meter.histogram(EngineMetricCatalog.SEARCH_RESULTS, mode.label()));
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
    searchStages = Stages.of(meter, QueryKind.SEARCH);
    queryStages = Stages.of(meter, QueryKind.QUERY);
    groupStages = Stages.of(meter, QueryKind.GROUPS);
    filtered = meter.counter(EngineMetricCatalog.FEATURE_REQUESTS, "filter");
    fused = meter.counter(EngineMetricCatalog.FEATURE_REQUESTS, "fusion");
    recommended = meter.counter(EngineMetricCatalog.FEATURE_REQUESTS, "recommend");
    sparse = meter.counter(EngineMetricCatalog.FEATURE_REQUESTS, "sparse");
    multi = meter.counter(EngineMetricCatalog.FEATURE_REQUESTS, "multivector");
    grouped = meter.counter(EngineMetricCatalog.FEATURE_REQUESTS, "groups");
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

  /** A query has ended. */
  void queried(QueryKind kind, long nanos, boolean success) {
    of(queries, kind).count(success);
    if (success) {
      of(querySeconds, kind).recordNanos(nanos);
    }
  }

  /** A search has ended, whatever kind of query it was; beside {@link #queried}. */
  void searched(SearchMode mode, long nanos, boolean success) {
    of(searches, mode).count(success);
    if (success) {
      of(searchSeconds, mode).recordNanos(nanos);
    }
  }

  /** A compound query has found something; beside {@link #queried}. */
  void answered(QueryKind kind, SearchMode mode, int results, SearchCost cost) {
    of(searchResults, mode).record(results);
    if (kind != QueryKind.MATRIX) {
      Stages stages = kind == QueryKind.GROUPS ? groupStages : queryStages;
      stages.record(cost, cost.filterNanos() > 0, cost.rescoreNanos() > 0);
    }
  }

  /** A query uses features that are counted. */
  void used(QueryTraits traits, boolean groups) {
    if (traits.fusion()) {
      fused.increment();
    }
    if (traits.examples()) {
      recommended.increment();
    }
    if (traits.sparse()) {
      sparse.increment();
    }
    if (traits.multi()) {
      multi.increment();
    }
    if (groups) {
      grouped.increment();
    }
  }

  /** A search compares multivectors. */
  void usedMultivectors() {
    multi.increment();
  }

  /** A search has found something; beside {@link #queried}. */
  void found(
      SearchMode mode, int points, SearchCost cost, boolean withFilter, boolean rescored) {
    of(searchResults, mode).record(points);
    if (mode == SearchMode.SPARSE) {
      sparse.increment();
    }
    searchStages.record(cost, withFilter, rescored);
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
