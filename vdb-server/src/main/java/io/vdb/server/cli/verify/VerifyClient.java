package io.vdb.server.cli.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vdb.core.verify.VerifyOrder;
import io.vdb.core.verify.VerifyScope;
import io.vdb.server.cli.load.ServerAccess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Has a running server look at what it keeps, and waits for the end. */
public final class VerifyClient implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final URI address;
  private final ServerAccess access;
  private final HttpClient http;

  /**
   * Prepares; connects with the first request.
   *
   * @param base address of REST
   * @param access what to show the administration
   * @throws IOException when the certificates to believe cannot be read
   */
  public VerifyClient(URI base, ServerAccess access) throws IOException {
    this.address = URI.create(base + "/admin/verifications");
    this.access = access;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5));
    access.configure(builder);
    this.http = builder.build();
  }

  /**
   * Begins a verification, and waits for it.
   *
   * @return its report
   * @throws IOException when the server does not begin or complete it
   */
  public JsonNode verify(VerifyOrder order) throws IOException, InterruptedException {
    JsonNode run = send(request().POST(BodyPublishers.ofString(body(order))).build());
    long id = run.path("id").asLong();
    Duration pause = FIRST_PAUSE;
    while (run.path("state").asText().equals("running")) {
      Thread.sleep(pause);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
      run = send(request().GET().build());
      if (run.path("id").asLong() != id) {
        throw new IOException("somebody else has begun another verification meanwhile");
      }
    }
    if (!run.path("state").asText().equals("completed")) {
      throw new IOException(
          "the verification is " + run.path("state").asText() + ": "
              + run.path("error").asText("somebody gave it up"));
    }
    return run.path("report");
  }

  private static String body(VerifyOrder order) throws JsonProcessingException {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode what = body.putArray("what");
    for (VerifyScope scope : order.scopes()) {
      what.add(scope.label());
    }
    if (order.collection() != null) {
      body.put("collection", order.collection());
    }
    body.put("sample", order.sample()).put("seed", order.seed());
    return JSON.writeValueAsString(body);
  }

  private HttpRequest.Builder request() {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .header("accept", "application/json")
            .header("content-type", "application/json");
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
          "no answer from " + address + " (" + reason
              + "): check that a server runs there, or give a stopped one's folder with --data",
          e);
    }
    JsonNode answer;
    try {
      answer = JSON.readTree(response.body());
    } catch (IOException e) {
      throw new IOException(
          "the server answered " + response.statusCode() + " with something else than JSON", e);
    }
    if (response.statusCode() != 200) {
      throw new IOException(
          "the server answered " + response.statusCode() + ": "
              + answer.path("status").path("error").asText("no reason given"));
    }
    return answer.path("result").path("verification");
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
