package io.vdb.core.query;

import io.vdb.core.error.VdbException;
import io.vdb.core.filter.DateTimeText;
import io.vdb.core.filter.Filter;
import io.vdb.core.model.PayloadPath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A formula that scores points by what prefetches found and by their payloads. It computes with
 * doubles; the score is the float nearest to the result. Immutable; safe for concurrent use.
 */
public final class ScoreFormula {

  private static final String SCORE = "$score";
  private static final double MICROS_PER_SECOND = 1e6;

  private final Expression expression;
  private final Map<Integer, Double> scores;
  private final Map<PayloadPath, Object> fields;

  private ScoreFormula(
      Expression expression, Map<Integer, Double> scores, Map<PayloadPath, Object> fields) {
    this.expression = expression;
    this.scores = Map.copyOf(scores);
    this.fields = Map.copyOf(fields);
  }

  /** What a formula needs to know of a point. */
  public interface Inputs {

    /** Returns the score that a prefetch gave, or NaN when it did not find the point. */
    float score(int prefetch);

    /** Returns the fields of the payload. */
    Map<String, @Nullable Object> payload();

    /** Tells whether the point matches. */
    boolean matches(Filter filter);
  }

  /**
   * A formula.
   *
   * @param defaults by the text of the variable, used where a point lacks a value or a score
   * @throws VdbException with {@code INVALID_ARGUMENT} when one of them is no variable
   */
  public static ScoreFormula of(
      Expression expression, Map<String, ? extends @Nullable Object> defaults) {
    Map<Integer, Double> scores = new HashMap<>();
    Map<PayloadPath, Object> fields = new HashMap<>();
    defaults.forEach(
        (name, value) -> {
          Expression variable = variable(name);
          if (variable instanceof Expression.Score score) {
            if (value instanceof Number number) {
              scores.put(score.prefetch(), number.doubleValue());
            }
          } else if (variable instanceof Expression.Field field && value != null) {
            fields.put(field.path(), value);
          }
        });
    return new ScoreFormula(expression, scores, fields);
  }

  /** Returns what it computes. */
  public Expression expression() {
    return expression;
  }

  /**
   * Reads a variable: {@code $score}, {@code $score[1]}, or a path into the payload.
   *
   * @throws VdbException with {@code INVALID_ARGUMENT} when it is none of them
   */
  public static Expression variable(String text) {
    if (!text.startsWith(SCORE)) {
      return new Expression.Field(PayloadPath.parse(text));
    }
    String index = text.substring(SCORE.length());
    if (index.isEmpty()) {
      return new Expression.Score(0);
    }
    if (!index.matches("\\[[0-9]{1,6}]")) {
      throw VdbException.invalid("Invalid score pattern: expected `$score` or `$score[0]`");
    }
    return new Expression.Score(Integer.parseInt(index.substring(1, index.length() - 1)));
  }

  /** Returns this formula with every filter in it replaced. */
  public ScoreFormula mapFilters(UnaryOperator<Filter> change) {
    return new ScoreFormula(expression.mapFilters(change), scores, fields);
  }

  /**
   * Computes the score of a point.
   *
   * @throws VdbException with {@code INVALID_ARGUMENT} when a value is missing or of another type, or
   *     when the result is no finite number
   */
  public float score(Inputs point) {
    // 0 has one sign, since points with equal scores stand in the order of their ids.
    float score = (float) new Evaluation(point).of(expression) + 0.0f;
    if (!Float.isFinite(score)) {
      throw notFinite("formula");
    }
    return score;
  }

  private static VdbException notFinite(String what) {
    return VdbException.invalid("The expression `" + what + "` produced a non-finite number");
  }

  /** The formula for one point. */
  private final class Evaluation {
    private final Inputs point;

    Evaluation(Inputs point) {
      this.point = point;
    }

    double of(Expression part) {
      return switch (part) {
        case Expression.Constant constant -> constant.value();
        case Expression.Score score -> score(score.prefetch());
        case Expression.Field field -> number(field.path());
        case Expression.Holds holds -> point.matches(holds.filter()) ? 1 : 0;
        case Expression.GeoDistance distance -> meters(distance);
        case Expression.DateTimeField field -> seconds(field.path());
        case Expression.Product product -> product(product);
        case Expression.Sum sum -> sum(sum);
        case Expression.Quotient quotient -> quotient(quotient);
        case Expression.Power power ->
            finite("pow", Math.pow(of(power.base()), of(power.exponent())));
        case Expression.Function function -> function(function);
        case Expression.Decay decay -> decay(decay);
      };
    }

