package io.vdb.it.reference;

import io.vdb.core.filter.Filter;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.query.Expression;
import io.vdb.core.query.Expression.Decay;
import io.vdb.core.query.Expression.Function.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Draws formulas that can be computed for every point, with numbers that floats express. */
final class Formulas {

  private static final double[] MIDPOINTS = {0.25, 0.5, 0.75};
  private static final Expression ONE = new Expression.Constant(1);

  private final Random random;
  private final RandomData data;
  private final int bound;

  Formulas(Random random, RandomData data, int bound) {
    this.random = random;
    this.data = data;
    this.bound = bound;
  }

  /** Returns a formula over so many prefetches. */
  Ask.Formula formula(int prefetches) {
    Map<String, Object> defaults = new HashMap<>();
    defaults.put("price", random.nextBoolean() ? (Object) random.nextLong(9) : 2.5);
    defaults.put("seen", data.time());
    defaults.put("spot", data.place());
    for (int i = 0; i < prefetches; i++) {
      if (random.nextBoolean()) {
        defaults.put(JsonStage.score(i), random.nextInt(9) / 4.0 - 1);
      }
    }
    return new Ask.Formula(expression(prefetches, 3), defaults);
  }

  private Expression expression(int prefetches, int depth) {
    if (depth == 0) {
      return term(prefetches);
    }
    return switch (random.nextInt(11)) {
      case 0, 1 -> new Expression.Sum(several(prefetches, depth));
      case 2, 3 -> new Expression.Product(several(prefetches, depth));
      case 4 -> new Expression.Function(Operation.NEGATION, expression(prefetches, depth - 1));
      case 5 ->
          new Expression.Quotient(
              expression(prefetches, depth - 1), field("price"), random.nextInt(9) / 4.0);
      case 6 -> new Expression.Quotient(expression(prefetches, depth - 1), atLeastOne(), null);
      case 7 ->
          new Expression.Function(
              random.nextBoolean() ? Operation.NATURAL_LOG : Operation.LOG10, atLeastOne());
      case 8 -> new Expression.Function(Operation.SQUARE_ROOT, atLeastOne());
      case 9 -> new Expression.Power(atLeastOne(), new Expression.Constant(1.5));
      default -> new Expression.Function(Operation.EXPONENTIAL, decay());
    };
  }

  private List<Expression> several(int prefetches, int depth) {
    return IntStream.range(0, 1 + random.nextInt(3))
        .mapToObj(i -> expression(prefetches, depth - 1))
        .toList();
  }

  private Expression term(int prefetches) {
    return switch (random.nextInt(6)) {
      case 0 -> new Expression.Constant(random.nextInt(41) / 4.0 - 5);
      case 1 -> field("price");
      case 2 -> new Expression.Holds(Filter.must(data.condition(bound)));
      case 3 -> decay();
      default -> new Expression.Score(random.nextInt(prefetches));
    };
  }

  private static Expression field(String name) {
    return new Expression.Field(PayloadPath.parse(name));
  }

  private static Expression atLeastOne() {
    Expression price = new Expression.Function(Operation.ABSOLUTE, field("price"));
    return new Expression.Sum(List.of(price, ONE));
  }

  private Expression decay() {
    double midpoint = MIDPOINTS[random.nextInt(MIDPOINTS.length)];
    Decay.Kind kind = data.pick(List.of(Decay.Kind.values()));
    return switch (random.nextInt(3)) {
      case 0 -> new Decay(kind, field("price"), new Expression.Constant(3), 5, midpoint);
      case 1 ->
          new Decay(
              kind,
              new Expression.GeoDistance(data.anywhere(), PayloadPath.parse("spot")),
              null,
              5_000_000,
              midpoint);
      default ->
          new Decay(
              kind,
              new Expression.DateTimeField(PayloadPath.parse("seen")),
              null,
              1_000_000_000,
              midpoint);
    };
  }
}
