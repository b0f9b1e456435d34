package io.vdb.server.grpc.qdrant;

import io.qdrant.client.grpc.Points;
import io.qdrant.client.grpc.Points.DecayParamsExpression;
import io.qdrant.client.grpc.Points.DivExpression;
import io.qdrant.client.grpc.Points.Formula;
import io.qdrant.client.grpc.Points.GeoDistance;
import io.qdrant.client.grpc.Points.PowExpression;
import io.vdb.core.filter.Filter;
import io.vdb.core.query.Expression;
import io.vdb.core.query.Expression.Decay;
import io.vdb.core.query.Expression.Function;
import io.vdb.core.query.ScoreFormula;
import io.vdb.server.api.QueryBudget;
import io.vdb.server.api.QueryParts;
import java.util.ArrayList;
import java.util.List;

/** Reads formulas. */
final class FormulaMessages {

  private final FilterMessages filters;
  private final QueryBudget budget;

  FormulaMessages(FilterMessages filters, QueryBudget budget) {
    this.filters = filters;
    this.budget = budget;
  }

  ScoreFormula formula(Formula message, Field at) {
    SupportedFields.checkKnown(message, at);
    if (!message.hasExpression()) {
      throw at.missing("expression");
    }
    return QueryParts.formula(
        expression(message.getExpression(), at.at("expression")),
        PayloadMessages.payload(message.getDefaultsMap(), at.at("defaults")).asMap(),
        at.at("defaults"));
  }

  private Expression expression(Points.Expression message, Field at) {
    budget.enterExpression(at);
    SupportedFields.checkKnown(message, at);
    Expression expression = read(message, at);
    budget.leaveExpression();
    return expression;
  }

  private Expression read(Points.Expression message, Field at) {
    return switch (message.getVariantCase()) {
      case CONSTANT -> new Expression.Constant(finite(message.getConstant(), at.at("constant")));
      case VARIABLE -> QueryParts.variable(message.getVariable(), at.at("variable"));
      case CONDITION ->
          new Expression.Holds(
              Filter.must(filters.only(message.getCondition(), at.at("condition"))));
      case GEO_DISTANCE -> geoDistance(message.getGeoDistance(), at.at("geo_distance"));
      case DATETIME ->
          new Expression.Constant(
              ScoreFormula.seconds(at.at("datetime").micros(message.getDatetime())));
      case DATETIME_KEY ->
          new Expression.DateTimeField(
              at.at("datetime_key").payloadPath(message.getDatetimeKey()));
      case MULT -> {
        SupportedFields.checkKnown(message.getMult(), at.at("mult"));
        yield new Expression.Product(expressions(message.getMult().getMultList(), at.at("mult")));
      }
      case SUM -> {
        SupportedFields.checkKnown(message.getSum(), at.at("sum"));
        yield new Expression.Sum(expressions(message.getSum().getSumList(), at.at("sum")));
      }
      case DIV -> quotient(message.getDiv(), at.at("div"));
      case POW -> power(message.getPow(), at.at("pow"));
      case NEG -> function(Function.Operation.NEGATION, message.getNeg(), at);
      case ABS -> function(Function.Operation.ABSOLUTE, message.getAbs(), at);
      case SQRT -> function(Function.Operation.SQUARE_ROOT, message.getSqrt(), at);
      case EXP -> function(Function.Operation.EXPONENTIAL, message.getExp(), at);
      case LOG10 -> function(Function.Operation.LOG10, message.getLog10(), at);
      case LN -> function(Function.Operation.NATURAL_LOG, message.getLn(), at);
      case LIN_DECAY -> decay(Decay.Kind.LINEAR, message.getLinDecay(), at.at("lin_decay"));
      case EXP_DECAY -> decay(Decay.Kind.EXPONENTIAL, message.getExpDecay(), at.at("exp_decay"));
      case GAUSS_DECAY -> decay(Decay.Kind.GAUSSIAN, message.getGaussDecay(), at.at("gauss_decay"));
      case VARIANT_NOT_SET -> throw at.malformed("an expression must be of one kind");
    };
  }

  private static float finite(float value, Field at) {
    if (!Float.isFinite(value)) {
      throw at.malformed("number is out of the range of f32");
    }
    return value;
  }

  private List<Expression> expressions(List<Points.Expression> messages, Field at) {
    List<Expression> expressions = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      expressions.add(expression(messages.get(i), at.at(i)));
    }
    return expressions;
  }

  private Expression function(Function.Operation operation, Points.Expression of, Field at) {
    return new Function(operation, expression(of, at.at(operation.label())));
  }

  private Expression quotient(DivExpression message, Field at) {
    SupportedFields.checkKnown(message, at);
    return new Expression.Quotient(
        expression(message.getLeft(), at.at("left")),
        expression(message.getRight(), at.at("right")),
        message.hasByZeroDefault()
            ? (double) finite(message.getByZeroDefault(), at.at("by_zero_default"))
            : null);
  }

  private Expression power(PowExpression message, Field at) {
    SupportedFields.checkKnown(message, at);
    return new Expression.Power(
        expression(message.getBase(), at.at("base")),
        expression(message.getExponent(), at.at("exponent")));
  }

  private static Expression geoDistance(GeoDistance message, Field at) {
    SupportedFields.checkKnown(message, at);
    if (!message.hasOrigin()) {
      throw at.missing("origin");
    }
    return new Expression.GeoDistance(
        GeoMessages.point(message.getOrigin(), at.at("origin")),
        at.at("to").payloadPath(message.getTo()));
  }

  private Expression decay(Decay.Kind kind, DecayParamsExpression message, Field at) {
    SupportedFields.checkKnown(message, at);
    return QueryParts.decay(
        kind,
        expression(message.getX(), at.at("x")),
        message.hasTarget() ? expression(message.getTarget(), at.at("target")) : null,
        message.hasScale() ? finite(message.getScale(), at.at("scale")) : null,
        message.hasMidpoint() ? finite(message.getMidpoint(), at.at("midpoint")) : null,
        at);
  }
}
