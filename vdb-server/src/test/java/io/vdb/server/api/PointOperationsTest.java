package io.vdb.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.engine.DatabaseConfig;
import io.vdb.core.model.AliasAction;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.query.Query;
import io.vdb.core.query.QueryRequest;
import io.vdb.core.query.QueryStage;
import io.vdb.core.query.VectorInput;
import io.vdb.observability.spi.BackendConfig;
import io.vdb.server.TestServer;
import io.vdb.server.config.LimitsConfig;
import io.vdb.server.config.ServerConfig;
import io.vdb.server.lifecycle.DatabaseComponent;
import io.vdb.server.lifecycle.ObservabilityComponent;
import io.vdb.server.lifecycle.PluginFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PointOperationsTest {

  @Test
  void searchesOfABatchStayInTheCollectionThatTheyBeganWith(@TempDir Path data) {
    ServerConfig config = TestServer.config(data, Map.of());
    LimitsConfig limits = config.limits();
    PluginFolder plugins = new PluginFolder(Optional.empty());
    ObservabilityComponent observability =
        new ObservabilityComponent(
            List.of("none"), BackendConfig.of("vdb", "test"), plugins);
    DatabaseComponent database =
        new DatabaseComponent(
            new DatabaseConfig(
                data, "memory", config.storage().durability(), limits.forEngine(), 1),
            observability,
            plugins);
    observability.start();
    database.start();
    try {
      for (long id = 1; id <= 2; id++) {
        database
            .database()
            .createCollection("v" + id, CollectionConfig.of(1, Distance.DOT))
            .upsert(List.of(Point.of(id, new float[] {1}, Map.of())));
      }
      Operations operations = Operations.on(database, limits, config.storage().snapshots());
      operations.aliases().update(List.of(new AliasAction.Create("live", "v1")));
      QueryRequest request =
          QueryRequest.of(QueryStage.of(new Query.Nearest(VectorInput.of(1)), 1));

      assertThat(
              operations
                  .points()
                  .queryAll(
                      "live",
                      List.of(request, request),
                      () ->
                          operations
                              .aliases()
                              .update(List.of(new AliasAction.Create("live", "v2")))))
          .allSatisfy(
              found ->
                  assertThat(found.points())
                      .extracting(point -> point.id())
                      .containsExactly(PointId.of(1)));
      assertThat(operations.points().query("live", request, () -> {}).points())
          .extracting(point -> point.id())
          .containsExactly(PointId.of(2));
    } finally {
      database.stop();
      observability.stop();
    }
  }
}
