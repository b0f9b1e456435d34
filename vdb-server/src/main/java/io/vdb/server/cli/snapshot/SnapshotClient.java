package io.vdb.server.cli.snapshot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vdb.server.cli.load.ServerAccess;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The routes of snapshots of a server. Waits for answers as long as they take, and sends nothing
 * twice. Safe for concurrent use.
 */
public final class SnapshotClient implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_SHOWN = 500;

  private final URI base;
  private final ServerAccess access;
  private final HttpClient http;

  private SnapshotClient(URI base, ServerAccess access, HttpClient http) {
    this.base = base;
    this.access = access;
    this.http = http;
  }

  /**
   * Prepares; connects with the first request.
   *
   * @param base address such as {@code http://127.0.0.1:6333}
   * @param access what to show the server, and to believe of it
   * @throws IOException when the certificates to believe cannot be read
   */
  public static SnapshotClient open(URI base, ServerAccess access) throws IOException {
    HttpClient.Builder http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5));
    access.configure(http);
    return new SnapshotClient(base, access, http.build());
  }

  /** Makes a snapshot of a collection, or of all when that is absent; returns what it is. */
  public JsonNode create(@Nullable String collection) throws IOException, InterruptedException {
    return send(request(snapshots(collection)).POST(BodyPublishers.noBody()).build());
  }

  /** Returns the snapshots of a collection, or those of all when that is absent. */
  public JsonNode list(@Nullable String collection) throws IOException, InterruptedException {
    return send(request(snapshots(collection)).GET().build());
  }

  /** Makes a collection of the snapshot in a file. */
  public void restore(String collection, Path file) throws IOException, InterruptedException {
    String boundary = "vdb-" + UUID.randomUUID();
    String head =
        "--" + boundary
            + "\r\ncontent-disposition: form-data; name=\"snapshot\"; filename=\""
            + String.valueOf(file.getFileName()).replaceAll("[^ -~]|[\"\\\\]", "_")
            + "\"\r\ncontent-type: application/octet-stream\r\n\r\n";
    BodyPublisher body =
        BodyPublishers.concat(
            BodyPublishers.ofString(head),
            BodyPublishers.ofFile(file),
            BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
    JsonNode _ =
        send(
            request(snapshots(collection) + "/upload")
                .header("content-type", "multipart/form-data; boundary=" + boundary)
                .POST(body)
                .build());
  }

  private static String snapshots(@Nullable String collection) {
    return collection == null
        ? "/snapshots"
        : "/collections/"
            + URLEncoder.encode(collection, StandardCharsets.UTF_8).replace("+", "%20")
            + "/snapshots";
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path)).header("accept", "application/json");
    access.addTo(request);
    return request;
  }

  private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response;
    try {
      response = http.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new IOException(
          "no answer from " + base + " (" + reason
              + "): check that a server runs there, or start one with \"vdb serve\"",
          e);
    }
    JsonNode answer = parse(response);
    if (response.statusCode() != 200) {
      throw new IOException(
          "the server answered " + response.statusCode() + ": "
              + shown(answer.path("status").path("error").asText("no reason given")));
    }
    return answer.path("result");
  }

  private static JsonNode parse(HttpResponse<byte[]> response) throws IOException {
    try {
      return JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new IOException(
          "the server answered " + response.statusCode()
              + " with something else than JSON: is this the REST port?",
          e);
    }
  }

  private static String shown(String text) {
    return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
