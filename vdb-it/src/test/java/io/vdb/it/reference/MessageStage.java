package io.vdb.it.reference;

import io.qdrant.client.grpc.Points.ContextInput;
import io.qdrant.client.grpc.Points.ContextInputPair;
import io.qdrant.client.grpc.Points.DecayParamsExpression;
import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.Direction;
import io.qdrant.client.grpc.Points.DiscoverInput;
import io.qdrant.client.grpc.Points.DivExpression;
import io.qdrant.client.grpc.Points.FeedbackItem;
import io.qdrant.client.grpc.Points.FeedbackStrategy;
import io.qdrant.client.grpc.Points.Fusion;
import io.qdrant.client.grpc.Points.GeoDistance;
import io.qdrant.client.grpc.Points.LookupLocation;
import io.qdrant.client.grpc.Points.Mmr;
import io.qdrant.client.grpc.Points.MultExpression;
import io.qdrant.client.grpc.Points.MultiDenseVector;
import io.qdrant.client.grpc.Points.NaiveFeedbackStrategy;
import io.qdrant.client.grpc.Points.NamedVectors;
import io.qdrant.client.grpc.Points.NearestInputWithMmr;
import io.qdrant.client.grpc.Points.OrderBy;
import io.qdrant.client.grpc.Points.PowExpression;
import io.qdrant.client.grpc.Points.PrefetchQuery;
import io.qdrant.client.grpc.Points.Query;
import io.qdrant.client.grpc.Points.QueryPointGroups;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.RecommendInput;
import io.qdrant.client.grpc.Points.RecommendStrategy;
import io.qdrant.client.grpc.Points.RelevanceFeedbackInput;
import io.qdrant.client.grpc.Points.Rrf;
import io.qdrant.client.grpc.Points.Sample;
import io.qdrant.client.grpc.Points.SearchParams;
import io.qdrant.client.grpc.Points.SparseVector;
import io.qdrant.client.grpc.Points.StartFrom;
import io.qdrant.client.grpc.Points.SumExpression;
import io.qdrant.client.grpc.Points.Vector;
import io.qdrant.client.grpc.Points.Vectors;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.GeoPoint;
import io.vdb.core.model.PointId;
import io.vdb.core.model.VectorValue;
import io.vdb.core.query.ContextPair;
import io.vdb.core.query.Expression;
import io.vdb.core.query.Lookup;
import io.vdb.core.query.VectorInput;
import java.util.List;
import java.util.Map;

/** Vectors and steps of queries in the form that gRPC has for them. */
final class MessageStage {

  private MessageStage() {}

  /** Returns the request of a query. */
  static QueryPoints.Builder query(String collection, Stage stage, boolean exact) {
    QueryPoints.Builder message =
        QueryPoints.newBuilder()
            .setCollectionName(collection)
            .addAllPrefetch(prefetches(stage, exact))
            .setFilter(MessageForm.filter(stage.filter()))
            .setLimit(stage.limit())
            .setParams(params(exact));
    if (!(stage.ask() instanceof Ask.ById)) {
      message.setQuery(query(stage.ask()));
    }
    if (!stage.using().isEmpty()) {
      message.setUsing(stage.using());
    }
    Float threshold = stage.threshold();
    if (threshold != null) {
      message.setScoreThreshold(threshold);
    }
    Lookup lookup = stage.lookup();
    if (lookup != null) {
      message.setLookupFrom(lookup(lookup));
    }
    return message;
  }

  /** Returns the request of a query for groups, as far as it is a query. */
  static QueryPointGroups.Builder groups(String collection, Stage stage, boolean exact) {
    QueryPoints query = query(collection, stage, exact).build();
    QueryPointGroups.Builder message =
        QueryPointGroups.newBuilder()
            .setCollectionName(collection)
            .addAllPrefetch(query.getPrefetchList())
            .setFilter(query.getFilter())
            .setLimit(query.getLimit())
            .setParams(query.getParams());
    if (query.hasQuery()) {
      message.setQuery(query.getQuery());
    }
    if (query.hasUsing()) {
      message.setUsing(query.getUsing());
    }
    if (query.hasScoreThreshold()) {
      message.setScoreThreshold(query.getScoreThreshold());
    }
    if (query.hasLookupFrom()) {
      message.setLookupFrom(query.getLookupFrom());
    }
    return message;
  }

  private static SearchParams params(boolean exact) {
    return SearchParams.newBuilder().setExact(exact).setHnswEf(Asking.EF).build();
  }

  private static List<PrefetchQuery> prefetches(Stage stage, boolean exact) {
    return stage.prefetch().stream().map(each -> prefetch(each, exact)).toList();
  }

  private static PrefetchQuery prefetch(Stage stage, boolean exact) {
    PrefetchQuery.Builder message =
        PrefetchQuery.newBuilder()
            .addAllPrefetch(prefetches(stage, exact))
            .setFilter(MessageForm.filter(stage.filter()))
            .setLimit(stage.limit())
            .setParams(params(exact));
    if (!(stage.ask() instanceof Ask.ById)) {
      message.setQuery(query(stage.ask()));
    }
    if (!stage.using().isEmpty()) {
      message.setUsing(stage.using());
    }
    Float threshold = stage.threshold();
    if (threshold != null) {
      message.setScoreThreshold(threshold);
    }
    Lookup lookup = stage.lookup();
    if (lookup != null) {
      message.setLookupFrom(lookup(lookup));
    }
    return message.build();
  }

