package io.vdb.server.cli.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.server.cli.remote.RestEndpoint;
import io.vdb.server.cli.remote.ServerAccess;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The routes of snapshots of a server. Waits for answers as long as they take, and sends nothing
 * twice. Safe for concurrent use.
 */
public final class SnapshotClient implements AutoCloseable {

  private final RestEndpoint endpoint;

  private SnapshotClient(RestEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * Prepares; connects with the first request.
   *
   * @param base address such as {@code http://127.0.0.1:6333}
   * @param access what to show the server, and to believe of it
   * @throws IOException when the certificates to believe cannot be read
   */
  public static SnapshotClient open(URI base, ServerAccess access) throws IOException {
    return new SnapshotClient(RestEndpoint.open(base, access));
  }

  /** Makes a snapshot of a collection, or of all when that is absent; returns what it is. */
  public JsonNode create(@Nullable String collection) throws IOException, InterruptedException {
    return send(endpoint.request(snapshots(collection)).POST(BodyPublishers.noBody()).build());
  }

  /** Returns the snapshots of a collection, or those of all when that is absent. */
  public JsonNode list(@Nullable String collection) throws IOException, InterruptedException {
    return send(endpoint.request(snapshots(collection)).GET().build());
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
            endpoint.request(snapshots(collection) + "/upload")
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

  private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
    return endpoint.send(request).path("result");
  }

  @Override
  public void close() {
    endpoint.close();
  }
}
