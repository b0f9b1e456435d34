package io.vdb.core.engine;

import io.vdb.core.index.SearchTally;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.ScoredPoint;
import io.vdb.core.model.SearchRequest;
import io.vdb.core.model.SearchResult;
import io.vdb.core.model.VectorConfig;
import io.vdb.observability.spi.Span;
import java.util.List;
import java.util.function.Supplier;

/** Makes spans of a search after the fact, from what was measured. */
final class SearchSpans {

  private final String collection;
  private final Supplier<CollectionConfig> settings;

  SearchSpans(String collection, Supplier<CollectionConfig> settings) {
    this.collection = collection;
    this.settings = settings;
  }

  void succeeded(SearchRequest request, SearchRun run, SearchResult result) {
    Span span = begun(request, run);
    stages(span, run, result.points().size());
    found(span, result.points());
    span.end(run.fetchedNanos());
  }

  void failed(SearchRequest request, SearchRun run, Throwable failure, long endNanos) {
    Span span = begun(request, run);
    stages(span, run, 0);
    String type = FailureType.of(failure);
    if (run.stage() != SearchRun.Stage.OVER) {
      begin(span, run, run.stage()).failed(type, failure).end(endNanos);
    }
    span.failed(type, failure).attribute("error.type", type).end(endNanos);
  }

  private Span begun(SearchRequest request, SearchRun run) {
    Span span =
        Spans.operation(
                run.context(), QueryKind.SEARCH.operation(), collection, run.startNanos())
            .attribute("vdb.search.limit", (long) request.limit());
    VectorConfig vector = settings.get().vector(request.using());
    if (vector != null) {
      span.attribute("vdb.search.dimension", (long) vector.size());
    }
    SearchTally tally = run.tally();
    int ef = tally.ef();
    if (ef > 0) {
      span.attribute("vdb.search.ef", (long) ef);
    } else if (request.hnswEf() != null) { // the index was not asked, or needs none
      span.attribute("vdb.search.ef", (long) request.hnswEf());
    }
    return span.attribute("vdb.search.filter_strategy", tally.strategy())
        .attribute("vdb.search.visited_nodes", tally.visitedNodes())
        .attribute("vdb.search.distance_computations", tally.distanceComputations())
        .attribute("vdb.search.segments", (long) tally.segments());
  }

  /** Makes spans of the stages that were completed. */
  static void stages(Span span, SearchRun run, int results) {
    SearchRun.Stage reached = run.stage();
    if (reached.compareTo(SearchRun.Stage.PLAN) > 0) {
      stage(span, run, SearchRun.Stage.PLAN, run.plannedNanos());
    }
    if (run.isFiltered() && reached.compareTo(SearchRun.Stage.FILTER) > 0) {
      stage(span, run, SearchRun.Stage.FILTER, run.filteredNanos());
    }
    if (reached.compareTo(SearchRun.Stage.RECENT) > 0) {
      begin(span, run, SearchRun.Stage.RECENT)
          .attribute("vdb.search.recent_points", run.recentPoints())
          .end(run.recentNanos());
    }
    if (reached.compareTo(SearchRun.Stage.SEGMENTS) > 0) {
      run.tally().groups().forEach(group -> segments(span, run, group));
      if (run.isRescored()) {
        Spans.stage(span, run.context(), "rescore", run.segmentsNanos())
            .end(run.searchedNanos());
      }
    }
    if (reached.compareTo(SearchRun.Stage.FETCH) > 0) {
      begin(span, run, SearchRun.Stage.FETCH)
          .attribute("vdb.search.results", (long) results)
          .end(run.fetchedNanos());
    }
  }

  private static Span begin(Span span, SearchRun run, SearchRun.Stage stage) {
    return Spans.stage(span, run.context(), stage.span(), startOf(stage, run));
  }

  private static void stage(Span span, SearchRun run, SearchRun.Stage stage, long endNanos) {
    begin(span, run, stage).end(endNanos);
  }

  private static void segments(Span span, SearchRun run, SearchTally.Group group) {
    Spans.stage(
            span, run.context(), SearchRun.Stage.SEGMENTS.span(), group.startNanos())
        .attribute("vdb.search.filter_strategy", group.strategy())
        .attribute("vdb.search.segments", (long) group.segments())
        .attribute("vdb.search.visited_nodes", group.visitedNodes())
        .attribute("vdb.search.distance_computations", group.distanceComputations())
        .end(group.endNanos());
  }

  private static long startOf(SearchRun.Stage stage, SearchRun run) {
    return switch (stage) {
      case PLAN -> run.startNanos();
      case FILTER -> run.plannedNanos();
      case RECENT -> run.filteredNanos();
      case SEGMENTS -> run.recentNanos();
      case FETCH, OVER -> run.searchedNanos();
    };
  }

  private static void found(Span span, List<ScoredPoint> points) {
    span.attribute("vdb.search.results", (long) points.size())
        .attribute(Spans.ROWS, (long) points.size());
    if (!points.isEmpty()) {
      double first = points.getFirst().score();
      double last = points.getLast().score();
      span.attribute("vdb.search.min_score", Math.min(first, last))
          .attribute("vdb.search.max_score", Math.max(first, last));
    }
  }
}
