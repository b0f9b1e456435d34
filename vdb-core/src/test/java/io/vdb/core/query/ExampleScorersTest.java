package io.vdb.core.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vdb.core.index.VectorKernel;
import io.vdb.core.model.Distance;
import io.vdb.core.query.ExampleScorers.Pair;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Expected numbers are those of the published formulas, by hand. */
final class ExampleScorersTest {

  private static final float CLOSE = 1e-6f;

  private static final VectorKernel DOT = (a, b) -> a[0] * b[0] + a[1] * b[1];
  private static final VectorKernel EUCLID =
      (a, b) -> (float) Math.hypot(a[0] - b[0], a[1] - b[1]);
  private static final Similarity<float[]> BY_DOT = Similarity.of(Distance.DOT, DOT);

  private static float[] at(float x, float y) {
    return new float[] {x, y};
  }

  @Test
  void similarityIsTheScoreOrTheNegatedSquareOfADistance() {
    assertThat(BY_DOT.of(at(1, 2), at(3, 4))).isEqualTo(11);
    assertThat(Similarity.of(Distance.EUCLID, EUCLID).of(at(0, 0), at(3, 4))).isEqualTo(-25);
  }

  @Test
  void bestScoreIsThatOfTheNearestExample() {
    ExampleScore<float[]> scorer =
        ExampleScorers.bestScore(BY_DOT, List.of(at(1, 0), at(2, 0)), List.of(at(0, 3)));

    assertThat(ExampleScore.ofDense(scorer).largerIsNearer()).isTrue();
    // 2 for it against 0: (2 / 3 + 1) / 2
    assertThat(scorer.of(at(1, 0))).isCloseTo(5 / 6f, within(CLOSE));
    // 3 against it, 2 for it
    assertThat(scorer.of(at(1, 1))).isCloseTo(-(3 / 4f + 1) / 2, within(CLOSE));
  }

  @Test
  void bestScoreDoesWithoutPositiveOrNegativeExamples() {
    ExampleScore<float[]> against = ExampleScorers.bestScore(BY_DOT, List.of(), List.of(at(0, 3)));
    ExampleScore<float[]> forIt = ExampleScorers.bestScore(BY_DOT, List.of(at(0, 3)), List.of());

    assertThat(against.of(at(0, 1))).isCloseTo(-7 / 8f, within(CLOSE));
    assertThat(forIt.of(at(0, 1))).isCloseTo(7 / 8f, within(CLOSE));
  }

  @Test
  void sumScoresAddsAndSubtracts() {
    ExampleScore<float[]> scorer =
        ExampleScorers.sumScores(BY_DOT, List.of(at(1, 0), at(2, 0)), List.of(at(0, 3)));

    assertThat(scorer.of(at(1, 1))).isEqualTo(0);
    assertThat(scorer.of(at(5, 1))).isEqualTo(12);
  }

  @Test
  void sumsStayNumbers() {
    float huge = 3e38f;
    ExampleScore<float[]> scorer =
        ExampleScorers.sumScores(
            BY_DOT, List.of(at(huge, 0), at(huge, 0)), List.of(at(0, huge), at(0, huge)));

    assertThat(scorer.of(at(huge, huge))).isFinite();
    assertThat(scorer.of(at(huge, 0))).isEqualTo(Float.MAX_VALUE);
  }

  @Test
  void discoverCountsPairsBeforeNearness() {
    ExampleScore<float[]> scorer =
        ExampleScorers.discover(
            BY_DOT,
            at(1, 0),
            List.of(new Pair<>(at(1, 0), at(-1, 0)), new Pair<>(at(0, 1), at(0, -1))));

    assertThat(scorer.of(at(1, 1))).isCloseTo(2 + 0.75f, within(CLOSE));
    assertThat(scorer.of(at(-1, -1))).isCloseTo(-2 + 0.25f, within(CLOSE));
    assertThat(scorer.of(at(3, -1))).isCloseTo(0 + 0.875f, within(CLOSE));
    assertThat(scorer.of(at(0, 1))).as("on no side of one").isCloseTo(1.5f, within(CLOSE));
  }

  @Test
  void contextLosesOnlyOnTheWrongSide() {
    ExampleScore<float[]> scorer =
        ExampleScorers.context(
            BY_DOT,
            List.of(new Pair<>(at(1, 0), at(-1, 0)), new Pair<>(at(0, 1), at(0, -1))));

    assertThat(scorer.of(at(4, 9))).isZero();
    // 1 - (-1) = 2 off on one pair: -2 / 3
    assertThat(scorer.of(at(-1, 9))).isCloseTo(-2 / 3f, within(CLOSE));
    assertThat(scorer.of(at(-1, -1))).isCloseTo(-4 / 3f, within(CLOSE));
  }

