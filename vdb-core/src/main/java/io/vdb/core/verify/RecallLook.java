package io.vdb.core.verify;

import io.vdb.core.index.IndexHit;
import io.vdb.core.index.IndexInspection;
import io.vdb.core.index.IndexQuery;
import io.vdb.core.index.IndexSnapshot;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.IndexedPoint;
import io.vdb.core.index.NearestScorer;
import io.vdb.core.index.SearchTally;
import io.vdb.core.index.VectorKernel;
import io.vdb.core.model.Distance;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.PointId;
import io.vdb.core.model.Projection.VectorSelector;
import io.vdb.core.model.VectorConfig;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Searches for vectors of points by the graphs, and by looking at every vector. */
final class RecallLook {

  /** Below this, a graph is worse than any that was built well. */
  static final double ENOUGH = 0.9;

  private static final int NEAREST = 10;

  private final IndexSnapshot snapshot;
  private final IndexSpec spec;
  private final Function<Distance, VectorKernel> kernels;

  RecallLook(
      IndexSnapshot snapshot, IndexSpec spec, Function<Distance, VectorKernel> kernels) {
    this.snapshot = snapshot;
    this.spec = spec;
    this.kernels = kernels;
  }

  void at(List<PointId> sample, IndexInspection.Findings findings) throws IOException {
    for (Map.Entry<String, VectorConfig> vector : spec.vectors().entrySet()) {
      if (vector.getValue().isPlain()) {
        at(vector.getKey(), vector.getValue().distance(), sample, findings);
      }
    }
  }

  private void at(
      String name, Distance distance, List<PointId> sample, IndexInspection.Findings findings)
      throws IOException {
    long wanted = 0;
    long found = 0;
    for (PointId id : sample) {
      IndexedPoint point = snapshot.point(id, false, VectorSelector.only(name));
      NamedVectors vectors = point == null ? null : point.vectors();
      float[] query = vectors == null ? null : vectors.dense(name);
      if (query != null) {
        NearestScorer scorer = new NearestScorer(query, distance, kernels.apply(distance));
        List<IndexHit> exact = nearest(name, scorer, true);
        wanted += exact.size();
        found += asGood(nearest(name, scorer, false), exact, distance);
        findings.examined(1);
      }
    }
    if ((double) found < ENOUGH * (double) wanted) {
      findings.found(
          null,
          String.format(
              Locale.ROOT,
              "searches by the graphs of vector '%s' find %.3f of what is nearest, at least %.2f is"
                  + " expected",
              name,
              (double) found / (double) wanted,
              ENOUGH));
    }
  }

  private List<IndexHit> nearest(String name, NearestScorer scorer, boolean exact)
      throws IOException {
    return snapshot.nearest(
        new IndexQuery(name, scorer, NEAREST, null, exact, null), new SearchTally());
  }

  /** Counts those that are as near as the furthest of the nearest: equal ones are all right. */
  private static long asGood(List<IndexHit> hits, List<IndexHit> exact, Distance distance) {
    if (exact.isEmpty()) {
      return 0;
    }
    float worst = exact.getLast().score();
    long good =
        hits.stream()
            .filter(
                hit -> distance.largerIsNearer() ? hit.score() >= worst : hit.score() <= worst)
            .count();
    return Math.min(good, exact.size());
  }
}
