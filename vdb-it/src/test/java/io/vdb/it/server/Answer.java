package io.vdb.it.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;

/**
 * What the server answered.
 *
 * @param request what was asked, for messages
 * @param status HTTP status
 * @param headers HTTP headers
 * @param bytes body
 */
public record Answer(String request, int status, HttpHeaders headers, byte[] bytes) {

  /** Returns the body as text. */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Returns the body as JSON. */
  public JsonNode json() {
    return Json.parse(bytes);
  }

  /** Returns what the envelope holds under {@code result}; fails unless the status is 200. */
  public JsonNode result() {
    if (status != 200) {
      throw new AssertionError(this + " instead of 200");
    }
    JsonNode envelope = json();
    if (!envelope.path("status").asText().equals("ok") || !envelope.path("time").isNumber()) {
      throw new AssertionError(this + " is not the envelope of a success");
    }
    return envelope.path("result");
  }

  /** Returns the message of the error form; fails when it is not one. */
  public String error() {
    JsonNode envelope = json();
    JsonNode error = envelope.path("status").path("error");
    if (!error.isTextual() || !envelope.path("time").isNumber()) {
      throw new AssertionError(this + " is not the form of an error");
    }
    return error.textValue();
  }

  /** Returns a header, empty when it is missing. */
  public String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  @Override
  public String toString() {
    String body = text();
    return request + " was answered " + status + ": "
        + (body.length() > 500 ? body.substring(0, 500) + "..." : body);
  }
}
