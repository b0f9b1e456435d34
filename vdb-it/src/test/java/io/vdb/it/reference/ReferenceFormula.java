package io.vdb.it.reference;

import io.vdb.core.filter.GeoPoint;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import io.vdb.core.query.Expression;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Computes a formula for one point. */
final class ReferenceFormula {

  private static final double EARTH_METERS = 6_371_008.8;

  private final Ask.Formula formula;
  private final ReferenceCollection collection;
  private final ModelPoint point;
  private final List<Map<PointId, Scored>> scores;

  /** By how many of its rooms each score is moved, to see how far the result moves. */
  private double moved;

  ReferenceFormula(
      Ask.Formula formula,
      ReferenceCollection collection,
      ModelPoint point,
      List<Map<PointId, Scored>> scores) {
    this.formula = formula;
    this.collection = collection;
    this.point = point;
    this.scores = scores;
  }

  /** Returns the score; scores that it is computed from may be a little off in any direction. */
  Measure score() {
    double result = of(formula.expression());
    moved = 1;
    double up = of(formula.expression());
    moved = -1;
    double down = of(formula.expression());
    double room = Math.max(Math.abs(up - result), Math.abs(down - result));
    return new Measure(result, 4 * room + 1e-6 * Math.abs(result) + 1e-8);
  }

  private double of(Expression part) {
    return switch (part) {
      case Expression.Constant constant -> constant.value();
      case Expression.Score score -> score(score.prefetch());
      case Expression.Field field -> ((Number) value(field.path())).doubleValue();
      case Expression.Holds holds -> collection.matches(holds.filter(), point) ? 1 : 0;
      case Expression.GeoDistance distance -> meters(distance.origin(), value(distance.to()));
      case Expression.DateTimeField field ->
          FieldReading.micros((String) value(field.path())) / 1e6;
      case Expression.Product product ->
          product.factors().stream().mapToDouble(this::of).reduce(1, (a, b) -> a * b);
      case Expression.Sum sum -> {
        double result = 0;
        for (Expression term : sum.terms()) {
          result += of(term);
        }
        yield result;
      }
      case Expression.Quotient quotient -> quotient(quotient);
      case Expression.Power power -> Math.pow(of(power.base()), of(power.exponent()));
      case Expression.Function function -> function(function.operation(), of(function.of()));
      case Expression.Decay decay -> decay(decay);
    };
  }

  private double score(int prefetch) {
    Scored scored = scores.get(prefetch).get(point.id());
    if (scored != null) {
      return scored.score() + moved * scored.room();
    }
    String variable = prefetch == 0 ? "$score" : "$score[" + prefetch + "]";
    Object otherwise = formula.defaults().get(variable);
    return otherwise == null ? 0 : ((Number) otherwise).doubleValue();
  }

  /** Returns the one value there is, or the default. */
  private Object value(PayloadPath path) {
    List<@Nullable Object> found = FieldReading.each(point.payload(), path.toString());
    Object value = found.isEmpty() ? null : found.getFirst();
    return value == null
        ? Objects.requireNonNull(formula.defaults().get(path.toString()))
        : value;
  }

  private static double meters(GeoPoint origin, Object place) {
    Map<?, ?> fields = (Map<?, ?>) place;
    double lat = ((Number) Objects.requireNonNull(fields.get("lat"))).doubleValue();
    double lon = ((Number) Objects.requireNonNull(fields.get("lon"))).doubleValue();
    double[] a = onSphere(origin.lat(), origin.lon());
    double[] b = onSphere(lat, lon);
    double chord = Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
    return EARTH_METERS * 2 * Math.asin(Math.min(1, chord / 2));
  }

  private static double[] onSphere(double lat, double lon) {
    double around = Math.toRadians(lon);
    double radius = Math.cos(Math.toRadians(lat));
    return new double[] {
      radius * Math.cos(around), radius * Math.sin(around), Math.sin(Math.toRadians(lat))
    };
  }

  private double quotient(Expression.Quotient quotient) {
    double left = of(quotient.left());
    double right = of(quotient.right());
    if (left == 0) {
      return 0;
    }
    return right == 0 ? Objects.requireNonNull(quotient.byZeroDefault()) : left / right;
  }

  private static double function(Expression.Function.Operation operation, double x) {
    return switch (operation) {
      case NEGATION -> -x;
      case ABSOLUTE -> Math.abs(x);
      case SQUARE_ROOT -> Math.sqrt(x);
      case EXPONENTIAL -> Math.exp(x);
      case LOG10 -> Math.log10(x);
      case NATURAL_LOG -> Math.log(x);
    };
  }

  /** Falls to the midpoint over one scale. */
  private double decay(Expression.Decay decay) {
    Expression target = decay.target();
    double steps = Math.abs(of(decay.x()) - (target == null ? 0 : of(target))) / decay.scale();
    return switch (decay.kind()) {
      case LINEAR -> Math.max(0, 1 - (1 - decay.midpoint()) * steps);
      case EXPONENTIAL -> Math.pow(decay.midpoint(), steps);
      case GAUSSIAN -> Math.pow(decay.midpoint(), steps * steps);
    };
  }
}
