package io.vdb.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.AliasAction;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointSelector;
import io.vdb.core.model.Projection;
import io.vdb.core.model.StoredRecord;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database as a program wrote it that knew no operations but upsert, delete and putting fields over
 * payloads, and that was killed before it had committed anything.
 */
class EarlierLogTest {

  private static final PointId UUID_ID =
      PointId.of(UUID.fromString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"));

  @TempDir Path folder;

  @BeforeEach
  void copyDatabase() throws IOException, URISyntaxException {
    Path source =
        Path.of(Objects.requireNonNull(getClass().getResource("first-kinds")).toURI());
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Path target = folder.resolve(source.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
        if (file.endsWith("collection.json")) {
          Files.createDirectory(target.resolveSibling("index")); // there was nothing in it
        }
      }
    }
  }

  private static Map<PointId, Payload> payloads(Collection collection) {
    Map<PointId, Payload> payloads = new TreeMap<>();
    for (StoredRecord point : collection.scroll(null, 10, null, Projection.ALL).points()) {
      payloads.put(point.id(), Objects.requireNonNull(point.payload()));
    }
    return payloads;
  }

  @Test
  void meansWhatItMeantThen() {
    try (Database database = TestDatabases.open(folder, Limits.DEFAULT)) {
      assertThat(payloads(database.collection("c")))
          .isEqualTo(
              Map.of(
                  PointId.of(1), Payload.parse("{\"a\":1,\"b\":null,\"n\":5,\"seen\":true}"),
                  PointId.of(-1), Payload.parse("{\"a\":1,\"seen\":true}"),
                  UUID_ID, Payload.parse("{\"t\":\"\u00e9\",\"b\":null,\"n\":5}")));
      assertThat(
              database
                  .collection("c")
                  .retrieve(List.of(UUID_ID), Projection.ALL)
                  .getFirst()
                  .vector())
          .containsExactly(7, 8);
    }
  }

  @Test
  void isWrittenOnByThisProgram() {
    try (Database database = TestDatabases.open(folder, Limits.DEFAULT)) {
      database
          .collection("c")
          .setPayload(
              new PointSelector.Ids(List.of(PointId.of(1))),
              Payload.parse("{\"b\":null,\"n\":6}"),
              Acknowledge.DURABLE);
    }
    try (Database database = TestDatabases.open(folder, Limits.DEFAULT)) {
      assertThat(payloads(database.collection("c")))
          .containsEntry(PointId.of(1), Payload.parse("{\"a\":1,\"n\":6,\"seen\":true}"));
    }
  }

  @Test
  void takesAliases() {
    try (Database database = TestDatabases.open(folder, Limits.DEFAULT)) {
      assertThat(database.aliases()).isEmpty();
      database.updateAliases(List.of(new AliasAction.Create("live", "c")));
    }
    try (Database database = TestDatabases.open(folder, Limits.DEFAULT)) {
      assertThat(payloads(database.collection("live"))).hasSize(3);
    }
  }
}
