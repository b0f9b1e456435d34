package io.vdb.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.filter.Condition;
import io.vdb.core.filter.FieldIndex;
import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.TextMatch;
import io.vdb.core.log.Durability;
import io.vdb.core.log.FileOperationLog;
import io.vdb.core.log.LogConfig;
import io.vdb.core.memory.MemoryIndexProvider;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.DeclaredField;
import io.vdb.core.model.Distance;
import io.vdb.core.model.JsonValues;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointSelector;
import io.vdb.core.model.PointVector;
import io.vdb.core.model.PointWrite;
import io.vdb.core.model.Projection;
import io.vdb.core.model.SearchRequest;
import io.vdb.core.model.UpdateMode;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.tck.InMemoryObservability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Declared fields of a collection: what they change, and that they last. */
class PayloadIndexTest {

  private static final PayloadPath TITLE = PayloadPath.parse("title");
  private static final FieldIndex TEXT = FieldIndex.of(FieldType.TEXT);
  private static final Filter FOX =
      Filter.must(new Condition.MatchText(TITLE, TextMatch.TEXT, "FOX quick"));

  @TempDir Path folder;

  private InMemoryObservability observability = new InMemoryObservability();
  private Database database;
  private Collection collection;

  @BeforeEach
  void open() {
    database = reopened();
    collection = database.createCollection("c", CollectionConfig.of(1, Distance.DOT));
    collection.upsert(
        List.of(
            Point.of(1, new float[] {1}, Map.of("title", "the quick fox")),
            Point.of(2, new float[] {2}, Map.of("title", "a cat")),
            Point.of(3, new float[] {3}, Map.of("title", 7L))));
  }

