package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.index.ScoreOrder;
import io.vdb.core.index.VectorKernel;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.PointId;
import io.vdb.core.model.Projection.VectorSelector;
import io.vdb.core.model.SparseConfig;
import io.vdb.core.model.VectorConfig;
import io.vdb.core.model.VectorValue;
import io.vdb.core.query.ContextPair;
import io.vdb.core.query.ExampleScorers;
import io.vdb.core.query.Lookup;
import io.vdb.core.query.Query;
import io.vdb.core.query.QueryStage;
import io.vdb.core.query.RatedExample;
import io.vdb.core.query.VectorInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds the vectors that a query names, and makes them into what scores points. */
final class QueryVectors {

  private final Collection collection;
  private final CollectionConfig config;
  private final Function<VectorConfig, VectorKernel> kernels;
  private final PointReader reader;
  private final Function<String, Collection> others;

  QueryVectors(
      Collection collection,
      Function<VectorConfig, VectorKernel> kernels,
      PointReader reader,
      Function<String, Collection> others) {
    this.collection = collection;
    this.config = reader.view().config();
    this.kernels = kernels;
    this.reader = reader;
    this.others = others;
  }

  /** Returns the points of this collection that a query names anywhere; they are not found. */
  Set<PointId> named(QueryStage root) {
    Set<PointId> ids = new HashSet<>();
    addNamed(root, ids);
    return ids;
  }

  private void addNamed(QueryStage stage, Set<PointId> ids) {
    if (stage.query() instanceof Query.OfVectors query && elsewhere(stage.lookup()) == null) {
      for (VectorInput input : query.inputs()) {
        if (input instanceof VectorInput.Stored stored) {
          ids.add(stored.id());
        }
      }
    }
    stage.prefetch().forEach(below -> addNamed(below, ids));
  }

  /** Returns the other collection that vectors are looked up in, or nothing when it is this one. */
  private @Nullable Collection elsewhere(@Nullable Lookup lookup) {
    if (lookup == null) {
      return null;
    }
    Collection other = others.apply(lookup.collection());
    return other == collection ? null : other;
  }

  /** The vectors that one step names. */
  private final class Values {
    private final String name;
    private final Function<PointId, @Nullable NamedVectors> stored;

    Values(QueryStage stage, Query.OfVectors query) throws IOException {
      if (!config.hasVector(stage.using())) {
        throw CollectionConfig.noVector(stage.using());
      }
      Lookup lookup = stage.lookup();
      Collection other = elsewhere(lookup);
      name = lookup == null || lookup.vector() == null ? stage.using() : lookup.vector();
      if (!(other == null ? config : other.config()).hasVector(name)) {
        throw CollectionConfig.noVector(name);
      }
      Map<PointId, NamedVectors> found =
          other == null ? own(query) : other.vectors(ids(query), VectorSelector.only(name));
      stored = found::get;
    }

    private Map<PointId, NamedVectors> own(Query.OfVectors query) throws IOException {
      Map<PointId, NamedVectors> found = new HashMap<>();
      for (PointId id : ids(query)) {
        NamedVectors vectors = reader.vectors(id, VectorSelector.only(name));
        if (vectors != null) {
          found.put(id, vectors);
        }
      }
      return found;
    }

    private static Set<PointId> ids(Query.OfVectors query) {
      Set<PointId> ids = new HashSet<>();
      for (VectorInput input : query.inputs()) {
        if (input instanceof VectorInput.Stored point) {
          ids.add(point.id());
        }
      }
      return ids;
    }

    /** Returns the vector. */
    VectorValue require(VectorInput input) {
      VectorValue value = get(input);
      if (value == null) {
        throw new VdbException(
            ErrorCode.NOT_FOUND, "Vector with name \"" + name + "\" for point");
      }
      return value;
    }

    /** Returns the vectors, without those of points that have none. */
    List<VectorValue> all(List<VectorInput> inputs) {
      List<VectorValue> vectors = new ArrayList<>(inputs.size());
      for (VectorInput input : inputs) {
        VectorValue value = get(input);
        if (value != null) {
          vectors.add(value);
        }
      }
      return vectors;
    }

    /** Returns the vector, or nothing when it is that of a point that has none. */
    @Nullable VectorValue get(VectorInput input) {
      return switch (input) {
        case VectorInput.Given given -> given.vector();
        case VectorInput.Stored point -> {
          NamedVectors vectors = stored.apply(point.id());
          if (vectors == null) {
            throw new VdbException(
                ErrorCode.NOT_FOUND, "No point with id " + point.id() + " found");
          }
          yield vectors.get(name);
        }
      };
    }
  }

  /** Returns what scores points for a step. */
  ScoreOrder scorer(QueryStage stage, Query.OfVectors query) throws IOException {
    Values values = new Values(stage, query);
    return scorer(query, values, comparison(stage.using(), () -> values.all(query.inputs())));
  }

