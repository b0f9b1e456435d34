package io.vdb.it.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vdb.it.server.RestClient;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** The server that is tried: filled, asked, and looked into. */
final class Target implements AutoCloseable {

  /** An id that no request uses. */
  private static final String NO_POINT = "5ca1ab1e-0000-4000-8000-00000badbeef";

  private final URI base;
  private final RestClient client;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Target(URI base) {
    this.base = base;
    this.client = new RestClient(base);
  }

  /** Puts the data back to what the templates expect. */
  void fill() throws IOException, InterruptedException {
    for (JsonNode collection : client.get("/collections").result().path("collections")) {
      client.delete("/collections/" + encoded(collection.path("name").asText())).result();
    }
    client.put("/collections/fuzz-a", "{'vectors': {'size': 4, 'distance': 'Dot'}}").result();
    client.put("/collections/fuzz-b", "{'vectors': {'size': 1, 'distance': 'Euclid'}}").result();
    client
        .put(
            "/collections/fuzz-a/points?wait=true",
            "{'points': [{'id': 1, 'vector': [1, 2, 3, 4], 'payload': {'n': 1, 's': 'x'}},"
                + " {'id': 2, 'vector': [4, 3, 2, 1], 'payload': {'n': 2, 'l': [1, null]}},"
                + " {'id': 3, 'vector': [0, 0, 0, 0], 'payload': {'o': {'p': {'q': 2.5}}}},"
                + " {'id': 4, 'vector': [-1, 0.5, 1e-3, 9]}]}")
        .result();
    client
        .put("/collections/fuzz-b/points?wait=true", "{'points': [{'id': 7, 'vector': [7]}]}")
        .result();
    client
        .put("/collections/fuzz-a/index?wait=true", "{'field_name': 'n', 'field_schema': 'integer'}")
        .result();
    client
        .put(
            "/collections/fuzz-v",
            "{'vectors': {'a': {'size': 2, 'distance': 'Dot'},"
                + " 'b': {'size': 3, 'distance': 'Manhattan'},"
                + " 'm': {'size': 2, 'distance': 'Dot', 'datatype': 'uint8',"
                + " 'multivector_config': {'comparator': 'max_sim'}}},"
                + " 'sparse_vectors': {'s': {'modifier': 'idf'}}}")
        .result();
    client
        .put(
            "/collections/fuzz-v/points?wait=true",
            "{'points': [{'id': 1, 'vector': {'a': [1, 2], 'b': [1, 2, 3],"
                + " 's': {'indices': [4294967295, 3], 'values': [1, -1]}}},"
                + " {'id': 2, 'vector': {'b': [3, 2, 1]}}, {'id': 3, 'vector': {}}]}")
        .result();
    client
        .post(
            "/collections/aliases",
            "{'actions': [{'create_alias': {'alias_name': 'fuzz-l', 'collection_name': 'fuzz-a'}},"
                + " {'create_alias': {'alias_name': 'fuzz-m', 'collection_name': 'fuzz-b'}}]}")
        .result();
  }

  /** Returns the HTTP status of the answer. */
  HttpResponse<byte[]> send(Request request) throws IOException, InterruptedException {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(base + request.path()))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .method(request.method(), BodyPublishers.ofByteArray(request.body()));
    request.headers().forEach(builder::setHeader);
    return http.send(builder.build(), BodyHandlers.ofByteArray());
  }

  /**
   * Returns everything that is stored: aliases, and collections with all their points. A write
   * without effect goes first, because one that was acknowledged with {@code wait=false} may become
   * visible later.
   */
  Map<String, String> content() throws IOException, InterruptedException {
    Map<String, String> content = new TreeMap<>();
    content.put("/aliases", client.get("/aliases").result().toString());
    for (JsonNode collection : client.get("/collections").result().path("collections")) {
      String name = collection.path("name").asText();
      String path = "/collections/" + encoded(name);
      client.post(path + "/points/delete?wait=true", "{'points': ['" + NO_POINT + "']}").result();
      JsonNode points =
          client
              .post(
                  path + "/points/scroll",
                  "{'limit': 1000, 'with_payload': true, 'with_vector': true}")
              .result();
      content.put(name, points.toString());
    }
    return content;
  }

  /** Returns what is said about every collection. */
  Map<String, String> settings() throws IOException, InterruptedException {
    Map<String, String> settings = new TreeMap<>();
    for (JsonNode collection : client.get("/collections").result().path("collections")) {
      String name = collection.path("name").asText();
      ObjectNode info = client.get("/collections/" + encoded(name)).result().deepCopy();
      settings.put(name, info.retain("points_count", "config").toString());
    }
    return settings;
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    client.close();
    http.shutdownNow();
  }
}
