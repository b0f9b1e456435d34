package io.vdb.it.reference;

import io.vdb.core.filter.Filter;
import io.vdb.core.filter.GeoPoint;
import io.vdb.core.model.PointId;
import io.vdb.core.model.VectorValue;
import io.vdb.core.query.ContextPair;
import io.vdb.core.query.Expression;
import io.vdb.core.query.Lookup;
import io.vdb.core.query.VectorInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Vectors and steps of queries in the form that REST has for them. */
final class JsonStage {

  private JsonStage() {}

  /** Returns the body of a query. */
  static Map<String, Object> query(Stage stage, boolean exact) {
    Map<String, Object> json = new HashMap<>();
    if (!stage.prefetch().isEmpty()) {
      json.put("prefetch", stage.prefetch().stream().map(each -> query(each, exact)).toList());
    }
    Object query = query(stage.ask());
    if (query != null) {
      json.put("query", query);
    }
    if (!stage.using().isEmpty()) {
      json.put("using", stage.using());
    }
    Filter filter = stage.filter();
    if (!filter.isEmpty()) {
      json.put("filter", JsonForm.filter(filter));
    }
    Float threshold = stage.threshold();
    if (threshold != null) {
      json.put("score_threshold", threshold);
    }
    json.put("limit", stage.limit());
    json.put("params", Map.of("exact", exact, "hnsw_ef", Asking.EF));
    Lookup lookup = stage.lookup();
    if (lookup != null) {
      Map<String, Object> from = new HashMap<>(Map.of("collection", lookup.collection()));
      String vector = lookup.vector();
      if (vector != null) {
        from.put("vector", vector);
      }
      json.put("lookup_from", from);
    }
    return json;
  }

  /** Returns the body of a query in the older form that it has, too. */
  static Map<String, Object> older(Stage stage, boolean exact) {
    Map<String, Object> json = query(stage, exact);
    json.remove("query");
    switch (stage.ask()) {
      case Ask.Nearest(VectorInput target) -> {
        json.remove("using");
        json.remove("lookup_from"); // for points that are named alone
        json.put(
            "vector",
            stage.using().isEmpty()
                ? example(target)
                : Map.of("name", stage.using(), "vector", example(target)));
      }
      case Ask.Recommend recommend -> json.putAll(recommend(recommend));
      case Ask.Discover discover -> json.putAll(discover(discover));
      case Ask.Context context -> json.put("context", pairs(context.pairs()));
      default -> throw new IllegalArgumentException("it has no older form");
    }
    return json;
  }

  private static Map<String, Object> recommend(Ask.Recommend recommend) {
    return Map.of(
        "positive",
        examples(recommend.positive()),
        "negative",
        examples(recommend.negative()),
        "strategy",
        recommend.strategy().name().toLowerCase(Locale.ROOT));
  }

  private static Map<String, Object> discover(Ask.Discover discover) {
    return Map.of("target", example(discover.target()), "context", pairs(discover.context()));
  }

  private static @Nullable Object query(Ask ask) {
    return switch (ask) {
      case Ask.Nearest(VectorInput target) -> Map.of("nearest", example(target));
      case Ask.Diverse diverse -> {
        Map<String, Object> mmr = new HashMap<>(Map.of("diversity", diverse.diversity()));
        Integer candidates = diverse.candidates();
        if (candidates != null) {
          mmr.put("candidates_limit", candidates);
        }
        yield Map.of("nearest", example(diverse.target()), "mmr", mmr);
      }
      case Ask.Recommend recommend -> Map.of("recommend", recommend(recommend));
      case Ask.Discover discover -> Map.of("discover", discover(discover));
      case Ask.Context context -> Map.of("context", pairs(context.pairs()));
      case Ask.Feedback feedback -> {
        List<Object> rated = new ArrayList<>();
        for (int i = 0; i < feedback.rated().size(); i++) {
          rated.add(
              Map.of(
                  "example",
                  example(feedback.rated().get(i)),
                  "score",
                  feedback.ratings().get(i)));
        }
        yield Map.of(
            "relevance_feedback",
            Map.of(
                "target",
                example(feedback.target()),
                "feedback",
                rated,
                "strategy",
                Map.of(
                    "naive",
                    Map.of("a", feedback.a(), "b", feedback.b(), "c", feedback.c()))));
      }
      case Ask.ById _ -> null;
      case Ask.Ordered order -> Map.of("order_by", order(order));
      case Ask.Sample _ -> Map.of("sample", "random");
      case Ask.RankFusion fusion -> {
        Integer k = fusion.k();
        if (k == null && fusion.weights().isEmpty()) {
          yield Map.of("fusion", "rrf");
        }
        Map<String, Object> rrf = new HashMap<>();
        if (k != null) {
          rrf.put("k", k);
        }
        if (!fusion.weights().isEmpty()) {
          rrf.put("weights", fusion.weights());
        }
        yield Map.of("rrf", rrf);
      }
      case Ask.ScoreFusion _ -> Map.of("fusion", "dbsf");
      case Ask.Formula formula ->
          Map.of("formula", expression(formula.expression()), "defaults", formula.defaults());
    };
  }