  @Test
  void bestScoreCountsAgainstWhatIsAsNearToBoth() {
    ExampleScore<float[]> score =
        ExampleScorers.bestScore(BY_DOT, List.of(at(1, 0)), List.of(at(0, 1)));

    assertThat(score.of(at(1, 1))).isCloseTo(-(1 / 2f + 1) / 2, within(CLOSE));
  }

  @Test
  void bestScoreIsSmallWhereAllExamplesAreFarAway() {
    ExampleScore<float[]> score =
        ExampleScorers.bestScore(BY_DOT, List.of(at(1, 0), at(3, 0)), List.of(at(9, 0)));

    assertThat(score.of(at(-1, 0))).isCloseTo((-1 / 2f + 1) / 2, within(CLOSE));
  }

  @Test
  void contextLosesJustSomethingOnTheBorder() {
    ExampleScore<float[]> score =
        ExampleScorers.context(BY_DOT, List.of(new Pair<>(at(1, 0), at(0, 1))));

    assertThat(score.of(at(1, 1))).isNegative().isGreaterThan(-2e-7f);
    assertThat(score.of(at(1.001f, 1))).isZero();
  }

  @Test
  void positiveExamplesLeadToTheBestScore() {
    ExampleScore<float[]> score =
        ExampleScorers.bestScore(BY_DOT, List.of(at(1, 0), at(0, 2)), List.of(at(9, 9)));

    assertThat(ExampleScore.ofDense(score).guides())
        .extracting(guide -> guide.score(at(3, 5)))
        .containsExactly(3f, 10f);
  }

  private static ExampleScore<float[]> feedback(
      float a, float b, float c, List<float[]> examples, float... ratings) {
    List<RatedExample> rated = new ArrayList<>();
    for (int i = 0; i < ratings.length; i++) {
      rated.add(new RatedExample(VectorInput.of(examples.get(i)), ratings[i]));
    }
    return ExampleScorers.feedback(
        BY_DOT,
        at(1, 1),
        examples,
        new Query.RelevanceFeedback(VectorInput.of(1, 1), rated, a, b, c));
  }

  @Test
  void feedbackAddsWhatPairsOfDifferentRatingsSayToNearness() {
    List<float[]> examples = List.of(at(1, 0), at(0, 1), at(2, 2), at(5, 1));
    ExampleScore<float[]> score = feedback(2, 2, 0.5f, examples, 0.5f, 0.25f, 1, 0.5f);
    // Similarities of (1, 3): 4 to the target; 1, 3, 8, 8 to the examples.
    double pairs =
        0.5 * 0.5 * (8 - 1) // third over first
            + 0.75 * 0.75 * (8 - 3) // third over second
            + 0.5 * 0.5 * (8 - 8) // third over fourth
            + 0.25 * 0.25 * (1 - 3) // first over second
            + 0.25 * 0.25 * (8 - 3); // fourth over second
    assertThat(score.of(at(1, 3))).isCloseTo((float) (2 * 4 + 0.5 * pairs), within(CLOSE));
  }

  @Test
  void feedbackWithoutPairsIsNearness() {
    assertThat(feedback(3, 9, 9, List.of(at(7, 7)), 1).of(at(1, 2))).isEqualTo(9);
    assertThat(feedback(3, 0, 9, List.of(at(7, 7), at(1, 0)), 1, 1).of(at(1, 2))).isEqualTo(9);
  }

  @Test
  void feedbackThatSaysNothingMakesAllAlike() {
    ExampleScore<float[]> score = feedback(0, 1, 0, List.of(at(7, 7), at(1, 0)), 1, 2);
    assertThat(Float.compare(score.of(at(-1, -2)), score.of(at(1, 2)))).isZero();
  }

  @Test
  void feedbackIsANumberHoweverLargeThePartsAre() {
    float huge = Float.MAX_VALUE;
    List<float[]> examples = List.of(at(huge, 0), at(0, huge), at(0, 1));
    assertThat(feedback(huge, huge, huge, examples, huge, -huge, 3).of(at(huge, huge)))
        .isFinite();
    assertThat(feedback(huge, huge, 0, examples, huge, -huge, 3).of(at(-huge, -huge)))
        .isEqualTo(-huge);
  }

  @Test
  void averageGoesAwayFromNegativeExamples() {
    assertThat(ExampleScorers.average(List.of(at(1, 0), at(3, 2)), List.of()))
        .containsExactly(2, 1);
    assertThat(
            ExampleScorers.average(List.of(at(1, 0), at(3, 2)), List.of(at(1, 1), at(1, 5))))
        .containsExactly(3, -1);
  }
}
