package io.vdb.it.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.engine.Database;
import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.log.DurableFiles;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that has gone, whole, while the index that it belongs to is still there. */
final class MissingLogTest {

  @TempDir private Path folder;

  @Test
  void isNotTakenForANewOne() throws IOException {
    try (Database database = Database.open(folder)) {
      var collection = database.createCollection("c", CollectionConfig.of(1, Distance.DOT));
      var _ = collection.upsert(List.of(Point.of(1, new float[] {1}, Map.of())));
    }
    try (Stream<Path> collections = Files.list(folder.resolve("collections"))) {
      for (Path collection : collections.toList()) {
        DurableFiles.deleteTree(collection.resolve("log"));
      }
    }
    try (Database database = Database.open(folder)) {
      assertThatThrownBy(() -> database.collection("c").count(null))
          .isInstanceOfSatisfying(
              VdbException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_LOSS))
          .hasMessageContaining("operations are missing");
    }
  }
}
