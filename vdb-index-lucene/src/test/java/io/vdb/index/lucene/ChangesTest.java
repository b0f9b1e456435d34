package io.vdb.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.index.IdCursor;
import io.vdb.core.index.IndexChange;
import io.vdb.core.index.IndexHit;
import io.vdb.core.index.IndexSnapshot;
import io.vdb.core.index.IndexStats;
import io.vdb.core.index.IndexedPoint;
import io.vdb.core.index.OrdinalBits;
import io.vdb.core.index.SearchTally;
import io.vdb.core.model.Distance;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PointId;
import io.vdb.core.model.Projection.VectorSelector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChangesTest {

  private static final long SEED = 7;

  @TempDir Path folder;

  private static Payload color(String color) {
    return Payload.of(Map.of("color", color));
  }

  private static List<PointId> ids(IdCursor cursor) throws Exception {
    List<PointId> ids = new ArrayList<>();
    while (cursor.next()) {
      ids.add(cursor.id());
    }
    return ids;
  }

  @Test
  void leavesTheVectorIndexAloneWhenOnlyPayloadsChange() throws Exception {
    Random random = new Random(SEED);
    try (TestIndex index = TestIndex.open(folder, 8, Distance.EUCLID)) {
      index.fill(0, 6_000, 6_000, random);
      IndexStats before = index.awaitOptimized();
      List<IndexChange> changes = new ArrayList<>();
      for (int ordinal = 0; ordinal < 6_000; ordinal += 2) {
        changes.add(
            new IndexChange.PutPayload(ordinal, PointId.of(ordinal), 5, color("red")));
      }
      index.apply(changes);

      IndexStats after = index.index().stats();

      assertThat(after.segments()).isEqualTo(before.segments());
      assertThat(after.deletedVectors()).isZero();
      assertThat(after.indexedVectors()).isEqualTo(6_000);
      try (IndexSnapshot snapshot = index.index().snapshot()) {
        Filter red = Filter.must(Condition.match("color", "red"));
        assertThat(snapshot.matching(red).cardinality()).isEqualTo(3_000);
        IndexedPoint point = snapshot.point(PointId.of(2), true, VectorSelector.all());
        assertThat(Objects.requireNonNull(point).version()).isEqualTo(5);
        assertThat(point.payload()).isEqualTo(color("red"));
        assertThat(point.vector()).hasSize(8);
      }
    }
  }

  @Test
  void refusesAPayloadForAPointWithoutVector() throws Exception {
    try (TestIndex index = TestIndex.open(folder, 2, Distance.EUCLID)) {
      assertThatThrownBy(
              () -> index.apply(new IndexChange.PutPayload(3, PointId.of(3), 1, Payload.EMPTY)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("ordinal 3");
    }
  }

  @Test
  void keepsASnapshotAsItWas() throws Exception {
    try (TestIndex index = TestIndex.open(folder, 2, Distance.EUCLID)) {
      index.apply(TestIndex.change(0, color("red"), 1, 1), TestIndex.change(1, 2, 2));
      try (IndexSnapshot old = index.index().snapshot()) {
        index.apply(
            TestIndex.change(0, color("blue"), 9, 9),
            new IndexChange.Delete(1, PointId.of(1)),
            TestIndex.change(2, 3, 3));
        index.index().commit();

        assertThat(old.sequence()).isEqualTo(1);
        assertThat(old.pointCount()).isEqualTo(2);
        assertThat(ids(old.ids(null))).containsExactly(PointId.of(0), PointId.of(1));
        assertThat(old.nearest(index.query(new float[] {1, 1}, 5, null, false, null), new SearchTally()))
            .extracting(IndexHit::score)
            .containsExactly(0f, (float) Math.sqrt(2));
        assertThat(old.matching(Filter.must(Condition.match("color", "red"))).contains(0)).isTrue();
        try (IndexSnapshot now = index.index().snapshot()) {
          assertThat(now.sequence()).isEqualTo(2);
          assertThat(ids(now.ids(null))).containsExactly(PointId.of(0), PointId.of(2));
          assertThat(now.matching(Filter.must(Condition.match("color", "red"))).cardinality())
              .isZero();
        }
      }
    }
  }

  @Test
  void outlivesTheIndexWithASnapshot() throws Exception {
    TestIndex index = TestIndex.open(folder, 2, Distance.EUCLID);
    index.put(0, 1, 1);
    try (IndexSnapshot held = index.index().snapshot()) {
      index.close();

      assertThat(held.point(PointId.of(0), true, VectorSelector.all())).isNotNull();
    }
  }

  @Test
  void givesAnOrdinalToAnotherPoint() throws Exception {
    try (TestIndex index = TestIndex.open(folder, 2, Distance.EUCLID)) {
      index.put(0, 1, 1);
      try (IndexSnapshot before = index.index().snapshot()) {
        index.apply(new IndexChange.Delete(0, PointId.of(0)));
        index.apply(
            new IndexChange.Put(0, PointId.of(77), 3, new float[] {1, 1}, Payload.EMPTY));

        assertThat(index.nearest(new float[] {1, 1}, 5))
            .containsExactly(new IndexHit(0, PointId.of(77), 0f));
        assertThat(
                before.nearest(
                    index.query(new float[] {1, 1}, 5, null, false, null), new SearchTally()))
            .containsExactly(new IndexHit(0, PointId.of(0), 0f));
      }
    }
  }

  @Test
  void movesAnIdToAnotherOrdinalInOneStep() throws Exception {
    try (TestIndex index = TestIndex.open(folder, 2, Distance.EUCLID)) {
      index.put(0, 1, 1);
      index.apply(
          new IndexChange.Put(4, PointId.of(0), 2, new float[] {2, 2}, Payload.EMPTY),
          new IndexChange.Delete(0, PointId.of(0)));

      try (IndexSnapshot snapshot = index.index().snapshot()) {
        assertThat(snapshot.pointCount()).isEqualTo(1);
        assertThat(snapshot.ordinalOf(PointId.of(0))).isEqualTo(4);
        assertThat(snapshot.ordinalLimit()).isEqualTo(5);
        OrdinalBits used = new OrdinalBits(0);
        snapshot.collectOrdinals(used);
        assertThat(used.nextSet(0)).isEqualTo(4);
      }
    }
  }

  @Test
  void reclaimsDeletedVectorsWhenItIsQuiet() throws Exception {
    Random random = new Random(SEED);
    try (TestIndex index = TestIndex.open(folder, 8, Distance.EUCLID)) {
      index.fill(0, 8_000, 8_000, random);
      index.awaitOptimized();
      List<IndexChange> deletes = new ArrayList<>();
      for (int ordinal = 0; ordinal < 8_000; ordinal += 4) {
        deletes.add(new IndexChange.Delete(ordinal, PointId.of(ordinal)));
      }
      index.apply(deletes);
      assertThat(index.index().stats().deletedVectors()).isEqualTo(2_000);

      IndexStats after = index.awaitOptimized();

      assertThat(after.deletedVectors()).isZero();
      assertThat(after.indexedVectors()).isEqualTo(6_000);
      assertThat(index.recall(50, 10, null, random, new SearchTally()))
          .as("recall with seed %d", SEED)
          .isGreaterThan(0.97);
    }
  }

  @Test
  void forgetsAllWhenAllIsDeleted() throws Exception {
    try (TestIndex index = TestIndex.open(folder, 2, Distance.EUCLID)) {
      index.put(0, 1, 1);
      index.put(1, 1, 1);
      index.apply(
          new IndexChange.Delete(0, PointId.of(0)), new IndexChange.Delete(1, PointId.of(1)));

      IndexStats stats = index.awaitOptimized();

      assertThat(stats.segments()).isZero();
      assertThat(index.nearest(new float[] {1, 1}, 5)).isEmpty();
    }
  }

  @Test
  void walksOverIdsInOrderAcrossSegments() throws Exception {
    Random random = new Random(SEED);
    List<PointId> expected = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      expected.add(
          i % 3 == 0
              ? PointId.of(new UUID(random.nextLong(), random.nextLong()))
              : PointId.of(random.nextLong()));
    }
    List<PointId> shuffled = new ArrayList<>(expected);
    Collections.shuffle(shuffled, random);
    Collections.sort(expected);
    try (TestIndex index = TestIndex.open(folder, 2, Distance.EUCLID)) {
      for (int i = 0; i < shuffled.size(); i += 20) {
        List<IndexChange> changes = new ArrayList<>();
        for (int j = i; j < i + 20; j++) {
          changes.add(
              new IndexChange.Put(j, shuffled.get(j), 1, new float[2], Payload.EMPTY));
        }
        index.apply(changes);
      }
      index.apply(
          new IndexChange.Delete(shuffled.indexOf(expected.get(100)), expected.get(100)));
      PointId removed = expected.remove(100);
      try (IndexSnapshot snapshot = index.index().snapshot()) {
        assertThat(ids(snapshot.ids(null))).as("seed %d", SEED).isEqualTo(expected);
        assertThat(ids(snapshot.ids(expected.get(50)))).isEqualTo(expected.subList(50, 199));
        assertThat(ids(snapshot.ids(removed))).isEqualTo(expected.subList(100, 199));
        assertThat(snapshot.ordinalOf(removed)).isEqualTo(-1);
        assertThat(snapshot.point(removed, true, VectorSelector.all())).isNull();
        IdCursor cursor = snapshot.ids(expected.get(7));
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.ordinal()).isEqualTo(shuffled.indexOf(expected.get(7)));
      }
    }
  }

  @Test
  void buildsOneGraphAfterABulkLoad() throws Exception {
    Random random = new Random(SEED);
    try (TestIndex index = TestIndex.open(folder, 8, Distance.EUCLID)) {
      index.fill(0, 10_000, 1_000, random);
      assertThat(index.index().stats().optimizing()).isTrue();

      IndexStats stats = index.awaitOptimized();

      assertThat(stats.segments()).isEqualTo(1);
      assertThat(stats.indexedVectors()).isEqualTo(10_000);
      assertThat(stats.bytes()).isGreaterThan(10_000L * 8 * Float.BYTES);
      try (IndexSnapshot snapshot = index.index().snapshot()) {
        assertThat(snapshot.segmentCount()).isEqualTo(1);
      }
    }
  }

  @Test
  void keepsAnsweringWhileSegmentsAreMerged() throws Exception {
    Random random = new Random(SEED);
    try (TestIndex index = TestIndex.open(folder, 8, Distance.EUCLID)) {
      index.fill(0, 8_000, 1_000, random);
      float[] query = index.vector(random);
      List<IndexHit> expected = index.oracle(query, 10, null);
      index.index().optimize();
      while (index.index().stats().optimizing()) {
        assertThat(index.nearest(index.query(query, 10, 400, false, null), new SearchTally()))
            .isEqualTo(expected);
      }
      assertThat(index.index().stats().segments()).isEqualTo(1);
    }
  }
}