    private double score(int prefetch) {
      float score = point.score(prefetch);
      return Float.isNaN(score) ? scores.getOrDefault(prefetch, 0.0) : score;
    }

    private double number(PayloadPath path) {
      if (value(path, "number") instanceof Number number) {
        return number.doubleValue();
      }
      throw wrongType(path, "number", "Value is not a number");
    }

    private double meters(Expression.GeoDistance distance) {
      if (value(distance.to(), "geo point") instanceof Map<?, ?> place
          && place.get("lat") instanceof Number lat
          && place.get("lon") instanceof Number lon
          && isPlace(lat.doubleValue(), lon.doubleValue())) {
        return distance.origin().metersTo(lat.doubleValue(), lon.doubleValue());
      }
      throw wrongType(distance.to(), "geo point", "Value is not a geo point");
    }

    private boolean isPlace(double lat, double lon) {
      return Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
    }

    private double seconds(PayloadPath path) {
      if (value(path, "datetime") instanceof String text) {
        OptionalLong micros = DateTimeText.micros(text);
        if (micros.isPresent()) {
          return ScoreFormula.seconds(micros.getAsLong());
        }
      }
      throw wrongType(path, "datetime", "Value is not a datetime");
    }

    /** Returns the one value there is, of the payload or else the default. */
    private Object value(PayloadPath path, String type) {
      List<@Nullable Object> found = new ArrayList<>(1);
      path.forEachValue(point.payload(), found::add);
      Object value = single(found);
      if (value == null) {
        Object fallback = fields.get(path);
        value = fallback instanceof List<?> list ? single(list) : fallback;
      }
      if (value == null) {
        throw wrongType(path, type, "No value found in a payload nor defaults");
      }
      return value;
    }

    private @Nullable Object single(List<?> values) {
      Object value =
          switch (values.size()) {
            case 0 -> null;
            case 1 -> values.getFirst();
            default -> Collections.unmodifiableList(values);
          };
      return value instanceof List<?> inner && inner.size() < 2 ? single(inner) : value;
    }

    private VdbException wrongType(PayloadPath path, String type, String why) {
      return VdbException.invalid(
          "Expected " + type + " value for " + path
              + " in the payload and/or in the formula defaults. Error: " + why);
    }

    private double product(Expression.Product product) {
      double result = 1;
      for (Expression factor : product.factors()) {
        double value = of(factor);
        if (value == 0) {
          return 0;
        }
        result *= value;
      }
      return result;
    }

    private double sum(Expression.Sum sum) {
      double result = 0;
      for (Expression term : sum.terms()) {
        result += of(term);
      }
      return result;
    }

    private double quotient(Expression.Quotient quotient) {
      double left = of(quotient.left());
      if (left == 0) {
        return 0;
      }
      double right = of(quotient.right());
      Double byZero = quotient.byZeroDefault();
      return right == 0 && byZero != null ? byZero : finite("div", left / right);
    }

    private double function(Expression.Function function) {
      double x = of(function.of());
      return switch (function.operation()) {
        case NEGATION -> -x;
        case ABSOLUTE -> Math.abs(x);
        case SQUARE_ROOT -> finite("sqrt", Math.sqrt(x));
        case EXPONENTIAL -> finite("exp", Math.exp(x));
        case LOG10 -> finite("log10", Math.log10(x));
        case NATURAL_LOG -> finite("ln", Math.log(x));
      };
    }

    private double decay(Expression.Decay decay) {
      Expression target = decay.target();
      double distance = Math.abs(of(decay.x()) - (target == null ? 0 : of(target)));
      double steps = distance / decay.scale();
      return switch (decay.kind()) {
        case LINEAR -> Math.max(0, 1 - (1 - decay.midpoint()) * steps);
        case EXPONENTIAL -> Math.exp(Math.log(decay.midpoint()) * steps);
        case GAUSSIAN -> Math.exp(Math.log(decay.midpoint()) * steps * steps);
      };
    }

    private double finite(String what, double value) {
      if (!Double.isFinite(value)) {
        throw notFinite(what);
      }
      return value;
    }
  }

  /** Returns what a point in time counts in a formula. */
  public static double seconds(long micros) {
    return micros / MICROS_PER_SECOND;
  }
}
