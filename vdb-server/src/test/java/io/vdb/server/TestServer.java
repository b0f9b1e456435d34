package io.vdb.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vdb.server.config.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A real server on free ports, with the client that tests need. */
public final class TestServer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final VdbServer server;

  /** What came back. */
  public record Answer(int status, String body, HttpHeaders headers) {

    /** The body as JSON. */
    public JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(body, e);
      }
    }

    /** The result inside the envelope. */
    public JsonNode result() {
      return json().path("result");
    }

    /** The message of an error. */
    public String error() {
      return json().path("status").path("error").asText();
    }
  }

  private TestServer(VdbServer server) {
    this.server = server;
  }

  /** Starts a server with its data in a folder and some settings changed. */
  public static TestServer start(Path data, Map<String, String> settings) {
    return new TestServer(VdbServer.start(config(data, settings)));
  }

  /** Starts a server with its data in a folder. */
  public static TestServer start(Path data) {
    return start(data, Map.of());
  }

  /** A configuration for tests. */
  public static ServerConfig config(Path data, Map<String, String> settings) {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "vdb.data", data.toString(),
                "vdb.rest-port", "0",
                "vdb.grpc-port", "0",
                "vdb.index", "memory",
                "vdb.log.level", "error",
                "vdb.shutdown.grace", "5s"));
    all.putAll(settings);
    return ServerConfig.with(all);
  }

  public VdbServer server() {
    return server;
  }

  public URI uri(String path) {
    return URI.create(server.restUri() + path);
  }

  public InetSocketAddress grpc() {
    return server.grpcAddress();
  }

  public Answer get(String path) {
    return send("GET", path, null);
  }

  public Answer put(String path, String body) {
    return send("PUT", path, body);
  }

  public Answer post(String path, String body) {
    return send("POST", path, body);
  }

  public Answer delete(String path) {
    return send("DELETE", path, null);
  }

  /** Sends a request; a body is JSON. */
  public Answer send(
      String method, String path, @Nullable String body, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(60));
    if (body == null) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request.method(method, HttpRequest.BodyPublishers.ofString(body));
      request.setHeader("content-type", "application/json");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build());
  }

  /** Sends any request. */
  public Answer send(HttpRequest request) {
    try {
      HttpResponse<String> response =
          client.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body(), response.headers());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Creates a collection of 4-dimensional vectors. */
  public void createCollection(String name, String distance) {
    Answer answer =
        put(
            "/collections/" + name,
            "{\"vectors\":{\"size\":4,\"distance\":\"" + distance + "\"}}");
    if (answer.status() != 200) {
      throw new IllegalStateException(answer.body());
    }
  }

  /** Puts points and waits until they are visible. */
  public void upsert(String collection, String points) {
    Answer answer =
        put("/collections/" + collection + "/points?wait=true", "{\"points\":" + points + "}");
    if (answer.status() != 200) {
      throw new IllegalStateException(answer.body());
    }
  }

  /** Waits for a line of a request in a log in JSON, as it is written after the answer has left. */
  public static JsonNode awaitLine(Path log, String correlationId) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    String text;
    do {
      text = Files.readString(log);
      for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
        JsonNode json = JSON.readTree(line);
        if (json.path("correlation_id").asText().equals(correlationId)) {
          return json;
        }
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    } while (System.nanoTime() < deadline);
    throw new AssertionError("nothing of " + correlationId + " in " + text);
  }

  @Override
  public void close() {
    server.close();
    client.close();
  }
}
