package io.vdb.server.cli.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vdb.server.cli.remote.ServerAccess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks a server, without changing anything, and does not wait long. */
final class HttpProbe implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration ANSWER = Duration.ofSeconds(15);

  private final URI base;
  private final ServerAccess access;
  private final HttpClient http;

  /** What came back. */
  record Answer(int status, String body) {

    /** Returns the body, or nothing when it is no JSON. */
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (JsonProcessingException e) {
        return MissingNode.getInstance();
      }
    }
  }

  HttpProbe(URI base, ServerAccess access) throws IOException {
    this.base = base;
    this.access = access;
    this.http = access.newClient();
  }

  URI base() {
    return base;
  }

  /** Asks with the key. */
  Answer get(String path) throws IOException, InterruptedException {
    return get(path, access);
  }

  /** Asks as anybody could. */
  Answer getWithoutKey(String path) throws IOException, InterruptedException {
    return get(path, ServerAccess.OPEN);
  }

  private Answer get(String path, ServerAccess shown) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path)).timeout(ANSWER).GET();
    shown.addTo(request);
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
