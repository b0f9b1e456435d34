package io.vdb.server.grpc.qdrant;

import io.qdrant.client.grpc.Common;
import io.qdrant.client.grpc.Points;
import io.qdrant.client.grpc.Points.ContextInput;
import io.qdrant.client.grpc.Points.ContextInputPair;
import io.qdrant.client.grpc.Points.DiscoverInput;
import io.qdrant.client.grpc.Points.FeedbackItem;
import io.qdrant.client.grpc.Points.NearestInputWithMmr;
import io.qdrant.client.grpc.Points.RecommendInput;
import io.qdrant.client.grpc.Points.RelevanceFeedbackInput;
import io.qdrant.client.grpc.Points.Rrf;
import io.qdrant.client.grpc.Points.VectorExample;
import io.vdb.core.model.VectorValue;
import io.vdb.core.query.ContextPair;
import io.vdb.core.query.Query;
import io.vdb.core.query.RatedExample;
import io.vdb.core.query.RecommendStrategy;
import io.vdb.core.query.VectorInput;
import io.vdb.server.api.QueryBudget;
import io.vdb.server.api.QueryParts;
import io.vdb.server.api.QueryParts.FeedbackStrategy;
import io.vdb.server.config.LimitsConfig;
import java.util.ArrayList;
import java.util.List;

/** Reads how points are found and ranked. */
final class QueryKindMessages {

  private final LimitsConfig limits;
  private final QueryBudget budget;
  private final FormulaMessages formulas;

  QueryKindMessages(LimitsConfig limits, FilterMessages filters, QueryBudget budget) {
    this.limits = limits;
    this.budget = budget;
    this.formulas = new FormulaMessages(filters, budget);
  }

  /** Reads a query. */
  Query query(Points.Query message, Field at) {
    SupportedFields.checkKnown(message, at);
    return switch (message.getVariantCase()) {
      case NEAREST -> new Query.Nearest(input(message.getNearest(), at.at("nearest")));
      case NEAREST_WITH_MMR -> mmr(message.getNearestWithMmr(), at.at("nearest_with_mmr"));
      case RECOMMEND -> recommend(message.getRecommend(), at.at("recommend"));
      case DISCOVER -> discover(message.getDiscover(), at.at("discover"));
      case CONTEXT -> new Query.Context(context(message.getContext(), at.at("context")));
      case ORDER_BY ->
          new Query.Ordered(OrderMessages.order(message.getOrderBy(), at.at("order_by")));
      case FUSION ->
          switch (message.getFusion()) {
            case RRF -> new Query.RankFusion();
            case DBSF -> new Query.ScoreFusion();
            case UNRECOGNIZED -> throw unknownVariant(at.at("fusion"), "RRF", "DBSF");
          };
      case RRF -> rankFusion(message.getRrf(), at.at("rrf"));
      case SAMPLE ->
          switch (message.getSample()) {
            case Random -> new Query.Sample();
            case UNRECOGNIZED -> throw unknownVariant(at.at("sample"), "Random");
          };
      case FORMULA -> new Query.Formula(formulas.formula(message.getFormula(), at.at("formula")));
      case RELEVANCE_FEEDBACK ->
          feedback(message.getRelevanceFeedback(), at.at("relevance_feedback"));
      case VARIANT_NOT_SET -> throw at.malformed("a query must be of one kind");
    };
  }

  private static RuntimeException unknownVariant(Field at, String... known) {
    return at.malformed("unknown variant, expected one of `" + String.join("`, `", known) + "`");
  }

  private Query mmr(NearestInputWithMmr message, Field at) {
    SupportedFields.checkKnown(message, at);
    VectorInput nearest =
        given(message.hasNearest(), message.getNearest(), "nearest", at);
    if (!message.hasMmr()) {
      throw at.missing("mmr");
    }
    Points.Mmr mmr = message.getMmr();
    Field place = at.at("mmr");
    SupportedFields.checkKnown(mmr, place);
    Field candidates = place.at("candidates_limit");
    return QueryParts.mmr(
        nearest,
        mmr.hasDiversity() ? mmr.getDiversity() : null,
        mmr.hasCandidatesLimit()
            ? candidates.atLeast(
                candidates.usize(Integer.toUnsignedLong(mmr.getCandidatesLimit())), 1)
            : null,
        limits.maxResults(),
        place);
  }

  private Query recommend(RecommendInput message, Field at) {
    SupportedFields.checkKnown(message, at);
    return new Query.Recommend(
        inputs(message.getPositiveList(), at.at("positive")),
        inputs(message.getNegativeList(), at.at("negative")),
        strategy(message.getStrategy(), at.at("strategy")));
  }

  /** Reads how examples are made into one score. */
  RecommendStrategy strategy(Points.RecommendStrategy message, Field at) {
    return switch (message) {
      case AverageVector -> RecommendStrategy.AVERAGE_VECTOR;
      case BestScore -> RecommendStrategy.BEST_SCORE;
      case SumScores -> RecommendStrategy.SUM_SCORES;
      case UNRECOGNIZED ->
          throw unknownVariant(at, "AverageVector", "BestScore", "SumScores");
    };
  }

