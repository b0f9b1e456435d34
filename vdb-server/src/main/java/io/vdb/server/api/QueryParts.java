package io.vdb.server.api;

import io.vdb.core.error.VdbException;
import io.vdb.core.query.Expression;
import io.vdb.core.query.Query;
import io.vdb.core.query.RatedExample;
import io.vdb.core.query.ScoreFormula;
import io.vdb.core.query.VectorInput;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes parts of queries from what requests give, with the same checks for every protocol. */
public final class QueryParts {

  private QueryParts() {}

  /** Returns nearest neighbours that are unlike each other. */
  public static Query mmr(
      VectorInput target,
      @Nullable Float diversity,
      @Nullable Integer candidates,
      int maxCandidates,
      Place at) {
    float share = diversity == null ? Query.Mmr.DEFAULT_DIVERSITY : diversity;
    if (!(share >= 0 && share <= 1)) {
      throw at.invalid("diversity: value " + share + " invalid, must be from 0.0 to 1.0");
    }
    return new Query.Mmr(
        target, share, candidates == null ? null : at.withinLimit(candidates, maxCandidates));
  }

  /** Returns points by rated examples. */
  public static Query feedback(
      VectorInput target, List<RatedExample> examples, FeedbackStrategy strategy, Place at) {
    if (examples.isEmpty()) {
      throw at.invalid("feedback elements must be non-empty");
    }
    return new Query.RelevanceFeedback(
        target, examples, strategy.a(), strategy.b(), strategy.c());
  }

  /**
   * How rated examples are made into one score.
   *
   * @param a weight of the target
   * @param b exponent of the difference of ratings
   * @param c weight of pairs of examples
   */
  public record FeedbackStrategy(float a, float b, float c) {}

  /** Returns a number that must not be negative. */
  public static float notNegative(float value, Place at) {
    if (!(value >= 0)) {
      throw at.invalid("value " + value + " invalid, must be 0.0 or larger");
    }
    return value;
  }

  /** Returns a merge by ranks. */
  public static Query rankFusion(@Nullable Integer k, List<Float> weights, Place at) {
    return new Query.RankFusion(
        k == null ? Query.RankFusion.DEFAULT_K : at.atLeast(k, 1), weights);
  }

  /** Reads a variable of a formula. */
  public static Expression variable(String text, Place at) {
    return wellFormed(() -> ScoreFormula.variable(text), at);
  }

  /** Returns a formula. */
  public static ScoreFormula formula(
      Expression expression, Map<String, ? extends @Nullable Object> defaults, Place at) {
    return wellFormed(() -> ScoreFormula.of(expression, defaults), at);
  }

  /** Returns what falls with the distance from a target. */
  public static Expression decay(
      Expression.Decay.Kind kind,
      Expression x,
      @Nullable Expression target,
      @Nullable Float scale,
      @Nullable Float midpoint,
      Place at) {
    if (scale != null && !(scale > 0)) {
      throw at.invalid("scale: value " + scale + " invalid, must be a positive number");
    }
    if (midpoint != null && !(midpoint > 0 && midpoint < 1)) {
      throw at.invalid(
          "midpoint: value " + midpoint + " invalid, must be between 0.0 and 1.0 (exclusive)");
    }
    return new Expression.Decay(
        kind,
        x,
        target,
        scale == null ? Expression.Decay.DEFAULT_SCALE : scale,
        midpoint == null ? Expression.Decay.DEFAULT_MIDPOINT : midpoint);
  }

  private static <T> T wellFormed(Supplier<T> value, Place at) {
    try {
      return value.get();
    } catch (VdbException e) {
      throw at.malformed(String.valueOf(e.getMessage()));
    }
  }
}
