package io.vdb.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.log.Durability;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.CollectionStatus;
import io.vdb.core.model.Distance;
import io.vdb.core.model.Payload;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointSelector;
import io.vdb.core.model.Projection;
import io.vdb.core.model.SearchRequest;
import io.vdb.observability.spi.Observability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How writes flow through the queue, the log, memory and the index. */
class CollectionFlowTest {

  @TempDir Path folder;

  private final GatedIndexes indexes = new GatedIndexes();

  private Database open(Limits limits) {
    return Database.open(
        new DatabaseConfig(folder, "gated", Durability.SYNC, limits, 1),
        Observability.noop(),
        indexes);
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time is up").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private static Collection collection(Database database) {
    return database.createCollection("c", CollectionConfig.of(1, Distance.EUCLID));
  }

  private static Point point(long id, float value) {
    return Point.of(id, new float[] {value}, Map.of("n", id));
  }

  @Test
  void movesPointsIntoTheIndexWhenNobodyWrites() {
    try (Database database = open(Limits.DEFAULT)) {
      Collection c = collection(database);
      c.upsert(List.of(point(1, 1), point(2, 2)));
      await(() -> !c.info().hasRecent());
      assertThat(indexes.vectorsPut).hasValue(2);
      assertThat(c.search(SearchRequest.nearest(new float[] {2}, 1)).points().get(0).id())
          .isEqualTo(PointId.of(2));
    }
  }

  @Test
  void doesNotTouchVectorsWhenOnlyPayloadChanges() {
    try (Database database = open(Limits.DEFAULT)) {
      Collection c = collection(database);
      c.upsert(List.of(point(1, 1)));
      await(() -> !c.info().hasRecent());
      c.setPayload(
          new PointSelector.Ids(List.of(PointId.of(1))),
          Payload.of(Map.of("x", 1)),
          Acknowledge.VISIBLE);
      await(() -> !c.info().hasRecent());
      assertThat(indexes.batches).hasValue(2);
      assertThat(indexes.vectorsPut).hasValue(1);
      assertThat(c.retrieve(List.of(PointId.of(1)), Projection.ALL).get(0).payload())
          .isEqualTo(Payload.of(Map.of("n", 1, "x", 1)));
    }
  }

  @Test
  void showsEveryPointOnceWhileALayerIsOnItsWayIntoTheIndex() {
    try (Database database = open(TestDatabases.withRecentPoints(4))) {
      Collection c = collection(database);
      indexes.shut();
      c.upsert(List.of(point(1, 1), point(2, 2), point(3, 3), point(4, 4)));
      c.upsert(List.of(point(4, 40), point(5, 5)));
      c.setPayload(
          new PointSelector.Ids(List.of(PointId.of(3))),
          Payload.of(Map.of("x", 1)),
          Acknowledge.VISIBLE);
      c.delete(new PointSelector.Ids(List.of(PointId.of(1))), Acknowledge.VISIBLE);
      BooleanSupplier right =
          () -> {
            List<String> found =
                c.search(SearchRequest.nearest(new float[] {0}, 10)).points().stream()
                    .map(p -> p.id() + "@" + p.score())
                    .toList();
            assertThat(found).containsExactly("2@2.0", "3@3.0", "5@5.0", "4@40.0");
            assertThat(c.count(null)).isEqualTo(4);
            return !c.info().hasRecent();
          };
      assertThat(right.getAsBoolean()).isFalse();
      indexes.open();
      await(right);
    }
  }

  @Test
  void refusesWritesWhenTooManyWaitAndLosesNoneThatItTook() throws Exception {
    Limits tight = TestDatabases.withPendingBytes(200);
    Limits limits =
        new Limits(
            tight.maxResults(), tight.maxEf(), tight.maxBatchPoints(), tight.maxFilterConditions(),
            tight.maxPayloadBytes(), tight.maxPendingBytes(), tight.maxRecentBytes(), 2);
    try (Database database = open(limits);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Collection c = collection(database);
      indexes.shut();
      List<Future<WriteReceipt>> writes = new ArrayList<>();
      for (long id = 0; id < 200; id++) {
        Point point = point(id, (float) id);
        writes.add(threads.submit(() -> c.upsert(List.of(point))));
      }
      // With the index blocked only a few can be taken; most are refused at once.
      await(() -> writes.stream().filter(CollectionFlowTest::isRefused).count() > 100);
      indexes.open();
      int taken = 0;
      for (int id = 0; id < writes.size(); id++) {
        boolean refused;
        try {
          writes.get(id).get(60, TimeUnit.SECONDS);
          refused = false;
          taken++;
        } catch (ExecutionException e) {
          assertThat(e).cause().hasMessageContaining("try again later");
          refused = true;
        }
        assertThat(c.retrieve(List.of(PointId.of(id)), Projection.NONE).isEmpty())
            .as("point %d", id)
            .isEqualTo(refused);
      }
      assertThat(c.count(null)).isEqualTo(taken);
    }
  }

