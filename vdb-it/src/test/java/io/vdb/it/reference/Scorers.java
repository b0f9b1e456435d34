package io.vdb.it.reference;

import io.vdb.core.model.Distance;
import io.vdb.core.model.PointId;
import io.vdb.core.model.VectorValue;
import io.vdb.core.query.ContextPair;
import io.vdb.core.query.Lookup;
import io.vdb.core.query.RecommendStrategy;
import io.vdb.core.query.VectorInput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What scores points in a step of a query. */
final class Scorers {

  /** The step to the float behind 1, by which a pair is missed by what is as near to both sides. */
  private static final double EPSILON = Math.ulp(1f);

  private final ReferenceCollection collection;
  private final ReferenceCollection source;
  private final String using;
  private final String named;
  private final VectorLayout.@Nullable Dense dense;

  /**
   * Scorers.
   *
   * @param source where points are that the step names
   */
  Scorers(ReferenceCollection collection, ReferenceCollection source, Stage stage) {
    this.collection = collection;
    this.source = source;
    using = stage.using();
    Lookup lookup = stage.lookup();
    named = lookup == null || lookup.vector() == null ? using : lookup.vector();
    dense = collection.layout().dense(using).orElse(null);
  }

  Scorer of(Ask.OfVectors ask) {
    return switch (ask) {
      case Ask.Nearest nearest -> near(require(nearest.target()));
      case Ask.Diverse diverse -> near(require(diverse.target()));
      case Ask.Recommend recommend -> recommend(recommend);
      case Ask.Discover discover -> discover(discover);
      case Ask.Context context -> context(context);
      case Ask.Feedback feedback -> feedback(feedback);
    };
  }

  /** Returns the vector as it is given, or as it is stored; nothing when a point lacks it. */
  private @Nullable VectorValue given(VectorInput example) {
    return switch (example) {
      case VectorInput.Given(VectorValue value) -> value;
      case VectorInput.Stored(PointId id) -> source.get(id).vectors().get(named);
    };
  }

  /** Returns the vector as it is compared. */
  private VectorValue require(VectorInput example) {
    VectorValue value = given(example);
    if (value == null) {
      throw new NoSuchElementException(example + " lacks " + named);
    }
    return collection.layout().stored(using, value);
  }

  /** Returns the vector as it is compared, with its weights. */
  private VectorValue example(VectorInput example) {
    VectorValue value = require(example);
    return value instanceof VectorValue.Sparse sparse ? weighted(sparse) : value;
  }

  private List<VectorValue> examples(List<VectorInput> examples) {
    return examples.stream().filter(each -> given(each) != null).map(this::example).toList();
  }

  private Scorer near(VectorValue target) {
    if (dense != null) {
      VectorLayout.Dense vector = dense;
      return new Scorer(
          vector.distance().largerIsNearer(), stored -> vector.score(target, stored));
    }
    VectorValue.Sparse query = weighted((VectorValue.Sparse) target);
    return new Scorer(true, stored -> Measures.score(query, (VectorValue.Sparse) stored));
  }

  private static float[] components(VectorValue value) {
    return ((VectorValue.Dense) value).components();
  }

  /** Makes indices that few points have weigh more, where that is wanted. */
  private VectorValue.Sparse weighted(VectorValue.Sparse query) {
    if (!collection.layout().sparse(using).orElseThrow().idf()) {
      return query;
    }
    int points = 0;
    Map<Integer, Integer> holders = new HashMap<>();
    for (ModelPoint point : collection.all()) {
      if (point.vectors().get(using) instanceof VectorValue.Sparse stored) {
        points++;
        for (int index : stored.indices()) {
          holders.merge(index, 1, Integer::sum);
        }
      }
    }
    float[] values = query.values().clone();
    for (int i = 0; i < values.length; i++) {
      int n = holders.getOrDefault(query.indices()[i], 0);
      values[i] *= (float) Math.log(1 + (points - n + 0.5) / (n + 0.5));
    }
    return new VectorValue.Sparse(query.indices(), values);
  }

