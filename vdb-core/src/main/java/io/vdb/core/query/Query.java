package io.vdb.core.query;

import io.vdb.core.error.VdbException;
import io.vdb.core.model.OrderBy;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How points are found and ranked. */
public sealed interface Query {

  /** A query that compares vectors. */
  sealed interface OfVectors extends Query {

    /** Returns everything that it compares with. */
    default List<VectorInput> inputs() {
      return switch (this) {
        case Nearest nearest -> List.of(nearest.target());
        case Mmr mmr -> List.of(mmr.target());
        case Recommend recommend ->
            Stream.concat(recommend.positive().stream(), recommend.negative().stream()).toList();
        case Discover discover ->
            Stream.concat(Stream.of(discover.target()), sides(discover.context())).toList();
        case Context context -> sides(context.pairs()).toList();
        case RelevanceFeedback feedback ->
            Stream.concat(
                    Stream.of(feedback.target()),
                    feedback.examples().stream().map(RatedExample::example))
                .toList();
      };
    }

    private static Stream<VectorInput> sides(List<ContextPair> pairs) {
      return pairs.stream().flatMap(pair -> Stream.of(pair.positive(), pair.negative()));
    }
  }

  /** A query that merges or scores what prefetches found, and cannot do without. */
  sealed interface OfPrefetches extends Query {}

  /** A query that merges what prefetches found. */
  sealed interface Fusing extends OfPrefetches {}

  /** The nearest points. */
  record Nearest(VectorInput target) implements OfVectors {}

  /**
   * The nearest points, chosen one after the other so that each is near to the target and unlike
   * those before it. Scores are those of {@link Nearest}.
   *
   * @param diversity how much being unlike weighs, 0 to 1; the rest is the weight of being near
   * @param candidates nearest points to choose from; as many as are wanted when absent
   * @see <a href="https://dl.acm.org/doi/10.1145/290941.291025">Carbonell and Goldstein: The use of
   *     MMR</a>
   */
  record Mmr(VectorInput target, float diversity, @Nullable Integer candidates)
      implements OfVectors {

    /** Diversity when nothing is said. */
    public static final float DEFAULT_DIVERSITY = 0.5f;
  }

  /** Points like some examples and unlike others. */
  record Recommend(
      List<VectorInput> positive, List<VectorInput> negative, RecommendStrategy strategy)
      implements OfVectors {

    /** Copies the lists. */
    public Recommend {
      positive = List.copyOf(positive);
      negative = List.copyOf(negative);
    }
  }

  /** Points on the right side of as many pairs as can be, and of those the nearest. */
  record Discover(VectorInput target, List<ContextPair> context) implements OfVectors {

    /** Copies the list. */
    public Discover {
      context = List.copyOf(context);
    }
  }

  /** Points on the right side of all pairs; all those are as good as each other. */
  record Context(List<ContextPair> pairs) implements OfVectors {

    /** Copies the list. */
    public Context {
      pairs = List.copyOf(pairs);
    }
  }

  /**
   * Points near to a target, and like examples that were rated high rather than like those that were
   * rated low.
   *
   * @param targetWeight how much nearness to the target counts
   * @param exponent at least 0; how much more pairs of examples count whose ratings differ more
   * @param pairWeight how much pairs of examples count
   * @see <a href="https://qdrant.tech/documentation/search/search-relevance/">Qdrant: Search
   *     relevance</a>, the naive strategy with its parameters a, b and c
   */
  record RelevanceFeedback(
      VectorInput target,
      List<RatedExample> examples,
      float targetWeight,
      float exponent,
      float pairWeight)
      implements OfVectors {

    /** Copies the list. */
    public RelevanceFeedback {
      examples = List.copyOf(examples);
    }
  }

  /** Points in the order of what they have at a field. */
  record Ordered(OrderBy order) implements Query {}

  /**
   * What prefetches found, merged by the ranks there.
   *
   * @param k how little the first ranks stand out, at least 1
   * @param weights of each prefetch, which counts for nothing when its is not positive; all the same
   *     when there are none
   */
  record RankFusion(int k, List<Float> weights) implements Fusing {

    /** The constant when nothing is said. */
    public static final int DEFAULT_K = 2;

    /** Copies the weights. */
    public RankFusion {
      if (k < 1) {
        throw VdbException.invalid("k must be at least 1, but is " + k);
      }
      weights = List.copyOf(weights);
    }

    /** All prefetches weigh the same. */
    public RankFusion() {
      this(DEFAULT_K, List.of());
    }
  }

  /** What prefetches found, merged by their scores, each list brought to the same scale. */
  record ScoreFusion() implements Fusing {}

  /** What prefetches found, scored by a formula. */
  record Formula(ScoreFormula formula) implements OfPrefetches {}

  /** Points by chance. */
  record Sample() implements Query {}
}
