package io.vdb.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.Payload;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointSelector;
import io.vdb.core.model.Projection;
import io.vdb.core.model.ScoredPoint;
import io.vdb.core.model.ScrollPage;
import io.vdb.core.model.SearchRequest;
import io.vdb.core.model.StoredRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {

  @TempDir Path folder;

  private Database open() {
    return TestDatabases.open(folder, Limits.DEFAULT);
  }

  private static void assertCode(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(VdbException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private static Collection cities(Database database) {
    Collection cities =
        database.createCollection("cities", CollectionConfig.of(2, Distance.EUCLID));
    cities.upsert(
        List.of(
            Point.of(1, new float[] {0, 0}, Map.of("city", "Berlin", "size", 3)),
            Point.of(2, new float[] {1, 0}, Map.of("city", "Paris", "size", 2)),
            Point.of(3, new float[] {5, 5}, Map.of("city", "Rome", "size", 2))));
    return cities;
  }

  private static List<Long> ids(List<ScoredPoint> points) {
    return points.stream().map(p -> ((PointId.Num) p.id()).value()).toList();
  }

  @Test
  void findsTheNearestPointsWithScoresAndPayload() {
    try (Database database = open()) {
      List<ScoredPoint> found =
          cities(database).search(SearchRequest.nearest(new float[] {0.9f, 0}, 2)).points();
      assertThat(ids(found)).containsExactly(2L, 1L);
      assertThat(found.get(0).score()).isEqualTo(0.1f, org.assertj.core.data.Offset.offset(1e-6f));
      assertThat(found.get(0).payload()).isEqualTo(Payload.of(Map.of("city", "Paris", "size", 2)));
    }
  }

  @Test
  void searchesOnlyWhatTheFilterAccepts() {
    try (Database database = open()) {
      Filter small = Filter.must(Condition.match("size", 2L));
      List<ScoredPoint> found =
          cities(database)
              .search(SearchRequest.nearest(new float[] {0, 0}, 3).withFilter(small))
              .points();
      assertThat(ids(found)).containsExactly(2L, 3L);
    }
  }

  @Test
  void leavesOutThePointItIsNearTo() {
    try (Database database = open()) {
      SearchRequest request =
          new SearchRequest(
              new SearchRequest.Target.Stored(PointId.of(1)),
              2, 0, null, null, false, null, Projection.NONE);
      assertThat(ids(cities(database).search(request).points())).containsExactly(2L, 3L);
    }
  }

  @Test
  void appliesThresholdThenOffset() {
    try (Database database = open()) {
      SearchRequest request =
          new SearchRequest(
              new SearchRequest.Target.Vector(new float[] {0, 0}),
              5, 1, null, null, false, 2f, Projection.NONE);
      assertThat(ids(cities(database).search(request).points())).containsExactly(2L);
    }
  }

  @Test
  void storesVectorsNormalisedUnderCosineAndScoresAZeroVectorAsZero() {
    try (Database database = open()) {
      Collection c = database.createCollection("c", CollectionConfig.of(2, Distance.COSINE));
      c.upsert(
          List.of(
              Point.of(1, new float[] {3, 4}, Map.of()),
              Point.of(2, new float[] {0, 0}, Map.of())));
      List<ScoredPoint> found =
          c.search(SearchRequest.nearest(new float[] {30, 40}, 2)).points();
      assertThat(found.get(0).score()).isEqualTo(1f, org.assertj.core.data.Offset.offset(1e-6f));
      assertThat(found.get(1).score()).isZero();
      assertThat(c.retrieve(List.of(PointId.of(1)), Projection.ALL).get(0).vector())
          .containsExactly(0.6f, 0.8f);
    }
  }

  @Test
  void keepsEverythingOverARestart() {
    UUID uuid = UUID.randomUUID();
    try (Database database = open()) {
      Collection c = cities(database);
      c.upsert(List.of(new Point(PointId.of(uuid), new float[] {7, 7}, Payload.EMPTY)));
      c.setPayload(
          new PointSelector.Ids(List.of(PointId.of(1))),
          Payload.of(Map.of("size", 4)),
          Acknowledge.VISIBLE);
      c.delete(new PointSelector.Ids(List.of(PointId.of(2))), Acknowledge.VISIBLE);
    }
    try (Database database = open()) {
      Collection c = database.collection("cities");
      assertThat(c.count(null)).isEqualTo(3);
      assertThat(c.config()).isEqualTo(CollectionConfig.of(2, Distance.EUCLID));
      List<StoredRecord> records = c.scroll(null, 10, null, Projection.ALL).points();
      assertThat(records.stream().map(StoredRecord::id))
          .containsExactly(PointId.of(1), PointId.of(3), PointId.of(uuid));
      assertThat(records.get(0).payload())
          .isEqualTo(Payload.of(Map.of("city", "Berlin", "size", 4)));
    }
  }

  @Test
  void acknowledgesDurableWritesBeforeOrWhenTheyAreVisible() {
    try (Database database = open()) {
      Collection c = database.createCollection("c", CollectionConfig.of(1, Distance.DOT));
      WriteReceipt durable =
          c.upsert(List.of(Point.of(1, new float[] {1}, Map.of())), Acknowledge.DURABLE);
      assertThat(durable.visible()).isFalse();
      WriteReceipt visible = c.upsert(List.of(Point.of(2, new float[] {1}, Map.of())));
      assertThat(visible.visible()).isTrue();
      assertThat(visible.sequence()).isEqualTo(durable.sequence() + 1);
      assertThat(c.count(null)).isEqualTo(2);
    }
  }

  @Test
  void deletesByFilterWhatMatchesWhenItIsItsTurn() {
    try (Database database = open()) {
      Collection c = cities(database);
      c.delete(
          new PointSelector.Matching(Filter.must(Condition.match("size", 2L))),
          Acknowledge.VISIBLE);
      ScrollPage left = c.scroll(null, 10, null, Projection.NONE);
      assertThat(left.points().stream().map(StoredRecord::id)).containsExactly(PointId.of(1));
    }
  }

  @Test
  void scrollsInTheOrderOfIdsPageByPage() {
    try (Database database = open()) {
      Collection c = cities(database);
      ScrollPage first = c.scroll(null, 2, null, Projection.NONE);
      assertThat(first.points().stream().map(StoredRecord::id))
          .containsExactly(PointId.of(1), PointId.of(2));
      assertThat(first.next()).isEqualTo(PointId.of(3));
      ScrollPage second = c.scroll(first.next(), 2, null, Projection.NONE);
      assertThat(second.points().stream().map(StoredRecord::id)).containsExactly(PointId.of(3));
      assertThat(second.next()).isNull();
    }
  }

  @Test
  void changesNothingWhenOneOfThePointsIsMissing() {
    try (Database database = open()) {
      Collection c = cities(database);
      long before = c.info().lastSequence();
      assertCode(
          ErrorCode.NOT_FOUND,
          () ->
              c.setPayload(
                  new PointSelector.Ids(List.of(PointId.of(1), PointId.of(99))),
                  Payload.of(Map.of("size", 9)),
                  Acknowledge.VISIBLE));
      assertThat(c.info().lastSequence()).isEqualTo(before);
      assertThat(c.count(Filter.must(Condition.match("size", 9L)))).isZero();
    }
  }

  @Test
  void refusesWrongVectorsAndChangesNothing() {
    try (Database database = open()) {
      Collection c = cities(database);
      for (float[] wrong :
          List.of(
              new float[] {1},
              new float[] {1, 2, 3},
              new float[] {1, Float.NaN},
              new float[] {Float.POSITIVE_INFINITY, 1})) {
        assertCode(
            ErrorCode.INVALID_ARGUMENT,
            () ->
                c.upsert(
                    List.of(
                        Point.of(50, new float[] {1, 1}, Map.of()), Point.of(51, wrong, Map.of()))));
        assertCode(
            ErrorCode.INVALID_ARGUMENT, () -> c.search(SearchRequest.nearest(wrong, 1)));
      }
      assertThat(c.count(null)).isEqualTo(3);
    }
  }

  @Test
  void refusesLimitsOutsideTheirRange() {
    try (Database database = open()) {
      Collection c = cities(database);
      for (int limit : new int[] {0, -1, 10_001}) {
        assertCode(
            ErrorCode.INVALID_ARGUMENT,
            () -> c.search(SearchRequest.nearest(new float[] {0, 0}, limit)));
        assertCode(
            ErrorCode.INVALID_ARGUMENT, () -> c.scroll(null, limit, null, Projection.NONE));
      }
    }
  }

  @Test
  void refusesASecondCollectionOfTheSameName() {
    try (Database database = open()) {
      cities(database);
      assertCode(
          ErrorCode.ALREADY_EXISTS,
          () -> database.createCollection("cities", CollectionConfig.of(3, Distance.DOT)));
    }
  }

  @Test
  void forgetsADeletedCollectionAndItsFiles() throws Exception {
    try (Database database = open()) {
      Collection c = cities(database);
      assertThat(database.deleteCollection("cities")).isTrue();
      assertThat(database.deleteCollection("cities")).isFalse();
      assertCode(ErrorCode.NOT_FOUND, () -> c.count(null));
      assertCode(ErrorCode.NOT_FOUND, () -> database.collection("cities"));
      assertCode(
          ErrorCode.NOT_FOUND, () -> c.upsert(List.of(Point.of(1, new float[] {0, 0}, Map.of()))));
      try (var left = Files.list(folder.resolve("collections"))) {
        assertThat(left).isEmpty();
      }
    }
    try (Database database = open()) {
      assertThat(database.collectionNames()).isEmpty();
    }
  }

  @Test
  void removesFoldersThatTheSystemLogDoesNotKnow() throws Exception {
    Path stray = folder.resolve("collections").resolve(UUID.randomUUID().toString());
    try (Database database = open()) {
      cities(database);
    }
    Files.createDirectories(stray.resolve("log"));
    try (Database database = open()) {
      assertThat(database.collectionNames()).containsExactly("cities");
      assertThat(stray).doesNotExist();
    }
  }

  @Test
  void isLockedWhileItIsOpen() {
    Database first = open();
    try (first) {
      assertCode(ErrorCode.UNAVAILABLE, this::open);
    }
    open().close();
  }

  @Test
  void namesTheProvidersItFoundWhenTheWantedOneIsMissing() {
    DatabaseConfig config =
        new DatabaseConfig(
            folder, "flat", io.vdb.core.log.Durability.SYNC, Limits.DEFAULT, 1);
    assertThatThrownBy(
            () -> Database.open(config, io.vdb.observability.spi.Observability.noop()))
        .isInstanceOf(VdbException.class)
        .hasMessageContaining("'flat'")
        .hasMessageContaining("memory");
  }

  @Test
  void answersNothingAfterItIsClosed() {
    Database database = open();
    Collection c = cities(database);
    database.close();
    database.close();
    assertCode(ErrorCode.UNAVAILABLE, () -> c.count(null));
    assertCode(
        ErrorCode.UNAVAILABLE, () -> c.upsert(List.of(Point.of(1, new float[] {0, 0}, Map.of()))));
    assertCode(
        ErrorCode.UNAVAILABLE,
        () -> database.createCollection("d", CollectionConfig.of(2, Distance.DOT)));
  }

  @Test
  void refusesFiltersThatNestTooDeep() {
    try (Database database = open()) {
      Collection c = cities(database);
      Filter filter = Filter.must(Condition.match("size", 2L));
      for (int level = 1; level < 200; level++) {
        filter = Filter.must(new Condition.Nested(filter));
      }
      Filter deepest = filter;
      assertThat(c.count(deepest)).isEqualTo(2);
      assertCode(
          ErrorCode.INVALID_ARGUMENT,
          () ->
              c.delete(
                  new PointSelector.Matching(Filter.must(new Condition.Nested(deepest))),
                  Acknowledge.VISIBLE));
      assertThat(c.count(null)).isEqualTo(3);
    }
  }
}
