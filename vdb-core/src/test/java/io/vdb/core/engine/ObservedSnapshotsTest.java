package io.vdb.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.log.Durability;
import io.vdb.core.memory.MemoryIndexProvider;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.Point;
import io.vdb.core.snapshot.SnapshotFolder;
import io.vdb.core.snapshot.SnapshotInfo;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.tck.InMemoryObservability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What work on snapshots leaves in metrics, spans and the log. */
final class ObservedSnapshotsTest {

  @TempDir private Path folder;

  private InMemoryObservability observability = new InMemoryObservability();

  @SuppressWarnings("NullAway.Init") // before each test
  private Database database;

  @BeforeEach
  void open() {
    observability = new InMemoryObservability();
    database =
        Database.open(
            new DatabaseConfig(
                folder.resolve("data"), "memory", Durability.SYNC, Limits.DEFAULT, 1),
            observability,
            new MemoryIndexProvider(),
            TestDatabases.NO_TICK);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private double value(MetricDefinition metric, String... labels) {
    return observability.value(metric, labels).orElseThrow();
  }

  private long count(String operation, String status) {
    return observability
        .histogramReading(EngineMetricCatalog.SNAPSHOT_DURATION, operation, status)
        .orElseThrow()
        .count();
  }

  private Path fileOf(SnapshotInfo info) {
    return database.snapshots().file("docs", info.name());
  }

  @Test
  void isCountedAndTimedByWhatItIs() throws IOException {
    Collection docs = database.createCollection("docs", CollectionConfig.of(1, Distance.DOT));
    docs.upsert(List.of(Point.of(1, new float[] {1}, Map.of())));
    assertThat(observability.value(EngineMetricCatalog.SNAPSHOT_LAST_SUCCESS)).isEmpty();
    SnapshotInfo info = database.snapshots().create("docs");
    SnapshotInfo full = database.snapshots().createFull();
    double bytes = (double) (info.bytes() + full.bytes());
    assertThat(value(EngineMetricCatalog.SNAPSHOT_BYTES)).isEqualTo(bytes);
    assertThat(value(EngineMetricCatalog.STORAGE_BYTES, "snapshot", "hot")).isEqualTo(bytes);
    assertThat(value(EngineMetricCatalog.SNAPSHOT_LAST_SUCCESS))
        .isEqualTo((double) full.created().toEpochMilli() / 1_000);
    String _ = database.snapshots().restore("copy", fileOf(info), "s", null);
    Path garbage = Files.writeString(folder.resolve("garbage"), "x");
    assertThatThrownBy(() -> database.snapshots().restore("copy", garbage, "s", null))
        .isNotNull();
    try (SnapshotFolder.Incoming incoming =
        database.snapshots().receive("copy", 0, file -> Files.writeString(file, "x"))) {
      assertThat(incoming.path()).exists();
    }
    assertThatThrownBy(
            () ->
                database
                    .snapshots()
                    .receive(
                        "copy",
                        0,
                        _ -> {
                          throw new IOException("the disk is full");
                        }))
        .hasMessageContaining("the disk is full");
    for (String operation : List.of("create", "create_full", "restore", "upload")) {
      assertThat(count(operation, "success")).as(operation).isEqualTo(1);
      assertThat(value(EngineMetricCatalog.SNAPSHOTS_RUNNING, operation)).isZero();
    }
    assertThat(count("restore", "error")).isEqualTo(1);
    assertThat(count("upload", "error")).isEqualTo(1);
    assertThat(count("create", "error")).isZero();
    assertThat(value(EngineMetricCatalog.FEATURE_REQUESTS, "snapshot")).isEqualTo(6);
    close();
    open();
    assertThat(value(EngineMetricCatalog.SNAPSHOT_BYTES)).isEqualTo(bytes);
  }

  @Test
  void hasASpanWithItsStagesAndALine() {
    Collection docs = database.createCollection("docs", CollectionConfig.of(1, Distance.DOT));
    docs.upsert(List.of(Point.of(1, new float[] {1}, Map.of())));
    String trace;
    try (CapturedLog log = new CapturedLog("io.vdb.core.operations")) {
      trace =
          TestRequests.request(
              observability,
              "corr",
              () -> {
                SnapshotInfo info = database.snapshots().create("docs");
                String _ = database.snapshots().restore("docs", fileOf(info), "s", null);
                database.snapshots().delete("docs", info.name());
                assertThatThrownBy(() -> database.snapshots().delete("docs", "x")).isNotNull();
              });
      assertThat(log.lines())
          .extracting(CapturedLog.Line::message)
          .contains(
              "create_snapshot of collection docs done",
              "restore_snapshot of collection docs done",
              "delete_snapshot of collection docs done",
              "delete_snapshot of collection docs failed");
    }
    assertThat(SpanTrees.tree(observability, trace))
        .isEqualTo(
            "request(create_snapshot(commit copy_index copy_log publish)"
                + " restore_snapshot(unpack open log_append(fsync))"
                + " delete_snapshot delete_snapshot!not_found)");
    assertThat(SpanTrees.all(observability, "create_snapshot").getFirst().attributes())
        .containsEntry("db.collection.name", "docs")
        .containsEntry("vdb.snapshot.records", 1L)
        .containsKey("vdb.snapshot.bytes")
        .containsEntry("vdb.correlation_id", "corr");
  }
}
