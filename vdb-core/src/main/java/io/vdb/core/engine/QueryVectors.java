package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.index.NearestScorer;
import io.vdb.core.index.ScoreOrder;
import io.vdb.core.index.SparseScorer;
import io.vdb.core.index.VectorKernel;
import io.vdb.core.index.VectorScorer;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
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
import io.vdb.core.query.RecommendStrategy;
import io.vdb.core.query.Similarity;
import io.vdb.core.query.SparseExamples;
import io.vdb.core.query.VectorInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
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
    this.config = collection.config();
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

    /** Returns sparse vectors, without those of points that have none. */
    List<VectorValue.Sparse> sparse(List<VectorInput> inputs) {
      List<VectorValue.Sparse> vectors = new ArrayList<>(inputs.size());
      for (VectorInput input : inputs) {
        VectorValue value = get(input);
        if (value != null) {
          vectors.add(Vectors.sparse(value));
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

  /** What one step compares dense vectors with. */
  private static final class Inputs {
    private final Values values;
    private final VectorConfig using;

    Inputs(Values values, VectorConfig using) {
      this.values = values;
      this.using = using;
    }

    /** Returns the vector in stored form. */
    float[] one(VectorInput input) {
      return stored(Searcher.dense(values.require(input)));
    }

    /** Returns the vectors in stored form, without those of points that have none. */
    List<float[]> all(List<VectorInput> inputs) {
      return given(inputs).stream().map(this::stored).toList();
    }

    /** Returns the vectors as they are given, without those of points that have none. */
    List<float[]> given(List<VectorInput> inputs) {
      List<float[]> vectors = new ArrayList<>(inputs.size());
      for (VectorInput input : inputs) {
        VectorValue value = values.get(input);
        if (value != null) {
          float[] given = Searcher.dense(value);
          var _ = Vectors.checked(given, using.size());
          vectors.add(given);
        }
      }
      return vectors;
    }

    List<ExampleScorers.Pair> pairs(List<ContextPair> context) {
      List<ExampleScorers.Pair> pairs = new ArrayList<>(context.size());
      for (ContextPair pair : context) {
        pairs.add(new ExampleScorers.Pair(one(pair.positive()), one(pair.negative())));
      }
      return pairs;
    }

    float[] stored(float[] vector) {
      return Vectors.stored(vector, using);
    }
  }

  /** Returns what scores points for a step. */
  ScoreOrder scorer(QueryStage stage, Query.OfVectors query) throws IOException {
    Values values = new Values(stage, query);
    SparseConfig sparse = config.sparseVectors().get(stage.using());
    if (sparse != null) {
      return sparse(stage.using(), sparse, query, values);
    }
    Inputs inputs = new Inputs(values, config.requireVector(stage.using()));
    Similarity similarity = similarity(inputs.using);
    return switch (query) {
      case Query.Nearest nearest -> near(inputs.one(nearest.target()), inputs.using);
      case Query.Mmr mmr -> near(inputs.one(mmr.target()), inputs.using);
      case Query.Recommend recommend -> recommend(recommend, inputs, similarity);
      case Query.Discover discover ->
          ExampleScorers.discover(
              similarity, inputs.one(discover.target()), inputs.pairs(discover.context()));
      case Query.Context context ->
          ExampleScorers.context(similarity, inputs.pairs(context.pairs()));
    };
  }

  private SparseScorer sparse(
      String using, SparseConfig sparse, Query.OfVectors query, Values values)
      throws IOException {
    VectorValue.Sparse target =
        switch (query) {
          case Query.Nearest nearest -> Vectors.sparse(values.require(nearest.target()));
          case Query.Recommend recommend
              when recommend.strategy() == RecommendStrategy.AVERAGE_VECTOR ->
              average(values.sparse(recommend.positive()), values.sparse(recommend.negative()));
          default ->
              throw VdbException.invalid(
                  "over a sparse vector, nearest points and recommendations by the average vector"
                      + " are all that this server supports");
        };
    return SparseWeights.scorer(reader.view(), using, sparse, target);
  }

  private static VectorValue.Sparse average(
      List<VectorValue.Sparse> positive, List<VectorValue.Sparse> negative) {
    if (positive.isEmpty()) {
      throw VdbException.invalid("none of the positive examples has the vector");
    }
    return SparseExamples.average(positive, negative);
  }

  private VectorScorer recommend(
      Query.Recommend recommend, Inputs inputs, Similarity similarity) {
    return switch (recommend.strategy()) {
      case AVERAGE_VECTOR -> {
        List<float[]> positive = inputs.given(recommend.positive());
        if (positive.isEmpty()) {
          throw VdbException.invalid("none of the positive examples has the vector");
        }
        float[] average =
            ExampleScorers.average(positive, inputs.given(recommend.negative()));
        yield near(inputs.stored(average), inputs.using);
      }
      case BEST_SCORE ->
          ExampleScorers.bestScore(
              similarity, inputs.all(recommend.positive()), inputs.all(recommend.negative()));
      case SUM_SCORES ->
          ExampleScorers.sumScores(
              similarity, inputs.all(recommend.positive()), inputs.all(recommend.negative()));
    };
  }

  private VectorScorer near(float[] vector, VectorConfig using) {
    return new NearestScorer(vector, using.distance(), kernels.apply(using));
  }

  /** Returns how vectors of this name are compared with each other, larger for nearer. */
  Similarity similarity(String using) {
    return similarity(config.requireVector(using));
  }

  private Similarity similarity(VectorConfig using) {
    return Similarity.of(using.distance(), kernels.apply(using));
  }

  /** Returns how near a point is whose score is this one, larger for nearer. */
  float relevance(float score, String using) {
    Distance distance = config.requireVector(using).distance();
    if (distance.largerIsNearer()) {
      return score;
    }
    return Vectors.finite(distance == Distance.EUCLID ? -score * score : -score);
  }

  /** Returns what scores points by nearness to a stored vector. */
  VectorScorer near(float[] stored, String using) {
    return near(stored, config.requireVector(using));
  }
}
