package io.vdb.server.rest;

import io.vdb.core.filter.Filter;
import io.vdb.core.filter.GeoPoint;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.query.Expression;
import io.vdb.core.query.Expression.Decay;
import io.vdb.core.query.Expression.Function;
import io.vdb.core.query.ScoreFormula;
import io.vdb.server.api.QueryBudget;
import io.vdb.server.api.QueryParts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the expressions of a formula. */
final class FormulaReader {

  private final JsonReader in;
  private final FilterReader filters;
  private final QueryBudget budget;

  FormulaReader(JsonReader in, FilterReader filters, QueryBudget budget) {
    this.in = in;
    this.filters = filters;
    this.budget = budget;
  }

  /** Reads an expression. */
  Expression expression() throws IOException {
    budget.enterExpression(in);
    Expression expression = read();
    budget.leaveExpression();
    return expression;
  }

  private Expression read() throws IOException {
    if (in.isString()) {
      return QueryParts.variable(in.string(), in);
    }
    if (!in.isObject()) {
      return new Expression.Constant(in.f64());
    }
    List<Expression> found = new ArrayList<>(1);
    ConditionReader.@Nullable Parts[] condition = new ConditionReader.@Nullable Parts[1];
    @Nullable ConditionReader[] conditions = new @Nullable ConditionReader[1];
    in.object(
        name -> {
          Expression operation = operation(name);
          if (operation != null) {
            found.add(operation);
            return;
          }
          ConditionReader reader = conditions[0];
          if (reader == null) {
            reader = filters.conditionReader();
            conditions[0] = reader;
            condition[0] = reader.parts();
          }
          ConditionReader.Parts parts = condition[0];
          if (parts != null) {
            ConditionReader fields = reader;
            filters.nested(() -> fields.read(name, parts));
          }
        });
    ConditionReader reader = conditions[0];
    ConditionReader.Parts parts = condition[0];
    if (found.size() + (parts == null ? 0 : 1) != 1) {
      throw in.malformed("an expression must be of one kind");
    }
    return reader == null || parts == null
        ? found.getFirst()
        : new Expression.Holds(Filter.must(reader.whole(parts)));
  }

  /** Reads an operation, or nothing when it is none of this name. */
  private @Nullable Expression operation(String name) throws IOException {
    return switch (name) {
      case "mult" -> new Expression.Product(expressions());
      case "sum" -> new Expression.Sum(expressions());
      case "neg" -> function(Function.Operation.NEGATION);
      case "abs" -> function(Function.Operation.ABSOLUTE);
      case "sqrt" -> function(Function.Operation.SQUARE_ROOT);
      case "exp" -> function(Function.Operation.EXPONENTIAL);
      case "log10" -> function(Function.Operation.LOG10);
      case "ln" -> function(Function.Operation.NATURAL_LOG);
      case "div" -> quotient();
      case "pow" -> power();
      case "geo_distance" -> geoDistance();
      case "datetime" ->
          new Expression.Constant(ScoreFormula.seconds(in.micros(in.string())));
      case "datetime_key" -> new Expression.DateTimeField(in.payloadPath());
      case "lin_decay" -> decay(Decay.Kind.LINEAR);
      case "exp_decay" -> decay(Decay.Kind.EXPONENTIAL);
      case "gauss_decay" -> decay(Decay.Kind.GAUSSIAN);
      default -> null;
    };
  }

  private List<Expression> expressions() throws IOException {
    List<Expression> list = new ArrayList<>();
    in.array(() -> list.add(expression()));
    return list;
  }

  private Expression function(Function.Operation operation) throws IOException {
    return new Function(operation, expression());
  }

  private Expression quotient() throws IOException {
    @Nullable Expression[] sides = new @Nullable Expression[2];
    @Nullable Double[] byZero = new @Nullable Double[1];
    in.object(
        name -> {
          switch (name) {
            case "left" -> sides[0] = expression();
            case "right" -> sides[1] = expression();
            case "by_zero_default" -> byZero[0] = in.isNull() ? null : in.f64();
            default -> throw in.unknownField(name, "left", "right", "by_zero_default");
          }
        });
    return new Expression.Quotient(
        given(sides[0], "left"), given(sides[1], "right"), byZero[0]);
  }

  private Expression power() throws IOException {
    @Nullable Expression[] sides = new @Nullable Expression[2];
    in.object(
        name -> {
          switch (name) {
            case "base" -> sides[0] = expression();
            case "exponent" -> sides[1] = expression();
            default -> throw in.unknownField(name, "base", "exponent");
          }
        });
    return new Expression.Power(given(sides[0], "base"), given(sides[1], "exponent"));
  }

  private Expression geoDistance() throws IOException {
    @Nullable GeoPoint[] origin = new @Nullable GeoPoint[1];
    @Nullable PayloadPath[] to = new @Nullable PayloadPath[1];
    in.object(
        name -> {
          switch (name) {
            case "origin" -> origin[0] = new GeoAreaReader(in).point();
            case "to" -> to[0] = in.payloadPath();
            default -> throw in.unknownField(name, "origin", "to");
          }
        });
    return new Expression.GeoDistance(given(origin[0], "origin"), given(to[0], "to"));
  }

  private Expression decay(Decay.Kind kind) throws IOException {
    @Nullable Expression[] numbers = new @Nullable Expression[2];
    @Nullable Float[] shape = new @Nullable Float[2];
    in.object(
        name -> {
          switch (name) {
            case "x" -> numbers[0] = expression();
            case "target" -> numbers[1] = in.isNull() ? null : expression();
            case "scale" -> shape[0] = in.isNull() ? null : in.f32();
            case "midpoint" -> shape[1] = in.isNull() ? null : in.f32();
            default -> throw in.unknownField(name, "x", "target", "scale", "midpoint");
          }
        });
    return QueryParts.decay(kind, given(numbers[0], "x"), numbers[1], shape[0], shape[1], in);
  }

  private <T> T given(@Nullable T value, String name) {
    if (value == null) {
      throw in.missing(name);
    }
    return value;
  }
}
