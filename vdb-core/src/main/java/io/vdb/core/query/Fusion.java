package io.vdb.core.query;

import io.vdb.core.model.PointId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Merges ranked lists of points into one. */
public final class Fusion {

  /** Order of merged lists: the largest score first, equal ones by id. */
  public static final Comparator<Scored> LARGEST_FIRST =
      Comparator.comparing(Scored::score, Comparator.reverseOrder()).thenComparing(Scored::id);

  /** Score of what cannot be told apart. */
  private static final float MIDDLE = 0.5f;

  private static final int DEVIATIONS = 3;

  private Fusion() {}

  /**
   * A ranked list.
   *
   * @param points best first
   * @param largerIsBetter the direction of its scores
   */
  public record Ranking(List<Scored> points, boolean largerIsBetter) {

    /** Copies the list. */
    public Ranking {
      points = List.copyOf(points);
    }
  }

  /**
   * Merges by ranks: a point scores, in each list that has it, {@code 1 / ((rank + 1) / weight + k -
   * 1)}, with ranks from 0; the sum counts. With all weights 1 that is {@code 1 / (rank + k)}.
   *
   * @param weights as many as lists, or none
   * @see <a href="https://plg.uwaterloo.ca/~gvcormac/cormacksigir09-rrf.pdf">Cormack, Clarke and
   *     Buettcher: Reciprocal rank fusion</a>
   */
  public static List<Scored> byRank(List<Ranking> rankings, int k, List<Float> weights) {
    Map<PointId, Float> sums = new HashMap<>();
    for (int i = 0; i < rankings.size(); i++) {
      float weight = weights.isEmpty() ? 1 : weights.get(i);
      List<Scored> points = rankings.get(i).points();
      for (int rank = 0; rank < points.size(); rank++) {
        sums.merge(points.get(rank).id(), rankScore(rank, k, weight), Float::sum);
      }
    }
    return ranked(sums);
  }

  private static float rankScore(int rank, int k, float weight) {
    return weight > 0 ? 1 / ((rank + 1f) / weight + k - 1f) : 0;
  }

  /**
   * Merges by scores. Each list is moved and stretched so that three standard deviations below its
   * mean become 0, and three above it become 1; what lies further out is not cut off. The sum counts.
   * A list whose scores are all the same, or that has one point, counts one half for each.
   */
  public static List<Scored> byScore(List<Ranking> rankings) {
    Map<PointId, Float> sums = new HashMap<>();
    for (Ranking ranking : rankings) {
      normalized(ranking).forEach(point -> sums.merge(point.id(), point.score(), Float::sum));
    }
    return ranked(sums);
  }

  private static List<Scored> normalized(Ranking ranking) {
    List<Scored> points = ranking.points();
    double mean = points.stream().mapToDouble(Scored::score).average().orElse(0);
    double squares = 0;
    for (Scored point : points) {
      double off = point.score() - mean;
      squares += off * off;
    }
    double deviation = points.size() < 2 ? 0 : Math.sqrt(squares / (points.size() - 1));
    List<Scored> normalized = new ArrayList<>(points.size());
    for (Scored point : points) {
      double up = ranking.largerIsBetter() ? point.score() - mean : mean - point.score();
      float score =
          deviation > 0 ? (float) (MIDDLE + up / (2 * DEVIATIONS * deviation)) : MIDDLE;
      normalized.add(new Scored(point.id(), score));
    }
    return normalized;
  }

  private static List<Scored> ranked(Map<PointId, Float> scores) {
    List<Scored> points = new ArrayList<>(scores.size());
    scores.forEach((id, score) -> points.add(new Scored(id, score)));
    points.sort(LARGEST_FIRST);
    return points;
  }
}
