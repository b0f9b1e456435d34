package io.vdb.core.engine;

import io.vdb.core.model.SearchCost;
import io.vdb.observability.spi.Span;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes spans of a compound query after the fact, from what was measured. */
final class QuerySpans {

  private final String collection;

  QuerySpans(String collection) {
    this.collection = collection;
  }

  void succeeded(QueryKind kind, int limit, QueryRun run, int results) {
    Span root = begun(kind, limit, run, run.cost());
    steps(root, run, null, run.endNanos());
    Spans.stage(root, run.context(), SearchRun.Stage.FETCH.span(), run.fetchNanos())
        .attribute("vdb.search.results", (long) results)
        .end(run.endNanos());
    root.attribute("vdb.search.results", (long) results)
        .attribute(Spans.ROWS, (long) results)
        .end(run.endNanos());
  }

  void failed(QueryKind kind, int limit, QueryRun run, Throwable failure, long endNanos) {
    Span root = begun(kind, limit, run, run.costUntil(endNanos));
    steps(root, run, failure, endNanos);
    String type = FailureType.of(failure);
    root.failed(type, failure).attribute("error.type", type).end(endNanos);
  }

  private Span begun(QueryKind kind, int limit, QueryRun run, SearchCost cost) {
    return Spans.operation(run.context(), kind.operation(), collection, run.startNanos())
        .attribute("vdb.search.limit", (long) limit)
        .attribute("vdb.search.filter_strategy", cost.strategy())
        .attribute("vdb.search.visited_nodes", cost.visitedNodes())
        .attribute("vdb.search.distance_computations", cost.distanceComputations())
        .attribute("vdb.search.segments", (long) cost.segments());
  }

  /** The first step is the query itself; so are those beside it, when it is asked repeatedly. */
  private static void steps(
      Span root, QueryRun run, @Nullable Throwable failure, long endNanos) {
    Map<QueryRun.Step, Span> spans = new HashMap<>();
    for (QueryRun.Step step : run.steps()) {
      QueryRun.Step parent = step.parent();
      if (parent == null) {
        spans.put(step, root);
      } else {
        Span around = spans.getOrDefault(parent, root);
        spans.put(
            step,
            Spans.stage(around, run.context(), step.kind(), step.startNanos())
                .attribute("vdb.search.limit", (long) step.limit()));
      }
    }
    for (QueryRun.Step step : run.steps().reversed()) {
      Span span = spans.getOrDefault(step, root);
      step.searches().forEach(search -> SearchSpans.stages(span, search, step.results()));
      long end = step.endNanos(endNanos);
      if (step.merged()) {
        Spans.stage(span, run.context(), step.mergeKind(), step.mergeNanos()).end(end);
      }
      if (step.parent() != null) {
        if (step.isOver()) {
          span.attribute("vdb.search.results", (long) step.results());
        } else if (failure != null) {
          span.failed(FailureType.of(failure), failure);
        }
        span.end(end);
      }
    }
  }
}