  /** Returns what chooses points that are unlike each other for a step. */
  DiverseChoice<?> choice(QueryStage stage, Query.Mmr mmr) throws IOException {
    Values values = new Values(stage, mmr);
    return choice(
        values.require(mmr.target()),
        comparison(stage.using(), () -> values.all(mmr.inputs())));
  }

  private static <V> DiverseChoice<V> choice(VectorValue target, Comparison<V> comparison) {
    return new DiverseChoice<>(comparison, comparison.checked(target));
  }

  /** Returns what scores points by nearness to each of some vectors of the collection. */
  IntFunction<ScoreOrder> near(String using, List<VectorValue> stored) throws IOException {
    return near(stored, comparison(using, () -> stored));
  }

  private static <V> IntFunction<ScoreOrder> near(
      List<VectorValue> stored, Comparison<V> comparison) {
    return place ->
        comparison.near(comparison.weighted(comparison.stored(stored.get(place))));
  }

  /**
   * Returns how vectors of a name are compared.
   *
   * @param queries all vectors that points are to be compared with
   */
  private Comparison<?> comparison(String using, Supplier<List<VectorValue>> queries)
      throws IOException {
    SparseConfig sparse = config.sparseVectors().get(using);
    if (sparse == null) {
      VectorConfig vector = config.requireVector(using);
      return vector.multi()
          ? new MultiComparison(vector, kernels.apply(vector))
          : new DenseComparison(vector, kernels.apply(vector));
    }
    List<VectorValue.Sparse> counted = queries.get().stream().map(Vectors::sparse).toList();
    return new SparseComparison(SparseWeights.of(reader.view(), using, sparse, counted));
  }

  private static <V> ScoreOrder scorer(
      Query.OfVectors query, Values values, Comparison<V> comparison) {
    return switch (query) {
      case Query.Nearest nearest -> near(values.require(nearest.target()), comparison);
      case Query.Mmr mmr -> near(values.require(mmr.target()), comparison);
      case Query.Recommend recommend -> recommend(recommend, values, comparison);
      case Query.Discover discover -> {
        V target = example(values.require(discover.target()), comparison);
        yield comparison.by(
            ExampleScorers.discover(
                comparison.similarity(), target, pairs(discover.context(), values, comparison)));
      }
      case Query.Context context ->
          comparison.by(
              ExampleScorers.context(
                  comparison.similarity(), pairs(context.pairs(), values, comparison)));
      case Query.RelevanceFeedback feedback -> feedback(feedback, values, comparison);
    };
  }

  private static <V> ScoreOrder feedback(
      Query.RelevanceFeedback feedback, Values values, Comparison<V> comparison) {
    V target = example(values.require(feedback.target()), comparison);
    List<V> examples = new ArrayList<>(feedback.examples().size());
    for (RatedExample rated : feedback.examples()) {
      examples.add(example(values.require(rated.example()), comparison));
    }
    return comparison.by(
        ExampleScorers.feedback(comparison.similarity(), target, examples, feedback));
  }

  private static <V> ScoreOrder near(VectorValue target, Comparison<V> comparison) {
    return comparison.near(example(target, comparison));
  }

  private static <V> ScoreOrder recommend(
      Query.Recommend recommend, Values values, Comparison<V> comparison) {
    List<VectorValue> positive = values.all(recommend.positive());
    List<VectorValue> negative = values.all(recommend.negative());
    return switch (recommend.strategy()) {
      case AVERAGE_VECTOR -> {
        if (positive.isEmpty()) {
          throw VdbException.invalid("none of the positive examples has the vector");
        }
        yield comparison.near(comparison.weighted(comparison.average(positive, negative)));
      }
      case BEST_SCORE ->
          comparison.by(
              ExampleScorers.bestScore(
                  comparison.similarity(),
                  examples(positive, comparison),
                  examples(negative, comparison)));
      case SUM_SCORES ->
          comparison.by(
              ExampleScorers.sumScores(
                  comparison.similarity(),
                  examples(positive, comparison),
                  examples(negative, comparison)));
    };
  }

  private static <V> V example(VectorValue value, Comparison<V> comparison) {
    return comparison.weighted(comparison.checked(value));
  }

  private static <V> List<V> examples(List<VectorValue> values, Comparison<V> comparison) {
    List<V> examples = new ArrayList<>(values.size());
    values.forEach(value -> examples.add(example(value, comparison)));
    return examples;
  }

  private static <V> List<ExampleScorers.Pair<V>> pairs(
      List<ContextPair> context, Values values, Comparison<V> comparison) {
    List<ExampleScorers.Pair<V>> pairs = new ArrayList<>(context.size());
    for (ContextPair pair : context) {
      pairs.add(
          new ExampleScorers.Pair<>(
              example(values.require(pair.positive()), comparison),
              example(values.require(pair.negative()), comparison)));
    }
    return pairs;
  }
}