  /** Returns how near a stored vector is to what is searched for, larger for nearer. */
  Measure relevance(VectorInput target, VectorValue stored) {
    return nearness(require(target), stored);
  }

  /** Returns how near two vectors are, larger for nearer. */
  Measure nearness(VectorValue a, VectorValue b) {
    if (dense != null) {
      return dense.nearness(a, b);
    }
    Measure score = Measures.score((VectorValue.Sparse) a, (VectorValue.Sparse) b);
    return score == null ? new Measure(0, 0) : score;
  }

  private Scorer recommend(Ask.Recommend ask) {
    if (ask.strategy() == RecommendStrategy.AVERAGE_VECTOR) {
      return near(collection.layout().stored(using, average(ask)));
    }
    List<VectorValue> positive = examples(ask.positive());
    List<VectorValue> negative = examples(ask.negative());
    return new Scorer(
        true,
        ask.strategy() == RecommendStrategy.BEST_SCORE
            ? stored -> bestScore(positive, negative, stored)
            : stored -> sumScores(positive, negative, stored));
  }

  /** Twice the mean of what is wanted less that of what is not, or just the one if that is all. */
  private VectorValue average(Ask.Recommend ask) {
    List<VectorValue> positive = givenOnly(ask.positive());
    List<VectorValue> negative = givenOnly(ask.negative());
    if (dense == null) {
      return sparseAverage(positive, negative);
    }
    return dense.multi()
        ? dense.joined(positive, negative)
        : denseAverage(positive, negative, dense);
  }

