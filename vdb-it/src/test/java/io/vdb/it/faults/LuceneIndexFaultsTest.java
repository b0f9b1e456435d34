package io.vdb.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.index.IdCursor;
import io.vdb.core.index.IndexChange;
import io.vdb.core.index.IndexEnvironment;
import io.vdb.core.index.IndexHit;
import io.vdb.core.index.IndexQuery;
import io.vdb.core.index.IndexSnapshot;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.IndexedPoint;
import io.vdb.core.index.NearestScorer;
import io.vdb.core.index.SearchTally;
import io.vdb.core.index.VectorIndex;
import io.vdb.core.log.DurableFiles;
import io.vdb.core.model.Distance;
import io.vdb.core.model.HnswConfig;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PointId;
import io.vdb.core.model.Projection.VectorSelector;
import io.vdb.index.lucene.LuceneIndexProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The index opens at its last commit, whole, whatever a power loss left of its files. */
final class LuceneIndexFaultsTest {

  private static final IndexSpec SPEC =
      new IndexSpec(2, Distance.EUCLID, new HnswConfig(4, 8, 0)); // every merge builds a graph

  /** What each sequence number stands for: the value of every point that exists. */
  private final Map<Long, Map<Integer, Long>> states = new HashMap<>();

  private static VectorIndex open(Path folder) throws IOException {
    return new LuceneIndexProvider()
        .open(folder, SPEC, new IndexEnvironment("faults", 1, () -> {}));
  }

  private static Path folder(LossyFileSystem fileSystem) throws IOException {
    Path folder = fileSystem.root().resolve("index");
    DurableFiles.createFolder(folder);
    return folder;
  }

  @Test
  void opensAtACommitWhateverSurvives() throws IOException {
    for (long seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      LossyFileSystem fileSystem = new LossyFileSystem();
      states.clear();
      states.put(0L, Map.of());
      long committed = 0;
      for (int boot = 0; boot < 3; boot++) {
        String about = "seed " + seed + ", boot " + boot;
        committed = writeUntilPowerLoss(fileSystem, random, committed, about);
        if (random.nextBoolean()) {
          fileSystem.crash(random);
        } else {
          fileSystem.crash();
        }
      }
      try (VectorIndex index = open(folder(fileSystem))) {
        check(index, committed, "seed " + seed + ", at last");
      }
    }
  }

  private static IndexQuery query(int k, boolean exact) {
    NearestScorer scorer =
        new NearestScorer(
            new float[2], Distance.EUCLID, new LuceneIndexProvider().kernel(Distance.EUCLID));
    return new IndexQuery(NamedVectors.DEFAULT, scorer, k, null, exact, null);
  }

  /** One way to read. */
  @FunctionalInterface
  interface Read {
    @Nullable Object run(IndexSnapshot snapshot) throws IOException;
  }

  static Stream<Arguments> reads() {
    Filter filter = Filter.must(Condition.match("value", 1));
    IndexQuery query = query(10, false);
    return Stream.of(
        read("the nearest", snapshot -> snapshot.nearest(query, new SearchTally())),
        read("a filter", snapshot -> snapshot.matching(filter)),
        read("a point", snapshot -> snapshot.point(PointId.of(1), true, VectorSelector.all())),
        read("an ordinal", snapshot -> snapshot.ordinalOf(PointId.of(1))),
        read("all ids", snapshot -> snapshot.ids(null)));
  }

  private static Arguments read(String name, Read read) {
    return Arguments.of(name, read);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("reads")
  void saysThatTheDiskFailsWhateverIsRead(String name, Read read) throws IOException {
    LossyFileSystem fileSystem = new LossyFileSystem();
    Path folder = folder(fileSystem);
    try (VectorIndex index = open(folder)) {
      index.apply(changes(new TreeMap<>(), new Random(1), 1), 1);
      index.commit();
    }
    VectorIndex index = open(folder);
    try (IndexSnapshot snapshot = index.snapshot()) {
      fileSystem.powerOffAfter(0);
      assertThatIOException()
          .as(name)
          .isThrownBy(() -> read.run(snapshot))
          .withMessageContaining("The power is off");
    } finally {
      assertThatIOException().isThrownBy(index::close);
    }
  }

  /** Returns the sequence number of the last commit that succeeded. */
  private long writeUntilPowerLoss(
      LossyFileSystem fileSystem, Random random, long committedBefore, String about)
      throws IOException {
    Path folder = folder(fileSystem);
    fileSystem.powerOffAfter(random.nextInt(600));
    long committed = committedBefore;
    VectorIndex index;
    try {
      index = open(folder);
    } catch (IOException e) {
      return committed; // the power went while it was opened
    }
    try (index) {
      check(index, committedBefore, about);
      long sequence = index.committedSequence();
      Map<Integer, Long> points = new TreeMap<>(states.get(sequence));
      while (true) {
        sequence++;
        index.apply(changes(points, random, sequence), sequence);
        states.put(sequence, Map.copyOf(points));
        if (random.nextInt(3) == 0) {
          committed = Math.max(committed, index.commit());
        }
        if (random.nextInt(5) == 0) {
          index.optimize();
        }
      }
    } catch (IOException e) {
      return committed;
    }
  }

  private static List<IndexChange> changes(
      Map<Integer, Long> points, Random random, long sequence) {
    List<IndexChange> changes = new ArrayList<>();
    for (int ordinal = 0; ordinal < 12; ordinal++) {
      int kind = random.nextInt(4);
      PointId id = PointId.of(ordinal);
      Payload payload = Payload.of(Map.of("value", sequence));
      if (kind == 0) {
        changes.add(
            new IndexChange.Put(
                ordinal, id, sequence, new float[] {ordinal, 0}, payload));
        points.put(ordinal, sequence);
      } else if (kind == 1 && points.containsKey(ordinal)) {
        changes.add(new IndexChange.PutPayload(ordinal, id, sequence, payload));
        points.put(ordinal, sequence);
      } else if (kind == 2) {
        changes.add(new IndexChange.Delete(ordinal, id));
        points.remove(ordinal);
      }
    }
    return changes;
  }

  private void check(VectorIndex index, long committed, String about) throws IOException {
    assertThat(index.committedSequence()).as(about).isGreaterThanOrEqualTo(committed);
    Map<Integer, Long> expected = states.get(index.committedSequence());
    Map<Integer, Long> found = new HashMap<>();
    try (IndexSnapshot snapshot = index.snapshot()) {
      IdCursor cursor = snapshot.ids(null);
      while (cursor.next()) {
        IndexedPoint point =
            Objects.requireNonNull(snapshot.point(cursor.id(), true, VectorSelector.all()), about);
        Payload payload = Objects.requireNonNull(point.payload(), about);
        found.put(point.ordinal(), point.version());
        assertThat(payload).as(about).isEqualTo(Payload.of(Map.of("value", point.version())));
        assertThat(point.vector()).as(about).containsExactly(point.ordinal(), 0);
        assertThat(
                snapshot
                    .matching(Filter.must(Condition.match("value", point.version())))
                    .contains(point.ordinal()))
            .as(about)
            .isTrue();
      }
      assertThat(found).as(about).isEqualTo(expected);
      List<IndexHit> hits =
          snapshot.nearest(
              query(100, true), new SearchTally());
      assertThat(hits)
          .as(about)
          .extracting(IndexHit::ordinal)
          .containsExactlyInAnyOrderElementsOf(found.keySet());
    }
  }
}
