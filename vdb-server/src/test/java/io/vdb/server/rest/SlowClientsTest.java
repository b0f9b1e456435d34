package io.vdb.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.server.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that send slowly, do not read, or leave, on a server with little memory for bodies. */
@Timeout(120)
final class SlowClientsTest {

  private static final int BODY_LIMIT = 4 << 20;
  private static final int HELD_LIMIT = 8 << 20;
  private static final int PAYLOAD_BYTES = 500_000;
  private static final int POINTS = 6;
  private static final String POINTS_PATH = "/collections/c/points";
  private static final String READ = POINTS_PATH + "/scroll";

  private final List<Socket> sockets = new ArrayList<>();
  private TestServer server;

  @BeforeEach
  void start(@TempDir Path data) {
    server =
        TestServer.start(
            data,
            Map.of(
                "vdb.limits.body-bytes", Integer.toString(BODY_LIMIT),
                "vdb.limits.body-bytes-total", Integer.toString(HELD_LIMIT),
                "vdb.limits.search-threads", "2"));
    server.createCollection("c", "Dot");
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    server.close();
  }

  /** Sends the head of a request and the beginning of its body. */
  private Socket send(String method, String path, int length, String begin) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096); // what a client that does not read takes nevertheless
    socket.setSoTimeout((int) Duration.ofSeconds(60).toMillis());
    sockets.add(socket);
    socket.connect(
        new InetSocketAddress(
            InetAddress.getLoopbackAddress(), server.server().restUri().getPort()));
    String head =
        method + " " + path + " HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
            + "content-length: " + length + "\r\n\r\n";
    socket.getOutputStream().write((head + begin).getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    return socket;
  }

  private long held() {
    return server
        .get("/metrics?name[]=vdb_request_held_bytes")
        .body()
        .lines()
        .filter(line -> line.startsWith("vdb_request_held_bytes "))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  private void awaitHeld(LongPredicate enough) {
    while (!enough.test(held())) {
      Thread.onSpinWait();
    }
  }

  private void putLargePoints() {
    String text = "x".repeat(PAYLOAD_BYTES);
    for (int id = 1; id <= POINTS; id++) {
      server.upsert(
          "c", "[{\"id\":" + id + ",\"vector\":[1,2,3,4],\"payload\":{\"t\":\"" + text + "\"}}]");
    }
  }

  @Test
  void whoSendsABodySlowlyHoldsOnlyWhatHasCome() throws IOException {
    for (int i = 0; i < 20; i++) { // ten times what all bodies may take, were it here
      Socket _ = send("PUT", POINTS_PATH, BODY_LIMIT, "{");
    }
    awaitHeld(held -> held == 20);

    server.upsert("c", "[{\"id\":1,\"vector\":[1,2,3,4]}]");
    assertThat(server.post("/collections/c/points/count", "{}").result().path("count").asInt())
        .isEqualTo(1);
  }

  @Test
  void bodiesBeyondTheMemoryForThemAreRefusedWhileTheyCome() throws IOException {
    String part = "{\"points\":[" + " ".repeat(3 << 20);
    Socket first = send("PUT", POINTS_PATH, BODY_LIMIT, part);
    Socket second = send("PUT", POINTS_PATH, BODY_LIMIT, part);
    awaitHeld(held -> held == 2L * part.length());

    assertThat(status(send("PUT", POINTS_PATH, BODY_LIMIT, "{"))).as("at once").isEqualTo(429);
    assertThat(server.get("/metrics").body())
        .contains("vdb_requests_rejected_total{protocol=\"http\",reason=\"memory\"} 1");
    first.close();
    second.close();
    awaitHeld(held -> held == 0);
    assertThat(server.put(POINTS_PATH, "{\"points\":[]}").status()).isNotEqualTo(429);
  }

  private static int status(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] line = in.readNBytes("HTTP/1.1 429".length());
    return Integer.parseInt(new String(line, StandardCharsets.US_ASCII).substring(9));
  }

  @Test
  void whoDoesNotReadHoldsNobodyUpAndNotMoreMemoryThanThereIsForIt() throws IOException {
    putLargePoints();
    String body = "{\"limit\":" + POINTS + "}";
    for (int i = 0; i < 6; i++) { // answers of 3 MB, of which two fit
      Socket _ = send("POST", READ, body.length(), body);
    }
    awaitHeld(held -> held > 2L * POINTS * PAYLOAD_BYTES);

    for (int i = 0; i < 20; i++) {
      assertThat(server.post("/collections/c/points/count", "{}").result().path("count").asInt())
          .isEqualTo(POINTS);
    }
    server.upsert("c", "[{\"id\":7,\"vector\":[1,2,3,4]}]");
    assertThat(held()).isLessThanOrEqualTo(HELD_LIMIT);
    for (Socket socket : sockets) {
      socket.close();
    }
    awaitHeld(held -> held == 0);
    assertThat(server.post(READ, body).status()).isEqualTo(200);
  }
}