  private List<VectorValue> givenOnly(List<VectorInput> examples) {
    List<VectorValue> values = new ArrayList<>();
    for (VectorInput example : examples) {
      VectorValue value = given(example);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  private static VectorValue denseAverage(
      List<VectorValue> positive, List<VectorValue> negative, VectorLayout.Dense vector) {
    float[] average = new float[vector.size()];
    boolean computed = positive.size() + negative.size() > 1;
    for (int i = 0; i < average.length; i++) {
      int at = i;
      double good = positive.stream().mapToDouble(v -> components(v)[at]).average().orElseThrow();
      double bad = negative.stream().mapToDouble(v -> components(v)[at]).average().orElse(good);
      average[i] = (float) (good + good - bad);
      if (computed && vector.distance() != Distance.COSINE && !vector.isDecided(average[i])) {
        throw new Undecided();
      }
    }
    return new VectorValue.Dense(average);
  }

  private static VectorValue sparseAverage(
      List<VectorValue> positive, List<VectorValue> negative) {
    Map<Integer, Double> sums = new HashMap<>();
    add(sums, positive, negative.isEmpty() ? 1 : 2);
    add(sums, negative, -1);
    int[] indices = sums.keySet().stream().mapToInt(Integer::intValue).toArray();
    float[] values = new float[indices.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Objects.requireNonNull(sums.get(indices[i])).floatValue();
    }
    return VectorValue.Sparse.of(indices, values);
  }

  private static void add(Map<Integer, Double> sums, List<VectorValue> vectors, double weight) {
    for (VectorValue vector : vectors) {
      Measures.components((VectorValue.Sparse) vector)
          .forEach(
              (index, value) ->
                  sums.merge(index, weight * value / vectors.size(), Double::sum));
    }
  }

  /** By the nearest example, for it or against it. */
  private Measure bestScore(
      List<VectorValue> positive, List<VectorValue> negative, VectorValue stored) {
    Measure good = nearest(positive, stored);
    Measure bad = nearest(negative, stored);
    if (bad == null || (good != null && good.exceeds(bad))) {
      return Objects.requireNonNull(good).share();
    }
    Measure against = bad.share();
    return new Measure(-against.value(), against.room());
  }

  private @Nullable Measure nearest(List<VectorValue> examples, VectorValue stored) {
    Measure nearest = null;
    for (VectorValue example : examples) {
      Measure near = nearness(example, stored);
      nearest = nearest == null || near.value() > nearest.value() ? near : nearest;
    }
    return nearest;
  }

  private Measure sumScores(
      List<VectorValue> positive, List<VectorValue> negative, VectorValue stored) {
    double sum = 0;
    double room = 1e-8;
    for (VectorValue example : positive) {
      Measure near = nearness(example, stored);
      sum += near.value();
      room += near.room() + 3e-7 * Math.abs(near.value());
    }
    for (VectorValue example : negative) {
      Measure near = nearness(example, stored);
      sum -= near.value();
      room += near.room() + 3e-7 * Math.abs(near.value());
    }
    return new Measure(sum, room);
  }

  /** By how many pairs are on the right side, and among equals by nearness to the target. */
  private Scorer discover(Ask.Discover ask) {
    VectorValue target = example(ask.target());
    List<VectorValue> good = sides(ask.context(), true);
    List<VectorValue> bad = sides(ask.context(), false);
    return new Scorer(
        true,
        stored -> {
          int rank = 0;
          for (int i = 0; i < good.size(); i++) {
            Measure positive = nearness(good.get(i), stored);
            Measure negative = nearness(bad.get(i), stored);
            rank += positive.exceeds(negative) ? 1 : negative.exceeds(positive) ? -1 : 0;
          }
          Measure share = nearness(target, stored).share();
          return new Measure(rank + share.value(), share.room() + 2e-7 * (1 + Math.abs(rank)));
        });
  }

  private List<VectorValue> sides(List<ContextPair> pairs, boolean positive) {
    return pairs.stream()
        .map(pair -> example(positive ? pair.positive() : pair.negative()))
        .toList();
  }

  /** By nearness to the target, and by which example of each pair it is nearer to. */
  private Scorer feedback(Ask.Feedback ask) {
    VectorValue target = example(ask.target());
    List<VectorValue> rated = ask.rated().stream().map(this::example).toList();
    return new Scorer(
        true,
        stored -> {
          Measure near = nearness(target, stored);
          double sum = ask.a() * near.value();
          double room = Math.abs(ask.a()) * (near.room() + 3e-7 * Math.abs(near.value()));
          for (int i = 0; i < rated.size(); i++) {
            for (int j = 0; j < rated.size(); j++) {
              double confidence = ask.ratings().get(i) - ask.ratings().get(j);
              if (confidence > 0) {
                Measure high = nearness(rated.get(i), stored);
                Measure low = nearness(rated.get(j), stored);
                double weight = ask.c() * Math.pow(confidence, ask.b());
                sum += weight * (high.value() - low.value());
                double sizes = Math.abs(high.value()) + Math.abs(low.value());
                room += Math.abs(weight) * (high.room() + low.room() + 3e-7 * sizes);
              }
            }
          }
          return new Measure(sum, room + 1e-7 * Math.abs(sum) + 1e-8);
        });
  }

  /** By how far it is on the wrong sides. */
  private Scorer context(Ask.Context ask) {
    List<VectorValue> good = sides(ask.pairs(), true);
    List<VectorValue> bad = sides(ask.pairs(), false);
    return new Scorer(
        true,
        stored -> {
          Measure loss = new Measure(0, 0);
          for (int i = 0; i < good.size(); i++) {
            Measure off = nearness(good.get(i), stored).minus(nearness(bad.get(i), stored));
            // Rounding is that of both sides, not of their difference.
            if (off.value() - EPSILON - off.room() < 0) {
              Measure missed = new Measure(Math.min(off.value() - EPSILON, 0), off.room());
              Measure squeezed = missed.squeezed();
              loss = new Measure(
                  loss.value() + squeezed.value(), loss.room() + squeezed.room() + 2e-7);
            }
          }
          return loss;
        });
  }
}
