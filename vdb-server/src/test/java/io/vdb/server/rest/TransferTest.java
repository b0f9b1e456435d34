package io.vdb.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.server.TestServer;
import io.vdb.server.TestServer.Answer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Sizes, encodings and headers, whatever is inside. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TransferTest {

  private static final String POINTS = "/collections/c/points";
  private static final int LIMIT = 64 * 1_024;

  private TestServer server;

  @BeforeAll
  void start(@TempDir Path data) {
    server =
        TestServer.start(
            data,
            Map.of("vdb.limits.body-bytes", "64KiB", "vdb.limits.body-bytes-total", "100KiB"));
    server.createCollection("c", "Dot");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void saysThatAPathIsMalformed() {
    Answer answer = server.get("/collections/a%00b");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).startsWith("Bad request: the request line or a header is malformed");
  }

  private static String padded(String json, int bytes) {
    return json + " ".repeat(bytes - json.length());
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  private HttpRequest.Builder put() {
    return HttpRequest.newBuilder(server.uri(POINTS)).setHeader("content-type", "application/json");
  }

  @Test
  void takesABodyOfExactlyTheLimit() {
    assertThat(server.put(POINTS, padded("{\"points\":[]}", LIMIT)).status()).isEqualTo(200);
  }

  @Test
  void refusesALongerBodyByItsAnnouncedLength() {
    Answer answer = server.put(POINTS, padded("{\"points\":[]}", LIMIT + 1));

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.error())
        .startsWith("Payload error: JSON payload")
        .endsWith("is larger than allowed (limit: 65536 bytes).");
  }

  @Test
  void refusesALongerBodyOfUnknownLength() {
    byte[] body = padded("{\"points\":[]}", LIMIT * 4).getBytes(StandardCharsets.UTF_8);

    Answer answer =
        server.send(
            put()
                .PUT(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                .build());

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.error()).contains("is larger than allowed");
  }

  @Test
  void refusesBodiesThatTogetherAreTooLargeAndFinishesTheFirst() throws Exception {
    String body = padded("{\"points\":[]}", LIMIT);
    try (Socket slow = new Socket(server.uri("").getHost(), server.uri("").getPort())) {
      slow.getOutputStream()
          .write(
              ("PUT "
                      + POINTS
                      + " HTTP/1.1\r\nhost: x\r\nconnection: close\r\n"
                      + "content-type: application/json\r\ncontent-length: "
                      + LIMIT
                      + "\r\n\r\n"
                      + body.substring(0, LIMIT - 100))
                  .getBytes(StandardCharsets.US_ASCII));
      while (!server.get("/metrics").body().contains("vdb_request_held_bytes " + (LIMIT - 100))) {
        Thread.onSpinWait(); // until the server has most of the slow body
      }

      assertThat(server.put(POINTS, body).status()).isEqualTo(429);

      slow.getOutputStream().write(body.substring(LIMIT - 100).getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(slow.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 200");
    }
    assertThat(server.put(POINTS, body).status()).isEqualTo(200);
  }

  @Test
  void inflatesACompressedBody() throws IOException {
    Answer answer =
        server.send(
            put()
                .setHeader("content-encoding", "gzip")
                .PUT(BodyPublishers.ofByteArray(gzip("{\"points\":[]}")))
                .build());

    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void refusesABodyThatInflatesBeyondTheLimit() throws IOException {
    Answer answer =
        server.send(
            put()
                .setHeader("content-encoding", "gzip")
                .PUT(BodyPublishers.ofByteArray(gzip(padded("{\"points\":[]}", LIMIT + 1))))
                .build());

    assertThat(answer.status()).isEqualTo(413);
  }

  @Test
  void refusesWhatIsNotGzip() {
    Answer answer =
        server.send(
            put()
                .setHeader("content-encoding", "gzip")
                .PUT(BodyPublishers.ofString("{\"points\":[]}"))
                .build());

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).contains("not valid gzip");
  }

  @Test
  void refusesABodyThatIsNotSaidToBeJson() {
    Answer answer =
        server.send(
            HttpRequest.newBuilder(server.uri(POINTS))
                .setHeader("content-type", "text/plain")
                .PUT(BodyPublishers.ofString("{\"points\":[]}"))
                .build());

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).isEqualTo("Content type error: expected application/json");
  }

  @Test
  void compressesLargeAnswersWhenAsked() throws Exception {
    server.createCollection("big", "Dot");
    server.upsert(
        "big",
        "[{\"id\":1,\"vector\":[1,2,3,4],\"payload\":{\"t\":\"" + "x".repeat(20_000) + "\"}}]");

    HttpResponse<byte[]> response;
    try (HttpClient client = HttpClient.newHttpClient()) {
      response =
          client.send(
              HttpRequest.newBuilder(server.uri("/collections/big/points/1"))
                  .setHeader("accept-encoding", "gzip, deflate")
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
    }

    assertThat(response.headers().firstValue("content-encoding")).hasValue("gzip");
    assertThat(response.body().length).isLessThan(2_000);
    String text =
        new String(
            new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes(),
            StandardCharsets.UTF_8);
    assertThat(text).startsWith("{\"result\":{\"id\":1,").endsWith("}");
  }

  @Test
  void doesNotCompressUnasked() {
    assertThat(server.get("/metrics").headers().firstValue("content-encoding")).isEmpty();
  }

  @Test
  void echoesAWellFormedCorrelationId() {
    Answer answer = server.send("GET", "/collections", null, "X-Correlation-ID", "job-7.a_B");

    assertThat(answer.headers().firstValue("x-correlation-id")).hasValue("job-7.a_B");
  }

  @Test
  void takesTheRequestIdForACorrelationId() {
    Answer answer = server.send("GET", "/nowhere", null, "X-Request-ID", "r1");

    assertThat(answer.headers().firstValue("x-correlation-id")).hasValue("r1");
  }

  @Test
  void replacesAMalformedCorrelationId() {
    Answer answer =
        server.send("GET", "/collections", null, "X-Correlation-ID", "a".repeat(129));

    assertThat(UUID.fromString(answer.headers().firstValue("x-correlation-id").orElseThrow()))
        .isNotNull();
  }

  @Test
  void answersMalformedPathsInTheShapeOfTheApi() throws Exception {
    try (Socket socket =
        new Socket(server.uri("").getHost(), server.uri("").getPort())) {
      socket
          .getOutputStream()
          .write("GET /collections/% HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 400").contains("{\"status\":{\"error\":");
    }
  }
}