  private static LookupLocation lookup(Lookup lookup) {
    LookupLocation.Builder message =
        LookupLocation.newBuilder().setCollectionName(lookup.collection());
    String vector = lookup.vector();
    if (vector != null) {
      message.setVectorName(vector);
    }
    return message.build();
  }

  private static Query query(Ask ask) {
    Query.Builder message = Query.newBuilder();
    switch (ask) {
      case Ask.Nearest(VectorInput target) -> message.setNearest(example(target));
      case Ask.Diverse diverse -> {
        Mmr.Builder mmr = Mmr.newBuilder().setDiversity(diverse.diversity());
        Integer candidates = diverse.candidates();
        if (candidates != null) {
          mmr.setCandidatesLimit(candidates);
        }
        message.setNearestWithMmr(
            NearestInputWithMmr.newBuilder().setNearest(example(diverse.target())).setMmr(mmr));
      }
      case Ask.Recommend recommend ->
          message.setRecommend(
              RecommendInput.newBuilder()
                  .addAllPositive(examples(recommend.positive()))
                  .addAllNegative(examples(recommend.negative()))
                  .setStrategy(
                      switch (recommend.strategy()) {
                        case AVERAGE_VECTOR -> RecommendStrategy.AverageVector;
                        case BEST_SCORE -> RecommendStrategy.BestScore;
                        case SUM_SCORES -> RecommendStrategy.SumScores;
                      }));
      case Ask.Discover discover ->
          message.setDiscover(
              DiscoverInput.newBuilder()
                  .setTarget(example(discover.target()))
                  .setContext(pairs(discover.context())));
      case Ask.Context context -> message.setContext(pairs(context.pairs()));
      case Ask.Feedback feedback -> {
        RelevanceFeedbackInput.Builder rated =
            RelevanceFeedbackInput.newBuilder()
                .setTarget(example(feedback.target()))
                .setStrategy(
                    FeedbackStrategy.newBuilder()
                        .setNaive(
                            NaiveFeedbackStrategy.newBuilder()
                                .setA(feedback.a())
                                .setB(feedback.b())
                                .setC(feedback.c())));
        for (int i = 0; i < feedback.rated().size(); i++) {
          rated.addFeedback(
              FeedbackItem.newBuilder()
                  .setExample(example(feedback.rated().get(i)))
                  .setScore(feedback.ratings().get(i)));
        }
        message.setRelevanceFeedback(rated);
      }
      case Ask.ById _ -> throw new IllegalArgumentException("that is no query");
      case Ask.Ordered order -> message.setOrderBy(order(order));
      case Ask.Sample _ -> message.setSample(Sample.Random);
      case Ask.RankFusion fusion -> {
        Integer k = fusion.k();
        if (k == null && fusion.weights().isEmpty()) {
          message.setFusion(Fusion.RRF);
        } else {
          Rrf.Builder rrf = Rrf.newBuilder().addAllWeights(fusion.weights());
          if (k != null) {
            rrf.setK(k);
          }
          message.setRrf(rrf);
        }
      }
      case Ask.ScoreFusion _ -> message.setFusion(Fusion.DBSF);
      case Ask.Formula formula ->
          message.setFormula(
              io.qdrant.client.grpc.Points.Formula.newBuilder()
                  .setExpression(expression(formula.expression()))
                  .putAllDefaults(MessageForm.payload(formula.defaults())));
    }
    return message.build();
  }

  static OrderBy order(Ask.Ordered order) {
    OrderBy.Builder message =
        OrderBy.newBuilder()
            .setKey(order.field())
            .setDirection(order.descending() ? Direction.Desc : Direction.Asc);
    switch (order.from()) {
      case null -> {}
      case Long whole -> message.setStartFrom(StartFrom.newBuilder().setInteger(whole));
      case Double number -> message.setStartFrom(StartFrom.newBuilder().setFloat(number));
      default ->
          message.setStartFrom(
              StartFrom.newBuilder().setDatetime(String.valueOf(order.from())));
    }
    return message.build();
  }

  private static io.qdrant.client.grpc.Points.VectorInput example(VectorInput example) {
    var message = io.qdrant.client.grpc.Points.VectorInput.newBuilder();
    return switch (example) {
      case VectorInput.Stored(PointId id) -> message.setId(MessageForm.id(id)).build();
      case VectorInput.Given(VectorValue.Dense dense) -> message.setDense(dense(dense)).build();
      case VectorInput.Given(VectorValue.Sparse sparse) ->
          message.setSparse(sparse(sparse)).build();
      case VectorInput.Given(VectorValue.Multi multi) ->
          message.setMultiDense(multi(multi)).build();
    };
  }

