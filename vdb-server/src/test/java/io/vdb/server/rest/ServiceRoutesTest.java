package io.vdb.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.server.TestServer;
import io.vdb.server.TestServer.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServiceRoutesTest {

  @TempDir Path data;
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.start(data);
    server.createCollection("c", "Dot");
    server.upsert("c", "[{\"id\":1,\"vector\":[1,2,3,4]},{\"id\":2,\"vector\":[1,2,3,4]}]");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void tellsLittleUnlessMoreIsAskedFor() {
    JsonNode told = server.get("/telemetry").result();

    assertThat(told.fieldNames())
        .toIterable()
        .containsExactly("id", "app", "collections", "cluster", "requests");
    assertThat(told.at("/app").fieldNames())
        .toIterable()
        .containsExactly("name", "version", "startup");
    assertThat(told.at("/app/name").asText()).isEqualTo("vdb");
    assertThat(told.at("/collections/number_of_collections").asInt()).isEqualTo(1);
    assertThat(told.at("/collections").has("collections")).isFalse();
    assertThat(told.at("/cluster/enabled").isBoolean()).isTrue();
    assertThat(told.at("/cluster/enabled").asBoolean()).isFalse();
    assertThat(server.get("/telemetry").result().path("id")).isEqualTo(told.path("id"));
  }

  @Test
  void tellsCollectionsInShortAndInFull() {
    JsonNode shortly = server.get("/telemetry?details_level=1").result();
    JsonNode fully = server.get("/telemetry?details_level=3&anonymize=false").result();
    JsonNode hidden = server.get("/telemetry?details_level=3&anonymize=true").result();

    JsonNode one = shortly.at("/collections/collections/0");
    assertThat(one.path("vectors").asInt()).isEqualTo(2);
    assertThat(one.path("optimizers_status").asText()).isEqualTo("ok");
    assertThat(one.at("/params/vectors/size").asInt()).isEqualTo(4);
    assertThat(shortly.at("/memory/resident_bytes").asLong()).isPositive();
    assertThat(shortly.at("/app/system/cores").asInt()).isPositive();

    JsonNode whole = fully.at("/collections/collections/0");
    assertThat(whole.path("id").asText()).isEqualTo("c");
    assertThat(whole.at("/config/hnsw_config/m").asInt()).isPositive();
    assertThat(whole.at("/shards/0/local/num_points").asInt()).isEqualTo(2);
    assertThat(hidden.at("/collections/collections/0/id").asText()).hasSize(36);
  }

  @Test
  void countsAnswersByEndpointAndStatus() {
    String search = "{\"vector\":[1,2,3,4],\"limit\":1}";
    for (int i = 0; i < 3; i++) {
      assertThat(server.post("/collections/c/points/search", search).status()).isEqualTo(200);
    }
    assertThat(server.post("/collections/absent/points/search", search).status()).isEqualTo(404);

    JsonNode responses = server.get("/telemetry").result().at("/requests/rest/responses");

    JsonNode searches = responses.path("POST /collections/{collection_name}/points/search");
    assertThat(searches.at("/200/count").asInt()).isEqualTo(3);
    assertThat(searches.at("/404/count").asInt()).isEqualTo(1);
    long total = searches.at("/200/total_duration_micros").asLong();
    assertThat(searches.at("/200/avg_duration_micros").asDouble()).isEqualTo(total / 3.0);
    assertThat(searches.at("/200/min_duration_micros").asLong())
        .isPositive()
        .isLessThanOrEqualTo(searches.at("/200/max_duration_micros").asLong());
    assertThat(responses.toString()).doesNotContain("unmatched", "absent", "\"count\":0");
  }

  @Test
  void isNoCluster() {
    assertThat(server.get("/cluster").result().path("status").asText()).isEqualTo("disabled");
    JsonNode shards = server.get("/collections/c/cluster").result();
    assertThat(shards.path("shard_count").asInt()).isEqualTo(1);
    assertThat(shards.path("peer_id").isIntegralNumber()).isTrue();
    assertThat(shards.at("/local_shards/0").toString())
        .isEqualTo("{\"shard_id\":0,\"points_count\":2,\"state\":\"Active\"}");
    assertThat(shards.path("remote_shards").isArray()).isTrue();
    assertThat(shards.path("shard_transfers").isArray()).isTrue();
    assertThat(server.get("/collections/absent/cluster").status()).isEqualTo(404);
  }

  @Test
  void hasNoIssues() {
    assertThat(server.get("/issues").result().path("issues")).isEmpty();
    assertThat(server.delete("/issues").result().asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /collections/c/cluster, 'GET'",
    "PUT, /collections/c/shards, ''",
    "POST, /collections/c/shards/delete, ''",
    "GET, /collections/c/shards, ''",
    "POST, /cluster/recover, ''",
    "DELETE, /cluster/peer/1, ''",
    "GET, /cluster/telemetry, ''"
  })
  void refusesWhatOnlyClustersDo(String method, String path, String allowed) {
    Answer answer = server.send(method, path, "{}");

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.headers().firstValue("allow")).hasValue(allowed);
    assertThat(answer.error())
        .isEqualTo(
            "Bad request: " + path + " does not take the method " + method
                + ": this server is a single node, and has no shards to manage");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"?details_level=x", "?anonymize=1", "?per_collection=yes", "?other=1"})
  void refusesWrongParametersOfTelemetry(String parameters) {
    assertThat(server.get("/telemetry" + parameters).status()).isEqualTo(400);
  }
}
