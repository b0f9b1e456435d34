package io.vdb.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.log.Durability;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.Point;
import io.vdb.core.model.SearchRequest;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.tck.InMemoryObservability;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectionSeriesTest {

  private static final MetricDefinition SEARCHES = EngineMetricCatalog.COLLECTION_SEARCHES;
  private static final MetricDefinition WRITES = EngineMetricCatalog.COLLECTION_WRITES;
  private static final MetricDefinition VECTORS = EngineMetricCatalog.COLLECTION_VECTORS;
  private static final MetricDefinition FOLDED = EngineMetricCatalog.COLLECTIONS_FOLDED;

  @TempDir Path folder;

  private final InMemoryObservability observability = new InMemoryObservability();

  private Database open(int names) {
    return Database.open(
        new DatabaseConfig(
            folder,
            "memory",
            Durability.SYNC,
            Limits.DEFAULT,
            1,
            DatabaseConfig.defaultSlowQueries(),
            names),
        observability);
  }

  private static Collection create(Database database, String name) {
    return database.createCollection(name, CollectionConfig.of(1, Distance.DOT));
  }

  /** One write of {@code count} points, and as many searches. */
  private static void use(Collection collection, int count) {
    collection.upsert(
        LongStream.rangeClosed(1, count)
            .mapToObj(id -> Point.of(id, new float[] {1}, Map.of()))
            .toList());
    for (int i = 0; i < count; i++) {
      collection.search(SearchRequest.nearest(new float[] {1}, 1));
    }
  }

  private double value(MetricDefinition metric, String... labels) {
    return observability.value(metric, labels).orElseThrow();
  }

  private boolean isShown(MetricDefinition metric, String name) {
    return observability.value(metric, name).isPresent();
  }

  @Test
  void addsUpTheCollectionsForWhichThereIsNoRoom() {
    try (Database database = open(2)) {
      for (String name : List.of("a", "b", "c", "d")) {
        use(create(database, name), 3);
      }
      assertThat(value(SEARCHES, "a")).isEqualTo(3);
      assertThat(value(WRITES, "b")).isEqualTo(1);
      assertThat(isShown(VECTORS, "c")).isFalse();
      assertThat(value(VECTORS, "_other")).isEqualTo(6);
      assertThat(value(SEARCHES, "_other")).isEqualTo(6);
      assertThat(value(WRITES, "_other")).isEqualTo(2);
      assertThat(value(FOLDED)).isEqualTo(2);
    }
  }

  @Test
  void neverLetsASumFallWhenACollectionIsDeleted() {
    try (Database database = open(1)) {
      use(create(database, "a"), 1);
      use(create(database, "b"), 4);
      use(create(database, "c"), 5);
      database.deleteCollection("b");
      assertThat(value(SEARCHES, "_other")).isEqualTo(9);
      assertThat(value(WRITES, "_other")).isEqualTo(2);
      assertThat(value(VECTORS, "_other")).isEqualTo(5);
      assertThat(value(FOLDED)).isEqualTo(1);
      use(database.collection("c"), 1);
      assertThat(value(SEARCHES, "_other")).isEqualTo(10);
    }
  }

  @Test
  void givesTheRoomOfADeletedCollectionToAnother() {
    try (Database database = open(1)) {
      use(create(database, "a"), 1);
      use(create(database, "b"), 4);
      database.deleteCollection("a");
      assertThat(isShown(SEARCHES, "a")).isFalse();
      assertThat(isShown(VECTORS, "a")).isFalse();
      assertThat(value(SEARCHES, "_other")).isEqualTo(4);
      assertThat(value(SEARCHES, "b")).isZero();
      assertThat(value(VECTORS, "b")).isEqualTo(4);
      assertThat(value(VECTORS, "_other")).isZero();
      assertThat(value(FOLDED)).isZero();
      use(database.collection("b"), 2);
      assertThat(value(SEARCHES, "b")).isEqualTo(2);
      assertThat(value(SEARCHES, "_other")).isEqualTo(4);
    }
  }

  @Test
  void namesNoCollectionWhenThereIsRoomForNone() {
    try (Database database = open(0)) {
      use(create(database, "a"), 2);
      assertThat(isShown(VECTORS, "a")).isFalse();
      assertThat(value(SEARCHES, "_other")).isEqualTo(2);
      assertThat(value(FOLDED)).isEqualTo(1);
    }
  }

  @Test
  void neverMixesACollectionWithTheNameOfTheSumIntoASeriesOfItsOwn() {
    try (Database database = open(5)) {
      use(create(database, "_other"), 2);
      use(create(database, "a"), 3);
      assertThat(value(SEARCHES, "_other")).isEqualTo(2);
      database.deleteCollection("_other");
      assertThat(value(SEARCHES, "_other")).isEqualTo(2);
      assertThat(value(VECTORS, "_other")).isZero();
    }
  }

  @Test
  void startsAgainWithACollectionOfAFormerName() {
    try (Database database = open(5)) {
      use(create(database, "a"), 3);
      database.deleteCollection("a");
      use(create(database, "a"), 1);
      assertThat(value(SEARCHES, "a")).isEqualTo(1);
      assertThat(value(VECTORS, "a")).isEqualTo(1);
    }
    assertThat(isShown(VECTORS, "a")).isFalse();
  }
}
