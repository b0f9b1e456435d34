package io.vdb.core.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vdb.core.error.VdbException;
import io.vdb.core.filter.Condition;
import io.vdb.core.filter.DateTimeText;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.FilterEvaluator;
import io.vdb.core.filter.GeoPoint;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import io.vdb.core.query.Expression.Constant;
import io.vdb.core.query.Expression.Decay;
import io.vdb.core.query.Expression.Function;
import io.vdb.core.query.Expression.Power;
import io.vdb.core.query.Expression.Product;
import io.vdb.core.query.Expression.Quotient;
import io.vdb.core.query.Expression.Sum;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ScoreFormulaTest {

  private static final float CLOSE = 1e-5f;

  private static final Payload PAYLOAD =
      Payload.parse(
          """
          {"n": 5, "half": 0.5, "one": [7], "two": [7, 8], "none": [], "word": "w", "null": null,
           "deep": {"a": [{"b": 3}]}, "at": {"lat": 52.5, "lon": 13.4},
           "when": "2024-01-02T00:00:00Z"}
          """);

  /** A point that the first prefetch scored 0.25 and the second did not find. */
  private static final ScoreFormula.Inputs POINT =
      new ScoreFormula.Inputs() {
        @Override
        public float score(int prefetch) {
          return prefetch == 0 ? 0.25f : Float.NaN;
        }

        @Override
        public Map<String, @Nullable Object> payload() {
          return PAYLOAD.asMap();
        }

        @Override
        public boolean matches(Filter filter) {
          return FilterEvaluator.matches(filter, PointId.of(1), PAYLOAD, _ -> false);
        }
      };

  private static float score(Expression expression) {
    return ScoreFormula.of(expression, Map.of()).score(POINT);
  }

  private static float score(Expression expression, Map<String, Object> defaults) {
    return ScoreFormula.of(expression, defaults).score(POINT);
  }

  private static Expression of(double number) {
    return new Constant(number);
  }

  private static Expression of(String variable) {
    return ScoreFormula.variable(variable);
  }

  @Test
  void computesWithScoresOfPrefetches() {
    assertThat(score(of("$score"))).isEqualTo(0.25f);
    assertThat(score(of("$score[0]"))).isEqualTo(0.25f);
    assertThat(score(of("$score[1]"))).isZero();
    assertThat(score(of("$score[1]"), Map.of("$score[1]", 0.75))).isEqualTo(0.75f);
    assertThat(score(of("$score[0]"), Map.of("$score", 9))).isEqualTo(0.25f);
    assertThat(score(of("$score[1]"), Map.of("$score[1]", "no number"))).isZero();
  }

  @Test
  void refusesWhatOnlyLooksLikeAScore() {
    for (String text : List.of("$scores", "$score[]", "$score[x]", "$score[1].a", "$score[-1]")) {
      assertThatThrownBy(() -> of(text)).as(text).isInstanceOf(VdbException.class);
    }
  }

  @Test
  void computesWithNumbersOfThePayload() {
    assertThat(score(of("n"))).isEqualTo(5);
    assertThat(score(of("one"))).as("an array of one").isEqualTo(7);
    assertThat(score(of("deep.a[].b"))).isEqualTo(3);
    assertThat(score(of("missing"), Map.of("missing", 4))).isEqualTo(4);
    assertThat(score(of("none"), Map.of("none", List.of(4)))).isEqualTo(4);
    assertThat(score(of("null"), Map.of("null", 4))).isEqualTo(4);
    assertThat(score(of("n"), Map.of("n", 4))).as("what is there").isEqualTo(5);
  }

  @Test
  void refusesWhatIsNoNumber() {
    for (String name : List.of("word", "two", "missing", "null", "none", "at")) {
      assertThatThrownBy(() -> score(of(name)))
          .as(name)
          .isInstanceOf(VdbException.class)
          .hasMessageStartingWith(
              "Expected number value for " + name
                  + " in the payload and/or in the formula defaults. Error: ");
    }
  }

  @Test
  void tells0WithoutASignSoThatEqualScoresAreEqual() {
    Expression none = new Function(Function.Operation.NEGATION, new Expression.Constant(0));
    assertThat(Float.floatToRawIntBits(score(none))).isZero();
  }

  @Test
  void counts1ForAConditionThatHolds() {
    Condition isFive =
        new Condition.MatchAny(PayloadPath.parse("n"), Set.of((Object) 5L));
    assertThat(score(new Expression.Holds(Filter.must(isFive)))).isEqualTo(1);
    assertThat(score(new Expression.Holds(Filter.mustNot(isFive)))).isZero();
  }

  @Test
  void mapsEveryFilter() {
    Expression never = new Expression.Holds(Filter.ALL);
    Expression tree =
        new Sum(
            List.of(
                never,
                new Product(List.of(never)),
                new Quotient(never, new Power(never, never), null),
                new Function(Function.Operation.NEGATION, never),
                new Decay(Decay.Kind.LINEAR, never, never, 1, 0.5)));
    int[] seen = new int[1];

    tree.mapFilters(
        filter -> {
          seen[0]++;
          return filter;
        });

    assertThat(seen[0]).isEqualTo(8);
  }

  @Test
  void addsMultipliesAndDivides() {
    assertThat(score(new Sum(List.of(of(1), of("n"), of("$score"))))).isEqualTo(6.25f);
    assertThat(score(new Product(List.of(of(2), of("n"))))).isEqualTo(10);
    assertThat(score(new Product(List.of(of(0), of("missing"))))).as("short cut").isZero();
    assertThat(score(new Quotient(of("n"), of(2), null))).isEqualTo(2.5f);
    assertThat(score(new Quotient(of(0), of(0), null))).isZero();
    assertThat(score(new Quotient(of(1), of(0), 8.0))).isEqualTo(8);
    assertThatThrownBy(() -> score(new Quotient(of(1), of(0), null)))
        .hasMessage("The expression `div` produced a non-finite number");
  }

  @Test
  void hasFunctionsOfOneNumber() {
    assertThat(score(new Function(Function.Operation.NEGATION, of("n")))).isEqualTo(-5);
    assertThat(score(new Function(Function.Operation.ABSOLUTE, of(-3)))).isEqualTo(3);
    assertThat(score(new Function(Function.Operation.SQUARE_ROOT, of(9)))).isEqualTo(3);
    assertThat(score(new Function(Function.Operation.EXPONENTIAL, of(1))))
        .isCloseTo((float) Math.E, within(CLOSE));
    assertThat(score(new Function(Function.Operation.LOG10, of(1000)))).isCloseTo(3, within(CLOSE));
    assertThat(score(new Function(Function.Operation.NATURAL_LOG, of(Math.E))))
        .isCloseTo(1, within(CLOSE));
    assertThat(score(new Power(of(2), of(10)))).isEqualTo(1024);
  }

  @Test
  void refusesResultsThatAreNoNumbers() {
    List<Expression> bad =
        List.of(
            new Function(Function.Operation.SQUARE_ROOT, of(-1)),
            new Function(Function.Operation.EXPONENTIAL, of(1e4)),
            new Function(Function.Operation.LOG10, of(0)),
            new Function(Function.Operation.NATURAL_LOG, of(-1)),
            new Power(of(-1), of(0.5)),
            new Function(
                Function.Operation.EXPONENTIAL, new Function(Function.Operation.LOG10, of(0))),
            of(1e300));
    for (Expression expression : bad) {
      assertThatThrownBy(() -> score(expression))
          .as(expression.toString())
          .isInstanceOf(VdbException.class)
          .hasMessageContaining("produced a non-finite number");
    }
  }

  @Test
  void measuresDistancesOnTheEarth() {
    GeoPoint hamburg = new GeoPoint(53.55, 10);
    PayloadPath at = PayloadPath.parse("at");
    PayloadPath home = PayloadPath.parse("home");

    assertThat(score(new Expression.GeoDistance(hamburg, at))).isBetween(250_000f, 260_000f);
    assertThat(
            score(
                new Expression.GeoDistance(hamburg, home),
                Map.of("home", Map.of("lat", 53.55, "lon", 10))))
        .isZero();
    assertThatThrownBy(
            () ->
                score(
                    new Expression.GeoDistance(hamburg, home),
                    Map.of("home", Map.of("lat", 95, "lon", 10))))
        .as("beyond the pole")
        .hasMessageStartingWith("Expected geo point value for home");
    assertThatThrownBy(
            () -> score(new Expression.GeoDistance(hamburg, PayloadPath.parse("word"))))
        .hasMessageStartingWith("Expected geo point value for word");
  }

  @Test
  void countsTimeInSeconds() {
    PayloadPath when = PayloadPath.parse("when");
    double start =
        ScoreFormula.seconds(DateTimeText.micros("2024-01-01T00:00:00.5Z").getAsLong());

    assertThat(
            score(
                new Sum(
                    List.of(
                        new Expression.DateTimeField(when),
                        new Function(Function.Operation.NEGATION, of(start))))))
        .isCloseTo(86_399.5f, within(0.01f));
    assertThatThrownBy(() -> score(new Expression.DateTimeField(PayloadPath.parse("word"))))
        .hasMessageStartingWith("Expected datetime value for word");
  }

  @Test
  void fallsWithTheDistance() {
    for (Decay.Kind kind : Decay.Kind.values()) {
      assertThat(score(new Decay(kind, of(10), of(10), 4, 0.3))).as("%s", kind).isEqualTo(1);
      assertThat(score(new Decay(kind, of(6), of(10), 4, 0.3)))
          .as("%s", kind)
          .isCloseTo(0.3f, within(CLOSE));
      assertThat(score(new Decay(kind, of(14), of(10), 4, 0.3)))
          .as("%s", kind)
          .isCloseTo(0.3f, within(CLOSE));
      assertThat(score(new Decay(kind, of(1), null, 1, 0.5)))
          .as("%s", kind)
          .isCloseTo(0.5f, within(CLOSE));
    }
    assertThat(score(new Decay(Decay.Kind.LINEAR, of(5), null, 1, 0.5))).isZero();
    assertThat(score(new Decay(Decay.Kind.EXPONENTIAL, of(2), null, 1, 0.5)))
        .isCloseTo(0.25f, within(CLOSE));
    assertThat(score(new Decay(Decay.Kind.GAUSSIAN, of(2), null, 1, 0.5)))
        .isCloseTo(0.0625f, within(CLOSE));
  }
}
