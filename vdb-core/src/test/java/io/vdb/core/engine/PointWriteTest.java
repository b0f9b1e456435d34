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
import io.vdb.core.model.Distance;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointSelector;
import io.vdb.core.model.PointVector;
import io.vdb.core.model.PointWrite;
import io.vdb.core.model.Projection;
import io.vdb.core.model.SearchRequest;
import io.vdb.core.model.StoredRecord;
import io.vdb.core.model.UpdateMode;
import io.vdb.observability.tck.InMemoryObservability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Writes that change points which are there, or that depend on what is there. */
class PointWriteTest {

  private static final PointSelector ONE = ids(1);
  private static final PointSelector ONE_AND_MISSING = ids(1, 99);
  private static final Payload FIELDS = Payload.parse("{\"x\":1}");

  @TempDir Path folder;

  private final InMemoryObservability observability = new InMemoryObservability();
  private Database database;
  private Collection collection;

  @BeforeEach
  void open() {
    database =
        Database.open(
            new DatabaseConfig(folder, "memory", Durability.SYNC, Limits.DEFAULT, 1),
            observability);
    collection = database.createCollection("c", CollectionConfig.of(2, Distance.COSINE));
    collection.upsert(
        List.of(
            point(1, "{\"a\":1,\"o\":{\"p\":1,\"q\":2},\"l\":[{\"m\":1},{\"m\":2}]}"),
            point(2, "{\"a\":2}")));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static PointSelector ids(long... ids) {
    List<PointId> list = new ArrayList<>();
    for (long id : ids) {
      list.add(PointId.of(id));
    }
    return new PointSelector.Ids(list);
  }

  private static Point point(long id, String payload) {
    return new Point(PointId.of(id), new float[] {1, 0}, Payload.parse(payload));
  }

  private Payload payload(long id) {
    return Objects.requireNonNull(record(id).payload());
  }

  private StoredRecord record(long id) {
    return collection.retrieve(List.of(PointId.of(id)), Projection.ALL).getFirst();
  }

  private WriteReceipt write(PointWrite write) {
    return collection.write(write, Acknowledge.VISIBLE);
  }

  private static PayloadPath path(String text) {
    return PayloadPath.parse(text);
  }

  private void assertRefused(PointWrite write, ErrorCode code, String message) {
    assertThatThrownBy(() -> write(write))
        .isInstanceOfSatisfying(VdbException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  @Test
  void setsFieldsUnderAKey() {
    write(new PointWrite.SetPayload(ONE, Payload.parse("{\"q\":null,\"r\":3}"), path("o")));
    write(new PointWrite.SetPayload(ONE, FIELDS, path("l[]")));
    assertThat(payload(1))
        .isEqualTo(
            Payload.parse(
                "{\"a\":1,\"o\":{\"p\":1,\"r\":3},\"l\":[{\"m\":1,\"x\":1},{\"m\":2,\"x\":1}]}"));
  }

  @Test
  void overwritesDeletesFromAndClearsPayloads() {
    write(new PointWrite.DeletePayload(ONE, List.of(path("o.p"), path("l[].m"), path("a"))));
    assertThat(payload(1)).isEqualTo(Payload.parse("{\"o\":{\"q\":2},\"l\":[{},{}]}"));
    write(new PointWrite.OverwritePayload(ONE, Payload.parse("{\"n\":null}")));
    assertThat(payload(1)).isEqualTo(Payload.parse("{\"n\":null}"));
    write(
        new PointWrite.ClearPayload(
            new PointSelector.Matching(Filter.must(new Condition.IsNull(path("n"))))));
    assertThat(payload(1)).isEqualTo(Payload.EMPTY);
    assertThat(payload(2)).isEqualTo(Payload.parse("{\"a\":2}"));
  }

  @Test
  void replacesVectorsInStoredFormAndKeepsPayloads() {
    write(
        new PointWrite.UpdateVectors(
            List.of(
                new PointVector(PointId.of(2), new float[] {7, 0}),
                new PointVector(PointId.of(2), new float[] {0, 5})),
            Filter.ALL));
    assertThat(record(2).vector()).containsExactly(0, 1);
    assertThat(payload(2)).isEqualTo(Payload.parse("{\"a\":2}"));
    assertThat(collection.search(SearchRequest.nearest(new float[] {0, 3}, 1)).points())
        .extracting(hit -> hit.id())
        .containsExactly(PointId.of(2));
  }

  @Test
  void changesNothingWhenAPointIsMissing() {
    List<PointWrite> writes =
        List.of(
            new PointWrite.SetPayload(ONE_AND_MISSING, FIELDS, null),
            new PointWrite.SetPayload(ONE_AND_MISSING, FIELDS, path("o")),
            new PointWrite.SetPayload(ONE_AND_MISSING, FIELDS, path("l[]")),
            new PointWrite.OverwritePayload(ONE_AND_MISSING, FIELDS),
            new PointWrite.OverwritePayload(ONE_AND_MISSING, FIELDS, path("o")),
            new PointWrite.OverwritePayload(ONE_AND_MISSING, FIELDS, path("l[]")),
            new PointWrite.DeletePayload(ONE_AND_MISSING, List.of(path("a"))),
            new PointWrite.ClearPayload(ONE_AND_MISSING),
            new PointWrite.UpdateVectors(
                List.of(
                    new PointVector(PointId.of(1), new float[] {0, 1}),
                    new PointVector(PointId.of(99), new float[] {0, 1})),
                Filter.ALL),
            new PointWrite.UpdateVectors(
                List.of(
                    new PointVector(PointId.of(1), new float[] {0, 1}),
                    new PointVector(PointId.of(99), new float[] {0, 1})),
                Filter.must(Condition.match("a", 1L))));
    StoredRecord before = record(1);
    long sequence = collection.info().lastSequence();
    for (PointWrite write : writes) {
      assertRefused(write, ErrorCode.NOT_FOUND, "No point with id 99 found");
    }
    assertThat(payload(1)).isEqualTo(before.payload());
    assertThat(record(1).vector()).isEqualTo(before.vector());
    assertThat(collection.info().lastSequence()).isEqualTo(sequence);
  }

  @Test
  void changesVectorsOfThosePointsThatMatch() {
    write(
        new PointWrite.UpdateVectors(
            List.of(
                new PointVector(PointId.of(1), new float[] {0, 1}),
                new PointVector(PointId.of(2), new float[] {0, 1})),
            Filter.must(Condition.match("a", 2L))));
    assertThat(record(1).vector()).containsExactly(1, 0);
    assertThat(record(2).vector()).containsExactly(0, 1);
  }

  @ParameterizedTest
  @EnumSource(UpdateMode.class)
  void upsertsWhatTheModeAllows(UpdateMode mode) {
    write(
        new PointWrite.Upsert(
            List.of(point(2, "{\"new\":2}"), point(3, "{\"new\":3}")), mode, Filter.ALL));
    boolean replaced = mode != UpdateMode.INSERT_ONLY;
    boolean inserted = mode != UpdateMode.UPDATE_ONLY;
    assertThat(payload(2))
        .isEqualTo(Payload.parse(replaced ? "{\"new\":2}" : "{\"a\":2}"));
    assertThat(collection.count(null)).isEqualTo(inserted ? 3 : 2);
  }

  @ParameterizedTest
  @EnumSource(UpdateMode.class)
  void replacesOnlyPointsThatMatchTheUpdateFilter(UpdateMode mode) {
    write(
        new PointWrite.Upsert(
            List.of(point(1, "{\"new\":1}"), point(2, "{\"new\":2}"), point(3, "{\"new\":3}")),
            mode,
            Filter.must(Condition.match("a", 2L))));
    assertThat(payload(1).asMap()).containsEntry("a", 1L);
    assertThat(payload(2))
        .isEqualTo(Payload.parse(mode == UpdateMode.INSERT_ONLY ? "{\"a\":2}" : "{\"new\":2}"));
    assertThat(collection.count(null)).isEqualTo(mode == UpdateMode.UPDATE_ONLY ? 2 : 3);
  }

  @Test
  void letsOneOfManyInsertTheSamePoint() throws Exception {
    for (int id = 100; id < 110; id++) {
      assertOneWins(id, UpdateMode.INSERT_ONLY, Filter.ALL);
    }
    assertThat(replaced()).isZero();
  }

  private double replaced() {
    return observability.value(EngineMetricCatalog.VECTORS_UPDATED).orElseThrow();
  }

  @Test
  void letsOneOfManyReplaceWhatAllOfThemHaveSeen() throws Exception {
    for (int id = 100; id < 110; id++) {
      collection.upsert(List.of(point(id, "{\"a\":2}")));
      assertOneWins(id, UpdateMode.UPSERT, Filter.must(Condition.match("a", 2L)));
    }
    assertThat(replaced()).isEqualTo(10);
  }

  private void assertOneWins(long id, UpdateMode mode, Filter filter) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        // As long as the writer has something else to do, those that follow wait for it together.
        for (int i = 0; i < 2; i++) {
          var _ = threads.submit(() -> keepWriting(over));
        }
        List<Future<Payload>> seen = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          PointWrite mine =
              new PointWrite.Upsert(List.of(point(id, "{\"by\":" + i + "}")), mode, filter);
          seen.add(threads.submit(() -> writeAndRead(mine, id)));
        }
        Payload first = seen.getFirst().get();
        assertThat(first.asMap()).containsOnlyKeys("by");
        for (Future<Payload> each : seen) {
          assertThat(each.get()).isEqualTo(first);
        }
      } finally {
        over.set(true);
      }
    }
  }

  private void keepWriting(AtomicBoolean over) {
    while (!over.get()) {
      collection.setPayload(ids(2), FIELDS, Acknowledge.DURABLE);
    }
  }

  private Payload writeAndRead(PointWrite write, long id) {
    write(write);
    return payload(id);
  }

  @Test
  void writesABatchInOrderEachSeeingWhatCameBefore() {
    List<WriteReceipt> receipts =
        collection.writeAll(
            List.of(
                new PointWrite.Upsert(List.of(point(5, "{\"k\":5}"))),
                new PointWrite.SetPayload(
                    new PointSelector.Matching(Filter.must(Condition.match("k", 5L))),
                    FIELDS,
                    null),
                new PointWrite.Delete(
                    new PointSelector.Matching(Filter.must(Condition.match("a", 2L))))),
            Acknowledge.VISIBLE);
    assertThat(receipts).extracting(WriteReceipt::visible).containsExactly(true, true, true);
    assertThat(receipts).extracting(WriteReceipt::sequence).isSorted().doesNotHaveDuplicates();
    assertThat(payload(5)).isEqualTo(Payload.parse("{\"k\":5,\"x\":1}"));
    assertThat(collection.count(null)).isEqualTo(2);
  }

  @Test
  void endsABatchAtTheFirstWriteThatFails() {
    assertThatThrownBy(
            () ->
                collection.writeAll(
                    List.of(
                        new PointWrite.ClearPayload(ONE),
                        new PointWrite.ClearPayload(ids(99)),
                        new PointWrite.ClearPayload(ids(2))),
                    Acknowledge.VISIBLE))
        .hasMessageContaining("99");
    write(new PointWrite.Delete(ids(1_000)));
    assertThat(payload(1)).isEqualTo(Payload.EMPTY);
    assertThat(payload(2)).isEqualTo(Payload.parse("{\"a\":2}"));
  }

  @Test
  void refusesFieldsThatWouldNestTooDeepOrHaveNamesThatAreNoText() {
    String deep = "a" + ".a".repeat(899);
    assertRefused(
        new PointWrite.SetPayload(ONE, FIELDS, path(deep)), ErrorCode.INVALID_ARGUMENT, "levels");
    assertRefused(
        new PointWrite.OverwritePayload(ONE, FIELDS, path(deep)),
        ErrorCode.INVALID_ARGUMENT,
        "levels");
    assertRefused(
        new PointWrite.SetPayload(
            ONE, FIELDS, new PayloadPath(List.of(new PayloadPath.Key("\ud83d")))),
        ErrorCode.INVALID_ARGUMENT,
        "surrogate");
    write(new PointWrite.SetPayload(ONE, FIELDS, path("a" + ".a".repeat(898))));
    write(new PointWrite.SetPayload(ONE, FIELDS, path("a.a")));
    assertThat(payload(1).depth()).isEqualTo(900);
  }

  @Test
  void refusesToPutFieldsIntoSoManyPlacesThatThePayloadGetsTooLarge() {
    String many = "{\"l\":[" + "1,".repeat(100_000) + "1]}";
    write(new PointWrite.OverwritePayload(ONE, Payload.parse(many)));
    Payload large = Payload.of(Map.of("t", "x".repeat(100)));
    for (PointSelector selector :
        List.of(ONE, new PointSelector.Matching(Filter.must(Condition.match("l", 1L))))) {
      assertRefused(
          new PointWrite.SetPayload(selector, large, path("l[]")),
          ErrorCode.INVALID_ARGUMENT,
          "bytes of one payload after the change");
      assertRefused(
          new PointWrite.OverwritePayload(selector, large, path("l[]")),
          ErrorCode.INVALID_ARGUMENT,
          "bytes of one payload after the change");
    }
    assertThat(payload(1)).isEqualTo(Payload.parse(many));
    write(new PointWrite.SetPayload(ONE, large, path("l[0]")));
  }

  @Test
  void keepsEverythingWhenItIsOpenedAgain() {
    write(new PointWrite.SetPayload(ONE, FIELDS, path("l[]")));
    write(new PointWrite.DeletePayload(ONE, List.of(path("o"))));
    write(new PointWrite.OverwritePayload(ids(2), FIELDS));
    write(new PointWrite.OverwritePayload(ids(2), Payload.parse("{\"k\":null}"), path("at[0].b")));
    write(new PointWrite.OverwritePayload(ids(2), Payload.parse("{\"k\":null}"), path("at.b")));
    Payload two = Payload.parse("{\"x\":1,\"at\":{\"b\":{\"k\":null}}}");
    assertThat(payload(2)).isEqualTo(two);
    write(
        new PointWrite.UpdateVectors(
            List.of(new PointVector(PointId.of(2), new float[] {0, 1})), Filter.ALL));
    Payload one = payload(1);
    database.close();
    database = TestDatabases.open(folder, Limits.DEFAULT);
    collection = database.collection("c");
    assertThat(payload(1)).isEqualTo(one);
    assertThat(payload(2)).isEqualTo(two);
    assertThat(record(2).vector()).containsExactly(0, 1);
  }
}
