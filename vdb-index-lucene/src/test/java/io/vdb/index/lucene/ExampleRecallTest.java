package io.vdb.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.index.IndexChange;
import io.vdb.core.index.IndexHit;
import io.vdb.core.index.IndexQuery;
import io.vdb.core.index.IndexSnapshot;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.SearchTally;
import io.vdb.core.index.VectorScorer;
import io.vdb.core.model.Distance;
import io.vdb.core.model.HnswConfig;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.query.ExampleScore;
import io.vdb.core.query.ExampleScorers;
import io.vdb.core.query.Query;
import io.vdb.core.query.RatedExample;
import io.vdb.core.query.Similarity;
import io.vdb.core.query.VectorInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A graph over distances leads to what is best by examples, too: always to most of it, where scores
 * change little by little with the place. Discovery ranks by sides of pairs first, so its best may be
 * in several places with worse ones between them; a walk that keeps more candidates finds more.
 */
final class ExampleRecallTest {

  private static final long SEED = Long.getLong("vdb.test.seed", 20_261_122L);
  private static final int POINTS = 4_000;
  private static final int CLUSTERS = 25;
  private static final int SIZE = 16;
  private static final int QUERIES = 60;
  private static final int WANTED = 10;

  private final Random random = new Random(SEED);
  private final List<float[]> centres = new ArrayList<>();

  @TempDir Path folder;

  /** How points are scored, and what share of the best is found at least. */
  private enum Kind {
    BEST_SCORE(0.98), // measured: 0.995 to 1
    SUM_SCORES(0.98), // 0.998 to 1
    DISCOVER(0.94), // 0.963 to 0.974
    CONTEXT(0.98), // 0.998 to 1
    FEEDBACK(0.98); // 0.995 to 1

    private final double recall;

    Kind(double recall) {
      this.recall = recall;
    }
  }

  /** A point of some cluster, a bit apart from its centre. */
  private float[] point(Distance distance) {
    float[] centre = centres.get(random.nextInt(CLUSTERS));
    float[] point = new float[SIZE];
    double squares = 0;
    for (int i = 0; i < SIZE; i++) {
      point[i] = centre[i] + (float) random.nextGaussian() * 0.35f;
      squares += (double) point[i] * point[i];
    }
    if (distance == Distance.COSINE) {
      for (int i = 0; i < SIZE; i++) {
        point[i] = (float) (point[i] / Math.sqrt(squares));
      }
    }
    return point;
  }

  private List<float[]> points(int fewest, Distance distance) {
    List<float[]> points = new ArrayList<>();
    for (int i = fewest + random.nextInt(3); i > 0; i--) {
      points.add(point(distance));
    }
    return points;
  }

  private List<ExampleScorers.Pair<float[]>> pairs(Distance distance) {
    List<ExampleScorers.Pair<float[]>> pairs = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      pairs.add(new ExampleScorers.Pair<>(point(distance), point(distance)));
    }
    return pairs;
  }

  private ExampleScore<float[]> score(Kind kind, Distance distance) {
    Similarity<float[]> similarity =
        Similarity.of(distance, new LuceneIndexProvider().kernel(distance));
    return switch (kind) {
      case BEST_SCORE ->
          ExampleScorers.bestScore(similarity, points(1, distance), points(0, distance));
      case SUM_SCORES ->
          ExampleScorers.sumScores(similarity, points(1, distance), points(0, distance));
      case DISCOVER ->
          ExampleScorers.discover(similarity, point(distance), pairs(distance));
      case CONTEXT -> ExampleScorers.context(similarity, pairs(distance));
      case FEEDBACK -> {
        List<float[]> examples = points(2, distance);
        List<RatedExample> rated =
            examples.stream()
                .map(example -> new RatedExample(VectorInput.of(example), random.nextFloat()))
                .toList();
        float[] target = point(distance);
        yield ExampleScorers.feedback(
            similarity,
            target,
            examples,
            new Query.RelevanceFeedback(VectorInput.of(target), rated, 1, 1, 0.5f));
      }
    };
  }

  private static IndexQuery query(VectorScorer scorer, boolean exact) {
    return new IndexQuery(NamedVectors.DEFAULT, scorer, WANTED, null, exact, null);
  }

  @ParameterizedTest
  @EnumSource(Distance.class)
  void mostOfTheBestAreFoundByGraph(Distance distance) throws Exception {
    for (int i = 0; i < CLUSTERS; i++) {
      float[] centre = new float[SIZE];
      for (int j = 0; j < SIZE; j++) {
        centre[j] = (float) random.nextGaussian();
      }
      centres.add(centre);
    }
    HnswConfig small = new HnswConfig(16, 100, 10); // so that there is a graph over a few points
    try (TestIndex index = TestIndex.open(folder, new IndexSpec(SIZE, distance, small))) {
      List<IndexChange> changes = new ArrayList<>();
      for (int i = 0; i < POINTS; i++) {
        changes.add(TestIndex.change(i, point(distance)));
      }
      index.apply(changes.subList(0, POINTS / 2));
      index.apply(changes.subList(POINTS / 2, POINTS));
      index.awaitOptimized();
      try (IndexSnapshot snapshot = index.index().snapshot()) {
        for (Kind kind : Kind.values()) {
          assertThat(recall(snapshot, kind, distance))
              .as("%s with seed %d", kind, SEED)
              .isGreaterThan(kind.recall);
        }
      }
    }
  }

  /** Returns the share of hits that are as good as the best are in truth. */
  private double recall(IndexSnapshot snapshot, Kind kind, Distance distance) throws Exception {
    int found = 0;
    SearchTally tally = new SearchTally();
    for (int i = 0; i < QUERIES; i++) {
      VectorScorer scorer = ExampleScore.ofDense(score(kind, distance));
      List<IndexHit> best = snapshot.nearest(query(scorer, true), new SearchTally());
      List<IndexHit> hits = snapshot.nearest(query(scorer, false), tally);
      float worst = best.getLast().score();
      found += (int) hits.stream().filter(hit -> hit.score() >= worst).count();
    }
    assertThat(tally.strategy()).isEqualTo("graph");
    assertThat(tally.distanceComputations() / QUERIES).isLessThan(POINTS / 2);
    return (double) found / (QUERIES * WANTED);
  }
}
