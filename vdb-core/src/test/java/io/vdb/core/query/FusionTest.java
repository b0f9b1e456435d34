package io.vdb.core.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vdb.core.error.VdbException;
import io.vdb.core.model.PointId;
import io.vdb.core.query.Fusion.Ranking;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FusionTest {

  private static final float CLOSE = 1e-6f;

  /** Points with the ids and scores given in turn. */
  private static Ranking ranking(double... idsAndScores) {
    List<Scored> points = new ArrayList<>();
    for (int i = 0; i < idsAndScores.length; i += 2) {
      points.add(new Scored(PointId.of((long) idsAndScores[i]), (float) idsAndScores[i + 1]));
    }
    return new Ranking(points, true);
  }

  private static List<Long> ids(List<Scored> points) {
    return points.stream().map(point -> ((PointId.Num) point.id()).value()).toList();
  }

  @Test
  void addsUpTheInverseOfRanks() {
    List<Scored> merged =
        Fusion.byRank(
            List.of(ranking(1, 0.9, 2, 0.8, 3, 0.1), ranking(3, 70, 2, 60)), 2, List.of());

    assertThat(ids(merged)).containsExactly(3L, 2L, 1L);
    assertThat(merged.get(0).score()).isCloseTo(1 / 4f + 1 / 2f, within(CLOSE));
    assertThat(merged.get(1).score()).isCloseTo(1 / 3f + 1 / 3f, within(CLOSE));
    assertThat(merged.get(2).score()).isCloseTo(1 / 2f, within(CLOSE));
  }

  @Test
  void ordersEqualSumsById() {
    List<Scored> merged =
        Fusion.byRank(List.of(ranking(7, 1, 5, 0.5), ranking(5, 1, 7, 0.5)), 60, List.of());

    assertThat(ids(merged)).containsExactly(5L, 7L);
    assertThat(merged.get(0).score()).isEqualTo(merged.get(1).score());
  }

  @Test
  void weighsRanksOfEachList() {
    List<Ranking> lists = List.of(ranking(1, 1, 2, 0.5), ranking(3, 1), ranking(4, 1));

    List<Scored> merged = Fusion.byRank(lists, 2, List.of(3f, 1f, 0f));

    assertThat(ids(merged)).containsExactly(1L, 2L, 3L, 4L);
    assertThat(merged.get(0).score()).isCloseTo(1 / (1 / 3f + 1), within(CLOSE));
    assertThat(merged.get(1).score()).isCloseTo(1 / (2 / 3f + 1), within(CLOSE));
    assertThat(merged.get(2).score()).isCloseTo(1 / 2f, within(CLOSE));
    assertThat(merged.get(3).score()).isZero();
  }

  @Test
  void countsNothingForAListWhoseWeightIsNotPositive() {
    List<Scored> merged =
        Fusion.byRank(List.of(ranking(1, 1), ranking(2, 1)), 2, List.of(1f, -1f));

    assertThat(merged.get(0).score()).isEqualTo(0.5f);
    assertThat(merged.get(1).score()).isZero();
  }

  @Test
  void ordersManyEqualSumsById() {
    List<Ranking> lists = new ArrayList<>();
    for (long id = 40; id > 0; id--) {
      lists.add(ranking((double) (id * 7919 % 101), 1));
    }

    assertThat(ids(Fusion.byRank(lists, 2, List.of()))).hasSize(40).isSorted();
  }

  @Test
  void refusesAConstantThatWouldDivideByZero() {
    assertThatThrownBy(() -> new Query.RankFusion(0, List.of())).isInstanceOf(VdbException.class);
  }

  @Test
  void bringsScoresOfEachListToOneScale() {
    List<Scored> merged =
        Fusion.byScore(List.of(ranking(1, 85, 0, 76, 5, 68), ranking(1, 62, 0, 61, 4, 57)));

    // Mean 76.333, deviation 8.505; mean 60, deviation 2.646.
    assertThat(ids(merged)).containsExactly(1L, 0L, 5L, 4L);
    assertThat(merged.get(0).score())
        .isCloseTo(
            (float) (0.5 + (85 - 229 / 3.0) / (6 * 8.504901) + 0.5 + 2 / (6 * 2.6457513)),
            within(CLOSE));
    assertThat(merged.get(3).score())
        .isCloseTo((float) (0.5 - 3 / (6 * 2.6457513)), within(CLOSE));
  }

  @Test
  void bringsTwoScoresToOneScaleAsWell() {
    List<Scored> merged = Fusion.byScore(List.of(ranking(1, 1, 2, 0)));

    // Mean 0.5, deviation 0.7071.
    assertThat(merged.get(0).score()).isCloseTo(0.6178511f, within(CLOSE));
    assertThat(merged.get(1).score()).isCloseTo(0.3821489f, within(CLOSE));
  }

  @Test
  void countsAHalfForWhatCannotBeToldApart() {
    List<Scored> merged =
        Fusion.byScore(List.of(ranking(1, 3), ranking(2, 8, 3, 8, 4, 8), ranking()));

    assertThat(ids(merged)).containsExactly(1L, 2L, 3L, 4L);
    assertThat(merged).allSatisfy(point -> assertThat(point.score()).isEqualTo(0.5f));
  }

  @Test
  void takesTheSmallestDistanceForTheBest() {
    Ranking distances = new Ranking(ranking(1, 0.5, 2, 1.5, 3, 7).points(), false);

    List<Scored> merged = Fusion.byScore(List.of(distances));

    assertThat(ids(merged)).containsExactly(1L, 2L, 3L);
    assertThat(merged.get(0).score()).isGreaterThan(0.5f);
    assertThat(merged.get(2).score()).isLessThan(0.5f);
  }
}
