package io.vdb.core.engine;

import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.index.ScoreOrder;
import io.vdb.core.model.PointId;
import io.vdb.core.model.VectorValue;
import io.vdb.core.query.MatrixRequest;
import io.vdb.core.query.MatrixResult;
import io.vdb.core.query.Scored;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Compares points by chance with each other, exactly. */
final class MatrixSearch {

  private final PointReader reader;
  private final QueryVectors vectors;
  private final Runnable awaited;

  MatrixSearch(PointReader reader, QueryVectors vectors, Runnable awaited) {
    this.reader = reader;
    this.vectors = vectors;
    this.awaited = awaited;
  }

  /** Returns the filter for points that can be compared. */
  static Filter comparable(MatrixRequest request) {
    Filter has = Filter.must(new Condition.HasVector(request.using()));
    Filter both = QueryExecution.both(request.filter(), has);
    return both == null ? has : both;
  }

  MatrixResult find(MatrixRequest request, ReadFilter filter) throws IOException {
    RandomSample sample = new RandomSample(request.sample());
    filter.measured(
        () -> {
          reader.forEachMatching(filter.filter(), sample::offer);
          return true;
        });
    List<PointId> ids = sample.ids().stream().sorted().toList();
    if (ids.size() < 2) {
      return new MatrixResult(List.of(), List.of());
    }
    List<VectorValue> stored = new ArrayList<>(ids.size());
    for (PointId id : ids) {
      stored.add(reader.requireVector(id, request.using()));
    }
    IntFunction<ScoreOrder> scorers = vectors.near(request.using(), stored);
    List<List<Scored>> neighbours = new ArrayList<>(ids.size());
    for (int row = 0; row < ids.size(); row++) {
      awaited.run();
      neighbours.add(nearest(row, scorers.apply(row), ids, stored, request.limit()));
    }
    return new MatrixResult(ids, neighbours);
  }

  private static List<Scored> nearest(
      int row, ScoreOrder scorer, List<PointId> ids, List<VectorValue> stored, int limit) {
    List<Scored> others = new ArrayList<>(ids.size() - 1);
    for (int other = 0; other < ids.size(); other++) {
      float score = other == row ? Float.NaN : Searcher.score(scorer, stored.get(other));
      if (!Float.isNaN(score)) {
        others.add(new Scored(ids.get(other), score));
      }
    }
    others.sort(Searcher.nearestFirst(scorer));
    return List.copyOf(others.subList(0, Math.min(limit, others.size())));
  }
}
