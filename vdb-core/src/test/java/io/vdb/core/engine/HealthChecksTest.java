package io.vdb.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.vdb.core.error.VdbException;
import io.vdb.core.filter.FieldIndex;
import io.vdb.core.filter.FieldType;
import io.vdb.core.health.ComponentHealth;
import io.vdb.core.health.Health;
import io.vdb.core.health.HealthReport;
import io.vdb.core.health.HealthStatus;
import io.vdb.core.log.Durability;
import io.vdb.core.model.AliasAction;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.Point;
import io.vdb.observability.spi.Observability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class HealthChecksTest {

  @TempDir Path folder;

  private static ComponentHealth of(Health health, String component) {
    return Objects.requireNonNull(
        health.check(component).orElseThrow().join().checks().get(component));
  }

  private Database open() {
    return TestDatabases.open(folder.resolve("data"), Limits.DEFAULT);
  }

  @Test
  void tellOfEveryPartOfADatabase() {
    try (Database database = open()) {
      Collection collection =
          database.createCollection("docs", CollectionConfig.of(2, Distance.DOT));
      collection.upsert(List.of(Point.of(1, new float[] {1, 2}, Map.of("a", "b"))));
      database.createPayloadIndex(
          "docs", PayloadPath.parse("a"), FieldIndex.of(FieldType.KEYWORD));
      database.updateAliases(List.of(new AliasAction.Create("live", "docs")));

      HealthReport report = database.health().report();
      while (!Map.of("total_aliases", 1).equals(of(database.health(), "aliases").details())) {
        report = database.health().report(); // what was said before the writes holds for a moment
      }

      assertThat(report.checks().keySet())
          .containsExactly("aliases", "database", "disk", "indexes", "log");
      List<Collection> all = List.of(collection);
      assertThat(new DatabaseHealth(() -> all).check().details())
          .containsEntry("total_collections", 1)
          .containsEntry("points", 1L)
          .containsEntry(
              "collections",
              Map.of("docs", Map.of("points", 1L, "segments", 1, "status", "green")));
      assertThat(of(database.health(), "aliases").details()).containsEntry("total_aliases", 1);
      assertThat(new IndexesHealth(() -> all).check().details())
          .containsEntry("payload_indexes", Map.of("docs", Map.of("a", "keyword")));
      assertThat((Long) new LogHealth(() -> all, () -> null).check().details().get("bytes")).isPositive();
      assertThat(of(database.health(), "disk").details().keySet())
          .containsExactly("data", "snapshots");
    }
  }

  @Test
  void nameTheCollectionWhoseIndexCannotBeWritten() {
    GatedIndexes indexes = new GatedIndexes();
    try (Database database =
        Database.open(
            new DatabaseConfig(
                folder.resolve("data"),
                "gated",
                Durability.SYNC,
                TestDatabases.withRecentPoints(2),
                1),
            Observability.noop(),
            indexes,
            TestDatabases.NO_TICK)) {
      var _ = database.createCollection("well", CollectionConfig.of(1, Distance.DOT));
      Collection broken = database.createCollection("broken", CollectionConfig.of(1, Distance.DOT));
      indexes.failing.set(true);
      for (int id = 1; !broken.indexFailed() || !broken.refusesWrites(); id++) {
        try {
          broken.upsert(List.of(Point.of(id, new float[] {1}, Map.of())));
        } catch (VdbException _) {
          // That is what is told of.
        }
      }
      List<Collection> all = List.of(database.collection("well"), broken);
      ComponentHealth index = new IndexesHealth(() -> all).check();
      ComponentHealth whole = new DatabaseHealth(() -> all).check();
      assertThat(index.status()).isEqualTo(HealthStatus.DEGRADED);
      assertThat(index.reason()).contains("broken").doesNotContain("well");
      assertThat(whole.status()).isEqualTo(HealthStatus.DEGRADED);
      assertThat(whole.reason()).contains("broken").doesNotContain("well");
      assertThat(new LogHealth(() -> all, () -> null).check().status()).isEqualTo(HealthStatus.HEALTHY);
    }
  }

  @Test
  void nameTheCollectionWhoseLogTakesNoMoreWrites() {
    try (Database database = open()) {
      Collection broken = database.createCollection("broken", CollectionConfig.of(1, Distance.DOT));
      broken.refuseWrites(new IllegalStateException("the disk"));
      ComponentHealth log = new LogHealth(() -> List.of(broken), () -> null).check();
      assertThat(log.status()).isEqualTo(HealthStatus.DEGRADED);
      assertThat(log.reason()).contains("broken");
    }
  }

  @Test
  void nameAnAliasThatLeadsNowhereOrHidesACollection() throws Exception {
    try (Database database = open()) {
      Collection docs = database.createCollection("docs", CollectionConfig.of(1, Distance.DOT));
      AliasTable table = new AliasTable(Map.of("live", docs));
      assertThat(new AliasesHealth(() -> table, Map.of("docs", docs)::get).check().status())
          .isEqualTo(HealthStatus.HEALTHY);
      ComponentHealth gone = new AliasesHealth(() -> table, _ -> null).check();
      ComponentHealth hiding =
          new AliasesHealth(() -> table, Map.of("docs", docs, "live", docs)::get).check();
      for (ComponentHealth wrong : List.of(gone, hiding)) {
        assertThat(wrong.status()).isEqualTo(HealthStatus.ERROR);
        assertThat(wrong.reason()).contains("live");
      }
    }
  }

  @Test
  void compareTheRoomOnTheDiskWithWhatMergingNeeds() throws Exception {
    long gigabyte = 1L << 30;
    assertThat(disk(100 * gigabyte, 11 * gigabyte).status()).isEqualTo(HealthStatus.HEALTHY);
    assertThat(disk(100 * gigabyte, 9 * gigabyte).status()).isEqualTo(HealthStatus.DEGRADED);
    assertThat(disk(1_000 * gigabyte, 20 * gigabyte).status()).isEqualTo(HealthStatus.HEALTHY);
    assertThat(disk(10 * gigabyte, 2 * gigabyte).status()).isEqualTo(HealthStatus.HEALTHY);
    ComponentHealth gone =
        new DiskHealth(Map.of("data", folder.resolve("absent")), List::of).check();
    assertThat(gone.status()).isEqualTo(HealthStatus.ERROR);
    assertThat(gone.reason()).contains("absent");
  }

  private ComponentHealth disk(long total, long usable) throws Exception {
    return new DiskHealth(Map.of("data", folder), List::of, _ -> new DiskHealth.Space(total, usable))
        .check();
  }

  @Test
  void logWhatBecomesWorseAndBetter() throws Exception {
    try (CapturedLog log = new CapturedLog("io.vdb.core.health.Health");
        Database database = open()) {
      boolean[] well = {false};
      try (Health health =
          new Health(
              List.of(
                  new DiskHealth(
                      Map.of("data", folder),
                      List::of,
                      _ -> new DiskHealth.Space(1_000, well[0] ? 1_000 : 1))),
              Duration.ofMinutes(1),
              Duration.ZERO,
              new HealthMetrics(Observability.noop().meter()))) {
        HealthReport _ = health.report();
        HealthReport _ = health.report();
        well[0] = true;
        HealthReport _ = health.report();
      }
      List<CapturedLog.Line> lines =
          log.lines().stream()
              .filter(line -> "disk".equals(line.fields().get("component")))
              .filter(line -> line.message().contains("1000 bytes") || line.message().contains("again"))
              .toList();
      assertThat(lines).extracting(CapturedLog.Line::level).containsExactly(Level.WARN, Level.INFO);
      assertThat(database.collectionNames()).isEmpty();
    }
  }

  @Test
  void areRefusedUnderANameThatIsTaken() {
    ClassLoader providers = ExtraHealthCheck.loaderOf(ExtraHealthCheck.Doubled.class);
    assertThatThrownBy(
            () ->
                Database.open(
                    new DatabaseConfig(
                        folder.resolve("data"), "memory", Durability.SYNC, Limits.DEFAULT, 1),
                    Observability.noop(),
                    providers))
        .isInstanceOf(VdbException.class)
        .hasMessageContaining("disk");
    open().close(); // nothing of the attempt holds the folder
  }

  @Test
  void ofAnEmbedderAreFoundOnTheClassPath() {
    try (Database database =
        Database.open(
            new DatabaseConfig(
                folder.resolve("data"), "memory", Durability.SYNC, Limits.DEFAULT, 1),
            Observability.noop(),
            ExtraHealthCheck.loaderOf(ExtraHealthCheck.class))) {
      assertThat(of(database.health(), "warehouse"))
          .isEqualTo(ComponentHealth.degraded("half empty", Map.of("pallets", 3)));
    }
  }
}
