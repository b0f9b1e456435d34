package io.vdb.core.engine;

import io.vdb.core.error.VdbException;
import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.index.VectorScorer;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.PointId;
import io.vdb.core.model.Projection.VectorSelector;
import io.vdb.core.query.MatrixRequest;
import io.vdb.core.query.MatrixResult;
import io.vdb.core.query.Scored;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

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
    List<float[]> stored = new ArrayList<>(ids.size());
    for (PointId id : ids) {
      stored.add(vector(id, request.using()));
    }
    List<List<Scored>> neighbours = new ArrayList<>(ids.size());
    for (int row = 0; row < ids.size(); row++) {
      awaited.run();
      neighbours.add(nearest(row, ids, stored, request));
    }
    return new MatrixResult(ids, neighbours);
  }

  private float[] vector(PointId id, String using) throws IOException {
    NamedVectors found = reader.vectors(id, VectorSelector.only(using));
    float[] vector = found == null ? null : found.dense(using);
    if (vector == null) {
      throw VdbException.invalid("only dense vectors can be compared");
    }
    return vector;
  }

  private List<Scored> nearest(
      int row, List<PointId> ids, List<float[]> stored, MatrixRequest request) {
    VectorScorer scorer = vectors.near(stored.get(row), request.using());
    List<Scored> others = new ArrayList<>(ids.size() - 1);
    for (int other = 0; other < ids.size(); other++) {
      if (other != row) {
        others.add(
            new Scored(ids.get(other), Vectors.finite(scorer.score(stored.get(other)))));
      }
    }
    others.sort(Searcher.nearestFirst(scorer));
    return List.copyOf(others.subList(0, Math.min(request.limit(), others.size())));
  }
}
