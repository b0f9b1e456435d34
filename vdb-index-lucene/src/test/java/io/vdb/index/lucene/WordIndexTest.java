package io.vdb.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.engine.Collection;
import io.vdb.core.engine.Database;
import io.vdb.core.filter.Condition;
import io.vdb.core.filter.FieldIndex;
import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.TextMatch;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.CollectionStatus;
import io.vdb.core.model.Distance;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index of words is built behind filters that go on giving the same answers. */
final class WordIndexTest {

  private static final int POINTS = 10_000;
  private static final String REST = " and so on".repeat(10); // longer than a term may be
  private static final PayloadPath TITLE = PayloadPath.parse("title");

  @TempDir Path folder;

  private static Filter having(String words) {
    return Filter.must(new Condition.MatchText(TITLE, TextMatch.TEXT, words));
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("gave up waiting");
      }
      Thread.onSpinWait();
    }
  }

  private static void put(Collection collection, int from, int to) {
    List<Point> points = new ArrayList<>();
    for (int id = from; id < to; id++) {
      String title = (id % 2 == 0 ? "even" : "uneven") + " number" + id % 10 + REST;
      points.add(
          new Point(PointId.of(id), new float[] {1}, Payload.of(Map.of("title", title))));
    }
    var _ = collection.upsert(points);
  }

  @Test
  void isBuiltInTheBackgroundAndNoAnswerEverChanges() throws Exception {
    AtomicLong missing = new AtomicLong();
    try (Database database = FlushedOften.open(folder, 2_000)) {
      Collection collection =
          database.createCollection("c", CollectionConfig.of(1, Distance.DOT));
      for (int from = 0; from < POINTS; from += 1_000) {
        put(collection, from, from + 1_000);
      }
      await(() -> collection.info().status() == CollectionStatus.GREEN);
      assertThat(collection.count(having("even"))).isEqualTo(POINTS); // as characters
      AtomicBoolean done = new AtomicBoolean();
      AtomicBoolean wasYellow = new AtomicBoolean();
      Thread observer = // from before it begins, since it may be over soon
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!done.get()) {
                      missing.accumulateAndGet(collection.pointsWithoutWords(), Math::max);
                      if (collection.info().status() == CollectionStatus.YELLOW) {
                        wasYellow.set(true);
                      }
                    }
                  });
      var _ = database.createPayloadIndex("c", TITLE, FieldIndex.of(FieldType.TEXT));

      AtomicLong wrong = new AtomicLong();
      Thread reader =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!done.get()) {
                      if (collection.count(having("number3 uneven")) != POINTS / 10
                          || collection.count(having("even")) != POINTS / 2) {
                        wrong.incrementAndGet();
                      }
                    }
                  });
      await(() -> collection.pointsWithoutWords() == 0);
      done.set(true);
      reader.join();
      observer.join();

      assertThat(wrong).hasValue(0);
      assertThat(missing.get()).isBetween(1L, (long) POINTS);
      assertThat(wasYellow).isTrue();
      assertThat(collection.payloadSchema())
          .singleElement()
          .satisfies(field -> assertThat(field.points()).isEqualTo(POINTS));
      put(collection, POINTS, POINTS + 10);
      assertThat(collection.count(having("even"))).isEqualTo(POINTS / 2 + 5);
      await(() -> collection.info().status() == CollectionStatus.GREEN);
      assertThat(collection.count(having("even"))).isEqualTo(POINTS / 2 + 5);
    }
    try (Database again = FlushedOften.open(folder, 2_000)) {
      Collection collection = again.collection("c");
      assertThat(collection.pointsWithoutWords()).isZero();
      assertThat(collection.count(having("number3 uneven"))).isEqualTo(POINTS / 10 + 1);
      var _ = again.deletePayloadIndex("c", TITLE);
      assertThat(collection.pointsWithoutWords()).isZero();
      assertThat(collection.count(having("even"))).isEqualTo(POINTS + 10);
    }
  }

  @Test
  void goesOnWhereItWasWhenTheProcessEnds() {
    try (Database database = FlushedOften.open(folder, 2_000)) {
      put(
          database.createCollection("c", CollectionConfig.of(1, Distance.DOT)), 0, POINTS);
      var _ = database.createPayloadIndex("c", TITLE, FieldIndex.of(FieldType.TEXT));
    } // whatever was done by then
    try (Database again = FlushedOften.open(folder, 2_000)) {
      Collection collection = again.collection("c");
      assertThat(collection.count(having("even"))).isEqualTo(POINTS / 2);
      await(() -> collection.pointsWithoutWords() == 0);
      assertThat(collection.count(having("even"))).isEqualTo(POINTS / 2);
    }
  }
}