  static Map<String, Object> order(Ask.Ordered order) {
    Map<String, Object> json = new HashMap<>();
    json.put("key", order.field());
    json.put("direction", order.descending() ? "desc" : "asc");
    Object from = order.from();
    if (from != null) {
      json.put("start_from", from);
    }
    return json;
  }

  private static Object example(VectorInput example) {
    return switch (example) {
      case VectorInput.Stored(PointId id) -> JsonForm.id(id);
      case VectorInput.Given(VectorValue value) -> vector(value);
    };
  }

  private static List<Object> examples(List<VectorInput> examples) {
    return examples.stream().map(JsonStage::example).toList();
  }

  private static List<Object> pairs(List<ContextPair> pairs) {
    List<Object> list = new ArrayList<>();
    for (ContextPair pair : pairs) {
      list.add(
          Map.of("positive", example(pair.positive()), "negative", example(pair.negative())));
    }
    return list;
  }

  static Object vector(VectorValue value) {
    return switch (value) {
      case VectorValue.Dense(float[] components) -> components;
      case VectorValue.Sparse(int[] indices, float[] values) -> {
        long[] unsigned = new long[indices.length];
        for (int i = 0; i < indices.length; i++) {
          unsigned[i] = Integer.toUnsignedLong(indices[i]);
        }
        yield Map.of("indices", unsigned, "values", values);
      }
      case VectorValue.Multi multi -> rows(multi);
    };
  }

  static List<float[]> rows(VectorValue.Multi multi) {
    List<float[]> rows = new ArrayList<>();
    for (int at = 0; at < multi.components().length; at += multi.dimension()) {
      rows.add(Arrays.copyOfRange(multi.components(), at, at + multi.dimension()));
    }
    return rows;
  }

  /** Returns the vectors of a point: the default one alone as it is, anything else by names. */
  static Object vectors(Map<String, VectorValue> vectors) {
    VectorValue only = vectors.get("");
    if (only != null && vectors.size() == 1) {
      return vector(only);
    }
    Map<String, Object> json = new HashMap<>();
    vectors.forEach((name, value) -> json.put(name, vector(value)));
    return json;
  }

  private static Object expression(Expression expression) {
    return switch (expression) {
      case Expression.Constant(double value) -> value;
      case Expression.Score(int prefetch) -> score(prefetch);
      case Expression.Field(var path) -> path.toString();
      case Expression.Holds(Filter filter) -> JsonForm.condition(filter.must().getFirst());
      case Expression.GeoDistance(GeoPoint origin, var to) ->
          Map.of(
              "geo_distance", Map.of("origin", JsonForm.place(origin), "to", to.toString()));
      case Expression.DateTimeField(var path) -> Map.of("datetime_key", path.toString());
      case Expression.Product(var factors) -> Map.of("mult", expressions(factors));
      case Expression.Sum(var terms) -> Map.of("sum", expressions(terms));
      case Expression.Quotient quotient -> {
        Map<String, Object> div = new HashMap<>();
        div.put("left", expression(quotient.left()));
        div.put("right", expression(quotient.right()));
        Double byZero = quotient.byZeroDefault();
        if (byZero != null) {
          div.put("by_zero_default", byZero);
        }
        yield Map.of("div", div);
      }
      case Expression.Power(Expression base, Expression exponent) ->
          Map.of("pow", Map.of("base", expression(base), "exponent", expression(exponent)));
      case Expression.Function function ->
          Map.of(function.operation().label(), expression(function.of()));
      case Expression.Decay decay -> {
        Map<String, Object> params = new HashMap<>();
        params.put("x", expression(decay.x()));
        Expression target = decay.target();
        if (target != null) {
          params.put("target", expression(target));
        }
        params.put("scale", decay.scale());
        params.put("midpoint", decay.midpoint());
        yield Map.of(
            switch (decay.kind()) {
              case LINEAR -> "lin_decay";
              case EXPONENTIAL -> "exp_decay";
              case GAUSSIAN -> "gauss_decay";
            },
            params);
      }
    };
  }

  static String score(int prefetch) {
    return prefetch == 0 ? "$score" : "$score[" + prefetch + "]";
  }

  private static List<Object> expressions(List<Expression> expressions) {
    return expressions.stream().map(JsonStage::expression).toList();
  }
}
