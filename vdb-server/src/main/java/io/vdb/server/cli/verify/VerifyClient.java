package io.vdb.server.cli.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vdb.core.verify.VerifyOrder;
import io.vdb.core.verify.VerifyScope;
import io.vdb.server.cli.remote.RestEndpoint;
import io.vdb.server.cli.remote.ServerAccess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;

/** Has a running server look at what it keeps, and waits for the end. */
public final class VerifyClient implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private static final String PATH = "/admin/verifications";

  private final RestEndpoint endpoint;

  /**
   * Prepares; connects with the first request.
   *
   * @param base address of REST
   * @param access what to show the administration
   * @throws IOException when the certificates to believe cannot be read
   */
  public VerifyClient(URI base, ServerAccess access) throws IOException {
    this.endpoint =
        RestEndpoint.open(base, access, "give a stopped one's folder with --data");
  }

  /**
   * Begins a verification, and waits for it.
   *
   * @return its report
   * @throws IOException when the server does not begin or complete it
   */
  public JsonNode verify(VerifyOrder order) throws IOException, InterruptedException {
    JsonNode run =
        send(
            endpoint
                .request(PATH)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body(order)))
                .build());
    long id = run.path("id").asLong();
    Duration pause = FIRST_PAUSE;
    while (run.path("state").asText().equals("running")) {
      Thread.sleep(pause);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
      run = send(endpoint.request(PATH).GET().build());
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

  private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
    return endpoint.send(request).path("result").path("verification");
  }

  @Override
  public void close() {
    endpoint.close();
  }
}
