package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.filter.Filter;
import io.vdb.core.index.IndexHit;
import io.vdb.core.index.IndexQuery;
import io.vdb.core.index.IndexSnapshot;
import io.vdb.core.index.MultiQuery;
import io.vdb.core.index.MultiScorer;
import io.vdb.core.index.NearestScorer;
import io.vdb.core.index.OrdinalSet;
import io.vdb.core.index.ScoreOrder;
import io.vdb.core.index.SearchTally;
import io.vdb.core.index.SparseQuery;
import io.vdb.core.index.SparseScorer;
import io.vdb.core.index.VectorKernel;
import io.vdb.core.index.VectorRows;
import io.vdb.core.index.VectorScorer;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.PointId;
import io.vdb.core.model.Projection.VectorSelector;
import io.vdb.core.model.ScoredPoint;
import io.vdb.core.model.SearchRequest;
import io.vdb.core.model.SearchResult;
import io.vdb.core.model.SparseConfig;
import io.vdb.core.model.VectorConfig;
import io.vdb.core.model.VectorValue;
import io.vdb.core.query.Scored;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Searches one view: the index and the recent part beside it. */
final class Searcher {

  private final Function<VectorConfig, VectorKernel> kernels;

  Searcher(Function<VectorConfig, VectorKernel> kernels) {
    this.kernels = kernels;
  }

  /** The best so far. Of equal scores the smaller id is nearer. */
  private static final class Best {
    private final ScoreOrder scorer;
    private final int wanted;
    private final Comparator<Scored> nearestFirst;
    private final PriorityQueue<Scored> furthestFirst;

    Best(ScoreOrder scorer, int wanted) {
      this.scorer = scorer;
      this.wanted = wanted;
      this.nearestFirst = nearestFirst(scorer);
      this.furthestFirst = new PriorityQueue<>(nearestFirst.reversed());
    }

    ScoreOrder scorer() {
      return scorer;
    }

    void offer(PointId id, float score) {
      Scored candidate = new Scored(id, Vectors.finite(score));
      if (furthestFirst.size() < wanted) {
        furthestFirst.add(candidate);
        return;
      }
      Scored furthest = furthestFirst.peek();
      if (furthest != null && nearestFirst.compare(candidate, furthest) < 0) {
        furthestFirst.remove();
        furthestFirst.add(candidate);
      }
    }

    List<Scored> ranked() {
      List<Scored> ranked = new ArrayList<>(furthestFirst);
      ranked.sort(nearestFirst);
      return ranked;
    }
  }

  /**
   * What is searched for.
   *
   * @param using name of the vector that is searched
   * @param scorer what is best
   * @param count number of points wanted, at least 1
   * @param ef candidates kept while a graph is walked; the index's default when absent
   * @param exact whether every point is compared
   * @param indexedOnly whether vectors that are not in the index yet are left out
   */
  record Wanted(
      String using,
      ScoreOrder scorer,
      int count,
      @Nullable Integer ef,
      boolean exact,
      boolean indexedOnly) {}

  /** Orders points as a scorer does, and equal ones by id. */
  static Comparator<Scored> nearestFirst(ScoreOrder scorer) {
    return (a, b) -> {
      int byScore = scorer.compareScores(a.score(), b.score());
      return byScore != 0 ? byScore : a.id().compareTo(b.id());
    };
  }

  SearchResult search(View view, SearchRequest request, ReadFilter filter, SearchRun run)
      throws IOException {
    PointReader reader = new PointReader(view);
    ScoreOrder scorer = scorer(request, view, reader);
    PointId excluded = request.target() instanceof SearchRequest.Target.Stored s ? s.id() : null;
    int count = request.limit() + request.offset() + (excluded == null ? 0 : 1);
    run.planned(filter.filter() != null);
    Wanted wanted =
        new Wanted(
            request.using(),
            scorer,
            count,
            request.hnswEf(),
            request.exact(),
            request.indexedOnly());
    List<Scored> ranked = find(view, wanted, filter, run);
    List<ScoredPoint> points = fetch(ranked, scorer, excluded, request, reader);
    run.fetched();
    return new SearchResult(points, run.cost());
  }

  /** Finds the best points, best first, by a run that is just planned; it is to fetch then. */
  List<Scored> find(View view, Wanted wanted, ReadFilter readFilter, SearchRun run)
      throws IOException {
    Filter filter = readFilter.filter();
    OrdinalSet accepted = accepted(view, readFilter, run);
    Best best = new Best(wanted.scorer(), wanted.count());
    run.searchedRecent(
        wanted.indexedOnly() ? 0 : searchRecent(view, wanted.using(), filter, best));
    for (IndexHit hit : searchIndex(view.index(), wanted, accepted, run.tally())) {
      best.offer(hit.id(), hit.score());
    }
    run.searched();
    return best.ranked();
  }

