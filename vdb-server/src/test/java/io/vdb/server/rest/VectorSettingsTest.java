package io.vdb.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.qdrant.client.grpc.Collections.CollectionConfig;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.GetCollectionInfoRequest;
import io.qdrant.client.grpc.CollectionsGrpc.CollectionsBlockingStub;
import io.vdb.server.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a vector of a collection has of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class VectorSettingsTest {

  private Path data;
  private TestServer server;

  @BeforeAll
  void start(@TempDir Path folder) {
    data = folder;
    server = TestServer.start(data);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private CollectionsBlockingStub collections() {
    return GrpcClients.builder("gproto+http://127.0.0.1:" + server.grpc().getPort() + "/")
        .responseTimeoutMillis(20_000)
        .build(CollectionsBlockingStub.class);
  }

  private JsonNode vectors(String collection) {
    return server.get("/collections/" + collection).result().at("/config/params/vectors");
  }

  @Test
  void areShownAsTheyWereGivenOnBothProtocolsAndAfterOpening() {
    assertThat(
            server
                .put(
                    "/collections/own",
                    """
                    {"vectors":{
                       "a":{"size":2,"distance":"Dot","datatype":"uint8","on_disk":true,
                            "hnsw_config":{"m":0,"on_disk":false},
                            "quantization_config":{"binary":{"always_ram":true}}},
                       "b":{"size":3,"distance":"Cosine","datatype":"float16",
                            "hnsw_config":{"ef_construct":64,"max_indexing_threads":3}},
                       "c":{"size":1,"distance":"Euclid"}},
                     "hnsw_config":{"m":8}}""")
                .status())
        .isEqualTo(200);
    checkShown("own");

    CollectionConfig shown =
        collections()
            .get(GetCollectionInfoRequest.newBuilder().setCollectionName("own").build())
            .getResult()
            .getConfig();
    collections()
        .create(
            CreateCollection.newBuilder()
                .setCollectionName("copy")
                .setVectorsConfig(shown.getParams().getVectorsConfig())
                .setHnswConfig(shown.getHnswConfig())
                .build());
    checkShown("copy");

    server.close();
    server = TestServer.start(data);
    checkShown("own");
    checkShown("copy");
  }

  private void checkShown(String collection) {
    JsonNode vectors = vectors(collection);
    assertThat(vectors.at("/a/datatype").asText()).isEqualTo("uint8");
    assertThat(vectors.at("/a/hnsw_config/m").asInt(-1)).isZero();
    assertThat(vectors.at("/a/hnsw_config/on_disk").asBoolean(true)).isFalse();
    assertThat(vectors.at("/a/quantization_config").toString())
        .isEqualTo("{\"binary\":{\"always_ram\":true}}");
    assertThat(vectors.at("/b/datatype").asText()).isEqualTo("float16");
    assertThat(vectors.at("/b/hnsw_config/m").asInt()).isEqualTo(8);
    assertThat(vectors.at("/b/hnsw_config/ef_construct").asInt()).isEqualTo(64);
    assertThat(vectors.at("/b/hnsw_config/max_indexing_threads").asInt()).isEqualTo(3);
    assertThat(vectors.path("c").toString()).isEqualTo("{\"size\":1,\"distance\":\"Euclid\"}");
  }

  @Test
  void areChangedOneByOne() {
    server.put(
        "/collections/changed",
        """
        {"vectors":{"size":2,"distance":"Dot",
                    "hnsw_config":{"m":4,"on_disk":true},
                    "quantization_config":{"product":{"compression":"x8"}}}}""");
    assertThat(
            server
                .send(
                    "PATCH",
                    "/collections/changed",
                    "{\"vectors\":{\"\":{\"hnsw_config\":{\"max_indexing_threads\":2},"
                        + "\"quantization_config\":{\"scalar\":{\"type\":\"int8\"}}}}}")
                .status())
        .isEqualTo(200);
    JsonNode vectors = vectors("changed");
    assertThat(vectors.at("/hnsw_config/m").asInt()).isEqualTo(4);
    assertThat(vectors.at("/hnsw_config/on_disk").asBoolean()).isTrue();
    assertThat(vectors.at("/hnsw_config/max_indexing_threads").asInt()).isEqualTo(2);
    assertThat(vectors.path("quantization_config").toString())
        .isEqualTo("{\"scalar\":{\"type\":\"int8\"}}");

    server.send(
        "PATCH",
        "/collections/changed",
        "{\"vectors\":{\"\":{\"quantization_config\":\"Disabled\"}}}");
    assertThat(vectors("changed").has("quantization_config")).isFalse();
    assertThat(vectors("changed").at("/hnsw_config/on_disk").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      uint8   | Cosine | [3, 300.7, 4.9] | [3.0,255.0,4.0]
      uint8   | Dot    | [-3, 0.9, 12]   | [0.0,0.0,12.0]
      float16 | Euclid | [0.1, 2049, -1] | [0.099975586,2048.0,-1.0]
      float16 | Cosine | [0, 3, 4]       | [0.0,0.60009766,0.79980469]
      float32 | Euclid | [0.1, 2049, -1] | [0.1,2049.0,-1.0]
      """)
  void componentsAreReadBackAsTheyWereRounded(
      String datatype, String distance, String given, String stored) {
    String collection = "/collections/" + datatype + distance;
    server.put(
        collection,
        "{\"vectors\":{\"size\":3,\"distance\":\"" + distance + "\",\"datatype\":\"" + datatype
            + "\"}}");
    assertThat(
            server
                .put(
                    collection + "/points?wait=true",
                    "{\"points\":[{\"id\":1,\"vector\":" + given + "}]}")
                .status())
        .isEqualTo(200);
    JsonNode read = server.get(collection + "/points/1").result().path("vector");
    float[] expected = floats(stored);
    for (int i = 0; i < expected.length; i++) {
      assertThat((float) read.get(i).asDouble()).isEqualTo(expected[i]);
    }
  }

  private static float[] floats(String json) {
    String[] parts = json.substring(1, json.length() - 1).split(",", -1);
    float[] floats = new float[parts.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = Float.parseFloat(parts[i]);
    }
    return floats;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
      {"size":2,"distance":"Dot","datatype":"int8"} | 400 | vectors.datatype: unknown variant, expected one of `float32`, `uint8`, `float16`
      {"size":2,"distance":"Dot","hnsw_config":{"m":1}} | 422 | vectors.hnsw_config.m: value 1 invalid
      {"size":2,"distance":"Dot","hnsw_config":{"n":1}} | 400 | unknown field `n`
      {"size":2,"distance":"Dot","quantization_config":{}} | 400 | expected one of `scalar`, `product`, `binary`
      """)
  void refusesWhatCannotBe(String vectors, int status, String message) {
    TestServer.Answer answer =
        server.put("/collections/refused", "{\"vectors\":" + vectors + "}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.error()).contains(message);
  }
}
