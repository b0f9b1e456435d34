package io.vdb.core.engine;

import io.vdb.core.filter.Filter;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.SearchCost;
import io.vdb.core.model.SearchRequest;
import io.vdb.core.model.SearchResult;
import io.vdb.core.observe.SlowQuery;
import io.vdb.core.query.QueryStage;
import io.vdb.observability.spi.Context;
import io.vdb.observability.spi.Span;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where the queries of a collection are measured: the numbers of one query feed metrics, spans, the
 * slow-query log and the log line alike. Safe for concurrent use.
 */
final class QueryObserver {

  private final String collection;
  private final Supplier<CollectionConfig> settings;
  private final EngineMetrics metrics;
  private final SlowQueries slow;
  private final SearchSpans searchSpans;
  private final QuerySpans querySpans;
  private final LongAdder searches = new LongAdder();

  QueryObserver(
      String collection,
      Supplier<CollectionConfig> settings,
      EngineMetrics metrics,
      SlowQueries slow) {
    this.collection = collection;
    this.settings = settings;
    this.metrics = metrics;
    this.slow = slow;
    this.searchSpans = new SearchSpans(collection, settings);
    this.querySpans = new QuerySpans(collection);
  }

  /** Returns how many searches there were, failed ones included. */
  long searches() {
    return searches.sum();
  }

  void searched(SearchRequest request, SearchRun run, SearchResult result) {
    SearchCost cost = result.cost();
    int results = result.points().size();
    searches.increment();
    SearchMode mode = QueryTraits.nearest(settings.get(), request.using());
    metrics.found(mode, results, cost, run.isFiltered(), run.isRescored());
    if (run.isRecording()) {
      searchSpans.succeeded(request, run, result);
    }
    if (QueryTraits.isMulti(settings.get(), request.using())) {
      metrics.usedMultivectors();
    }
    metrics.searched(mode, cost.totalNanos(), true);
    ended(QueryKind.SEARCH, cost.totalNanos(), request.filter(), results, null);
    if (slow.isSlow(cost.totalNanos())) {
      slow.add(
          QueryKind.SEARCH,
          slowSearch(request, run, cost.totalNanos(), results, "", cost),
          null);
    }
  }

  void searchFailed(SearchRequest request, SearchRun run, Throwable failure) {
    long end = System.nanoTime();
    long nanos = end - run.startNanos();
    searches.increment();
    if (run.isRecording()) {
      searchSpans.failed(request, run, failure, end);
    }
    metrics.searched(QueryTraits.nearest(settings.get(), request.using()), nanos, false);
    ended(QueryKind.SEARCH, nanos, request.filter(), 0, failure);
    if (slow.isSlow(nanos)) {
      String error = FailureType.of(failure);
      slow.add(
          QueryKind.SEARCH,
          slowSearch(request, run, nanos, 0, error, run.costUntil(end)),
          failure);
    }
  }

  private SlowQuery slowSearch(
      SearchRequest request,
      SearchRun run,
      long nanos,
      int results,
      String error,
      SearchCost cost) {
    return new SlowQuery(
        Instant.now(),
        QueryKind.SEARCH.operation(),
        collection,
        run.context().correlationId(),
        traceId(run.context()),
        nanos,
        request.limit(),
        request.hnswEf(),
        request.exact(),
        RequestChecks.conditions(request.filter()),
        results,
        error,
        cost);
  }

