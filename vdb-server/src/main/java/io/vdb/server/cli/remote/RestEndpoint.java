package io.vdb.server.cli.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The REST front of a server. Sends a request once, and waits for its answer as long as the request
 * says, or as long as it takes. Connects with the first one. Safe for concurrent use.
 */
public final class RestEndpoint implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_SHOWN = 500;

  private final URI base;
  private final ServerAccess access;
  private final HttpClient http;
  private final String otherwise;

  private RestEndpoint(URI base, ServerAccess access, HttpClient http, String otherwise) {
    this.base = base;
    this.access = access;
    this.http = http;
    this.otherwise = otherwise;
  }

  /**
   * Prepares.
   *
   * @param base address such as {@code http://127.0.0.1:6333}
   * @param access what to show the server, and to believe of it
   * @throws IOException when the certificates to believe cannot be read
   */
  public static RestEndpoint open(URI base, ServerAccess access) throws IOException {
    return open(base, access, "start one with \"vdb serve\"");
  }

  /**
   * Prepares.
   *
   * @param base address such as {@code http://127.0.0.1:6333}
   * @param access what to show the server, and to believe of it
   * @param otherwise what to do where no server runs, as the end of a sentence
   * @throws IOException when the certificates to believe cannot be read
   */
  public static RestEndpoint open(URI base, ServerAccess access, String otherwise)
      throws IOException {
    return new RestEndpoint(base, access, access.newClient(), otherwise);
  }

  /** Begins a request for JSON, with what is to be shown. */
  public HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path)).header("accept", "application/json");
    access.addTo(request);
    return request;
  }

  /**
   * Sends a request and waits for the answer.
   *
   * @return the whole envelope; {@code result} has what was asked for
   * @throws RestException when the server refuses, answers something else, or cannot be reached
   */
  public JsonNode send(HttpRequest request) throws RestException, InterruptedException {
    HttpResponse<byte[]> response;
    try {
      response = http.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new RestException(
          "no answer from " + base + " (" + reason + "): check that a server runs there, or "
              + otherwise,
          e);
    }
    int status = response.statusCode();
    if (status < 200 || status >= 300) {
      throw new RestException(
          status, refusal(request, status, response.body()), retryAfter(response));
    }
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new RestException(
          status,
          request.method() + " " + request.uri() + " was answered with something else than JSON: "
              + "is this the REST port?",
          null);
    }
  }

  /** Uses the server's own words: {@code {"status": {"error": "..."}}}. */
  private static String refusal(HttpRequest request, int status, byte[] body) {
    String words = error(body);
    if (words.length() > LONGEST_SHOWN) {
      words = words.substring(0, LONGEST_SHOWN) + "...";
    }
    return "the server answered " + status + " to " + request.method() + " "
        + request.uri().getPath() + ": " + words;
  }

  private static String error(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    try {
      JsonNode error = JSON.readTree(text).path("status").path("error");
      if (error.isTextual()) {
        return error.textValue();
      }
    } catch (JsonProcessingException e) {
      return oneLine(text); // not JSON: shown as it is
    }
    return oneLine(text);
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }

  private static @Nullable Duration retryAfter(HttpResponse<?> response) {
    try {
      OptionalLong seconds = response.headers().firstValueAsLong("Retry-After");
      return seconds.isPresent() && seconds.getAsLong() > 0
          ? Duration.ofSeconds(seconds.getAsLong())
          : null;
    } catch (NumberFormatException e) {
      return null; // a date, which the pauses of whoever asks serve as well
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
