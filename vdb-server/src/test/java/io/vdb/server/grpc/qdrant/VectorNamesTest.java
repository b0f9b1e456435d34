package io.vdb.server.grpc.qdrant;

import static org.assertj.core.api.Assertions.assertThat;

import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Points.CreateVectorNameRequest;
import io.qdrant.client.grpc.Points.DeleteVectorNameRequest;
import io.qdrant.client.grpc.Points.DenseVectorCreationConfig;
import io.qdrant.client.grpc.PointsGrpc.PointsBlockingStub;
import io.vdb.server.TestServer;
import io.vdb.server.TestServer.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Vectors that collections get and lose, over both protocols. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class VectorNamesTest {

  private TestServer server;
  private PointsBlockingStub points;

  @BeforeAll
  void start(@TempDir Path data) {
    server = TestServer.start(data);
    points = new GrpcStubs(server).points();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private void create(String collection) {
    server.createCollection(collection, "Dot");
    server.upsert(collection, "[{\"id\":1,\"vector\":[1,2,3,4]}]");
  }

  private Answer put(String collection, String name, String body) {
    return server.put(
        "/collections/" + collection + "/vectors/" + name + "?wait=true",
        body.replace('\'', '"'));
  }

  private String vectorsOf(String collection) {
    return server.get("/collections/" + collection + "/points/1").result().path("vector").toString();
  }

  @Test
  void givesACollectionAVectorAndTakesItAway() {
    create("c");
    String dense =
        "{'dense': {'size': 2, 'distance': 'Cosine', 'datatype': 'float16',"
            + " 'multivector_config': {'comparator': 'max_sim'}}}";
    assertThat(put("c", "rows", dense).result().path("status").asText()).isEqualTo("completed");
    assertThat(put("c", "rows", dense).status()).isEqualTo(200);
    assertThat(put("c", "thin", "{'sparse': {'modifier': 'idf'}}").status()).isEqualTo(200);

    var params = server.get("/collections/c").result().path("config").path("params");
    assertThat(params.path("vectors").path("rows").toString())
        .isEqualTo(
            "{\"size\":2,\"distance\":\"Cosine\",\"datatype\":\"float16\","
                + "\"multivector_config\":{\"comparator\":\"max_sim\"}}");
    assertThat(params.path("vectors").path("").path("size").asInt()).isEqualTo(4);
    assertThat(params.path("sparse_vectors").path("thin").path("modifier").asText())
        .isEqualTo("idf");

    assertThat(vectorsOf("c")).isEqualTo("[1.0,2.0,3.0,4.0]");
    server.upsert(
        "c",
        "[{\"id\":1,\"vector\":{\"rows\":[[1,0]],\"thin\":{\"indices\":[1],\"values\":[2]}}}]");
    assertThat(server.delete("/collections/c/vectors/rows?wait=true").status()).isEqualTo(200);
    assertThat(vectorsOf("c")).isEqualTo("{\"thin\":{\"indices\":[1],\"values\":[2.0]}}");

    assertThat(put("c", "rows", "{'dense': {'size': 3, 'distance': 'Dot'}}").status())
        .isEqualTo(200);
    assertThat(vectorsOf("c")).isEqualTo("{\"thin\":{\"indices\":[1],\"values\":[2.0]}}");
    var again = server.get("/collections/c").result().path("config").path("params");
    assertThat(again.path("vectors").path("rows").toString())
        .isEqualTo("{\"size\":3,\"distance\":\"Dot\"}");
    assertThat(server.delete("/collections/c/vectors/absent").status()).isEqualTo(200);
  }

  @Test
  void doesTheSameOverGrpc() {
    create("g");
    var created =
        points.createVectorName(
            CreateVectorNameRequest.newBuilder()
                .setCollectionName("g")
                .setVectorName("a")
                .setWait(true)
                .setDenseConfig(
                    DenseVectorCreationConfig.newBuilder()
                        .setSize(2)
                        .setDistance(Distance.Euclid))
                .build());
    assertThat(created.getResult().getStatus().name()).isEqualTo("Completed");
    assertThat(put("g", "a", "{'dense': {'size': 2, 'distance': 'Euclid'}}").status())
        .isEqualTo(200);
    var _ =
        points.deleteVectorName(
            DeleteVectorNameRequest.newBuilder().setCollectionName("g").setVectorName("a").build());
    assertThat(put("g", "a", "{'sparse': {}}").status()).isEqualTo(200);
    assertThat(
            GrpcStubs.failure(
                    () ->
                        points.createVectorName(
                            CreateVectorNameRequest.newBuilder()
                                .setCollectionName("g")
                                .setVectorName("b")
                                .build()))
                .getDescription())
        .contains("vector_config");
  }

  @Test
  void refusesWhatCannotBe() {
    create("r");
    assertThat(put("r", "a", "{'dense': {'size': 2, 'distance': 'Dot'}}").status()).isEqualTo(200);
    refused(400, "a", "{'dense': {'size': 3, 'distance': 'Dot'}}", "already exists with a different");
    refused(400, "a", "{'sparse': {}}", "Vector `a` already exists as a dense vector");
    refused(400, "b", "{}", "either `dense` or `sparse`");
    refused(400, "b", "{'dense': {'size': 3}}", "missing field `distance`");
    refused(400, "b", "{'dense': {'size': 3, 'distance': 'Dot', 'on_disk': true}}", "on_disk");
    refused(422, "b", "{'dense': {'size': 0, 'distance': 'Dot'}}", "value 0 invalid");
    refused(422, "b%3Ac", "{'sparse': {}}", "vector name cannot contain");
    refused(422, "b".repeat(201), "{'sparse': {}}", "at most 200 bytes");
    assertThat(server.put("/collections/absent/vectors/a", "{\"sparse\":{}}").status())
        .isEqualTo(404);
  }

  private void refused(int status, String name, String body, String message) {
    Answer answer = put("r", name, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains(message);
  }
}
