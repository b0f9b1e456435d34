package io.vdb.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.log.Durability;
import io.vdb.core.log.FileOperationLog;
import io.vdb.core.log.LogConfig;
import io.vdb.core.log.OperationLog;
import io.vdb.core.model.AliasAction;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.observability.spi.Observability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the records of the system log mean, and go on to mean. */
class SystemLogTest {

  private static final UUID FIRST = UUID.fromString("11111111-1111-1111-1111-111111111111");
  private static final UUID SECOND = UUID.fromString("22222222-2222-2222-2222-222222222222");

  @TempDir Path folder;

  private final LogMeasurement measurement =
      new LogMeasurement(new EngineMetrics(Observability.noop().meter()));

  private OperationLog log(Path in) throws IOException {
    return FileOperationLog.open(in, LogConfig.of(Durability.SYNC), measurement);
  }

  private SystemLog.State read(String... records) throws IOException {
    return read(folder, records);
  }

  private SystemLog.State read(Path in, String... records) throws IOException {
    try (OperationLog log = log(in)) {
      for (String record : records) {
        log.append(List.of(ByteBuffer.wrap(record.getBytes(StandardCharsets.UTF_8))));
      }
    }
    try (SystemLog log = new SystemLog(
            log(in),
            measurement,
            new WriteAccess(
                "the system log",
                new StorageMetrics(Observability.noop().meter()),
                Duration.ofSeconds(1)))) {
      return log.read();
    }
  }

  private static String created(String name, UUID uuid) {
    return """
        {"operation":"create_collection","name":"%s","uuid":"%s","size":1,"distance":"DOT","m":16,\
        "ef_construct":100,"full_scan_threshold":10000,"stored":{}}"""
        .formatted(name, uuid);
  }

  private static String deleted(UUID uuid) {
    return "{\"operation\":\"delete_collection\",\"uuid\":\"" + uuid + "\"}";
  }

  @Test
  void knowsNoAliasesWhenItIsOlderThanThose() throws Exception {
    SystemLog.State state =
        read(created("one", FIRST), created("two", SECOND), deleted(FIRST));
    assertThat(state.collections())
        .extracting(CollectionDescriptor::name)
        .containsExactly("two");
    assertThat(state.aliases()).isEmpty();
  }

  @Test
  void setsAndRemovesAliases() throws Exception {
    SystemLog.State state =
        read(
            created("one", FIRST),
            created("two", SECOND),
            "{\"operation\":\"change_aliases\",\"set\":{\"a\":\"" + FIRST + "\",\"b\":\"" + SECOND
                + "\",\"c\":\"" + FIRST + "\"},\"removed\":[]}",
            "{\"operation\":\"change_aliases\",\"set\":{\"a\":\"" + SECOND
                + "\"},\"removed\":[\"b\",\"never\"]}");
    assertThat(state.aliases()).isEqualTo(Map.of("a", SECOND, "c", FIRST));
  }

  @Test
  void endsAliasesWithTheirCollection() throws Exception {
    SystemLog.State state =
        read(
            created("one", FIRST),
            created("two", SECOND),
            "{\"operation\":\"change_aliases\",\"set\":{\"a\":\"" + FIRST + "\",\"b\":\"" + SECOND
                + "\"},\"removed\":[]}",
            deleted(FIRST),
            created("one", UUID.randomUUID()));
    assertThat(state.aliases()).isEqualTo(Map.of("b", SECOND));
  }

  @Test
  void takesTheLastSettingsOfACollectionAndKeepsWhatIsDeclaredOfItsPayloads() throws Exception {
    SystemLog.State state =
        read(
            created("one", FIRST),
            "{\"operation\":\"create_payload_index\",\"uuid\":\"" + FIRST
                + "\",\"field\":\"f\",\"type\":\"keyword\"}",
            updated(FIRST, 24),
            updated(FIRST, 48));
    CollectionDescriptor one = state.collections().getFirst();
    assertThat(one.name()).isEqualTo("one");
    assertThat(one.config().hnsw().m()).isEqualTo(48);
    assertThat(one.schema().fields()).hasSize(1);
    assertThat(state.collections()).hasSize(1);
  }

  private static String updated(UUID uuid, int m) {
    return created("one", uuid)
        .replace("create_collection", "update_collection")
        .replace("\"m\":16", "\"m\":" + m);
  }

  @Test
  void refusesWhatIsDamaged() {
    List<String> damaged =
        List.of(
            updated(SECOND, 24),
            "{\"operation\":\"change_aliases\",\"set\":{\"a\":\"" + SECOND + "\"},\"removed\":[]}",
            "{\"operation\":\"change_aliases\",\"set\":{}}",
            "{\"operation\":\"change_aliases\",\"removed\":[]}",
            "{\"operation\":\"something_newer\"}");
    for (int i = 0; i < damaged.size(); i++) {
      Path other = folder.resolve("log-" + i);
      String record = damaged.get(i);
      assertThatThrownBy(() -> read(other, created("one", FIRST), record))
          .as(record)
          .isInstanceOfSatisfying(
              VdbException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_LOSS))
          .hasMessageContaining("record 2 of the system log");
    }
  }

  @Test
  void takesOneRecordForABatch() throws Exception {
    Path data = folder.resolve("data");
    try (Database database = TestDatabases.open(data, Limits.DEFAULT)) {
      database.createCollection("one", CollectionConfig.of(1, Distance.DOT));
      database.updateAliases(
          List.of(
              new AliasAction.Create("a", "one"),
              new AliasAction.Create("b", "one"),
              new AliasAction.Rename("a", "c")));
      database.updateAliases(List.of(new AliasAction.Delete("never")));
    }
    List<String> records = new ArrayList<>();
    try (OperationLog log = log(data.resolve("system"))) {
      log.replay(
          0, (sequence, body) -> records.add(StandardCharsets.UTF_8.decode(body).toString()));
    }
    assertThat(records).hasSize(2);
    assertThat(records.getLast())
        .matches(
            "\\{\"operation\":\"change_aliases\",\"set\":\\{\"b\":\"[-0-9a-f]{36}\","
                + "\"c\":\"[-0-9a-f]{36}\"},\"removed\":\\[]}");
  }
}