  /**
   * Does a compound query and measures it.
   *
   * @param root what it asks for
   * @param results tells how many points or groups it found
   */
  <T> T compound(
      QueryKind kind,
      QueryStage root,
      QueryRun run,
      Supplier<T> query,
      ToIntFunction<T> results) {
    QueryTraits traits = QueryTraits.of(root, settings.get());
    searches.increment();
    metrics.used(traits, kind == QueryKind.GROUPS);
    T answer;
    try {
      answer = query.get();
    } catch (RuntimeException | Error e) {
      compoundFailed(kind, root, run, traits, e);
      throw e;
    }
    SearchCost cost = run.cost();
    int found = results.applyAsInt(answer);
    metrics.answered(kind, traits.mode(), found, cost);
    metrics.searched(traits.mode(), cost.totalNanos(), true);
    if (run.isRecording()) {
      querySpans.succeeded(kind, root.limit(), run, found);
    }
    ended(kind, cost.totalNanos(), root.filter(), found, null);
    if (slow.isSlow(cost.totalNanos())) {
      slow.add(kind, slowCompound(kind, root, run, cost.totalNanos(), found, "", cost), null);
    }
    return answer;
  }

  private void compoundFailed(
      QueryKind kind, QueryStage root, QueryRun run, QueryTraits traits, Throwable failure) {
    long end = System.nanoTime();
    long nanos = end - run.startNanos();
    metrics.searched(traits.mode(), nanos, false);
    if (run.isRecording()) {
      querySpans.failed(kind, root.limit(), run, failure, end);
    }
    ended(kind, nanos, root.filter(), 0, failure);
    if (slow.isSlow(nanos)) {
      String error = FailureType.of(failure);
      slow.add(
          kind,
          slowCompound(kind, root, run, nanos, 0, error, run.costUntil(end)),
          failure);
    }
  }

  private SlowQuery slowCompound(
      QueryKind kind,
      QueryStage root,
      QueryRun run,
      long nanos,
      int results,
      String error,
      SearchCost cost) {
    return new SlowQuery(
        Instant.now(),
        kind.operation(),
        collection,
        run.context().correlationId(),
        traceId(run.context()),
        nanos,
        root.limit(),
        root.params().hnswEf(),
        root.params().exact(),
        RequestChecks.conditions(root.filter()),
        results,
        error,
        cost);
  }

  /**
   * A query that is no search has ended, well or not.
   *
   * @param limit number of points wanted; 0 where that means nothing
   * @param results points returned or counted
   */
  void queried(
      QueryKind kind,
      long startNanos,
      int limit,
      @Nullable Filter filter,
      long results,
      @Nullable Throwable failure) {
    long end = System.nanoTime();
    long nanos = end - startNanos;
    Context context = Context.current();
    if (context.span().isRecording()) {
      span(context, kind, startNanos, end, results, failure);
    }
    ended(kind, nanos, filter, results, failure);
    if (slow.isSlow(nanos)) {
      slow.add(kind, slowQuery(kind, context, nanos, limit, filter, results, failure), failure);
    }
  }

  private void span(
      Context context,
      QueryKind kind,
      long startNanos,
      long endNanos,
      long results,
      @Nullable Throwable failure) {
    Span span = Spans.operation(context, kind.operation(), collection, startNanos);
    if (failure != null) {
      String type = FailureType.of(failure);
      span.failed(type, failure).attribute("error.type", type);
    } else if (kind != QueryKind.COUNT) {
      span.attribute(Spans.ROWS, results);
    }
    span.end(endNanos);
  }

  private SlowQuery slowQuery(
      QueryKind kind,
      Context context,
      long nanos,
      int limit,
      @Nullable Filter filter,
      long results,
      @Nullable Throwable failure) {
    return new SlowQuery(
        Instant.now(),
        kind.operation(),
        collection,
        context.correlationId(),
        traceId(context),
        nanos,
        limit,
        null,
        false,
        RequestChecks.conditions(filter),
        (int) Math.min(results, Integer.MAX_VALUE),
        failure == null ? "" : FailureType.of(failure),
        null);
  }

  private void ended(
      QueryKind kind,
      long nanos,
      @Nullable Filter filter,
      long results,
      @Nullable Throwable failure) {
    metrics.queried(kind, nanos, failure == null);
    if (filter != null && !filter.isEmpty()) {
      metrics.filtered();
    }
    OperationLines.query(kind, collection, nanos, results, failure);
  }

  private static String traceId(Context context) {
    return context.span().context().isValid() ? context.span().context().traceId() : "";
  }
}
