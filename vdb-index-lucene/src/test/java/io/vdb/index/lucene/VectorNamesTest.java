package io.vdb.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.engine.Collection;
import io.vdb.core.engine.Database;
import io.vdb.core.engine.Verifications;
import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointSelector;
import io.vdb.core.model.PointVector;
import io.vdb.core.model.PointWrite;
import io.vdb.core.model.Projection;
import io.vdb.core.model.SearchRequest;
import io.vdb.core.model.SparseConfig;
import io.vdb.core.model.StoredRecord;
import io.vdb.core.model.VectorConfig;
import io.vdb.core.model.VectorValue;
import io.vdb.core.verify.VerifyOrder;
import io.vdb.core.verify.VerifyReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A collection gets and loses vectors while it is used, and never shows those of before. */
final class VectorNamesTest {

  private static final long SEED = Long.getLong("vdb.test.seed", 20_261_122L);

  private final Random random = new Random(SEED);
  private final Map<PointId, Map<String, VectorValue>> model = new TreeMap<>();
  private @TempDir Path folder;

  private static void create(Database database, String name, VectorConfig vector) {
    database.createVector("c", before -> before.with(name, vector));
  }

  private static void drop(Database database, String name) {
    database.deleteVector("c", before -> before.without(name));
  }

  private static VectorValue dense(float... components) {
    return new VectorValue.Dense(components);
  }

  private static Point point(long id, Map<String, VectorValue> vectors) {
    return new Point(PointId.of(id), NamedVectors.of(vectors), Payload.EMPTY);
  }

  private VectorValue value(CollectionConfig config, String name) {
    if (config.isSparse(name)) {
      return VectorValue.Sparse.of(new int[] {random.nextInt(5)}, new float[] {1});
    }
    VectorConfig vector = Objects.requireNonNull(config.vector(name));
    float[] components = new float[vector.size() * (vector.multi() ? 2 : 1)];
    for (int i = 0; i < components.length; i++) {
      components[i] = 1 + random.nextInt(50);
    }
    return vector.multi()
        ? new VectorValue.Multi(components, vector.size())
        : new VectorValue.Dense(components);
  }

  private Map<String, VectorValue> vectors(CollectionConfig config) {
    Map<String, VectorValue> vectors = new HashMap<>();
    for (String name : config.vectorNames()) {
      if (random.nextInt(3) > 0) {
        vectors.put(name, value(config, name));
      }
    }
    return vectors;
  }

  private void write(Collection collection) {
    CollectionConfig config = collection.config();
    for (int i = 0; i < 8; i++) {
      PointId id = PointId.of(random.nextInt(60));
      Map<String, VectorValue> vectors = vectors(config);
      Map<String, VectorValue> known = model.get(id);
      if (known != null && random.nextInt(3) == 0) {
        known.putAll(vectors);
        collection.write(
            new PointWrite.UpdateVectors(
                List.of(new PointVector(id, NamedVectors.of(vectors))), Filter.ALL),
            Acknowledge.VISIBLE);
      } else if (known != null && random.nextInt(3) == 0) {
        collection.setPayload(
            new PointSelector.Ids(List.of(id)), Payload.of(Map.of("a", 1)), Acknowledge.VISIBLE);
      } else {
        model.put(id, vectors);
        collection.upsert(List.of(point(id instanceof PointId.Num n ? n.value() : 0, vectors)));
      }
    }
  }

  private void changeNames(Database database) {
    CollectionConfig config = database.collection("c").config();
    String name = List.of("", "a", "b", "s").get(random.nextInt(4));
    if (config.hasVector(name)) {
      drop(database, name);
      model.values().forEach(vectors -> vectors.remove(name));
    } else if (name.equals("s")) {
      database.createVector("c", before -> before.with(name, new SparseConfig(false)));
    } else {
      VectorConfig vector = VectorConfig.of(1 + random.nextInt(4), Distance.EUCLID);
      create(database, name, random.nextInt(3) == 0 ? vector.withRows() : vector);
    }
  }