  private Database reopened() {
    return Database.open(
        new DatabaseConfig(folder, "memory", Durability.SYNC, Limits.DEFAULT, 1),
        observability,
        new MemoryIndexProvider());
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void reopen() {
    database.close();
    observability = new InMemoryObservability();
    database = reopened();
    collection = database.collection("c");
  }

  private List<PointId> scrolled(Filter filter) {
    return collection.scroll(null, 10, filter, Projection.NONE).points().stream()
        .map(point -> point.id())
        .toList();
  }

  @Test
  void makesEveryReadCompareWords() {
    assertThat(collection.count(FOX)).isZero();
    database.createPayloadIndex("c", TITLE, TEXT);

    assertThat(collection.count(FOX)).isEqualTo(1);
    assertThat(scrolled(FOX)).containsExactly(PointId.of(1));
    assertThat(
            collection
                .search(SearchRequest.nearest(new float[] {1}, 10).withFilter(FOX))
                .points())
        .extracting(point -> point.id())
        .containsExactly(PointId.of(1));

    database.deletePayloadIndex("c", TITLE);
    assertThat(collection.count(FOX)).isZero();
    assertThat(
            collection.count(
                Filter.must(new Condition.MatchText(TITLE, TextMatch.TEXT, "ick f"))))
        .isEqualTo(1);
  }

  @Test
  void makesEveryWriteByFilterCompareWords() {
    database.createPayloadIndex("c", TITLE, TEXT);
    PointSelector foxes = new PointSelector.Matching(FOX);
    Payload seen = Payload.of(Map.of("seen", true));
    Filter isSeen = Filter.must(Condition.match("seen", true));

    collection.setPayload(foxes, seen, Acknowledge.VISIBLE);
    assertThat(scrolled(isSeen)).containsExactly(PointId.of(1));
    collection.write(
        new PointWrite.SetPayload(foxes, seen, PayloadPath.parse("all[].x")), Acknowledge.VISIBLE);

    PointVector first = new PointVector(PointId.of(1), new float[] {10});
    PointVector second = new PointVector(PointId.of(2), new float[] {20});
    collection.write(
        new PointWrite.UpdateVectors(List.of(first, second), FOX), Acknowledge.VISIBLE);
    assertThat(
            collection.search(SearchRequest.nearest(new float[] {1}, 1)).points().getFirst().id())
        .isEqualTo(PointId.of(1));

    collection.write(
        new PointWrite.Upsert(
            List.of(
                Point.of(1, new float[] {1}, Map.of("title", "quick fox", "new", true)),
                Point.of(2, new float[] {2}, Map.of("title", "cat", "new", true))),
            UpdateMode.UPSERT,
            FOX),
        Acknowledge.VISIBLE);
    assertThat(scrolled(Filter.must(Condition.match("new", true)))).containsExactly(PointId.of(1));

    collection.delete(foxes, Acknowledge.VISIBLE);
    assertThat(scrolled(Filter.ALL)).containsExactly(PointId.of(2), PointId.of(3));
  }

  @Test
  void countsThePointsThatHaveValuesOfTheType() {
    database.createPayloadIndex("c", TITLE, FieldIndex.of(FieldType.KEYWORD));
    assertThat(collection.payloadSchema())
        .containsExactly(new DeclaredField(TITLE, FieldIndex.of(FieldType.KEYWORD), 2));

    collection.upsert(List.of(Point.of(4, new float[] {1}, Map.of("title", List.of(1L, "x")))));
    assertThat(collection.payloadSchema()).extracting(DeclaredField::points).containsExactly(3L);

    database.createPayloadIndex("c", TITLE, FieldIndex.of(FieldType.INTEGER));
    assertThat(collection.payloadSchema())
        .containsExactly(new DeclaredField(TITLE, FieldIndex.of(FieldType.INTEGER), 2));

    database.deletePayloadIndex("c", TITLE);
    database.deletePayloadIndex("c", TITLE);
    assertThat(collection.payloadSchema()).isEmpty();
  }

  @Test
  void lastsUntilItIsDroppedOrItsCollectionIs() {
    FieldIndex odd =
        FieldIndex.of(
            FieldType.TEXT,
            Payload.parse(
                "{\"type\":\"text\",\"tokenizer\":\"prefix\",\"min_token_len\":2,"
                    + "\"stopwords\":{\"custom\":[\"a\"]},\"on_disk\":true}"));
    PayloadPath path = PayloadPath.parse("rows[].\"odd.name\"");
    database.createPayloadIndex("c", TITLE, TEXT);
    database.createPayloadIndex("c", path, odd);
    database.createPayloadIndex("c", PayloadPath.parse("gone"), TEXT);
    database.deletePayloadIndex("c", PayloadPath.parse("gone"));
    reopen();

    assertThat(collection.payloadSchema())
        .containsExactly(new DeclaredField(TITLE, TEXT, 2), new DeclaredField(path, odd, 0));
    assertThat(collection.count(FOX)).isEqualTo(1);

    database.deletePayloadIndex("c", TITLE);
    reopen();
    assertThat(collection.payloadSchema()).extracting(DeclaredField::field).containsExactly(path);

    database.deleteCollection("c");
    database.createCollection("c", CollectionConfig.of(1, Distance.DOT));
    reopen();
    assertThat(collection.payloadSchema()).isEmpty();
  }

  private List<Map<String, Object>> records() throws IOException {
    database.close();
    List<Map<String, Object>> records = new ArrayList<>();
    EngineMetrics metrics = new EngineMetrics(Observability.noop().meter());
    try (DataDirectory directory = DataDirectory.open(folder);
        FileOperationLog log =
            FileOperationLog.open(
                directory.systemLog(),
                LogConfig.of(Durability.SYNC),
                new LogMeasurement(metrics))) {
      log.replay(
          0,
          (sequence, body) -> {
            byte[] json = new byte[body.remaining()];
            body.get(json);
            Map<String, Object> fields = new LinkedHashMap<>(JsonValues.parseObject(json));
            fields.remove("uuid");
            records.add(fields);
          });
    }
    return records.subList(1, records.size()); // without the collection's own
  }

  @Test
  void isRecordedInWordsThatLaterVersionsRead() throws Exception {
    FieldIndex tenant = FieldIndex.of(FieldType.KEYWORD, Payload.parse("{\"is_tenant\":true}"));
    PayloadPath city = PayloadPath.parse("address.city");
    database.createPayloadIndex("c", TITLE, TEXT);
    database.createPayloadIndex("c", TITLE, TEXT); // says nothing new
    database.createPayloadIndex("c", city, tenant);
    database.deletePayloadIndex("c", PayloadPath.parse("never")); // neither does this
    database.deletePayloadIndex("c", TITLE);

    assertThat(records())
        .containsExactly(
            Map.of("operation", "create_payload_index", "field", "title", "type", "text"),
            Map.of(
                "operation", "create_payload_index",
                "field", "address.city",
                "type", "keyword",
                "params", Map.of("is_tenant", true)),
            Map.of("operation", "delete_payload_index", "field", "title"));
    database = reopened();
  }

  @Test
  void aRecordThatCannotBeReadIsDamage() throws Exception {
    database.close();
    EngineMetrics metrics = new EngineMetrics(Observability.noop().meter());
    try (DataDirectory directory = DataDirectory.open(folder);
        FileOperationLog log =
            FileOperationLog.open(
                directory.systemLog(),
                LogConfig.of(Durability.SYNC),
                new LogMeasurement(metrics))) {
      Map<String, Object> record =
          Map.of(
              "operation", "create_payload_index",
              "uuid", UUID.randomUUID().toString(),
              "field", "f",
              "type", "text");
      log.append(List.of(ByteBuffer.wrap(JsonValues.writeObject(record))));
    }
    assertThatThrownBy(this::reopened)
        .isInstanceOfSatisfying(
            VdbException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.DATA_LOSS));
    observability = new InMemoryObservability();
    database = TestDatabases.open(folder.resolve("another"), Limits.DEFAULT);
  }