  private static boolean isRefused(Future<WriteReceipt> write) {
    return write.state() == Future.State.FAILED
        && write.exceptionNow() instanceof VdbException e
        && e.code() == ErrorCode.RESOURCE_EXHAUSTED;
  }

  @Test
  void turnsRedAndKeepsReadingWhenTheIndexCannotBeWritten() {
    Database database = open(Limits.DEFAULT);
    Collection c = collection(database);
    indexes.failing.set(true);
    c.upsert(List.of(point(1, 1)));
    await(() -> c.info().status() == CollectionStatus.RED);
    assertThatThrownBy(() -> c.upsert(List.of(point(2, 2))))
        .isInstanceOf(VdbException.class)
        .hasMessageContaining("no space left on device");
    assertThat(c.count(null)).isEqualTo(1);
    database.close();

    indexes.failing.set(false);
    try (Database again = open(Limits.DEFAULT)) {
      assertThat(again.collection("c").count(null)).isEqualTo(1);
    }
  }

  @Test
  void takesWritesAgainWhenTheIndexCanBeWrittenAgain() {
    try (Database database =
        Database.open(
            new DatabaseConfig(folder, "gated", Durability.SYNC, Limits.DEFAULT, 1)
                .withResumeAfter(Duration.ofMillis(10)),
            Observability.noop(),
            indexes)) {
      Collection c = collection(database);
      indexes.failing.set(true);
      c.upsert(List.of(point(1, 1)));
      await(() -> c.info().status() == CollectionStatus.RED);
      assertThat(c.count(null)).isEqualTo(1);
      indexes.failing.set(false);
      await(() -> c.info().status() != CollectionStatus.RED);
      c.upsert(List.of(point(2, 2)));
      assertThat(c.count(null)).isEqualTo(2);
      await(() -> c.info().status() == CollectionStatus.GREEN);
    }
  }

