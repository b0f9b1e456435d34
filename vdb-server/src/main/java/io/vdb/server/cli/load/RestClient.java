package io.vdb.server.cli.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.server.cli.remote.RestEndpoint;
import io.vdb.server.cli.remote.RestException;
import io.vdb.server.cli.remote.ServerAccess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The REST front of a server. Every request here may be repeated without harm, and is, when the
 * server asks for it (429, 503) or the connection fails. Safe for concurrent use.
 */
public final class RestClient implements AutoCloseable {

  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(2);

  private final RestEndpoint endpoint;
  private final RetryPolicy retry;
  private final AtomicLong retries = new AtomicLong();

  private RestClient(RestEndpoint endpoint, RetryPolicy retry) {
    this.endpoint = endpoint;
    this.retry = retry;
  }

  /**
   * Prepares; connects with the first request.
   *
   * @param base address such as {@code https://127.0.0.1:6333}
   * @param retry how long to try again
   * @param access what to show the server, and to believe of it
   * @throws IOException when the certificates to believe cannot be read
   */
  public static RestClient open(URI base, RetryPolicy retry, ServerAccess access)
      throws IOException {
    return new RestClient(RestEndpoint.open(base, access), retry);
  }

  /** Returns the {@code result} of a GET. */
  public JsonNode get(String path) throws IOException, InterruptedException {
    return exchange("GET", path, BodyPublishers.noBody(), retry).path("result");
  }

  /** Returns the {@code result} of a GET that gives up soon, for a first contact. */
  public JsonNode getSoon(String path) throws IOException, InterruptedException {
    return exchange("GET", path, BodyPublishers.noBody(), RetryPolicy.BRIEF).path("result");
  }

  /** Returns the {@code result} of a PUT of JSON. */
  public JsonNode put(String path, JsonBody body) throws IOException, InterruptedException {
    return exchange("PUT", path, body.publisher(), retry).path("result");
  }

  /** Returns the {@code result} of a POST of JSON. */
  public JsonNode post(String path, JsonBody body) throws IOException, InterruptedException {
    return exchange("POST", path, body.publisher(), retry).path("result");
  }

  /** Returns the whole envelope of a POST of JSON. */
  public JsonNode postForEnvelope(String path, JsonBody body)
      throws IOException, InterruptedException {
    return exchange("POST", path, body.publisher(), retry);
  }

  /** Returns the {@code result} of a DELETE. */
  public JsonNode delete(String path) throws IOException, InterruptedException {
    return exchange("DELETE", path, BodyPublishers.noBody(), retry).path("result");
  }

  /** Returns how many requests were sent again. */
  public long retries() {
    return retries.get();
  }

  private JsonNode exchange(String method, String path, BodyPublisher body, RetryPolicy policy)
      throws IOException, InterruptedException {
    HttpRequest request =
        endpoint
            .request(path)
            .timeout(ANSWER_TIMEOUT)
            .header("content-type", "application/json")
            .method(method, body)
            .build();
    long started = System.nanoTime();
    for (int attempt = 1; ; attempt++) {
      try {
        return endpoint.send(request);
      } catch (RestException e) {
        Duration pause = policy.pauseAfter(attempt, e.retryAfter());
        long spent = System.nanoTime() - started;
        if (!e.mayPass() || spent + pause.toNanos() > policy.patience().toNanos()) {
          throw e;
        }
        retries.incrementAndGet();
        TimeUnit.NANOSECONDS.sleep(pause.toNanos());
      }
    }
  }

  @Override
  public void close() {
    endpoint.close();
  }
}
