package io.vdb.it.reference;

import io.vdb.core.filter.FieldType;
import io.vdb.core.query.ContextPair;
import io.vdb.core.query.Expression;
import io.vdb.core.query.RecommendStrategy;
import io.vdb.core.query.VectorInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How points are found and ranked: everything that a server knows. */
sealed interface Ask {

  /** Compares vectors. */
  sealed interface OfVectors extends Ask {

    /** Returns all that is compared with. */
    List<VectorInput> examples();
  }

  /** What is nearest. */
  record Nearest(VectorInput target) implements OfVectors {
    @Override
    public List<VectorInput> examples() {
      return List.of(target);
    }
  }

  /**
   * What is nearest, each unlike those before it.
   *
   * @param candidates how many are chosen from; as many as are wanted when absent
   */
  record Diverse(VectorInput target, float diversity, @Nullable Integer candidates)
      implements OfVectors {
    @Override
    public List<VectorInput> examples() {
      return List.of(target);
    }
  }

  /** What is like some and unlike others. */
  record Recommend(
      List<VectorInput> positive, List<VectorInput> negative, RecommendStrategy strategy)
      implements OfVectors {
    @Override
    public List<VectorInput> examples() {
      List<VectorInput> all = new ArrayList<>(positive);
      all.addAll(negative);
      return all;
    }
  }

  /** What is on the right sides, and near. */
  record Discover(VectorInput target, List<ContextPair> context) implements OfVectors {
    @Override
    public List<VectorInput> examples() {
      List<VectorInput> all = new ArrayList<>(sides(context));
      all.add(target);
      return all;
    }
  }

  /** What is on the right sides. */
  record Context(List<ContextPair> pairs) implements OfVectors {
    @Override
    public List<VectorInput> examples() {
      return sides(pairs);
    }
  }

  /**
   * What is near, and like examples that were rated high.
   *
   * @param ratings of the examples
   * @param a how much being near counts
   * @param b how much more pairs count whose ratings differ more
   * @param c how much pairs count
   */
  record Feedback(
      VectorInput target,
      List<VectorInput> rated,
      List<Float> ratings,
      float a,
      float b,
      float c)
      implements OfVectors {
    @Override
    public List<VectorInput> examples() {
      List<VectorInput> all = new ArrayList<>(rated);
      all.add(target);
      return all;
    }
  }

  private static List<VectorInput> sides(List<ContextPair> pairs) {
    List<VectorInput> sides = new ArrayList<>();
    for (ContextPair pair : pairs) {
      sides.add(pair.positive());
      sides.add(pair.negative());
    }
    return sides;
  }

  /** In the order of ids. */
  record ById() implements Ask {}

  /**
   * In the order of values.
   *
   * @param from where to begin: a {@link Long}, a {@link Double}, or the text of a point in time
   */
  record Ordered(String field, FieldType type, boolean descending, @Nullable Object from)
      implements Ask {}

  /** By chance. */
  record Sample() implements Ask {}

  /** What prefetches found, merged by rank. */
  record RankFusion(@Nullable Integer k, List<Float> weights) implements Ask {}

  /** What prefetches found, merged by score. */
  record ScoreFusion() implements Ask {}

  /** What prefetches found, scored by a formula. */
  record Formula(Expression expression, Map<String, Object> defaults) implements Ask {}
}
