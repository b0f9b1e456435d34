package io.vdb.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.server.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CollectionRoutesTest {

  private TestServer server;

  @BeforeAll
  void start(@TempDir Path data) {
    server = TestServer.start(data);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void createsListsAndDeletesACollection() {
    server.createCollection("life", "Cosine");

    assertThat(server.get("/collections").result().path("collections").toString())
        .contains("{\"name\":\"life\"}");
    assertThat(server.delete("/collections/life").result().booleanValue()).isTrue();
    assertThat(server.get("/collections").body()).doesNotContain("life");
  }

  @Test
  void answersInTheEnvelope() {
    JsonNode answer = server.get("/collections").json();

    assertThat(answer.path("status").asText()).isEqualTo("ok");
    assertThat(answer.path("time").isDouble()).isTrue();
    assertThat(answer.path("result").isObject()).isTrue();
  }

  @Test
  void deletingWhatIsNotThereIsFalseAndNoError() {
    TestServer.Answer answer = server.delete("/collections/never");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.result().booleanValue()).isFalse();
  }

  @Test
  void tellsWhetherACollectionExists() {
    server.createCollection("there", "Dot");

    assertThat(server.get("/collections/there/exists").result().toString())
        .isEqualTo("{\"exists\":true}");
    assertThat(server.get("/collections/not-there/exists").result().toString())
        .isEqualTo("{\"exists\":false}");
  }

  @Test
  void describesACollectionWithAllFieldsThatClientsRequire() {
    server.createCollection("described", "Euclid");
    server.upsert("described", "[{\"id\":1,\"vector\":[1,2,3,4]}]");

    String described = server.get("/collections/described").result().toString();
    while (described.contains("yellow")) { // while the point is moved into the index
      described = server.get("/collections/described").result().toString();
    }
    assertThat(described)
        .isEqualTo(
            """
            {"status":"green","optimizer_status":"ok","indexed_vectors_count":0,"points_count":1,\
            "segments_count":1,"config":{"params":{"vectors":{"size":4,"distance":"Euclid"},\
            "shard_number":1,"replication_factor":1,"write_consistency_factor":1,\
            "on_disk_payload":true},"hnsw_config":{"m":16,"ef_construct":100,\
            "full_scan_threshold":10000,"max_indexing_threads":0,"on_disk":false},\
            "optimizer_config":{"deleted_threshold":0.2,"vacuum_min_vector_number":1000,\
            "default_segment_number":0,"max_segment_size":null,"memmap_threshold":null,\
            "indexing_threshold":10000,"flush_interval_sec":5,"max_optimization_threads":null},\
            "wal_config":{"wal_capacity_mb":32,"wal_segments_ahead":0,"wal_retain_closed":1},\
            "quantization_config":null},"payload_schema":{}}""");
  }

  @Test
  void givesStoredSettingsBack() {
    TestServer.Answer created =
        server.put(
            "/collections/stored",
            """
            {"vectors":{"size":3,"distance":"Dot","on_disk":true,"datatype":"float32"},
             "hnsw_config":{"m":8,"ef_construct":50,"full_scan_threshold":500,
                            "max_indexing_threads":2,"on_disk":true},
             "optimizers_config":{"deleted_threshold":0.5,"vacuum_min_vector_number":200,
                                  "default_segment_number":3,"max_segment_size":1000,
                                  "memmap_threshold":2000,"indexing_threshold":3000,
                                  "flush_interval_sec":7,"max_optimization_threads":1},
             "wal_config":{"wal_capacity_mb":16,"wal_segments_ahead":1,"wal_retain_closed":2},
             "on_disk_payload":false,"metadata":{"owner":"me"},"shard_number":1,
             "replication_factor":1,"write_consistency_factor":1,"sharding_method":"auto"}""");
    assertThat(created.status()).isEqualTo(200);

    JsonNode config = server.get("/collections/stored").result().path("config");

    assertThat(config.path("params").toString())
        .isEqualTo(
            """
            {"vectors":{"size":3,"distance":"Dot","on_disk":true,"datatype":"float32"},\
            "shard_number":1,"replication_factor":1,"write_consistency_factor":1,\
            "on_disk_payload":false}""");
    assertThat(config.path("hnsw_config").toString())
        .isEqualTo(
            """
            {"m":8,"ef_construct":50,"full_scan_threshold":500,"max_indexing_threads":2,\
            "on_disk":true}""");
    assertThat(config.path("optimizer_config").toString())
        .isEqualTo(
            """
            {"deleted_threshold":0.5,"vacuum_min_vector_number":200,"default_segment_number":3,\
            "max_segment_size":1000,"memmap_threshold":2000,"indexing_threshold":3000,\
            "flush_interval_sec":7,"max_optimization_threads":1}""");
    assertThat(config.path("wal_config").toString())
        .isEqualTo(
            "{\"wal_capacity_mb\":16,\"wal_segments_ahead\":1,\"wal_retain_closed\":2}");
    assertThat(config.path("metadata").toString()).isEqualTo("{\"owner\":\"me\"}");
  }

  @Test
  void takesNamesThatNeedEncodingInAPath() {
    server.createCollection("a%20b%C3%A9", "Dot");

    assertThat(server.get("/collections").body()).contains("a bé");
    assertThat(server.get("/collections/a%20b%C3%A9/exists").body()).contains("true");
  }

  @Test
  void saysWhatItIs() {
    TestServer.Answer answer = server.get("/");

    assertThat(answer.json().path("title").asText()).isNotEmpty();
    assertThat(answer.json().path("version").asText()).startsWith("1.18.");
  }

  @Test
  void answersProbes() {
    assertThat(server.get("/healthz").body()).isEqualTo("healthz check passed");
    assertThat(server.get("/livez").body()).isEqualTo("healthz check passed");
    assertThat(server.get("/readyz").body()).isEqualTo("all shards are ready");
    assertThat(server.get("/healthz").headers().firstValue("content-type"))
        .hasValue("text/plain; charset=utf-8");
  }
}
