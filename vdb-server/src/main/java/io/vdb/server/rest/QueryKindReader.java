package io.vdb.server.rest;

import io.vdb.core.query.ContextPair;
import io.vdb.core.query.Expression;
import io.vdb.core.query.Query;
import io.vdb.core.query.RecommendStrategy;
import io.vdb.core.query.VectorInput;
import io.vdb.server.api.QueryBudget;
import io.vdb.server.api.QueryParts;
import io.vdb.server.config.LimitsConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads how points are found and ranked: the field {@code query}. */
final class QueryKindReader {

  private static final String[] KINDS = {
    "nearest", "recommend", "discover", "context", "order_by", "fusion", "rrf", "formula",
    "sample", "relevance_feedback"
  };

  private final JsonReader in;
  private final LimitsConfig limits;
  private final VectorInputReader inputs;
  private final FormulaReader formulas;

  QueryKindReader(
      JsonReader in, LimitsConfig limits, FilterReader filters, QueryBudget budget) {
    this.in = in;
    this.limits = limits;
    this.inputs = new VectorInputReader(in, budget);
    this.formulas = new FormulaReader(in, filters, budget);
  }

  /** What the object turned out to hold, since its fields come in any order. */
  private static final class Parts {
    final List<Query> whole = new ArrayList<>(1);
    final SparseReader sparse;
    @Nullable VectorInput nearest;
    boolean hasMmr;
    @Nullable Float diversity;
    @Nullable Integer candidates;
    @Nullable Expression formula;
    Map<String, @Nullable Object> defaults = Map.of();
    boolean hasDefaults;

    Parts(SparseReader sparse) {
      this.sparse = sparse;
    }
  }

  /** Reads a query. */
  Query query() throws IOException {
    if (!in.isObject()) {
      return new Query.Nearest(inputs.input());
    }
    Parts parts = new Parts(new SparseReader(in));
    in.object(name -> read(name, parts));
    return whole(parts);
  }

  private void read(String name, Parts parts) throws IOException {
    switch (name) {
      case "nearest" -> parts.nearest = inputs.input();
      case "mmr" -> readMmr(parts);
      case "recommend" -> parts.whole.add(recommend());
      case "discover" -> parts.whole.add(discover());
      case "context" -> parts.whole.add(new Query.Context(inputs.pairs()));
      case "order_by" -> parts.whole.add(new Query.Ordered(OrderByReader.read(in)));
      case "fusion" -> parts.whole.add(fusion());
      case "rrf" -> parts.whole.add(rankFusion());
      case "formula" -> parts.formula = formulas.expression();
      case "defaults" -> {
        parts.hasDefaults = !in.isNull();
        parts.defaults = in.payload().asMap();
      }
      case "sample" -> parts.whole.add(sample());
      case "relevance_feedback" -> parts.whole.add(new FeedbackReader(in, inputs).feedback());
      default -> {
        if (parts.sparse.read(name)) {
          return;
        }
        if (VectorInputReader.isVectorField(name)) {
          throw in.notSupported();
        }
        throw in.unknownField(name, KINDS);
      }
    }
  }

  private Query whole(Parts parts) {
    boolean sparse = parts.sparse.isGiven();
    VectorInput nearest = parts.nearest;
    Expression formula = parts.formula;
    int kinds =
        parts.whole.size()
            + (nearest == null ? 0 : 1)
            + (formula == null ? 0 : 1)
            + (sparse ? 1 : 0);
    if (kinds != 1
        || (parts.hasMmr && nearest == null)
        || (parts.hasDefaults && formula == null)) {
      throw in.malformed(
          "a query must be of one kind, one of `" + String.join("`, `", KINDS) + "`");
    }
    if (sparse) {
      return new Query.Nearest(inputs.given(parts.sparse.vector()));
    }
    if (formula != null) {
      return new Query.Formula(QueryParts.formula(formula, parts.defaults, in));
    }
    if (nearest == null) {
      return parts.whole.getFirst();
    }
    return parts.hasMmr
        ? QueryParts.mmr(nearest, parts.diversity, parts.candidates, limits.maxResults(), in)
        : new Query.Nearest(nearest);
  }

  private void readMmr(Parts parts) throws IOException {
    if (in.isNull()) {
      return;
    }
    parts.hasMmr = true;
    in.object(
        name -> {
          switch (name) {
            case "diversity" -> parts.diversity = in.isNull() ? null : in.f32();
            case "candidates_limit" -> parts.candidates = in.isNull() ? null : in.usize(1);
            default -> throw in.unknownField(name, "diversity", "candidates_limit");
          }
        });
  }

  private Query recommend() throws IOException {
    List<VectorInput> positive = new ArrayList<>();
    List<VectorInput> negative = new ArrayList<>();
    RecommendStrategy[] strategy = {RecommendStrategy.AVERAGE_VECTOR};
    in.object(
        name -> {
          switch (name) {
            case "positive" -> positive.addAll(inputs.inputs());
            case "negative" -> negative.addAll(inputs.inputs());
            case "strategy" -> strategy[0] = strategy();
            default -> throw in.unknownField(name, "positive", "negative", "strategy");
          }
        });
    return new Query.Recommend(positive, negative, strategy[0]);
  }

  /** Reads how examples are made into one score. */
  RecommendStrategy strategy() throws IOException {
    if (in.isNull()) {
      return RecommendStrategy.AVERAGE_VECTOR;
    }
    return switch (in.string()) {
      case "average_vector" -> RecommendStrategy.AVERAGE_VECTOR;
      case "best_score" -> RecommendStrategy.BEST_SCORE;
      case "sum_scores" -> RecommendStrategy.SUM_SCORES;
      default -> throw unknownVariant("average_vector", "best_score", "sum_scores");
    };
  }

  private RuntimeException unknownVariant(String... known) throws IOException {
    return in.malformed(
        "unknown variant, expected one of `" + String.join("`, `", known) + "`");
  }

  private Query discover() throws IOException {
    @Nullable VectorInput[] target = new @Nullable VectorInput[1];
    List<ContextPair> context = new ArrayList<>();
    in.object(
        name -> {
          switch (name) {
            case "target" -> target[0] = inputs.input();
            case "context" -> context.addAll(inputs.pairs());
            default -> throw in.unknownField(name, "target", "context");
          }
        });
    VectorInput wanted = target[0];
    if (wanted == null) {
      throw in.missing("target");
    }
    return new Query.Discover(wanted, context);
  }

  private Query fusion() throws IOException {
    return switch (in.string()) {
      case "rrf" -> new Query.RankFusion();
      case "dbsf" -> new Query.ScoreFusion();
      default -> throw unknownVariant("rrf", "dbsf");
    };
  }

  private Query rankFusion() throws IOException {
    @Nullable Integer[] k = new @Nullable Integer[1];
    List<Float> weights = new ArrayList<>();
    in.object(
        name -> {
          switch (name) {
            case "k" -> k[0] = in.isNull() ? null : in.usize(1);
            case "weights" -> {
              if (!in.isNull()) {
                in.array(() -> weights.add(in.f32()));
              }
            }
            default -> throw in.unknownField(name, "k", "weights");
          }
        });
    return QueryParts.rankFusion(k[0], weights, in);
  }

  private Query sample() throws IOException {
    if (!in.string().equals("random")) {
      throw unknownVariant("random");
    }
    return new Query.Sample();
  }
}
