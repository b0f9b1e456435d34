package io.vdb.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.log.Durability;
import io.vdb.core.memory.MemoryIndexProvider;
import io.vdb.core.model.Alias;
import io.vdb.core.model.AliasAction;
import io.vdb.core.model.AliasAction.Create;
import io.vdb.core.model.AliasAction.Delete;
import io.vdb.core.model.AliasAction.Rename;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.SearchRequest;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.tck.InMemoryObservability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("it reads what loggers of the whole process write")
class AliasesTest {

  @TempDir Path folder;

  private InMemoryObservability observability = new InMemoryObservability();
  private Database database;

  /** Two collections with one point each, 1 and 2. */
  @BeforeEach
  void begin() {
    open();
    create("one").upsert(List.of(Point.of(1, new float[] {1}, Map.of())));
    create("two").upsert(List.of(Point.of(2, new float[] {2}, Map.of())));
  }

  private void open() {
    database =
        Database.open(
            new DatabaseConfig(folder, "memory", Durability.SYNC, Limits.DEFAULT, 1),
            observability,
            new MemoryIndexProvider());
  }

  private void reopen() {
    database.close();
    observability = new InMemoryObservability();
    open();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Collection create(String name) {
    return database.createCollection(name, CollectionConfig.of(1, Distance.DOT));
  }

  private void update(AliasAction... actions) {
    database.updateAliases(List.of(actions));
  }

  private PointId found(String name) {
    return database
        .collection(name)
        .search(SearchRequest.nearest(new float[] {1}, 1))
        .points()
        .getFirst()
        .id();
  }

  private static void refused(ErrorCode code, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(VdbException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessage(message);
  }

  private double value(MetricDefinition metric, String... labels) {
    return observability.value(metric, labels).orElseThrow();
  }

  @Test
  void leadToACollectionWhereverItsNameIsTaken() {
    update(new Create("live", "one"));
    assertThat(found("live")).isEqualTo(PointId.of(1));
    assertThat(database.find("live")).isPresent();
    assertThat(database.collection("live")).isSameAs(database.collection("one"));
    database.collection("live").upsert(List.of(Point.of(3, new float[] {3}, Map.of())));
    assertThat(database.collection("one").count(null)).isEqualTo(2);
    assertThat(database.collectionNames()).containsExactly("one", "two");
    assertThat(database.aliases()).containsExactly(new Alias("live", "one"));
  }

  @Test
  void areSwitchedInOneBatch() {
    update(new Create("live", "one"), new Create("former", "two"));
    update(new Delete("live"), new Create("live", "two"), new Create("former", "one"));
    assertThat(found("live")).isEqualTo(PointId.of(2));
    assertThat(found("former")).isEqualTo(PointId.of(1));
  }

  @Test
  void areRenamedOverOneAnother() {
    update(new Create("a", "one"), new Create("b", "two"));
    update(new Rename("a", "b"));
    assertThat(database.aliases()).containsExactly(new Alias("b", "one"));
    update(new Rename("b", "b"));
    assertThat(database.aliases()).containsExactly(new Alias("b", "one"));
  }

  @Test
  void areDeletedWithoutTheirCollections() {
    update(new Create("live", "one"));
    update(new Delete("live"), new Delete("never"));
    assertThat(database.aliases()).isEmpty();
    assertThat(database.collectionNames()).containsExactly("one", "two");
    assertThat(database.find("live")).isEmpty();
  }

  @Test
  void areChangedByActionsThatSeeThoseBeforeThem() {
    update(new Create("a", "one"), new Rename("a", "b"), new Create("a", "two"));
    assertThat(database.aliases())
        .containsExactly(new Alias("a", "two"), new Alias("b", "one"));
    update(new Create("c", "one"), new Rename("c", "d"), new Delete("d"));
    assertThat(database.aliases()).hasSize(2);
  }

  @Test
  void areNotChangedAtAllWhenOneActionIsNotPossible() {
    update(new Create("live", "one"));
    refused(
        ErrorCode.NOT_FOUND,
        "Alias missing does not exists!",
        () ->
            update(
                new Create("live", "two"),
                new Create("new", "two"),
                new Rename("missing", "x"),
                new Delete("live")));
    assertThat(database.aliases()).containsExactly(new Alias("live", "one"));
    reopen();
    assertThat(database.aliases()).containsExactly(new Alias("live", "one"));
  }

  @Test
  void leadToNothingButCollections() {
    update(new Create("live", "one"));
    refused(
        ErrorCode.NOT_FOUND,
        "Collection `absent` doesn't exist!",
        () -> update(new Create("a", "absent")));
    refused(
        ErrorCode.NOT_FOUND,
        "Collection `live` doesn't exist!",
        () -> update(new Create("a", "live")));
    refused(
        ErrorCode.NOT_FOUND,
        "Collection `a` doesn't exist!",
        () -> database.collection("a"));
  }

  @Test
  void neverHideACollectionAndAreNotHidden() {
    update(new Create("live", "one"));
    refused(
        ErrorCode.ALREADY_EXISTS,
        "Collection `two` already exists!",
        () -> update(new Create("two", "one")));
    refused(
        ErrorCode.ALREADY_EXISTS,
        "Collection `two` already exists!",
        () -> update(new Rename("live", "two")));
    refused(
        ErrorCode.INVALID_ARGUMENT,
        "Can't create collection with name live. Alias with the same name already exists",
        () -> create("live"));
    refused(
        ErrorCode.INVALID_ARGUMENT,
        "collection name cannot contain \"/\" char",
        () -> update(new Create("a/b", "one")));
    update(new Delete("live"));
    create("live");
  }

  @Test
  void surviveAStart() {
    update(new Create("a", "one"), new Create("b", "one"), new Create("c", "two"));
    update(new Rename("a", "renamed"), new Delete("b"), new Create("c", "one"));
    List<Alias> before = database.aliases();
    assertThat(before).containsExactly(new Alias("c", "one"), new Alias("renamed", "one"));
    reopen();
    assertThat(database.aliases()).isEqualTo(before);
    assertThat(found("c")).isEqualTo(PointId.of(1));
    assertThat(value(EngineMetricCatalog.ALIASES)).isEqualTo(2);
  }

  @Test
  void areNotTakenForTheCollectionThatIsDeleted() {
    update(new Create("live", "one"));
    assertThat(database.deleteCollection("live")).isFalse();
    assertThat(found("live")).isEqualTo(PointId.of(1));
    assertThat(database.collectionNames()).containsExactly("one", "two");
  }

  @Test
  void endWithTheirCollectionAndTheLogNamesThem() {
    update(new Create("b", "one"), new Create("a", "one"), new Create("other", "two"));
    try (CapturedLog log = new CapturedLog(CollectionRegistry.class.getName())) {
      assertThat(database.deleteCollection("one")).isTrue();
      assertThat(log.lines())
          .filteredOn(line -> line.level() == Level.WARN)
          .extracting(CapturedLog.Line::message)
          .containsExactly("Collection one is deleted, and with it its aliases [a, b]");
      assertThat(database.deleteCollection("two")).isTrue();
    }
    assertThat(database.find("a")).isEmpty();
    create("one");
    assertThat(database.find("a")).isEmpty();
    reopen();
    assertThat(database.aliases()).isEmpty();
  }

  @Test
  void keepSilentWhenACollectionWithoutThemIsDeleted() {
    update(new Create("a", "one"));
    try (CapturedLog log = new CapturedLog(CollectionRegistry.class.getName())) {
      assertThat(database.deleteCollection("two")).isTrue();
      assertThat(log.lines()).noneMatch(line -> line.level() == Level.WARN);
    }
  }

  @Test
  void leaveReadsUnderWayOnTheCollectionThatTheyBeganWith() {
    update(new Create("live", "one"));
    Collection begun = database.collection("live");
    update(new Create("live", "two"));
    assertThat(begun.count(null)).isEqualTo(1);
    assertThat(begun.search(SearchRequest.nearest(new float[] {1}, 1)).points())
        .extracting(point -> point.id())
        .containsExactly(PointId.of(1));
    assertThat(found("live")).isEqualTo(PointId.of(2));
  }

  @Test
  void leadSomewhereAtEveryMomentOfASwitch() throws Exception {
    update(new Create("live", "one"));
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<Long>> readers = new ArrayList<>();
      Callable<Long> reader =
          () -> {
            long reads = 0;
            do {
              assertThat(found("live").toString()).isIn("1", "2");
              reads++;
            } while (!over.get());
            return reads;
          };
      readers.add(threads.submit(reader));
      readers.add(threads.submit(reader));
      for (int i = 0; i < 200; i++) {
        update(new Delete("live"), new Create("live", i % 2 == 0 ? "two" : "one"));
      }
      over.set(true);
      for (Future<Long> done : readers) {
        assertThat(done.get()).isPositive();
      }
    }
  }

  @Test
  void areCountedOnceForEachBatch() {
    update(new Create("a", "one"), new Create("b", "one"));
    update(new Delete("a"), new Create("a", "two"));
    update(new Rename("a", "c"));
    update(new Delete("c"));
    update();
    assertThatThrownBy(() -> update(new Create("b", "absent"))).isNotNull();
    assertThatThrownBy(() -> update(new Rename("z", "y"), new Delete("b"))).isNotNull();
    for (String operation : List.of("create", "switch", "rename", "delete")) {
      assertThat(value(EngineMetricCatalog.ALIAS_OPERATIONS, operation, "success"))
          .as(operation)
          .isEqualTo(1);
      assertThat(
              observability
                  .histogramReading(EngineMetricCatalog.ALIAS_OPERATION_DURATION, operation)
                  .orElseThrow()
                  .count())
          .isEqualTo(1);
    }
    assertThat(value(EngineMetricCatalog.ALIAS_OPERATIONS, "switch", "error")).isEqualTo(1);
    assertThat(value(EngineMetricCatalog.ALIAS_OPERATIONS, "rename", "error")).isEqualTo(1);
    assertThat(value(EngineMetricCatalog.ALIAS_OPERATIONS, "create", "error")).isZero();
    assertThat(value(EngineMetricCatalog.ALIAS_ERRORS, "switch", "not_found")).isEqualTo(1);
    assertThat(value(EngineMetricCatalog.ALIAS_ERRORS, "rename", "not_found")).isEqualTo(1);
    assertThat(value(EngineMetricCatalog.ALIASES)).isEqualTo(1);
  }

  @Test
  void areCountedWhenTheyAreLookedUpAndSoIsWhatNobodyHas() {
    update(new Create("a", "one"));
    var _ = database.collection("a");
    var _ = database.find("a");
    var _ = database.collection("one");
    assertThat(database.find("absent")).isEmpty();
    assertThatThrownBy(() -> database.collection("absent")).isNotNull();
    assertThat(value(EngineMetricCatalog.FEATURE_REQUESTS, "alias")).isEqualTo(2);
    assertThat(value(EngineMetricCatalog.ALIAS_OPERATIONS, "resolve_miss", "error")).isEqualTo(1);
  }

  @Test
  void giveTheSeriesOfACollectionItsOwnName() {
    update(new Create("live", "one"));
    assertThat(found("live")).isEqualTo(PointId.of(1));
    assertThat(value(EngineMetricCatalog.COLLECTION_SEARCHES, "one")).isEqualTo(1);
    assertThat(observability.value(EngineMetricCatalog.COLLECTION_SEARCHES, "live")).isEmpty();
  }

  @Test
  void areTracedAndLoggedAsOtherWritesAre() {
    String trace;
    try (CapturedLog log = new CapturedLog("io.vdb.core.operations");
        CapturedLog changes = new CapturedLog(AliasWriter.class.getName())) {
      trace =
          TestRequests.request(
              observability,
              "corr",
              () -> {
                update(new Create("b", "two"), new Create("a", "one"));
                update(new Delete("never"));
                assertThatThrownBy(() -> update(new Create("a", "absent"))).isNotNull();
              });
      assertThat(log.lines())
          .extracting(CapturedLog.Line::message)
          .containsExactly("update_aliases done", "update_aliases done", "update_aliases failed");
      assertThat(log.lines().getFirst().fields())
          .containsEntry("operation_type", "write")
          .containsEntry("operation", "update_aliases")
          .containsEntry("success", true)
          .containsEntry("result_count", 2L)
          .doesNotContainKey("collection");
      assertThat(log.lines().getLast().fields()).containsEntry("error", "not_found");
      assertThat(changes.lines())
          .extracting(CapturedLog.Line::message)
          .containsExactly("Aliases changed: a -> one, b -> two");
    }
    assertThat(SpanTrees.tree(observability, trace))
        .isEqualTo(
            "request(update_aliases(log_append(fsync)) update_aliases update_aliases!not_found)");
    assertThat(SpanTrees.all(observability, "update_aliases").getFirst().attributes())
        .containsEntry("db.system.name", "vdb")
        .containsEntry("db.operation.name", "update_aliases")
        .containsEntry("db.operation.batch.size", 2L)
        .containsEntry("vdb.correlation_id", "corr")
        .doesNotContainKey("db.collection.name");
  }
}