  private void check(Collection collection) {
    CollectionConfig config = collection.config();
    List<PointId> ids = new ArrayList<>(model.keySet());
    Map<PointId, NamedVectors> found = new HashMap<>();
    for (StoredRecord record : collection.retrieve(ids, Projection.ALL)) {
      found.put(record.id(), Objects.requireNonNull(record.vectors()));
    }
    assertThat(found.keySet()).containsExactlyInAnyOrderElementsOf(ids);
    model.forEach(
        (id, vectors) ->
            assertThat(found.get(id))
                .as("point " + id)
                .usingRecursiveComparison()
                .isEqualTo(NamedVectors.of(vectors)));
    for (String name : List.of("", "a", "b", "s")) {
      long having = model.values().stream().filter(v -> v.containsKey(name)).count();
      assertThat(collection.count(Filter.must(new Condition.HasVector(name))))
          .as("points with the vector '" + name + "'")
          .isEqualTo(having);
      if (config.hasVector(name)) {
        SearchRequest nearest = nearest(value(config, name), name);
        if (!config.isSparse(name)) {
          assertThat(collection.search(nearest).points()).hasSize((int) having);
        }
      }
    }
  }

  private static SearchRequest nearest(VectorValue value, String name) {
    return new SearchRequest(
            new SearchRequest.Target.Vector(value),
            100,
            0,
            null,
            null,
            false,
            null,
            Projection.NONE)
        .using(name);
  }

  @Test
  void showsWhatWasWrittenSinceTheCollectionHasTheVector() throws Exception {
    System.out.println("seed: -Dvdb.test.seed=" + SEED);
    Path data = folder.resolve("data");
    for (int round = 0; round < 4; round++) {
      try (Database database = FlushedOften.open(data, 5 + random.nextInt(40))) {
        if (round == 0) {
          database.createCollection("c", CollectionConfig.of(3, Distance.EUCLID));
        }
        Collection collection = database.collection("c");
        check(collection); // as it was opened again
        for (int step = 0; step < 5; step++) {
          write(collection);
          check(collection);
          changeNames(database);
          check(collection);
        }
        if (round == 3) {
          Verifications all = database.verifications();
          VerifyReport report = all.verify(all.prepare(VerifyOrder.all(), _ -> {}));
          assertThat(report.isSound()).as(report.results().toString()).isTrue();
        }
        // As after a crash: the last commit, and the records of the log behind it.
        String snapshot = database.snapshots().create("c").name();
        Path file = database.snapshots().file("c", snapshot);
        var _ = database.snapshots().restore("copy", file, snapshot, null);
        check(database.collection("copy"));
        var _ = database.deleteCollection("copy");
      }
    }
  }

  /** What a writer was told last of each of its points: the size of its vector `a`, 0 for none. */
  private static Map<Long, Integer> writeUntil(
      AtomicBoolean ended, Collection collection, AtomicInteger size, int writer) {
    Map<Long, Integer> written = new HashMap<>();
    Random own = new Random(SEED + writer);
    while (!ended.get()) {
      long id = writer * 100L + own.nextInt(30);
      int components = size.get();
      Map<String, VectorValue> vectors = new HashMap<>(Map.of("", dense(writer, components)));
      if (components > 0) {
        float[] values = new float[components];
        Arrays.fill(values, 1);
        vectors.put("a", new VectorValue.Dense(values));
      }
      try {
        collection.upsert(List.of(point(id, vectors)));
        written.put(id, components);
      } catch (VdbException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
      }
    }
    return written;
  }

  private static Map<Long, Integer> sizes(Collection collection) {
    Map<Long, Integer> sizes = new HashMap<>();
    for (StoredRecord record :
        collection.scroll(null, 1_000, null, Projection.ALL).points()) {
      NamedVectors vectors = Objects.requireNonNull(record.vectors());
      assertThat(vectors.has("")).isTrue();
      float[] components = vectors.dense("a");
      sizes.put(
          record.id() instanceof PointId.Num n ? n.value() : -1L,
          components == null ? 0 : components.length);
    }
    return sizes;
  }

