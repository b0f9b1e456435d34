package io.vdb.it.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A request as it goes over the wire.
 *
 * @param method HTTP method
 * @param path path and query, as it is sent
 * @param body any bytes
 * @param headers headers besides the usual ones
 */
record Request(String method, String path, byte[] body, Map<String, String> headers) {

  static Request of(String method, String path, String json) {
    return new Request(
        method, path, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Map.of());
  }

  /** Tells whether its route only reads. */
  boolean reads() {
    String route = path.replaceFirst("\\?.*", "");
    return switch (method) {
      case "GET", "HEAD", "OPTIONS" -> true;
      case "POST" -> route.matches(".*/(points(/query|/search|/scroll|/count)?|facet)");
      default -> false;
    };
  }

  @Override
  public String toString() {
    String text = new String(body, StandardCharsets.UTF_8);
    return method + " " + path + " " + headers + " "
        + (text.length() > 1_000 ? text.substring(0, 1_000) + "..." : text);
  }
}