  @Test
  void losesNothingUnderConcurrentWritersAndReaders() throws Exception {
    int writers = 4;
    int each = 300;
    try (Database database = open(TestDatabases.withRecentPoints(50));
        ExecutorService threads = Executors.newFixedThreadPool(writers + 1)) {
      Collection c = collection(database);
      CountDownLatch done = new CountDownLatch(writers);
      List<Future<?>> running = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        long base = (long) writer * each;
        running.add(
            threads.submit(
                () -> {
                  for (long id = base; id < base + each; id++) {
                    c.upsert(List.of(point(id, (float) id)));
                    assertThat(c.retrieve(List.of(PointId.of(id)), Projection.NONE)).hasSize(1);
                  }
                  done.countDown();
                  return null;
                }));
      }
      AtomicBoolean shrank = new AtomicBoolean();
      running.add(
          threads.submit(
              () -> {
                long seen = 0;
                while (done.getCount() > 0) {
                  long found = c.scroll(null, 10_000, null, Projection.NONE).points().size();
                  shrank.compareAndSet(false, found < seen);
                  seen = found;
                }
              }));
      for (Future<?> task : running) {
        task.get(120, TimeUnit.SECONDS);
      }
      assertThat(shrank).isFalse();
      assertThat(c.count(null)).isEqualTo((long) writers * each);
    }
  }

  @Test
  void flushesATrickleOfWritesWithinItsTime() {
    try (Database database = open(Limits.DEFAULT)) {
      Collection c = collection(database);
      long start = System.nanoTime();
      long id = 0;
      while (indexes.batches.get() == 0) {
        c.upsert(List.of(point(id++, 1)));
        assertThat(System.nanoTime() - start)
            .isLessThan(Duration.ofSeconds(30).toNanos());
      }
      assertThat(c.count(null)).isEqualTo(id);
    }
  }

  @Test
  void endsWritingInsteadOfHangingWhenTheIndexFailsWithAnError() {
    Database database = open(TestDatabases.withRecentPoints(1));
    Collection c = collection(database);
    indexes.breaking.set(true);
    assertThatThrownBy(
            () -> {
              for (long id = 0; id < 1_000; id++) {
                c.upsert(List.of(point(id, 1)));
              }
            })
        .isInstanceOf(VdbException.class)
        .hasMessageContaining("broken");
    assertThat(c.info().status()).isEqualTo(CollectionStatus.RED);
    database.close();
  }

  @Test
  void keepsNamingTheFirstFailureAndTriesNoFurther() {
    Database database = open(Limits.DEFAULT);
    Collection c = collection(database);
    indexes.shut();
    c.upsert(List.of(point(1, 1)));
    await(() -> c.info().status() == CollectionStatus.YELLOW);
    c.upsert(List.of(point(2, 2)));
    indexes.breaking.set(true); // nothing that passes by itself
    indexes.open();
    await(() -> c.info().status() == CollectionStatus.RED);
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_500);
    await(
        () -> {
          assertThatThrownBy(() -> c.upsert(List.of(point(3, 3))))
              .hasMessageContaining("the index is broken");
          return System.nanoTime() > until;
        });
    assertThat(c.count(null)).isEqualTo(2);
    database.close();
  }

  @Test
  void movesPointsIntoTheIndexWhileAFilterChangesManyOfThem() {
    try (Database database = open(TestDatabases.withRecentPoints(10))) {
      Collection c = collection(database);
      List<Point> points = new ArrayList<>();
      for (long id = 0; id < 500; id++) {
        points.add(point(id, (float) id));
      }
      c.upsert(points);
      await(() -> !c.info().hasRecent());
      indexes.largestBatch.set(0);
      long before = c.info().lastSequence();
      WriteReceipt receipt =
          c.setPayload(
              new PointSelector.Matching(Filter.ALL),
              Payload.of(Map.of("x", 1)),
              Acknowledge.VISIBLE);
      assertThat(receipt.sequence()).isEqualTo(before + 50);
      assertThat(c.count(Filter.must(Condition.match("x", 1L)))).isEqualTo(500);
      await(() -> !c.info().hasRecent());
      assertThat(indexes.largestBatch.get()).isBetween(1, 30);
      assertThat(indexes.vectorsPut).hasValue(500);
    }
  }

  @Test
  void refusesToFillTheMemoryWithOnePayloadForManyPoints() {
    try (Database database = open(Limits.DEFAULT)) {
      Collection c = collection(database);
      List<PointId> ids = new ArrayList<>();
      for (long id = 0; id < 1_000; id++) {
        ids.add(PointId.of(id));
      }
      Payload megabyte = Payload.of(Map.of("x", "y".repeat(1 << 20)));
      assertThatThrownBy(
              () -> c.setPayload(new PointSelector.Ids(ids), megabyte, Acknowledge.VISIBLE))
          .isInstanceOfSatisfying(
              VdbException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
      assertThat(c.info().status()).isEqualTo(CollectionStatus.GREEN);
    }
  }

  @Test
  void boundsTheMemoryOfWritesWhileACommitTakesItsTime() throws Exception {
    try (Database database = open(TestDatabases.withRecentPoints(10));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Collection c = collection(database);
      indexes.shutCommits();
      c.upsert(List.of(point(0, 0)));
      await(() -> indexes.commitsWaiting.get() > 0);
      Future<?> writing =
          threads.submit(
              () -> {
                for (long id = 1; id < 200; id++) {
                  c.upsert(List.of(point(id, (float) id)));
                }
              });
      await(() -> c.info().points() >= 20);
      try {
        assertThatThrownBy(() -> writing.get(500, TimeUnit.MILLISECONDS))
            .isInstanceOf(TimeoutException.class);
        assertThat(c.info().points()).isLessThan(25);
      } finally {
        indexes.openCommits();
      }
      writing.get(60, TimeUnit.SECONDS);
      assertThat(c.count(null)).isEqualTo(200);
    }
  }
}
