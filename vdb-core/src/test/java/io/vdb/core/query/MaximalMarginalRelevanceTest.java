package io.vdb.core.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.query.MaximalMarginalRelevance.Similarity;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MaximalMarginalRelevanceTest {

  private static int[] choose(float[] relevance, Similarity alike, float diversity, int limit) {
    return MaximalMarginalRelevance.choose(relevance, alike, diversity, limit, () -> {});
  }

  @Test
  void passesOverTheTwinOfWhatWasChosen() {
    float[] relevance = {0.9f, 0.89f, 0.5f};
    Similarity alike = (a, b) -> Math.abs(a - b) == 1 && a + b == 1 ? 1 : 0;

    assertThat(choose(relevance, alike, 0.5f, 2)).containsExactly(0, 2);
    assertThat(choose(relevance, alike, 0.5f, 9)).containsExactly(0, 2, 1);
  }

  @Test
  void goesByRelevanceAloneWithoutDiversity() {
    assertThat(choose(new float[] {0.1f, 0.9f, 0.5f}, (_, _) -> 1, 0, 3)).containsExactly(1, 2, 0);
  }

  @Test
  void beginsWithTheMostRelevantEvenWhenOnlyDiversityCounts() {
    Similarity alike = (a, b) -> a + b;

    assertThat(choose(new float[] {0.1f, 0.2f, 0.9f}, alike, 1, 3)).containsExactly(2, 0, 1);
  }

  @Test
  void choosesTheFirstOfEquals() {
    assertThat(choose(new float[] {1, 1, 1}, (_, _) -> 0, 0.5f, 3)).containsExactly(0, 1, 2);
    assertThat(choose(new float[0], (_, _) -> 0, 0.5f, 3)).isEmpty();
  }

  @Test
  void endsWhenSomebodySaysSoAfterAChoice() {
    int[] choices = new int[1];
    Runnable impatient =
        () -> {
          if (++choices[0] == 2) {
            throw new IllegalStateException("gone");
          }
        };

    assertThatThrownBy(
            () ->
                MaximalMarginalRelevance.choose(
                    new float[] {1, 2, 3}, (_, _) -> 0, 0.5f, 3, impatient))
        .hasMessage("gone");
    assertThat(choices[0]).isEqualTo(2);
  }

  @Test
  void doesAsTheDefinitionSays() {
    long seed = 20_261_121;
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 200; round++) {
      int count = 1 + random.nextInt(12);
      float[] relevance = new float[count];
      float[][] alike = new float[count][count];
      for (int i = 0; i < count; i++) {
        relevance[i] = (float) random.nextDouble();
        for (int j = 0; j <= i; j++) {
          alike[i][j] = (float) random.nextDouble();
          alike[j][i] = alike[i][j];
        }
      }
      float diversity = (float) random.nextDouble();
      int limit = 1 + random.nextInt(12);

      assertThat(choose(relevance, (a, b) -> alike[a][b], diversity, limit))
          .as("round %d of seed %d", round, seed)
          .containsExactly(plainly(relevance, alike, diversity, limit));
    }
  }

  private static int[] plainly(float[] relevance, float[][] alike, float diversity, int limit) {
    List<Integer> chosen = new ArrayList<>();
    while (chosen.size() < Math.min(limit, relevance.length)) {
      int best = -1;
      float most = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < relevance.length; i++) {
        if (chosen.contains(i)) {
          continue;
        }
        float worst = Float.NEGATIVE_INFINITY;
        for (int other : chosen) {
          worst = Math.max(worst, alike[i][other]);
        }
        float score =
            chosen.isEmpty() ? relevance[i] : (1 - diversity) * relevance[i] - diversity * worst;
        if (score > most) {
          best = i;
          most = score;
        }
      }
      chosen.add(best);
    }
    return chosen.stream().mapToInt(Integer::intValue).toArray();
  }
}
