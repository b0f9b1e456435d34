package io.vdb.core.query;

import io.vdb.core.filter.Filter;
import io.vdb.core.filter.GeoPoint;
import io.vdb.core.model.PayloadPath;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a formula computes for a point. */
public sealed interface Expression {

  /** A number. */
  record Constant(double value) implements Expression {}

  /**
   * The score that a prefetch gave; 0 where it did not find the point and there is no default.
   *
   * @param prefetch which one, from 0
   */
  record Score(int prefetch) implements Expression {}

  /** A number in the payload. */
  record Field(PayloadPath path) implements Expression {}

  /** 1 where the filter matches, 0 elsewhere. */
  record Holds(Filter filter) implements Expression {}

  /** Metres from a place to the one in the payload. */
  record GeoDistance(GeoPoint origin, PayloadPath to) implements Expression {}

  /** A point in time in the payload, in seconds since 1970. */
  record DateTimeField(PayloadPath path) implements Expression {}

  /** All multiplied; what follows a 0 is not computed. */
  record Product(List<Expression> factors) implements Expression {
    /** Copies the list. */
    public Product {
      factors = List.copyOf(factors);
    }
  }

  /** All added up. */
  record Sum(List<Expression> terms) implements Expression {
    /** Copies the list. */
    public Sum {
      terms = List.copyOf(terms);
    }
  }

  /**
   * One divided by the other; 0 divided by whatever is 0.
   *
   * @param byZeroDefault result of a division by 0; an error when absent
   */
  record Quotient(Expression left, Expression right, @Nullable Double byZeroDefault)
      implements Expression {}

  /** One to the power of the other. */
  record Power(Expression base, Expression exponent) implements Expression {}

  /** A function of one number. */
  record Function(Operation operation, Expression of) implements Expression {

    /** Which function. */
    public enum Operation {
      /** The opposite number. */
      NEGATION("neg"),
      /** The number without its sign. */
      ABSOLUTE("abs"),
      /** The square root. */
      SQUARE_ROOT("sqrt"),
      /** The exponential function. */
      EXPONENTIAL("exp"),
      /** The logarithm to the base of 10. */
      LOG10("log10"),
      /** The natural logarithm. */
      NATURAL_LOG("ln");

      private final String label;

      Operation(String label) {
        this.label = label;
      }

      /** Returns its name in requests. */
      public String label() {
        return label;
      }
    }
  }

  /**
   * What falls with the distance of {@code x} from the target, from 1 at the target over {@code
   * midpoint} at the distance {@code scale} to 0.
   *
   * @param target 0 when absent
   * @param scale positive
   * @param midpoint between 0 and 1
   */
  record Decay(
      Kind kind, Expression x, @Nullable Expression target, double scale, double midpoint)
      implements Expression {

    /** Scale when nothing is said. */
    public static final double DEFAULT_SCALE = 1;

    /** Midpoint when nothing is said. */
    public static final double DEFAULT_MIDPOINT = 0.5;

    /** How it falls. */
    public enum Kind {
      /** Along a straight line. */
      LINEAR,
      /** By the same share for each step. */
      EXPONENTIAL,
      /** As a bell. */
      GAUSSIAN
    }
  }

  /** Returns this expression with every filter in it replaced. */
  default Expression mapFilters(UnaryOperator<Filter> change) {
    return switch (this) {
      case Holds holds -> new Holds(change.apply(holds.filter()));
      case Product product -> new Product(mapAll(product.factors(), change));
      case Sum sum -> new Sum(mapAll(sum.terms(), change));
      case Quotient quotient ->
          new Quotient(
              quotient.left().mapFilters(change),
              quotient.right().mapFilters(change),
              quotient.byZeroDefault());
      case Power power ->
          new Power(power.base().mapFilters(change), power.exponent().mapFilters(change));
      case Function function ->
          new Function(function.operation(), function.of().mapFilters(change));
      case Decay decay -> {
        Expression target = decay.target();
        yield new Decay(
            decay.kind(),
            decay.x().mapFilters(change),
            target == null ? null : target.mapFilters(change),
            decay.scale(),
            decay.midpoint());
      }
      case Constant _, Score _, Field _, GeoDistance _, DateTimeField _ -> this;
    };
  }

  private static List<Expression> mapAll(
      List<Expression> expressions, UnaryOperator<Filter> change) {
    return expressions.stream().map(expression -> expression.mapFilters(change)).toList();
  }
}
