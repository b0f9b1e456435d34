package io.vdb.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.log.Durability;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.Point;
import io.vdb.core.model.SearchRequest;
import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.Registration;
import io.vdb.observability.tck.InMemoryObservability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectionSeriesTest {

  private static final MetricDefinition SEARCHES = EngineMetricCatalog.COLLECTION_SEARCHES;
  private static final MetricDefinition WRITES = EngineMetricCatalog.COLLECTION_WRITES;
  private static final MetricDefinition VECTORS = EngineMetricCatalog.COLLECTION_VECTORS;
  private static final MetricDefinition FOLDED = EngineMetricCatalog.COLLECTIONS_FOLDED;

  /** In alphabetical order. */
  private static final List<String> NAMES = List.of("a", "b", "c");

  @TempDir Path folder;

  private final InMemoryObservability observability = new InMemoryObservability();

  private Database open(int names) {
    return open(names, observability);
  }

  private Database open(int names, Observability observability) {
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

  /** Takes its time to register, so that whoever is not kept apart gets in between. */
  private record SlowMeter(InMemoryObservability delegate) implements Observability, Meter {

    @Override
    public Meter meter() {
      return this;
    }

    @Override
    public <T> Optional<T> capability(Class<T> type) {
      return delegate.capability(type);
    }

    @Override
    public Counter counter(MetricDefinition definition, String... labelValues) {
      return delegate.counter(definition, labelValues);
    }

    @Override
    public Histogram histogram(MetricDefinition definition, String... labelValues) {
      return delegate.histogram(definition, labelValues);
    }

    @Override
    public Registration gauge(
        MetricDefinition definition, DoubleSupplier value, String... labelValues) {
      LockSupport.parkNanos(2_000_000);
      return delegate.gauge(definition, value, labelValues);
    }

    @Override
    public Registration counterCallback(
        MetricDefinition definition, DoubleSupplier value, String... labelValues) {
      return delegate.counterCallback(definition, value, labelValues);
    }

    @Override
    public void close() {
      delegate.close();
    }
  }

  private static void createOrDelete(Database database, String name, boolean create) {
    try {
      if (create) {
        create(database, name);
      } else {
        database.deleteCollection(name);
      }
    } catch (VdbException e) {
      assertThat(e.code()).isIn(ErrorCode.ALREADY_EXISTS, ErrorCode.UNAVAILABLE);
    }
  }

  /** Creates and deletes from several threads at once until each has done its share. */
  private static List<Future<?>> storm(Database database, ExecutorService threads, int each) {
    List<Future<?>> running = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      Random random = new Random(thread);
      running.add(
          threads.submit(
              () -> {
                for (int i = 0; i < each; i++) {
                  createOrDelete(
                      database, NAMES.get(random.nextInt(NAMES.size())), random.nextBoolean());
                }
              }));
    }
    return running;
  }

  private List<String> shown() {
    return NAMES.stream().filter(name -> isShown(VECTORS, name)).toList();
  }

  @Test
  void hasSeriesOfExactlyTheCollectionsThatExistHoweverTheyCameAndWent() throws Exception {
    try (Database database = open(NAMES.size(), new SlowMeter(observability));
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int round = 0; round < 4; round++) {
        for (Future<?> done : storm(database, threads, 6)) {
          done.get(60, TimeUnit.SECONDS);
        }
        assertThat(shown()).isEqualTo(database.collectionNames());
        assertThat(value(FOLDED)).isZero();
      }
      NAMES.forEach(database::deleteCollection);
      assertThat(shown()).isEmpty();
    }
  }

  @Test
  void leavesNoSeriesBehindWhenItIsClosedWhileCollectionsComeAndGo() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int round = 0; round < 4; round++) {
        Database database = open(NAMES.size(), new SlowMeter(observability));
        List<Future<?>> storm = storm(database, threads, 6);
        storm.get(round % storm.size()).get(60, TimeUnit.SECONDS);
        database.close();
        for (Future<?> done : storm) {
          done.get(60, TimeUnit.SECONDS);
        }
        assertThat(shown()).isEmpty();
      }
    }
  }
}
