package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.FilterEvaluator;
import io.vdb.core.index.IndexHit;
import io.vdb.core.index.IndexQuery;
import io.vdb.core.index.OrdinalSet;
import io.vdb.core.index.VectorKernel;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.PointId;
import io.vdb.core.model.ScoredPoint;
import io.vdb.core.model.SearchRequest;
import io.vdb.core.model.SearchResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Searches one view: the index and the recent part beside it. */
final class Searcher {

  private record Candidate(PointId id, float score) {}

  private final CollectionConfig config;
  private final VectorKernel kernel;
  private final Comparator<Candidate> nearestFirst;

  Searcher(CollectionConfig config, VectorKernel kernel) {
    this.config = config;
    this.kernel = kernel;
    Distance distance = config.distance();
    nearestFirst =
        (a, b) -> {
          int byScore = distance.compareScores(a.score(), b.score());
          return byScore != 0 ? byScore : a.id().compareTo(b.id());
        };
  }

  SearchResult search(View view, SearchRequest request, ReadFilter readFilter, SearchRun run)
      throws IOException {
    PointReader reader = new PointReader(view);
    float[] query = resolve(request.target(), reader);
    PointId excluded = request.target() instanceof SearchRequest.Target.Stored s ? s.id() : null;
    int wanted = request.limit() + request.offset() + (excluded == null ? 0 : 1);
    Filter filter = readFilter.filter();
    run.planned(filter != null);

    OrdinalSet accepted;
    if (filter != null) {
      accepted = view.searchable(filter);
      run.filtered();
      readFilter.foundIn(run.filteredNanos() - run.plannedNanos());
    } else {
      accepted = view.searchable();
    }

    PriorityQueue<Candidate> best = new PriorityQueue<>(nearestFirst.reversed());
    run.searchedRecent(searchRecent(view, query, filter, best, wanted));
    IndexQuery indexQuery =
        new IndexQuery(query, wanted, request.hnswEf(), request.exact(), accepted);
    for (IndexHit hit : view.index().nearest(indexQuery, run.tally())) {
      offer(best, new Candidate(hit.id(), Vectors.finite(hit.score())), wanted);
    }
    run.searched();

    List<ScoredPoint> points = fetch(best, excluded, request, reader);
    run.fetched();
    return new SearchResult(points, run.cost());
  }

  private float[] resolve(SearchRequest.Target target, PointReader reader) throws IOException {
    return switch (target) {
      case SearchRequest.Target.Vector vector ->
          Vectors.stored(vector.components(), config.size(), config.distance());
      case SearchRequest.Target.Stored stored -> {
        float[] vector = reader.vector(stored.id());
        if (vector == null) {
          throw new VdbException(
              ErrorCode.NOT_FOUND, "No point with id " + stored.id() + " found");
        }
        yield vector;
      }
    };
  }

  /** Compares every recent vector that may be found; returns how many those were. */
  private long searchRecent(
      View view, float[] query, @Nullable Filter filter, PriorityQueue<Candidate> best, int wanted) {
    long[] compared = new long[1];
    view.forEachRecent(
        entry -> {
          if (entry.isLive()
              && entry.hidesIndexedVector()
              && (filter == null || FilterEvaluator.matches(filter, entry.id(), entry.payload()))) {
            compared[0]++;
            float score = Vectors.finite(kernel.score(query, entry.requireVector()));
            offer(best, new Candidate(entry.id(), score), wanted);
          }
        });
    return compared[0];
  }

  private void offer(PriorityQueue<Candidate> best, Candidate candidate, int wanted) {
    if (best.size() < wanted) {
      best.add(candidate);
      return;
    }
    Candidate worst = best.peek();
    if (worst != null && nearestFirst.compare(candidate, worst) < 0) {
      best.remove();
      best.add(candidate);
    }
  }

  private List<ScoredPoint> fetch(
      PriorityQueue<Candidate> best,
      @Nullable PointId excluded,
      SearchRequest request,
      PointReader reader)
      throws IOException {
    List<Candidate> ranked = new ArrayList<>(best);
    ranked.sort(nearestFirst);
    ranked.removeIf(candidate -> candidate.id().equals(excluded));
    Float threshold = request.scoreThreshold();
    if (threshold != null) {
      ranked.removeIf(candidate -> !config.distance().passes(candidate.score(), threshold));
    }
    int from = Math.min(request.offset(), ranked.size());
    int to = Math.min(from + request.limit(), ranked.size());
    List<ScoredPoint> points = new ArrayList<>(to - from);
    for (Candidate candidate : ranked.subList(from, to)) {
      points.add(reader.scored(candidate.id(), candidate.score(), request.projection()));
    }
    return points;
  }
}