  private Query discover(DiscoverInput message, Field at) {
    SupportedFields.checkKnown(message, at);
    List<ContextPair> context = context(message.getContext(), at.at("context"));
    return new Query.Discover(
        given(message.hasTarget(), message.getTarget(), "target", at), context);
  }

  private Query feedback(RelevanceFeedbackInput message, Field at) {
    SupportedFields.checkKnown(message, at);
    List<RatedExample> examples = new ArrayList<>(message.getFeedbackCount());
    Field feedback = at.at("feedback");
    for (int i = 0; i < message.getFeedbackCount(); i++) {
      examples.add(rated(message.getFeedback(i), feedback.at(i)));
    }
    VectorInput target = given(message.hasTarget(), message.getTarget(), "target", at);
    if (!message.hasStrategy()) {
      throw at.missing("strategy");
    }
    return QueryParts.feedback(
        target, examples, strategy(message.getStrategy(), at.at("strategy")), at);
  }

  private RatedExample rated(FeedbackItem message, Field at) {
    SupportedFields.checkKnown(message, at);
    return new RatedExample(
        given(message.hasExample(), message.getExample(), "example", at),
        at.at("score").finite(message.getScore()));
  }

  private static FeedbackStrategy strategy(Points.FeedbackStrategy message, Field at) {
    SupportedFields.checkKnown(message, at);
    if (!message.hasNaive()) {
      throw at.missing("naive");
    }
    Points.NaiveFeedbackStrategy naive = message.getNaive();
    Field place = at.at("naive");
    SupportedFields.checkKnown(naive, place);
    Field b = place.at("b");
    return new FeedbackStrategy(
        place.at("a").finite(naive.getA()),
        QueryParts.notNegative(b.finite(naive.getB()), b),
        place.at("c").finite(naive.getC()));
  }

  private VectorInput given(
      boolean given, Points.VectorInput message, String name, Field around) {
    if (!given) {
      throw around.missing(name);
    }
    return input(message, around.at(name));
  }

  private List<ContextPair> context(ContextInput message, Field at) {
    SupportedFields.checkKnown(message, at);
    List<ContextPair> pairs = new ArrayList<>(message.getPairsCount());
    Field place = at.at("pairs");
    for (int i = 0; i < message.getPairsCount(); i++) {
      pairs.add(pair(message.getPairs(i), place.at(i)));
    }
    return pairs;
  }

  private ContextPair pair(ContextInputPair message, Field at) {
    SupportedFields.checkKnown(message, at);
    VectorInput negative =
        message.hasNegative() ? input(message.getNegative(), at.at("negative")) : null;
    VectorInput positive =
        given(message.hasPositive(), message.getPositive(), "positive", at);
    if (negative == null) {
      throw at.missing("negative");
    }
    return new ContextPair(positive, negative);
  }

  private List<VectorInput> inputs(List<Points.VectorInput> messages, Field at) {
    List<VectorInput> inputs = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      inputs.add(input(messages.get(i), at.at(i)));
    }
    return inputs;
  }

  private VectorInput input(Points.VectorInput message, Field at) {
    budget.example(at);
    SupportedFields.checkKnown(message, at);
    return switch (message.getVariantCase()) {
      case ID -> stored(message.getId(), at.at("id"));
      case DENSE ->
          new VectorInput.Given(
              new VectorValue.Dense(PointMessages.dense(message.getDense(), at.at("dense"))));
      case SPARSE ->
          new VectorInput.Given(PointMessages.sparse(message.getSparse(), at.at("sparse")));
      case MULTI_DENSE ->
          new VectorInput.Given(
              PointMessages.multi(message.getMultiDense(), at.at("multi_dense")));
      case DOCUMENT -> throw at.at("document").unsupported("documents");
      case IMAGE -> throw at.at("image").unsupported("images");
      case OBJECT -> throw at.at("object").unsupported("objects");
      case VARIANT_NOT_SET -> throw at.malformed("expected a vector or a point ID");
    };
  }

  /** Reads an example of the older forms. */
  VectorInput example(VectorExample message, Field at) {
    SupportedFields.checkKnown(message, at);
    return switch (message.getExampleCase()) {
      case ID -> stored(message.getId(), at.at("id"));
      case VECTOR -> vector(message.getVector(), at.at("vector"));
      case EXAMPLE_NOT_SET -> throw at.malformed("expected a vector or a point ID");
    };
  }

  /** Reads the id of a point as an example. */
  VectorInput stored(Common.PointId message, Field at) {
    budget.example(at);
    return new VectorInput.Stored(PointMessages.id(message, at));
  }

  /** Reads a vector as an example. */
  VectorInput vector(Points.Vector message, Field at) {
    budget.example(at);
    return new VectorInput.Given(PointMessages.value(message, at));
  }

  private static Query rankFusion(Rrf message, Field at) {
    SupportedFields.checkKnown(message, at);
    List<Float> weights = message.getWeightsList();
    for (int i = 0; i < weights.size(); i++) {
      var _ = at.at("weights").at(i).finite(weights.get(i));
    }
    Field k = at.at("k");
    return QueryParts.rankFusion(
        message.hasK() ? k.usize(Integer.toUnsignedLong(message.getK())) : null, weights, k);
  }
}
