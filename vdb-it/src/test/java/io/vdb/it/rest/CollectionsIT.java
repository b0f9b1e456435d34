package io.vdb.it.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.it.server.Answer;
import io.vdb.it.server.Await;
import io.vdb.it.server.SharedServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(SharedServer.LOCK)
final class CollectionsIT {

  @RegisterExtension static final SharedServer SERVER = new SharedServer();

  @Test
  void createsListsAndDeletesACollection() throws Exception {
    assertThat(create("coll-life").result().asBoolean()).isTrue();
    assertThat(SERVER.client().get("/collections/coll-life/exists").result().path("exists").asBoolean())
        .isTrue();
    assertThat(SERVER.client().get("/collections").result().path("collections").findValuesAsText("name"))
        .contains("coll-life");

    assertThat(SERVER.client().delete("/collections/coll-life").result().asBoolean()).isTrue();
    assertThat(SERVER.client().get("/collections/coll-life/exists").result().path("exists").asBoolean())
        .isFalse();
    assertThat(SERVER.client().get("/collections").result().path("collections").findValuesAsText("name"))
        .doesNotContain("coll-life");
    assertThat(SERVER.client().get("/collections/coll-life").status()).isEqualTo(404);
  }

  @Test
  void describesACollection() throws Exception {
    SERVER.client()
        .put(
            "/collections/coll-info",
            "{'vectors': {'size': 3, 'distance': 'Euclid'},"
                + " 'hnsw_config': {'m': 8, 'ef_construct': 50}}")
        .result();
    SERVER.client()
        .put(
            "/collections/coll-info/points?wait=true",
            "{'points': [{'id': 1, 'vector': [1, 2, 3]}, {'id': 2, 'vector': [4, 5, 6]}]}")
        .result();

    JsonNode info =
        Await.until( // yellow while points are moved into the index
            () -> SERVER.client().get("/collections/coll-info").result(),
            found -> found.path("status").asText().equals("green"),
            Duration.ofSeconds(60));
    assertThat(info.path("optimizer_status").asText()).isEqualTo("ok");
    assertThat(info.path("points_count").asLong()).isEqualTo(2);
    assertThat(info.path("segments_count").asLong()).isPositive();
    assertThat(info.path("indexed_vectors_count").isIntegralNumber()).isTrue();
    JsonNode vectors = info.at("/config/params/vectors");
    assertThat(vectors.path("size").asInt()).isEqualTo(3);
    assertThat(vectors.path("distance").asText()).isEqualTo("Euclid");
    assertThat(info.at("/config/hnsw_config/m").asInt()).isEqualTo(8);
    assertThat(info.at("/config/hnsw_config/ef_construct").asInt()).isEqualTo(50);
  }

  @Test
  void refusesToCreateACollectionTwice() throws Exception {
    create("coll-twice").result();
    Answer second = create("coll-twice");
    assertThat(second.status()).isEqualTo(409);
    assertThat(second.error()).contains("coll-twice");
  }

  @Test
  void forgetsThePointsOfADeletedCollection() throws Exception {
    create("coll-again").result();
    SERVER.client()
        .put("/collections/coll-again/points?wait=true", "{'points': [{'id': 1, 'vector': [1, 1]}]}")
        .result();
    SERVER.client().delete("/collections/coll-again").result();
    create("coll-again").result();
    assertThat(
            SERVER.client()
                .post("/collections/coll-again/points/count", "{}")
                .result()
                .path("count")
                .asLong())
        .isZero();
  }

  private static Answer create(String name) throws Exception {
    return SERVER.client().put("/collections/" + name, "{'vectors': {'size': 2, 'distance': 'Dot'}}");
  }
}
