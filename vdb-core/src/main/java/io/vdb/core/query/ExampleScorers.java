package io.vdb.core.query;

import java.util.ArrayList;
import java.util.List;

/**
 * Scores by several examples. The vectors of examples are in the form in which they are compared and
 * not copied.
 *
 * @see <a href="https://qdrant.tech/documentation/concepts/explore/">Qdrant: Explore the data</a>
 */
public final class ExampleScorers {

  /** The smallest step from 1 to the next float. */
  private static final float EPSILON = 0x1p-23f;

  /**
   * How much pairs count on the way to what is near to a target and on the right side of them: it is
   * nearest to the target as long as they count little, and on the right side when they count much.
   */
  private static final float[] PAIR_WEIGHTS = {1, 4};

  private ExampleScorers() {}

  /**
   * A pair of examples.
   *
   * @param <V> form of the vectors
   * @param positive what to be nearer to
   * @param negative what to be farther from
   */
  public record Pair<V>(V positive, V negative) {}

  /**
   * By the nearest example: between 0 and 1 when that is a positive one, between -1 and 0 when it is a
   * negative one.
   */
  public static <V> ExampleScore<V> bestScore(
      Similarity<V> similarity, List<V> positive, List<V> negative) {
    List<V> good = List.copyOf(positive);
    List<V> bad = List.copyOf(negative);
    return ExampleScore.guided(
        stored -> {
          float nearestGood = nearest(similarity, good, stored);
          float nearestBad = nearest(similarity, bad, stored);
          return nearestGood > nearestBad ? share(nearestGood) : -share(nearestBad);
        },
        good.stream().map(example -> like(similarity, example)).toList());
  }

  private static <V> ExampleScore<V> like(Similarity<V> similarity, V example) {
    return stored -> finite(similarity.of(example, stored));
  }

