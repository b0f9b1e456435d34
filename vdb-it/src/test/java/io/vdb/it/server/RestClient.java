package io.vdb.it.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** A plain client of the REST front. Safe for concurrent use. */
public final class RestClient implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  private final URI base;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  /** A client of the server at this address. */
  public RestClient(URI base) {
    this.base = base;
  }

  /** Sends a GET. */
  public Answer get(String path) throws IOException, InterruptedException {
    return send("GET", path, BodyPublishers.noBody());
  }

  /** Sends a HEAD. */
  public Answer head(String path) throws IOException, InterruptedException {
    return send("HEAD", path, BodyPublishers.noBody());
  }

  /** Sends a DELETE. */
  public Answer delete(String path) throws IOException, InterruptedException {
    return send("DELETE", path, BodyPublishers.noBody());
  }

  /** Sends a PUT of JSON, in which single quotes may stand for double ones. */
  public Answer put(String path, String json) throws IOException, InterruptedException {
    return send("PUT", path, json);
  }

  /** Sends a POST of JSON, in which single quotes may stand for double ones. */
  public Answer post(String path, String json) throws IOException, InterruptedException {
    return send("POST", path, json);
  }

  /** Sends JSON, in which single quotes may stand for double ones. */
  public Answer send(String method, String path, String json)
      throws IOException, InterruptedException {
    return send(method, path, BodyPublishers.ofString(json.replace('\'', '"')));
  }

  /** Sends Java values as JSON. */
  public Answer sendValue(String method, String path, Object value)
      throws IOException, InterruptedException {
    return send(method, path, BodyPublishers.ofByteArray(Json.bytes(value)));
  }

  /** Sends anything. */
  public Answer sendRaw(String method, String path, byte[] body)
      throws IOException, InterruptedException {
    return send(method, path, BodyPublishers.ofByteArray(body));
  }

  /** Sends a GET with one more header. */
  public Answer getWith(String path, String name, String value)
      throws IOException, InterruptedException {
    return send(request(path).header(name, value).GET().build());
  }

  /** Sends a POST of JSON with one more header. */
  public Answer postWith(String path, String json, String name, String value)
      throws IOException, InterruptedException {
    return send(
        request(path)
            .header(name, value)
            .POST(BodyPublishers.ofString(json.replace('\'', '"')))
            .build());
  }

  /** Sends JSON, in which single quotes may stand for double ones, with further headers. */
  public Answer sendWith(String method, String path, String json, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder builder =
        request(path).method(method, BodyPublishers.ofString(json.replace('\'', '"')));
    headers.forEach(builder::header);
    return send(builder.build());
  }

  /** Sends a POST of a form with a file. */
  public Answer upload(String path, String field, String name, byte[] content)
      throws IOException, InterruptedException {
    String head =
        "--boundary\r\nContent-Disposition: form-data; name=\"" + field + "\"; filename=\"" + name
            + "\"\r\n\r\n";
    return send(
        request(path)
            .setHeader("Content-Type", "multipart/form-data; boundary=boundary")
            .POST(
                BodyPublishers.concat(
                    BodyPublishers.ofString(head),
                    BodyPublishers.ofByteArray(content),
                    BodyPublishers.ofString("\r\n--boundary--\r\n")))
            .build());
  }

  private Answer send(String method, String path, BodyPublisher body)
      throws IOException, InterruptedException {
    return send(request(path).method(method, body).build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(TIMEOUT)
        .header("Content-Type", "application/json");
  }

  private Answer send(HttpRequest request) throws IOException, InterruptedException {
    var response = http.send(request, BodyHandlers.ofByteArray());
    String asked = request.method() + " " + request.uri().getRawPath();
    String query = request.uri().getRawQuery();
    return new Answer(
        query == null ? asked : asked + "?" + query,
        response.statusCode(),
        response.headers(),
        response.body());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
