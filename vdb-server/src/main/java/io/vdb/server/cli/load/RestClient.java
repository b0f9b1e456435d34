package io.vdb.server.cli.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The REST front of a server. Every request here may be repeated without harm, and is, when the
 * server asks for it (429, 503) or the connection fails. Safe for concurrent use.
 */
public final class RestClient implements AutoCloseable {

  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_SHOWN = 500;

  private final URI base;
  private final RetryPolicy retry;
  private final ServerAccess access;
  private final HttpClient http;
  private final AtomicLong retries = new AtomicLong();

  /**
   * Prepares; connects with the first request.
   *
   * @param base address such as {@code http://127.0.0.1:6333}
   * @param retry how long to try again
   */
  public RestClient(URI base, RetryPolicy retry) {
    this(base, retry, ServerAccess.OPEN, newClient());
  }

  private RestClient(URI base, RetryPolicy retry, ServerAccess access, HttpClient.Builder http) {
    this.base = base;
    this.retry = retry;
    this.access = access;
    this.http = http.build();
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
    HttpClient.Builder http = newClient();
    access.configure(http);
    return new RestClient(base, retry, access, http);
  }

  private static HttpClient.Builder newClient() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(5));
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
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(ANSWER_TIMEOUT)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .method(method, body);
    access.addTo(builder);
    HttpRequest request = builder.build();
    long started = System.nanoTime();
    for (int attempt = 1; ; attempt++) {
      Attempt outcome = attempt(request);
      if (outcome.failure == null) {
        return outcome.json;
      }
      Duration pause =
          outcome.wanted == null
              ? policy.pauseAfter(attempt)
              : policy.pauseAsked(outcome.wanted);
      long spent = System.nanoTime() - started;
      if (!outcome.repeatable || spent + pause.toNanos() > policy.patience().toNanos()) {
        throw outcome.failure;
      }
      retries.incrementAndGet();
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    }
  }

  private Attempt attempt(HttpRequest request) throws InterruptedException {
    try {
      HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
      int status = response.statusCode();
      if (status >= 200 && status < 300) {
        return Attempt.answered(parse(request, response));
      }
      RestException failure =
          new RestException(status, describe(request, status, response.body()));
      boolean repeatable = status == 429 || status == 503;
      return new Attempt(JSON.nullNode(), failure, repeatable, retryAfter(response));
    } catch (RestException e) {
      return new Attempt(JSON.nullNode(), e, false, null);
    } catch (IOException e) {
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      RestException failure =
          new RestException(
              "no answer from " + base + " (" + reason
                  + "): check that a server runs there, or start one with \"vdb serve\"",
              e);
      return new Attempt(JSON.nullNode(), failure, true, null);
    }
  }

  private static JsonNode parse(HttpRequest request, HttpResponse<byte[]> response)
      throws IOException {
    try {
      return JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new RestException(
          response.statusCode(),
          request.method() + " " + request.uri() + " was answered with something else than JSON: "
              + "is this the REST port?");
    }
  }

  /** Uses the server's own words: {@code {"status": {"error": "..."}}}. */
  private static String describe(HttpRequest request, int status, byte[] body) {
    String words = new String(body, StandardCharsets.UTF_8).strip();
    try {
      JsonNode error = JSON.readTree(body).path("status").path("error");
      if (error.isTextual()) {
        words = error.textValue();
      }
    } catch (IOException e) {
      words = words.replaceAll("\\s+", " "); // not JSON: shown as it is, on one line
    }
    if (words.length() > LONGEST_SHOWN) {
      words = words.substring(0, LONGEST_SHOWN) + "...";
    }
    return "the server answered " + status + " to " + request.method() + " "
        + request.uri().getPath() + ": " + words;
  }

  private static @Nullable Duration retryAfter(HttpResponse<?> response) {
    try {
      OptionalLong seconds = response.headers().firstValueAsLong("Retry-After");
      return seconds.isPresent() && seconds.getAsLong() > 0
          ? Duration.ofSeconds(seconds.getAsLong())
          : null;
    } catch (NumberFormatException e) {
      return null; // a date, which our own pauses serve as well
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  /** What became of one attempt: an answer, or a failure that may be worth another. */
  private record Attempt(
      JsonNode json,
      @Nullable RestException failure,
      boolean repeatable,
      @Nullable Duration wanted) {

    static Attempt answered(JsonNode json) {
      return new Attempt(json, null, false, null);
    }
  }
}