  @Test
  void refusesFieldsWhoseNamesCannotBeRecorded() {
    for (String name : List.of("a\"b", "half \ud83d")) {
      PayloadPath path = new PayloadPath(List.of(new PayloadPath.Key(name)));
      assertThatThrownBy(() -> database.createPayloadIndex("c", path, TEXT))
          .as(name)
          .isInstanceOf(VdbException.class)
          .hasMessageContaining("cannot have an index");
    }
    assertThat(collection.payloadSchema()).isEmpty();
  }

  private long observations(String operation, String type) {
    return observability
        .histogramReading(EngineMetricCatalog.PAYLOAD_INDEX_DURATION, operation, type)
        .orElseThrow()
        .count();
  }

  private double errors(String operation, String error) {
    return observability
        .value(EngineMetricCatalog.PAYLOAD_INDEX_ERRORS, operation, error)
        .orElseThrow();
  }

  @Test
  void measuresChangesAndLookups() {
    FieldIndex keyword = FieldIndex.of(FieldType.KEYWORD);
    database.createPayloadIndex("c", TITLE, keyword);
    database.createPayloadIndex("c", TITLE, keyword);
    database.createPayloadIndex("c", TITLE, TEXT);
    long _ = collection.count(FOX);
    assertThat(scrolled(FOX)).hasSize(1);
    assertThat(
            collection
                .search(SearchRequest.nearest(new float[] {1}, 10).withFilter(FOX))
                .points())
        .hasSize(1);
    long _ = collection.count(Filter.must(Condition.match("other", 1L)));
    long _ = collection.count(null);
    database.deletePayloadIndex("c", TITLE);
    database.deletePayloadIndex("c", TITLE);
    long _ = collection.count(FOX);

    assertThat(observations("create", "keyword")).isEqualTo(2);
    assertThat(observations("update", "text")).isEqualTo(1);
    assertThat(observations("lookup", "text")).isEqualTo(3);
    assertThat(observations("lookup", "keyword")).isZero();
    assertThat(observations("drop", "text")).isEqualTo(1);
    assertThat(observability.value(EngineMetricCatalog.FEATURE_REQUESTS, "payload_index"))
        .hasValue(3);
    assertThat(errors("create", "not_found")).isZero();
  }

  @Test
  void countsWhatFails() {
    assertThatThrownBy(() -> database.createPayloadIndex("absent", TITLE, TEXT))
        .hasMessageContaining("doesn't exist");
    assertThatThrownBy(() -> database.deletePayloadIndex("absent", TITLE))
        .hasMessageContaining("doesn't exist");
    PayloadPath unspeakable = new PayloadPath(List.of(new PayloadPath.Key("\"")));
    assertThatThrownBy(() -> database.createPayloadIndex("c", unspeakable, TEXT))
        .isInstanceOf(VdbException.class);

    assertThat(errors("create", "not_found")).isEqualTo(1);
    assertThat(errors("drop", "not_found")).isEqualTo(1);
    assertThat(errors("create", "invalid_argument")).isEqualTo(1);
  }

  @Test
  void showsChangesAsSpans() {
    String trace =
        TestRequests.request(
            observability,
            "corr",
            () -> {
              database.createPayloadIndex("c", TITLE, TEXT);
              database.deletePayloadIndex("c", TITLE);
            });
    assertThat(SpanTrees.tree(observability, trace))
        .isEqualTo(
            "request(create_payload_index(log_append(fsync))"
                + " delete_payload_index(log_append(fsync)))");
    assertThat(SpanTrees.only(observability, "create_payload_index").attributes())
        .containsEntry("db.collection.name", "c")
        .doesNotContainKey("db.operation.batch.size");
  }
}