  private static List<io.qdrant.client.grpc.Points.VectorInput> examples(
      List<VectorInput> examples) {
    return examples.stream().map(MessageStage::example).toList();
  }

  private static ContextInput pairs(List<ContextPair> pairs) {
    ContextInput.Builder message = ContextInput.newBuilder();
    for (ContextPair pair : pairs) {
      message.addPairs(
          ContextInputPair.newBuilder()
              .setPositive(example(pair.positive()))
              .setNegative(example(pair.negative())));
    }
    return message.build();
  }

  private static DenseVector dense(VectorValue.Dense vector) {
    DenseVector.Builder message = DenseVector.newBuilder();
    for (float component : vector.components()) {
      message.addData(component);
    }
    return message.build();
  }

  private static MultiDenseVector multi(VectorValue.Multi vector) {
    MultiDenseVector.Builder message = MultiDenseVector.newBuilder();
    JsonStage.rows(vector)
        .forEach(row -> message.addVectors(dense(new VectorValue.Dense(row))));
    return message.build();
  }

  private static SparseVector sparse(VectorValue.Sparse vector) {
    SparseVector.Builder message = SparseVector.newBuilder();
    for (int i = 0; i < vector.indices().length; i++) {
      message.addIndices(vector.indices()[i]).addValues(vector.values()[i]);
    }
    return message.build();
  }

  static Vector vector(VectorValue value) {
    Vector.Builder message = Vector.newBuilder();
    return switch (value) {
      case VectorValue.Dense dense -> message.setDense(dense(dense)).build();
      case VectorValue.Sparse sparse -> message.setSparse(sparse(sparse)).build();
      case VectorValue.Multi multi -> message.setMultiDense(multi(multi)).build();
    };
  }

  /** Returns the vectors of a point: the default one alone as it is, anything else by names. */
  static Vectors vectors(Map<String, VectorValue> vectors) {
    VectorValue only = vectors.get("");
    if (only != null && vectors.size() == 1) {
      return Vectors.newBuilder().setVector(vector(only)).build();
    }
    NamedVectors.Builder named = NamedVectors.newBuilder();
    vectors.forEach((name, value) -> named.putVectors(name, vector(value)));
    return Vectors.newBuilder().setVectors(named).build();
  }

  private static io.qdrant.client.grpc.Points.Expression expression(Expression expression) {
    var message = io.qdrant.client.grpc.Points.Expression.newBuilder();
    switch (expression) {
      case Expression.Constant(double value) -> message.setConstant((float) value);
      case Expression.Score(int prefetch) -> message.setVariable(JsonStage.score(prefetch));
      case Expression.Field(var path) -> message.setVariable(path.toString());
      case Expression.Holds(Filter filter) ->
          message.setCondition(MessageForm.condition(filter.must().getFirst()));
      case Expression.GeoDistance(GeoPoint origin, var to) ->
          message.setGeoDistance(
              GeoDistance.newBuilder()
                  .setOrigin(MessageForm.place(origin))
                  .setTo(to.toString()));
      case Expression.DateTimeField(var path) -> message.setDatetimeKey(path.toString());
      case Expression.Product(var factors) ->
          message.setMult(MultExpression.newBuilder().addAllMult(expressions(factors)));
      case Expression.Sum(var terms) ->
          message.setSum(SumExpression.newBuilder().addAllSum(expressions(terms)));
      case Expression.Quotient quotient -> {
        DivExpression.Builder div =
            DivExpression.newBuilder()
                .setLeft(expression(quotient.left()))
                .setRight(expression(quotient.right()));
        Double byZero = quotient.byZeroDefault();
        if (byZero != null) {
          div.setByZeroDefault(byZero.floatValue());
        }
        message.setDiv(div);
      }
      case Expression.Power(Expression base, Expression exponent) ->
          message.setPow(
              PowExpression.newBuilder()
                  .setBase(expression(base))
                  .setExponent(expression(exponent)));
      case Expression.Function function -> {
        var of = expression(function.of());
        switch (function.operation()) {
          case NEGATION -> message.setNeg(of);
          case ABSOLUTE -> message.setAbs(of);
          case SQUARE_ROOT -> message.setSqrt(of);
          case EXPONENTIAL -> message.setExp(of);
          case LOG10 -> message.setLog10(of);
          case NATURAL_LOG -> message.setLn(of);
        }
      }
      case Expression.Decay decay -> {
        DecayParamsExpression.Builder params =
            DecayParamsExpression.newBuilder()
                .setX(expression(decay.x()))
                .setScale((float) decay.scale())
                .setMidpoint((float) decay.midpoint());
        Expression target = decay.target();
        if (target != null) {
          params.setTarget(expression(target));
        }
        switch (decay.kind()) {
          case LINEAR -> message.setLinDecay(params);
          case EXPONENTIAL -> message.setExpDecay(params);
          case GAUSSIAN -> message.setGaussDecay(params);
        }
      }
    }
    return message.build();
  }

  private static List<io.qdrant.client.grpc.Points.Expression> expressions(
      List<Expression> expressions) {
    return expressions.stream().map(MessageStage::expression).toList();
  }
}
