package io.vdb.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.qdrant.client.grpc.Collections.CollectionConfig;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.GetCollectionInfoRequest;
import io.qdrant.client.grpc.Collections.HnswConfigDiff;
import io.qdrant.client.grpc.Collections.OptimizersConfigDiff;
import io.qdrant.client.grpc.Collections.Modifier;
import io.qdrant.client.grpc.Collections.SparseVectorConfig;
import io.qdrant.client.grpc.Collections.SparseVectorParams;
import io.qdrant.client.grpc.Collections.UpdateCollection;
import io.qdrant.client.grpc.Collections.VectorParamsDiff;
import io.qdrant.client.grpc.Collections.VectorParamsDiffMap;
import io.qdrant.client.grpc.Collections.VectorsConfigDiff;
import io.qdrant.client.grpc.CollectionsGrpc.CollectionsBlockingStub;
import io.vdb.server.TestServer;
import io.vdb.server.TestServer.Answer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UpdateCollectionTest {

  private static final String ONE = "/collections/one";
  private static final String TWO = "/collections/two";

  @TempDir Path data;
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.start(data);
    server.put(
        ONE,
        "{\"vectors\":{\"size\":4,\"distance\":\"Dot\",\"on_disk\":false},"
            + "\"hnsw_config\":{\"m\":8,\"ef_construct\":64},"
            + "\"optimizers_config\":{\"flush_interval_sec\":7},"
            + "\"metadata\":{\"a\":1,\"b\":2}}");
    server.put(
        TWO,
        "{\"vectors\":{\"x\":{\"size\":4,\"distance\":\"Dot\"},"
            + "\"y\":{\"size\":2,\"distance\":\"Cosine\"}}}");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonNode config(String collection) {
    return server.get(collection).result().path("config");
  }

  private void patch(String collection, String body) {
    Answer answer = server.send("PATCH", collection, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.result().asBoolean()).isTrue();
  }

  @Test
  void changesWhatIsGivenAndKeepsTheRestAlsoAfterARestart() {
    server.upsert("one", "[{\"id\":1,\"vector\":[1,2,3,4]}]");
    patch(
        ONE,
        "{\"hnsw_config\":{\"ef_construct\":200},"
            + "\"vectors\":{\"\":{\"on_disk\":true,\"hnsw_config\":{\"m\":32}}},"
            + "\"optimizers_config\":{\"indexing_threshold\":5},"
            + "\"params\":{\"on_disk_payload\":false},"
            + "\"metadata\":{\"b\":3,\"c\":4}}");
    patch(TWO, "{\"vectors\":{\"y\":{\"on_disk\":true,\"hnsw_config\":{\"m\":6}}}}");
    patch(TWO, "{\"hnsw_config\":{\"on_disk\":true}}");
    patch(TWO, "{}");

    checkChanged();
    server.close();
    server = TestServer.start(data);
    checkChanged();
    assertThat(server.get(ONE).result().path("points_count").asInt()).isEqualTo(1);
  }

  @Test
  void showsNamesInMetadataAndOfVectorsAsTheyAre() {
    String smile = "\ud83d\ude00";
    server.put(
        "/collections/s",
        "{\"vectors\":{\"\\ud83d\\ude00\":{\"size\":1,\"distance\":\"Dot\"}},"
            + "\"metadata\":{\"\\ud83d\\ude00\":\"\\ud83d\\ude00\"}}");
    server.upsert("s", "[{\"id\":1,\"vector\":{\"" + smile + "\":[1]}}]");
    assertThat(server.get("/collections/s").body())
        .contains("\"" + smile + "\":{\"size\":1")
        .contains("\"metadata\":{\"" + smile + "\":\"" + smile + "\"}");
    assertThat(server.get("/collections/s/points/1").body())
        .contains("\"vector\":{\"" + smile + "\":[1.0]}");
  }

  private void checkChanged() {
    JsonNode one = config(ONE);
    assertThat(one.at("/hnsw_config/m").asInt()).isEqualTo(8);
    assertThat(one.at("/hnsw_config/ef_construct").asInt()).isEqualTo(200);
    assertThat(one.at("/params/vectors/on_disk").asBoolean()).isTrue();
    assertThat(one.at("/params/vectors/size").asInt()).isEqualTo(4);
    assertThat(one.at("/params/vectors/hnsw_config/m").asInt()).isEqualTo(32);
    assertThat(one.at("/optimizer_config/flush_interval_sec").asInt()).isEqualTo(7);
    assertThat(one.at("/optimizer_config/indexing_threshold").asInt()).isEqualTo(5);
    assertThat(one.at("/params/on_disk_payload").asBoolean()).isFalse();
    assertThat(one.path("metadata").toString()).isEqualTo("{\"a\":1,\"b\":3,\"c\":4}");
    JsonNode two = config(TWO);
    assertThat(two.at("/params/vectors/y/on_disk").asBoolean()).isTrue();
    assertThat(two.at("/params/vectors/y/hnsw_config/m").asInt()).isEqualTo(6);
    assertThat(two.at("/params/vectors/x").has("on_disk")).isFalse();
    assertThat(two.at("/hnsw_config/on_disk").asBoolean()).isTrue();
  }

  @Test
  void keepsWhatIsWantedOfCompressedVectorsUntilThatIsTakenBack() {
    for (String wanted :
        List.of(
            "{\"scalar\":{\"type\":\"int8\",\"quantile\":0.99,\"always_ram\":true}}",
            "{\"product\":{\"compression\":\"x4\"}}",
            "{\"product\":{\"compression\":\"x16\",\"always_ram\":false}}",
            "{\"binary\":{}}",
            "{\"binary\":{\"encoding\":\"one_and_half_bits\","
                + "\"query_encoding\":\"scalar4bits\"}}")) {
      patch(ONE, "{\"quantization_config\":" + wanted + "}");
      assertThat(config(ONE).path("quantization_config").toString()).isEqualTo(wanted);

      CollectionConfig shown =
          collections()
              .get(GetCollectionInfoRequest.newBuilder().setCollectionName("one").build())
              .getResult()
              .getConfig();
      String name = "q" + wanted.hashCode();
      assertThat(
              collections()
                  .create(
                      CreateCollection.newBuilder()
                          .setCollectionName(name)
                          .setVectorsConfig(shown.getParams().getVectorsConfig())
                          .setQuantizationConfig(shown.getQuantizationConfig())
                          .build())
                  .getResult())
          .isTrue();
      JsonNode copied = config("/collections/" + name).path("quantization_config");
      assertThat(copied).isEqualTo(config(ONE).path("quantization_config"));
    }
    patch(ONE, "{\"quantization_config\":\"Disabled\"}");
    assertThat(config(ONE).path("quantization_config").isNull()).isTrue();
  }

  @Test
  void changesSparseVectorsFromTheNextSearchAndAlsoAfterARestart() {
    server.put(
        "/collections/s",
        "{\"sparse_vectors\":{\"a\":{\"index\":{\"on_disk\":true}},\"b\":{\"modifier\":\"idf\"}}}");
    server.upsert(
        "s",
        "[{\"id\":1,\"vector\":{\"a\":{\"indices\":[1],\"values\":[1]}}},"
            + "{\"id\":2,\"vector\":{\"a\":{\"indices\":[2],\"values\":[1]}}}]");
    assertThat(score("{\"indices\":[1],\"values\":[1]}")).isEqualTo(1);
    assertThat(score("{\"recommend\":{\"positive\":[{\"indices\":[1],\"values\":[1]}]}}"))
        .isEqualTo(1);

    patch(
        "/collections/s",
        "{\"sparse_vectors\":{\"a\":{\"modifier\":\"idf\",\"index\":{\"full_scan_threshold\":7}}}}");

    checkSparse();
    server.close();
    server = TestServer.start(data);
    checkSparse();

    collections()
        .update(
            UpdateCollection.newBuilder()
                .setCollectionName("s")
                .setSparseVectorsConfig(
                    SparseVectorConfig.newBuilder()
                        .putMap(
                            "a",
                            SparseVectorParams.newBuilder().setModifier(Modifier.None).build()))
                .build());
    assertThat(score("{\"indices\":[1],\"values\":[1]}")).isEqualTo(1);
    assertThat(config("/collections/s").at("/params/sparse_vectors/a/modifier").asText())
        .isEqualTo("none");
    assertThat(config("/collections/s").at("/params/sparse_vectors/b/modifier").asText())
        .isEqualTo("idf");
  }

  private void checkSparse() {
    double rare = Math.log(1 + (2 - 1 + 0.5) / (1 + 0.5));
    JsonNode vectors = config("/collections/s").at("/params/sparse_vectors");
    assertThat(vectors.at("/a/modifier").asText()).isEqualTo("idf");
    assertThat(vectors.at("/a/index/on_disk").asBoolean()).isTrue();
    assertThat(vectors.at("/a/index/full_scan_threshold").asInt()).isEqualTo(7);
    assertThat(vectors.path("b").toString()).isEqualTo("{\"modifier\":\"idf\"}");
    assertThat(score("{\"indices\":[1],\"values\":[1]}")).isCloseTo(rare, within(1e-6));
    assertThat(score("{\"recommend\":{\"positive\":[{\"indices\":[1],\"values\":[1]}]}}"))
        .isCloseTo(rare, within(1e-6));
  }

  private double score(String query) {
    return server
        .post("/collections/s/points/query", "{\"using\":\"a\",\"query\":" + query + "}")
        .result()
        .at("/points/0/score")
        .asDouble();
  }

  private CollectionsBlockingStub collections() {
    return GrpcClients.builder("gproto+http://127.0.0.1:" + server.grpc().getPort() + "/")
        .responseTimeoutMillis(20_000)
        .build(CollectionsBlockingStub.class);
  }

  @Test
  void takesAnAlias() {
    server.post(
        "/collections/aliases",
        "{\"actions\":[{\"create_alias\":{\"alias_name\":\"other\","
            + "\"collection_name\":\"one\"}}]}");

    patch("/collections/other", "{\"hnsw_config\":{\"m\":12}}");

    assertThat(config(ONE).at("/hnsw_config/m").asInt()).isEqualTo(12);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
      one | {"vectors":{"z":{"on_disk":true}}} | 400 | Wrong input: Not existing vector name error: z
      two | {"vectors":{"":{"on_disk":true}}} | 400 | Wrong input: Not existing vector name error:
      one | {"vectors":{"":{"size":5}}} | 400 | unknown field `size`
      one | {"hnsw_config":{"m":1}} | 422 | value 1 invalid
      one | {"params":{"replication_factor":2}} | 400 | which is a single node
      one | {"quantization_config":{"turbo":{}}} | 400 | `turbo` is not supported by this server
      one | {"quantization_config":{}} | 400 | expected one of `scalar`, `product`, `binary`
      one | {"quantization_config":{"scalar":{}}} | 400 | missing field `type`
      one | {"quantization_config":{"scalar":{"type":"int4"}}} | 400 | unknown variant of `type`
      one | {"quantization_config":{"scalar":{"type":"int8","quantile":2}}} | 422 | must be from 0.5 to 1
      one | {"quantization_config":{"product":{"compression":"x4","other":1}}} | 400 | unknown field `other`
      one | {"quantization_config":"Off"} | 400 | expected `Disabled`
      one | {"strict_mode_config":{"max_timeout":0}} | 422 | strict_mode_config.max_timeout: value 0 invalid
      one | {"sparse_vectors":{"z":{}}} | 400 | Wrong input: Not existing vector name error: z
      one | {"sparse_vectors":{"z":{"modifier":"x"}}} | 400 | expected one of `none`, `idf`
      two | {"sparse_vectors":{"x":{}}} | 400 | Wrong input: Not existing vector name error: x
      one | {"other":1} | 400 | unknown field `other`
      absent | {} | 404 | Not found: Collection `absent` doesn't exist!
      """)
  void refusesWhatCannotBeAndChangesNothing(
      String collection, String body, int status, String message) {
    JsonNode before = config(ONE);

    Answer answer = server.send("PATCH", "/collections/" + collection, body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.error()).contains(message);
    assertThat(config(ONE)).isEqualTo(before);
  }

  @Test
  void doesTheSameOverGrpc() {
    CollectionsBlockingStub collections = collections();

    boolean done =
        collections
            .update(
                UpdateCollection.newBuilder()
                    .setCollectionName("two")
                    .setHnswConfig(HnswConfigDiff.newBuilder().setEfConstruct(200))
                    .setOptimizersConfig(
                        OptimizersConfigDiff.newBuilder().setIndexingThreshold(5))
                    .setVectorsConfig(
                        VectorsConfigDiff.newBuilder()
                            .setParamsMap(
                                VectorParamsDiffMap.newBuilder()
                                    .putMap(
                                        "y",
                                        VectorParamsDiff.newBuilder()
                                            .setOnDisk(true)
                                            .setHnswConfig(HnswConfigDiff.newBuilder().setM(6))
                                            .build())))
                    .build())
            .getResult();

    assertThat(done).isTrue();
    CollectionConfig config =
        collections
            .get(GetCollectionInfoRequest.newBuilder().setCollectionName("two").build())
            .getResult()
            .getConfig();
    assertThat(config.getHnswConfig().getEfConstruct()).isEqualTo(200);
    assertThat(config.getOptimizerConfig().getIndexingThreshold()).isEqualTo(5);
    var y = config.getParams().getVectorsConfig().getParamsMap().getMapOrThrow("y");
    assertThat(y.getOnDisk()).isTrue();
    assertThat(y.getHnswConfig().getM()).isEqualTo(6);
    assertThat(y.getSize()).isEqualTo(2);
    assertThat(config(TWO).at("/params/vectors/y/hnsw_config/m").asInt()).isEqualTo(6);
  }
}
