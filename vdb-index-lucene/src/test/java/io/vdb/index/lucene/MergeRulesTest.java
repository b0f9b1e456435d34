package io.vdb.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.index.IndexSpec;
import io.vdb.core.model.Distance;
import io.vdb.core.model.HnswConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MergeRulesTest {

  /** Images of 784 bytes: plain up to 3,265 vectors, a first graph from 20,000 under load. */
  private final MergeRules rules = rules(8L << 30);

  private static MergeRules rules(long heapBytes) {
    return new MergeRules(new IndexSpec(784, Distance.EUCLID, HnswConfig.DEFAULT), heapBytes);
  }

  private static MergeRules.Segment<String> flat(int live) {
    return new MergeRules.Segment<>("flat" + live, live, 0, false);
  }

  private static MergeRules.Segment<String> graph(int live, int deleted) {
    return new MergeRules.Segment<>("graph" + live, live, deleted, true);
  }

  private List<String> next(boolean quiet, List<MergeRules.Segment<String>> segments) {
    return rules.next(segments, false, quiet).stream().map(MergeRules.Segment::key).toList();
  }

  @Test
  void waitsUnderLoadUntilAGraphIsWorthwhile() {
    assertThat(next(false, List.of(flat(9_000), flat(9_001)))).isEmpty();
    assertThat(next(false, List.of(flat(9_000), flat(9_001), flat(9_002))))
        .containsExactlyInAnyOrder("flat9000", "flat9001", "flat9002");
  }

  @Test
  void waitsLongerForALargerGraph() {
    assertThat(next(false, List.of(graph(80_000, 0), flat(30_000)))).isEmpty();
    assertThat(next(false, List.of(graph(80_000, 0), flat(45_000))))
        .containsExactlyInAnyOrder("graph80000", "flat45000");
  }

  @Test
  void leavesAMuchLargerGraphAloneUnderLoad() {
    assertThat(next(false, List.of(graph(900_000, 0), flat(100_000)))).containsExactly("flat100000");
  }

  @Test
  void buildsNoGraphForWhichASmallHeapHasNoRoom() {
    List<MergeRules.Segment<String>> flats = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      flats.add(flat(10_000 + i));
    }
    long small = 512L << 20;

    int nodes = rules(small).next(flats, false, true).stream().mapToInt(MergeRules.Segment::live).sum();

    assertThat(nodes).isBetween(250_000, 310_000); // of about 450 bytes each: a quarter of the heap
    assertThat(
            rules(small)
                .next(List.of(graph(nodes, 0), graph(nodes - 1, 0), flat(1)), false, true))
        .as("graphs that are as large as they may be")
        .isEmpty();
    assertThat(next(true, flats)).as("with a heap of %d", 8L << 30).hasSize(100);
  }

  @Test
  void buildsNoSecondGraphAtTheSameTime() {
    assertThat(rules.next(List.of(flat(30_000)), true, true)).isEmpty();
  }

  @Test
  void joinsTinySegmentsWithoutAGraph() {
    List<MergeRules.Segment<String>> tiny = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      tiny.add(flat(100 + i));
    }
    assertThat(next(false, tiny)).hasSize(8);
    assertThat(next(false, tiny.subList(0, 7))).isEmpty();
    assertThat(next(true, tiny.subList(0, 2))).hasSize(2);
  }

  @Test
  void leavesAFewVectorsBesideAGraphWhenQuiet() {
    assertThat(next(true, List.of(graph(60_000, 0), flat(600)))).isEmpty();
    assertThat(next(true, List.of(graph(60_000, 0), flat(601)))).hasSize(2);
  }

  @Test
  void rewritesGraphsWithManyDeletedVectors() {
    assertThat(next(true, List.of(graph(60_000, 3_000)))).isEmpty();
    assertThat(next(true, List.of(graph(60_000, 8_000)))).containsExactly("graph60000");
    assertThat(next(false, List.of(graph(60_000, 8_000)))).isEmpty();
    assertThat(next(false, List.of(graph(60_000, 40_000)))).containsExactly("graph60000");
  }

  @Test
  void leavesFullSegmentsAlone() {
    assertThat(next(true, List.of(graph(1_300_000, 0), graph(1_200_000, 0)))).isEmpty();
  }

  @Test
  void comesToAnEndWhateverItStartsFrom() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      List<MergeRules.Segment<String>> segments = new ArrayList<>();
      for (int i = random.nextInt(30); i > 0; i--) {
        int live = 1 + (int) Math.exp(random.nextDouble() * 14);
        segments.add(
            new MergeRules.Segment<>(
                "s", live, random.nextInt(live), live > 3_265 && random.nextBoolean()));
      }
      for (boolean quiet : new boolean[] {false, true}) {
        int merges = 0;
        List<MergeRules.Segment<String>> group = rules.next(segments, false, quiet);
        while (!group.isEmpty()) {
          assertThat(++merges).as("merges, seed %d", seed).isLessThan(100);
          segments.removeAll(group);
          int live = group.stream().mapToInt(MergeRules.Segment::live).sum();
          segments.add(new MergeRules.Segment<>("m" + merges, live, 0, live > 3_265));
          group = rules.next(segments, false, quiet);
        }
      }
      long flat = segments.stream().filter(s -> !s.graph()).mapToLong(s -> s.live()).sum();
      assertThat(flat).as("vectors without a graph, seed %d", seed).isLessThanOrEqualTo(7_000);
    }
  }
}