  private static <V> float nearest(Similarity<V> similarity, List<V> examples, V stored) {
    float nearest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < examples.size(); i++) { // allocates no iterator
      nearest = Math.max(nearest, finite(similarity.of(examples.get(i), stored)));
    }
    return nearest;
  }

  /** By the similarities to positive examples, added up, less those to negative ones. */
  public static <V> ExampleScore<V> sumScores(
      Similarity<V> similarity, List<V> positive, List<V> negative) {
    List<V> good = List.copyOf(positive);
    List<V> bad = List.copyOf(negative);
    return stored -> finite(sum(similarity, good, stored) - sum(similarity, bad, stored));
  }

  private static <V> float sum(Similarity<V> similarity, List<V> examples, V stored) {
    float sum = 0;
    for (int i = 0; i < examples.size(); i++) {
      sum += finite(similarity.of(examples.get(i), stored));
    }
    return finite(sum);
  }

  /**
   * By the pairs that a vector is on the right side of, less those that it is on the wrong side of,
   * and among equals by nearness to the target.
   */
  public static <V> ExampleScore<V> discover(
      Similarity<V> similarity, V target, List<Pair<V>> context) {
    List<Pair<V>> pairs = List.copyOf(context);
    List<ExampleScore<V>> guides = new ArrayList<>();
    guides.add(like(similarity, target));
    if (!pairs.isEmpty()) {
      for (float weight : PAIR_WEIGHTS) {
        guides.add(
            stored ->
                finite(similarity.of(target, stored) + weight * miss(similarity, pairs, stored)));
      }
    }
    return ExampleScore.guided(
        stored -> {
          int rank = 0;
          for (int i = 0; i < pairs.size(); i++) {
            Pair<V> pair = pairs.get(i);
            rank +=
                side(
                    similarity.of(pair.positive(), stored),
                    similarity.of(pair.negative(), stored));
          }
          return rank + share(finite(similarity.of(target, stored)));
        },
        guides);
  }

  /** Returns by how far a vector is on the wrong side of pairs, as a number that is not positive. */
  private static <V> float miss(Similarity<V> similarity, List<Pair<V>> pairs, V stored) {
    float miss = 0;
    for (int i = 0; i < pairs.size(); i++) {
      Pair<V> pair = pairs.get(i);
      miss +=
          Math.min(
              finite(
                  finite(similarity.of(pair.positive(), stored))
                      - finite(similarity.of(pair.negative(), stored))),
              0);
    }
    return finite(miss);
  }

  private static int side(float positive, float negative) {
    if (positive == negative) {
      return 0;
    }
    return positive > negative ? 1 : -1;
  }

  /** By how far a vector is on the wrong side of pairs; just about 0 when it is on none. */
  public static <V> ExampleScore<V> context(Similarity<V> similarity, List<Pair<V>> context) {
    List<Pair<V>> pairs = List.copyOf(context);
    return ExampleScore.guided(
        stored -> {
          float loss = 0;
          for (int i = 0; i < pairs.size(); i++) {
            Pair<V> pair = pairs.get(i);
            float off =
                finite(similarity.of(pair.positive(), stored))
                    - finite(similarity.of(pair.negative(), stored))
                    - EPSILON;
            loss += squeezed(Math.min(finite(off), 0));
          }
          return loss;
        },
        List.of(stored -> miss(similarity, pairs, stored)));
  }

  /**
   * By the similarity to a target, and for each pair of examples that are rated differently by how
   * much more a vector is like the one rated higher than like the other. A pair counts by its weight
   * and by the difference of its ratings to the power of the exponent.
   *
   * @param examples as many as ratings
   * @param query what else is known of them
   */
  public static <V> ExampleScore<V> feedback(
      Similarity<V> similarity, V target, List<V> examples, Query.RelevanceFeedback query) {
    List<V> rated = List.copyOf(examples);
    double[] weights = pairWeights(query);
    return stored -> {
      double score = (double) query.targetWeight() * finite(similarity.of(target, stored));
      for (int i = 0; i < weights.length; i++) {
        score += weights[i] * finite(similarity.of(rated.get(i), stored));
      }
      return finite((float) score) + 0f; // which is not -0, so that it ranks with the others
    };
  }

  /**
   * Returns how much the similarity to each example counts: what it gets from the pairs in which it
   * is rated higher, less what it loses from those in which it is rated lower. A score has so many
   * terms as there are examples, rather than pairs of them.
   */
  private static double[] pairWeights(Query.RelevanceFeedback query) {
    List<RatedExample> examples = query.examples();
    double[] weights = new double[examples.size()];
    for (int i = 0; i < weights.length; i++) {
      for (int j = 0; j < i; j++) {
        float difference = examples.get(i).rating() - examples.get(j).rating();
        if (difference != 0) {
          double confidence =
              Math.min(Math.pow(Math.abs(difference), query.exponent()), Float.MAX_VALUE);
          double weight = query.pairWeight() * confidence * Math.signum(difference);
          weights[i] += weight;
          weights[j] -= weight;
        }
      }
    }
    return weights;
  }

  /** Squeezes a number into -1 to 1. */
  private static float squeezed(float x) {
    return x / (1 + Math.abs(x));
  }

  /** Squeezes a number into 0 to 1. */
  private static float share(float x) {
    return 0.5f * (squeezed(x) + 1);
  }

  private static float finite(float x) {
    return Math.clamp(x, -Float.MAX_VALUE, Float.MAX_VALUE);
  }

  /**
   * Returns the vector to be near to: the mean of the positive examples, or twice that less the mean
   * of the negative ones.
   *
   * @param positive at least one
   */
  public static float[] average(List<float[]> positive, List<float[]> negative) {
    float[] good = mean(positive);
    if (negative.isEmpty()) {
      return good;
    }
    float[] bad = mean(negative);
    for (int i = 0; i < good.length; i++) {
      good[i] = finite(good[i] + good[i] - bad[i]);
    }
    return good;
  }

  private static float[] mean(List<float[]> vectors) {
    float[] mean = new float[vectors.getFirst().length];
    for (int i = 0; i < mean.length; i++) {
      double sum = 0;
      for (float[] vector : vectors) {
        sum += vector[i];
      }
      mean[i] = (float) (sum / vectors.size());
    }
    return mean;
  }
}