  private static List<IndexHit> searchIndex(
      IndexSnapshot index, Wanted wanted, @Nullable OrdinalSet accepted, SearchTally tally)
      throws IOException {
    return switch (wanted.scorer()) {
      case SparseScorer sparse ->
          index.nearestSparse(
              new SparseQuery(wanted.using(), sparse, wanted.count(), accepted), tally);
      case MultiScorer multi ->
          index.nearestMulti(
              new MultiQuery(wanted.using(), multi, wanted.count(), accepted), tally);
      case VectorScorer dense ->
          index.nearest(
              new IndexQuery(
                  wanted.using(), dense, wanted.count(), wanted.ef(), wanted.exact(), accepted),
              tally);
    };
  }

  private static @Nullable OrdinalSet accepted(View view, ReadFilter readFilter, SearchRun run)
      throws IOException {
    Filter filter = readFilter.filter();
    if (filter == null) {
      return view.searchable();
    }
    OrdinalSet accepted;
    try {
      accepted = view.searchable(filter);
    } catch (IOException | RuntimeException | Error e) {
      readFilter.failed(e);
      throw e;
    }
    run.filtered();
    readFilter.foundIn(run.filteredNanos() - run.plannedNanos());
    return accepted;
  }

  private ScoreOrder scorer(SearchRequest request, View view, PointReader reader)
      throws IOException {
    String using = request.using();
    VectorValue query =
        switch (request.target()) {
          case SearchRequest.Target.Vector given -> given.value();
          case SearchRequest.Target.Stored stored -> stored(stored.id(), using, reader);
        };
    CollectionConfig config = view.config();
    SparseConfig sparse = config.sparseVectors().get(using);
    if (sparse != null) {
      return SparseWeights.scorer(view, using, sparse, Vectors.sparse(query));
    }
    VectorConfig vector = config.requireVector(using);
    if (vector.multi()) {
      MultiComparison rows = new MultiComparison(vector, kernels.apply(vector));
      return rows.near(rows.checked(query));
    }
    float[] components = dense(query);
    boolean plain = request.target() instanceof SearchRequest.Target.Stored && vector.isPlain();
    if (!plain) { // rounding left it at another length than one
      components = Vectors.stored(components, vector);
    }
    return new NearestScorer(components, vector.distance(), kernels.apply(vector));
  }

  /** Returns the components of a dense vector. */
  static float[] dense(VectorValue value) {
    return switch (value) {
      case VectorValue.Dense dense -> dense.components();
      case VectorValue.Sparse _ -> throw CollectionConfig.otherKind();
      case VectorValue.Multi _ -> throw Vectors.notOneRow();
    };
  }

  private static VectorValue stored(PointId id, String name, PointReader reader)
      throws IOException {
    NamedVectors vectors = reader.vectors(id, VectorSelector.only(name));
    if (vectors == null) {
      throw new VdbException(ErrorCode.NOT_FOUND, "No point with id " + id + " found");
    }
    VectorValue value = vectors.get(name);
    if (value == null) {
      throw new VdbException(
          ErrorCode.NOT_FOUND, "Vector with name " + name + " for point " + id);
    }
    return value;
  }

  /** Returns the score of a point's vector; not a number when it is not found by it. */
  static float score(ScoreOrder scorer, NamedVectors vectors, String name) {
    VectorValue value = vectors.get(name);
    return value == null ? Float.NaN : score(scorer, value);
  }

  /** Returns the score of a stored vector; not a number when it is not found by it. */
  static float score(ScoreOrder scorer, VectorValue stored) {
    return switch (scorer) {
      case VectorScorer dense ->
          stored instanceof VectorValue.Dense vector
              ? Vectors.finite(dense.score(vector.components()))
              : Float.NaN;
      case SparseScorer sparse ->
          stored instanceof VectorValue.Sparse vector ? sparse.score(vector) : Float.NaN;
      case MultiScorer multi ->
          stored instanceof VectorValue.Multi rows
              ? Vectors.finite(multi.score(VectorRows.of(rows)))
              : Float.NaN;
    };
  }

  /** Compares every recent vector that may be found; returns how many those were. */
  private static long searchRecent(View view, String name, @Nullable Filter filter, Best best) {
    ScoreOrder scorer = best.scorer();
    long[] compared = new long[1];
    view.forEachRecent(
        entry -> {
          if (entry.isLive()
              && entry.hidesIndexedVectors()
              && (filter == null || entry.matches(filter))) {
            float score = score(scorer, entry.requireVectors(), name);
            if (!Float.isNaN(score)) {
              compared[0]++;
              best.offer(entry.id(), score);
            }
          }
        });
    return compared[0];
  }

  private static List<ScoredPoint> fetch(
      List<Scored> ranked,
      ScoreOrder scorer,
      @Nullable PointId excluded,
      SearchRequest request,
      PointReader reader)
      throws IOException {
    ranked.removeIf(candidate -> candidate.id().equals(excluded));
    Float threshold = request.scoreThreshold();
    if (threshold != null) {
      ranked.removeIf(candidate -> !scorer.passes(candidate.score(), threshold));
    }
    int from = Math.min(request.offset(), ranked.size());
    int to = Math.min(from + request.limit(), ranked.size());
    List<ScoredPoint> points = new ArrayList<>(to - from);
    for (Scored candidate : ranked.subList(from, to)) {
      points.add(reader.scored(candidate, request.projection()));
    }
    return points;
  }
}
