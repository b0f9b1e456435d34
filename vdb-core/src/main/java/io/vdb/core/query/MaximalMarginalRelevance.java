package io.vdb.core.query;

import java.util.Arrays;
import java.util.BitSet;

/** Chooses candidates that are near to a target and unlike each other. */
public final class MaximalMarginalRelevance {

  private MaximalMarginalRelevance() {}

  /** Compares two candidates by their places; larger is more alike. */
  @FunctionalInterface
  public interface Similarity {
    /** Returns how alike they are. */
    float of(int one, int other);
  }

  /**
   * Chooses. The first one is the most relevant; each that follows is the one with the most {@code
   * (1 - diversity) * relevance - diversity * (similarity to the most alike one chosen before)}. Of
   * equals the one that stands first is chosen.
   *
   * @param relevance of each candidate; larger is more relevant
   * @param diversity 0 to 1
   * @param limit most to choose
   * @param afterEach called after each choice; ends the whole with what it throws
   * @return places of the chosen, in the order of choosing
   */
  public static int[] choose(
      float[] relevance, Similarity similarity, float diversity, int limit, Runnable afterEach) {
    int count = Math.min(limit, relevance.length);
    int[] chosen = new int[count];
    BitSet taken = new BitSet(relevance.length);
    float[] mostAlike = new float[relevance.length];
    Arrays.fill(mostAlike, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < count; i++) {
      int best = best(relevance, mostAlike, taken, i == 0 ? 0 : diversity);
      chosen[i] = best;
      taken.set(best);
      if (i + 1 < count) {
        for (int other = 0; other < relevance.length; other++) {
          if (!taken.get(other)) {
            mostAlike[other] = Math.max(mostAlike[other], similarity.of(other, best));
          }
        }
      }
      afterEach.run();
    }
    return chosen;
  }

  private static int best(float[] relevance, float[] mostAlike, BitSet taken, float diversity) {
    int best = -1;
    float most = 0;
    for (int i = taken.nextClearBit(0); i < relevance.length; i = taken.nextClearBit(i + 1)) {
      float score =
          diversity == 0
              ? relevance[i]
              : (1 - diversity) * relevance[i] - diversity * mostAlike[i];
      if (best < 0 || score > most) {
        best = i;
        most = score;
      }
    }
    return best;
  }
}
