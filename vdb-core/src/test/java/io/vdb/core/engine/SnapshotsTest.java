package io.vdb.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.filter.FieldIndex;
import io.vdb.core.filter.FieldType;
import io.vdb.core.log.Durability;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.Alias;
import io.vdb.core.model.AliasAction;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointSelector;
import io.vdb.core.model.Projection;
import io.vdb.core.snapshot.Progress;
import io.vdb.core.snapshot.SnapshotInfo;
import io.vdb.core.snapshot.SnapshotKind;
import io.vdb.core.snapshot.SnapshotWriter;
import io.vdb.observability.spi.Observability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapshotsTest {

  private static final int FEW = 7;

  @TempDir private Path folder;

  private final GatedIndexes indexes = new GatedIndexes();

  @SuppressWarnings("NullAway.Init") // before each test
  private Database database;

  @BeforeEach
  void open() {
    database = open(folder.resolve("data"));
  }

  private Database open(Path data) {
    return Database.open(
        new DatabaseConfig(
            data, "gated", Durability.SYNC, TestDatabases.withRecentPoints(FEW), 1),
        Observability.noop(),
        indexes,
        Duration.ofMillis(5));
  }

  @AfterEach
  void close() {
    indexes.open();
    indexes.openCommits();
    database.close();
  }

  private void reopen() {
    database.close();
    open();
  }

  private static Point point(int id, int value) {
    return Point.of(id, new float[] {id, value}, Map.of("v", value));
  }

  private Collection create(String name) {
    return database.createCollection(name, CollectionConfig.of(2, Distance.DOT));
  }

  private static Map<PointId, String> content(Collection collection) {
    Map<PointId, String> content = new TreeMap<>();
    collection
        .scroll(null, 10_000, null, Projection.ALL)
        .points()
        .forEach(point -> content.put(point.id(), String.valueOf(point.payload())));
    return content;
  }

  private Path fileOf(String collection, SnapshotInfo info) {
    return database.snapshots().file(collection, info.name());
  }

  @Test
  void bringsBackACollectionAsItWas() {
    Collection docs = create("docs");
    for (int i = 0; i < 50; i++) {
      docs.upsert(List.of(point(i, i)));
    }
    var _ = docs.delete(new PointSelector.Ids(List.of(PointId.of(3))), Acknowledge.VISIBLE);
    Map<PointId, String> before = content(docs);
    long sequence = docs.info().lastSequence();
    SnapshotInfo info = database.snapshots().create("docs");
    docs.upsert(List.of(point(3, 300), point(4, 400)));
    String _ = database.snapshots().restore("docs", fileOf("docs", info), "s", info.sha256());
    for (int i = 0; i < 2; i++) {
      Collection restored = database.collection("docs");
      assertThat(content(restored)).isEqualTo(before);
      assertThat(restored.info().lastSequence()).isEqualTo(sequence);
      reopen();
    }
    Collection restored = database.collection("docs");
    assertThat(restored.upsert(List.of(point(3, 5))).sequence()).isEqualTo(sequence + 1);
    assertThat(database.snapshots().list("docs")).containsExactly(info);
  }

  @Test
  void makesANewCollectionOfASnapshot() {
    create("docs").upsert(List.of(point(1, 1)));
    var _ =
        database.createPayloadIndex(
            "docs", PayloadPath.parse("v"), FieldIndex.of(FieldType.INTEGER));
    SnapshotInfo info = database.snapshots().create("docs");
    String _ = database.snapshots().restore("copy", fileOf("docs", info), "s", null);
    reopen();
    assertThat(content(database.collection("copy"))).isEqualTo(content(database.collection("docs")));
    assertThat(database.collection("copy").payloadSchema())
        .isEqualTo(database.collection("docs").payloadSchema())
        .hasSize(1);
    assertThat(database.deleteCollection("docs")).isTrue();
    assertThat(content(database.collection("copy"))).hasSize(1);
  }

  @Test
  void takesNoMoreOutOfTheIndexThanItPutIn() throws IOException {
    Collection docs = create("docs");
    for (int i = 0; i < 100; i++) {
      docs.upsert(List.of(point(i, i)));
    }
    SnapshotInfo info = database.snapshots().create("docs");
    int before = indexes.vectorsPut.get();
    String _ = database.snapshots().restore("copy", fileOf("docs", info), "s", null);
    // What was in the index when the snapshot was made is not put into it again.
    assertThat(indexes.vectorsPut.get() - before).isLessThanOrEqualTo(3 * FEW);
    assertThat(content(database.collection("copy"))).hasSize(100);
  }

  @Test
  void keepsAliasesAndAnswersThroughThem() {
    create("docs").upsert(List.of(point(1, 1)));
    create("other");
    database.updateAliases(
        List.of(
            new AliasAction.Create("name", "docs"), new AliasAction.Create("far", "other")));
    SnapshotInfo info = database.snapshots().create("name");
    database.collection("docs").upsert(List.of(point(2, 2)));
    String _ = database.snapshots().restore("name", fileOf("name", info), "s", null);
    for (int i = 0; i < 2; i++) {
      assertThat(content(database.collection("name"))).hasSize(1);
      assertThat(database.aliases())
          .containsExactly(new Alias("far", "other"), new Alias("name", "docs"));
      assertThat(database.collectionNames()).containsExactly("docs", "other");
      reopen();
    }
    assertThat(database.snapshots().list("docs")).containsExactly(info);
  }

  @Test
  void restoresEverythingInOneStep() throws IOException {
    for (int i = 0; i < 20; i++) {
      (i == 0 ? create("a") : database.collection("a")).upsert(List.of(point(i, i)));
    }
    create("b");
    database.updateAliases(List.of(new AliasAction.Create("name", "a")));
    Map<PointId, String> before = content(database.collection("a"));
    SnapshotInfo info = database.snapshots().createFull();
    assertThat(database.snapshots().listFull()).containsExactly(info);
    Path file = database.snapshots().fullFile(info.name());
    assertThatThrownBy(() -> database.snapshots().restoreAll(file, "f"))
        .isInstanceOfSatisfying(
            VdbException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    assertThatThrownBy(() -> database.snapshots().restore("a", file, "f", null))
        .hasMessageContaining("all collections");
    for (int i = 0; i < 2; i++) {
      try (Database other = open(folder.resolve("other"))) {
        if (i == 0) {
          other.snapshots().restoreAll(file, "f");
        }
        assertThat(other.collectionNames()).containsExactly("a", "b");
        assertThat(other.aliases()).containsExactly(new Alias("name", "a"));
        assertThat(content(other.collection("name"))).isEqualTo(before);
      }
    }
    assertThat(content(database.collection("a"))).isEqualTo(before);
    assertThat(collectionFolders()).hasSize(2);
  }

  private List<Path> collectionFolders() throws IOException {
    try (var folders = Files.list(folder.resolve("data/collections"))) {
      return folders.toList();
    }
  }

  @Test
  void changesNothingWhenItCannotRestore() throws IOException {
    Collection docs = create("docs");
    docs.upsert(List.of(point(1, 1)));
    SnapshotInfo info = database.snapshots().create("docs");
    Path file = fileOf("docs", info);
    var _ = database.createCollection("wide", CollectionConfig.of(3, Distance.DOT));
    var _ = database.createCollection("far", CollectionConfig.of(2, Distance.EUCLID));
    database.updateAliases(List.of(new AliasAction.Create("name", "docs")));
    refused(
        "wide",
        file,
        null,
        "Snapshot is not compatible with existing collection: Collection vectors: {size=3,"
            + " distance=DOT} Snapshot vectors: {size=2, distance=DOT}");
    refused("far", file, null, "Snapshot is not compatible");
    refused("docs", file, "0".repeat(64), "Snapshot checksum mismatch: expected 000");
    refused("a:b", file, null, "collection name cannot contain");
    byte[] bytes = Files.readAllBytes(file);
    bytes[20]++;
    refused("docs", Files.write(folder.resolve("damaged"), bytes), null, "is damaged");
    refused("new", folder.resolve("damaged"), null, "is damaged");
    assertThat(database.collection("docs")).isEqualTo(docs);
    assertThat(content(docs)).hasSize(1);
    assertThat(collectionFolders()).hasSize(3);
  }

  private void refused(
      String name, Path file, @Nullable String sha256, String message) {
    assertThatThrownBy(() -> database.snapshots().restore(name, file, "s", sha256))
        .isInstanceOfSatisfying(
            VdbException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageContaining(message);
  }

  @Test
  void keepsTheLogWhileItIsCopiedAndCutsItAfterwards() throws Exception {
    Collection docs = create("docs");
    for (int i = 0; i < 40; i++) {
      docs.upsert(List.of(point(i, i)));
    }
    try (HeldCollection held = docs.hold()) {
      docs.upsert(List.of(point(1, -1)));
      long records = 1;
      while (records > 0) { // until nothing is left in memory, so that the log could be emptied
        docs.commitFlushed();
        try (HeldCollection now = docs.hold()) {
          records = now.records();
        }
      }
      Path file = folder.resolve("held");
      try (SnapshotWriter writer = SnapshotWriter.create(file, Progress.NONE)) {
        held.copyFiles(0, writer);
        held.copyLog(0, writer);
        var _ =
            writer.finish(
                SnapshotKind.COLLECTION, 0, List.of(held.described()), Map.of());
      }
      String _ = database.snapshots().restore("copy", file, "s", null);
      assertThat(database.collection("copy").info().lastSequence()).isEqualTo(40);
      assertThat(docs.logBytes()).isGreaterThan(1_000);
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (docs.logBytes() > 1_000 && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(docs.logBytes()).isLessThan(1_000);
  }

  @Test
  void takesWritesWhileASnapshotWaitsForACommit() throws Exception {
    Collection docs = create("docs");
    for (int i = 0; i < 40; i++) {
      docs.upsert(List.of(point(i, i)));
    }
    indexes.shutCommits();
    CompletableFuture<SnapshotInfo> snapshot =
        CompletableFuture.supplyAsync(() -> database.snapshots().create("docs"));
    docs.upsert(List.of(point(100, 1)));
    indexes.openCommits();
    SnapshotInfo info = snapshot.get(60, TimeUnit.SECONDS);
    String _ = database.snapshots().restore("copy", fileOf("docs", info), "s", null);
    assertThat(content(database.collection("copy"))).containsKey(PointId.of(39));
  }

  /** Snapshots while one thread writes: each is the state after some write between its two ends. */
  @Test
  void holdsTheStateOfOneMoment() throws Exception {
    long seed = System.nanoTime();
    Collection docs = create("docs");
    Map<Long, Map<PointId, String>> states = new TreeMap<>();
    states.put(0L, Map.of());
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<?> writer =
        CompletableFuture.runAsync(() -> write(docs, new Random(seed), states, stop));
    try {
      for (int i = 0; i < 12; i++) {
        long before = latest(states);
        SnapshotInfo info =
            i % 3 == 2 ? database.snapshots().createFull() : database.snapshots().create("docs");
        Path file =
            i % 3 == 2
                ? database.snapshots().fullFile(info.name())
                : fileOf("docs", info);
        try (Database other = open(folder.resolve("other" + i))) {
          other.snapshots().restoreAll(file, "s");
          Collection copy = other.collection("docs");
          long sequence = copy.info().lastSequence();
          await(states, sequence);
          assertThat(sequence).as("seed %d", seed).isGreaterThanOrEqualTo(before);
          synchronized (states) {
            assertThat(content(copy)).as("seed %d", seed).isEqualTo(states.get(sequence));
          }
        }
      }
    } finally {
      stop.set(true);
      writer.get(60, TimeUnit.SECONDS);
    }
    assertThat(states).hasSizeGreaterThan(12);
  }

  private static long latest(Map<Long, Map<PointId, String>> states) {
    synchronized (states) {
      return states.keySet().stream().mapToLong(Long::longValue).max().orElseThrow();
    }
  }

  private static void await(Map<Long, Map<PointId, String>> states, long sequence)
      throws InterruptedException {
    synchronized (states) {
      while (!states.containsKey(sequence)) {
        states.wait(60_000);
      }
    }
  }

  private static void write(
      Collection docs,
      Random random,
      Map<Long, Map<PointId, String>> states,
      AtomicBoolean stop) {
    Map<PointId, String> model = new TreeMap<>();
    while (!stop.get()) {
      int id = random.nextInt(60);
      WriteReceipt receipt;
      if (random.nextInt(4) == 0) {
        receipt = docs.delete(new PointSelector.Ids(List.of(PointId.of(id))), Acknowledge.DURABLE);
        model.remove(PointId.of(id));
      } else {
        Point point = point(id, random.nextInt(1_000));
        receipt = docs.upsert(List.of(point));
        model.put(point.id(), String.valueOf(point.payload()));
      }
      synchronized (states) {
        states.put(receipt.sequence(), Map.copyOf(model));
        states.notifyAll();
      }
    }
  }

  @Test
  void tellsThatACollectionWasDeletedUnderIt() {
    Collection docs = create("docs");
    docs.upsert(List.of(point(1, 1)));
    assertThat(database.deleteCollection("docs")).isTrue();
    assertThatThrownBy(docs::hold)
        .isInstanceOfSatisfying(
            VdbException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    assertThatThrownBy(() -> database.snapshots().create("docs"))
        .isInstanceOfSatisfying(
            VdbException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void leavesSnapshotsOfADeletedCollectionWhereTheyAre() {
    create("docs").upsert(List.of(point(1, 1)));
    SnapshotInfo info = database.snapshots().create("docs");
    Path file = fileOf("docs", info);
    assertThat(database.deleteCollection("docs")).isTrue();
    assertThat(file).exists();
    String _ = database.snapshots().restore("docs", file, "s", info.sha256());
    assertThat(content(database.collection("docs"))).hasSize(1);
    assertThat(database.snapshots().list("docs")).containsExactly(info);
    database.snapshots().delete("docs", info.name());
    assertThat(database.snapshots().list("docs")).isEmpty();
  }

  @Test
  void endsWithTheDatabase() {
    create("docs");
    Snapshots snapshots = database.snapshots();
    database.close();
    assertThatThrownBy(() -> snapshots.createFull())
        .isInstanceOfSatisfying(
            VdbException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }
}