  @Test
  void neverMixesVectorsOfOneNameWhileOthersWrite() throws Exception {
    Map<Long, Integer> wanted = new HashMap<>();
    AtomicInteger size = new AtomicInteger();
    AtomicBoolean ended = new AtomicBoolean();
    int last = 12;
    try (Database database = FlushedOften.open(folder, 20);
        ExecutorService writers = Executors.newCachedThreadPool()) {
      Collection collection =
          database.createCollection("c", CollectionConfig.of(2, Distance.EUCLID));
      List<Future<Map<Long, Integer>>> running = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int writer = i;
        running.add(writers.submit(() -> writeUntil(ended, collection, size, writer)));
      }
      try {
        for (int components = 1; components <= last; components++) {
          VectorConfig created = VectorConfig.of(components, Distance.EUCLID);
          create(database, "a", created);
          size.set(components); // each is of another size, and so can be told from the others
          long before = collection.info().lastSequence();
          while (collection.info().lastSequence() < before + 30) {
            Thread.onSpinWait();
          }
          if (components < last) {
            drop(database, "a");
          }
        }
      } finally {
        ended.set(true);
      }
      for (Future<Map<Long, Integer>> writer : running) {
        wanted.putAll(writer.get());
      }
      wanted.replaceAll((_, components) -> components == last ? last : 0);
      assertThat(wanted).containsValue(last);
      assertThat(sizes(collection)).isEqualTo(wanted);
    }
    try (Database database = FlushedOften.open(folder, 20)) {
      assertThat(sizes(database.collection("c"))).isEqualTo(wanted);
    }
  }

  @Test
  void restoresASnapshotOverACollectionThatGotTheSameVectorLater() throws Exception {
    try (Database database = FlushedOften.open(folder, 40)) {
      Collection collection =
          database.createCollection("c", CollectionConfig.of(2, Distance.DOT));
      create(database, "a", VectorConfig.of(2, Distance.DOT));
      collection.upsert(List.of(point(1, Map.of("a", dense(1, 2)))));
      String snapshot = database.snapshots().create("c").name();
      Path file = database.snapshots().file("c", snapshot);
      collection.upsert(List.of(point(2, Map.of("a", dense(1, 2)))));
      var _ = database.snapshots().restore("c", file, snapshot, null);
      assertThat(database.collection("c").info().points()).isEqualTo(1);

      drop(database, "a");
      assertThatThrownBy(() -> database.snapshots().restore("c", file, snapshot, null))
          .isInstanceOf(VdbException.class)
          .hasMessageContaining("Snapshot is not compatible");
    }
  }

  @Test
  void refusesWritesThatNameAVectorThatIsGone() {
    try (Database database = FlushedOften.open(folder, 40)) {
      Collection collection =
          database.createCollection("c", CollectionConfig.of(2, Distance.DOT));
      create(database, "a", VectorConfig.of(2, Distance.DOT));
      collection.upsert(List.of(point(1, Map.of("a", dense(1, 2)))));
      drop(database, "a");

      assertThatThrownBy(
              () -> collection.upsert(List.of(point(1, Map.of("a", dense(1, 2))))))
          .isInstanceOf(VdbException.class)
          .hasMessageContaining("Not existing vector name error: a");
      assertThatThrownBy(
              () -> collection.search(nearest(dense(1, 2), "a")))
          .isInstanceOf(VdbException.class)
          .hasMessageContaining("Not existing vector name error: a");
    }
  }

  @Test
  void restoresSnapshotsWithVectorsThatCameLater() throws Exception {
    try (Database database = FlushedOften.open(folder, 40)) {
      Collection collection =
          database.createCollection("c", CollectionConfig.of(2, Distance.DOT));
      collection.upsert(List.of(point(1, Map.of("", dense(1, 2)))));
      create(database, "a", VectorConfig.of(2, Distance.DOT));
      collection.upsert(List.of(point(2, Map.of("a", dense(1, 2)))));
      drop(database, "a");
      create(database, "a", VectorConfig.of(3, Distance.DOT));
      collection.upsert(List.of(point(3, Map.of("a", dense(1, 2, 3)))));
      String snapshot = database.snapshots().create("c").name();
      Path file = database.snapshots().file("c", snapshot);
      database.deleteCollection("c");
      var _ = database.snapshots().restore("c", file, snapshot, null);

      Collection restored = database.collection("c");
      assertThat(restored.count(Filter.must(new Condition.HasVector("a")))).isEqualTo(1);
      assertThat(restored.count(Filter.must(new Condition.HasVector("")))).isEqualTo(1);
      assertThat(restored.info().points()).isEqualTo(3);
    }
  }
}
