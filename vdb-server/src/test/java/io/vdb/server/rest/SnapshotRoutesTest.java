package io.vdb.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.server.TestServer;
import io.vdb.server.TestServer.Answer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.ServerSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapshotRoutesTest {

  private static final String DOCS = "/collections/docs/snapshots";

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init") // before each test
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        TestServer.start(
            folder.resolve("data"),
            Map.of(
                "vdb.limits.body-bytes", "2KiB",
                "vdb.limits.snapshot-bytes", "1MiB",
                "vdb.storage.snapshot-sources", folder.resolve("backup").toString()));
    Files.createDirectories(folder.resolve("backup"));
    server.createCollection("docs", "Dot");
    server.upsert("docs", "[{\"id\":1,\"vector\":[1,2,3,4],\"payload\":{\"a\":1}}]");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonNode create() {
    Answer answer = server.send("POST", DOCS, null);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.result();
  }

  private Path file(JsonNode info) {
    return folder.resolve("data/snapshots/docs").resolve(info.path("name").asText());
  }

  private Answer recover(String collection, String fields) {
    return server.put("/collections/" + collection + "/snapshots/recover", "{" + fields + "}");
  }

  private static String location(Object location) {
    return "\"location\":\"" + location + "\"";
  }

  private long count(String collection) {
    return server
        .post("/collections/" + collection + "/points/count", "{}")
        .result()
        .path("count")
        .asLong();
  }

  private static void fails(int status, String message, Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.error()).contains(message);
  }

  @Test
  void createsListsDownloadsAndDeletes() throws Exception {
    assertThat(server.get(DOCS).result()).isEmpty();
    JsonNode info = create();
    assertThat(info.path("name").asText()).matches("docs-[\\d-]+\\.snapshot");
    assertThat(info.path("creation_time").asText())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d");
    byte[] content = Files.readAllBytes(file(info));
    assertThat(info.path("size").asLong()).isEqualTo(content.length);
    assertThat(info.path("checksum").asText())
        .isEqualTo(
            HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
    assertThat(server.get(DOCS).result()).containsExactly(info);

    String address = DOCS + "/" + info.path("name").asText();
    Answer download = server.get(address);
    assertThat(download.status()).isEqualTo(200);
    assertThat(download.headers().firstValue("content-length"))
        .contains(Integer.toString(content.length));
    assertThat(download.headers().firstValue("content-type")).contains("application/octet-stream");
    assertThat(read(address)).isEqualTo(content);

    assertThat(server.delete(address).result().asBoolean()).isTrue();
    fails(404, "Not found: Snapshot " + info.path("name").asText() + " not found",
        server.delete(address));
    fails(404, "not found", server.get(address));
    assertThat(server.get(DOCS).result()).isEmpty();
  }

  private byte[] read(String address) throws IOException {
    try (InputStream in = server.uri(address).toURL().openStream()) {
      return in.readAllBytes();
    }
  }

  @Test
  void doesTheSameForAllCollections() throws IOException {
    Answer created = server.send("POST", "/snapshots", null);
    assertThat(created.result().path("name").asText()).matches("full-snapshot-[\\d-]+\\.snapshot");
    assertThat(server.get("/snapshots").result()).containsExactly(created.result());
    String address = "/snapshots/" + created.result().path("name").asText();
    assertThat(read(address)).hasSize(created.result().path("size").asInt());
    fails(
        400,
        "is a snapshot of all collections, which only",
        recover(
            "docs",
            location(folder.resolve("data" + address).toUri())));
    assertThat(server.delete(address).result().asBoolean()).isTrue();
    fails(404, "not found", server.get(address));
  }

  @Test
  void answersBeforeTheEndWhenNobodyWaits() {
    Answer created = server.send("POST", DOCS + "?wait=false", null);
    assertThat(created.status()).isEqualTo(202);
    assertThat(created.json().path("status").asText()).isEqualTo("accepted");
    assertThat(created.json().has("result")).isFalse();
    await(() -> server.get(DOCS).result().size() == 1);
    JsonNode info = server.get(DOCS).result().get(0);
    Answer recovered =
        server.put(
            "/collections/copy/snapshots/recover?wait=false",
            "{" + location(file(info).toUri()) + "}");
    assertThat(recovered.status()).isEqualTo(202);
    await(() -> count("copy") == 1);
    fails(
        404,
        "Collection `absent` doesn't exist!",
        server.send("POST", "/collections/absent/snapshots?wait=false", null));
    fails(400, "`true` or `false`", server.send("POST", DOCS + "?wait=no", null));
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  @Test
  void recoversFromFilesThatAreMeantForIt() throws IOException {
    JsonNode info = create();
    server.upsert("docs", "[{\"id\":2,\"vector\":[1,2,3,4]}]");
    Answer answer =
        recover(
            "docs",
            location(file(info).toUri())
                + ",\"checksum\":\"" + info.path("checksum").asText().toUpperCase(Locale.ROOT)
                + "\",\"priority\":\"snapshot\",\"api_key\":null");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.result().asBoolean()).isTrue();
    assertThat(count("docs")).isEqualTo(1);
    Path backup = Files.copy(file(info), folder.resolve("backup/copy"));
    assertThat(recover("copy", location(backup.toUri())).status()).isEqualTo(200);
    assertThat(count("copy")).isEqualTo(1);

    Path elsewhere = Files.copy(backup, folder.resolve("elsewhere.snapshot"));
    Files.createSymbolicLink(folder.resolve("backup/link"), elsewhere);
    String refusal = "Bad request: a file must exist in the folder of snapshots";
    fails(400, refusal, recover("x", location(elsewhere.toUri())));
    fails(400, refusal, recover("x", location(folder.resolve("backup/link").toUri())));
    fails(400, refusal, recover("x", location("file://" + folder.resolve("backup/../elsewhere.snapshot"))));
    fails(400, refusal, recover("x", location("file:///absent/none")));
    fails(400, refusal, recover("x", location("file://host/none")));
    fails(400, refusal, recover("x", location("file:relative")));
    fails(400, refusal, recover("x", location(folder.resolve("backup").toUri())));
    assertThat(server.get("/collections/x/exists").result().path("exists").asBoolean()).isFalse();
  }

  @Test
  void recoversFromAddressesOfThisMachineAlone() throws Exception {
    JsonNode info = create();
    URI own = server.uri(DOCS + "/" + info.path("name").asText());
    Answer answer =
        recover(
            "copy",
            location(own) + ",\"checksum\":\"" + info.path("checksum").asText()
                + "\",\"api_key\":\"secret\"");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(count("copy")).isEqualTo(1);
    assertThat(folder.resolve("data/snapshots/.incoming")).isEmptyDirectory();
    for (String address :
        List.of(
            "http://example.com/x", "http://10.0.0.1/x", "http://0.0.0.0/x", "http://[::]/x",
            "http://127.0.0.1.example.com/x", "http://127.0.0.1@example.com/x", "http:///x",
            "http://localhost.example.com/x", "http://2130706433/x")) {
      fails(400, "an address must be of this machine", recover("x", location(address)));
    }
    fails(400, "`file:`, `http:` or `https:`", recover("x", location("ftp://localhost/x")));
    fails(400, "`file:`, `http:` or `https:`", recover("x", location("docs.snapshot")));
    fails(400, "with status 404", recover("x", location(server.uri(DOCS + "/none.snapshot"))));
    fails(400, "is not a snapshot of vdb", recover("x", location(server.uri("/healthz"))));
    fails(400, "cannot be reached", recover("x", location("http://127.0.0.1:" + freePort())));
    try (Redirector redirector = new Redirector(own)) {
      fails(400, "with status 302", recover("x", location(redirector.address())));
    }
    assertThat(folder.resolve("data/snapshots/.incoming")).isEmptyDirectory();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Answers one request with another address. */
  private static final class Redirector implements AutoCloseable {

    private final ServerSocket socket = new ServerSocket(0);

    Redirector(URI target) throws IOException {
      Thread _ = Thread.ofVirtual().start(() -> answer(target));
    }

    URI address() {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/x.snapshot");
    }

    private void answer(URI target) {
      try (Socket connection = socket.accept()) {
        int _ = connection.getInputStream().read();
        connection
            .getOutputStream()
            .write(
                ("HTTP/1.1 302 Found\r\nlocation: " + target
                        + "\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        connection.shutdownOutput();
        byte[] _ = connection.getInputStream().readAllBytes();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void takesUploadsBeyondTheLimitOfOtherBodies() throws IOException {
    JsonNode info = create();
    byte[] content = Files.readAllBytes(file(info));
    Answer answer =
        upload("copy", "?checksum=" + info.path("checksum").asText() + "&priority=no_sync",
            "snapshot", "../mine.snapshot", content);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.result().asBoolean()).isTrue();
    assertThat(count("copy")).isEqualTo(1);
    JsonNode kept = server.get("/collections/copy/snapshots").result();
    assertThat(kept).hasSize(1);
    assertThat(kept.get(0).path("name").asText()).startsWith("copy-");
    assertThat(kept.get(0).path("checksum")).isEqualTo(info.path("checksum"));
    assertThat(upload("docs", "?wait=false", "snapshot", "given.snapshot", content).status())
        .isEqualTo(202);
    await(() -> server.get(DOCS).result().toString().contains("given.snapshot"));
    assertThat(count("docs")).isEqualTo(1);
  }

  @Test
  void refusesUploadsThatAreNone() throws IOException {
    JsonNode info = create();
    byte[] content = Files.readAllBytes(file(info));
    fails(
        400, "Snapshot checksum mismatch: expected 0",
        upload("x", "?checksum=" + "0".repeat(64), "snapshot", "s", content));
    fails(
        422, "[checksum: a checksum is a SHA-256",
        upload("x", "?checksum=0", "snapshot", "s", content));
    fails(400, "unknown variant `x`", upload("x", "?priority=x", "snapshot", "s", content));
    fails(400, "unknown field `a`", upload("x", "?a=b", "snapshot", "s", content));
    fails(400, "field `snapshot` is missing", upload("x", "", "other", "s", content));
    fails(
        400, "`s.snapshot` is not a snapshot of vdb",
        upload("x", "", "snapshot", "s.snapshot", new byte[5]));
    byte[] damaged = content.clone();
    damaged[content.length / 2]++;
    fails(400, "is damaged", upload("x", "", "snapshot", "s", damaged));
    fails(413, "limit: 1048576 bytes", upload("x", "", "snapshot", "s", new byte[2 << 20]));
    fails(413, "limit: 1048576 bytes", uploadOfUnknownLength(new byte[2 << 20]));
    fails(
        400, "Multipart error: expected multipart/form-data",
        server.post("/collections/x/snapshots/upload", "{}"));
    fails(
        422, "collection name cannot contain",
        upload("a%3Ab", "", "snapshot", "s", content));
    assertThat(server.get("/collections/x/exists").result().path("exists").asBoolean()).isFalse();
    assertThat(folder.resolve("data/snapshots/.incoming")).isEmptyDirectory();
    assertThat(folder.resolve("data/snapshots/x")).doesNotExist();
  }

  private Answer upload(
      String collection, String parameters, String field, String name, byte[] content) {
    return server.send(
        HttpRequest.newBuilder(
                server.uri("/collections/" + collection + "/snapshots/upload" + parameters))
            .timeout(Duration.ofSeconds(60))
            .header("content-type", "multipart/form-data; boundary=xyz")
            .POST(HttpRequest.BodyPublishers.ofByteArray(multipart(field, name, content)))
            .build());
  }

  private Answer uploadOfUnknownLength(byte[] content) {
    byte[] body = multipart("snapshot", "s", content);
    return server.send(
        HttpRequest.newBuilder(server.uri("/collections/x/snapshots/upload"))
            .timeout(Duration.ofSeconds(60))
            .header("content-type", "multipart/form-data; boundary=xyz")
            .POST(
                HttpRequest.BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream(body)))
            .build());
  }

  private static byte[] multipart(String field, String name, byte[] content) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        ("--xyz\r\ncontent-disposition: form-data; name=\"" + field + "\"; filename=\"" + name
                + "\"\r\ncontent-type: application/octet-stream\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    body.writeBytes(content);
    body.writeBytes("\r\n--xyz--\r\n".getBytes(StandardCharsets.US_ASCII));
    return body.toByteArray();
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    JsonNode info = create();
    String file = location(file(info).toUri());
    fails(404, "Not found: Collection `x` doesn't exist!", server.get("/collections/x/snapshots"));
    fails(
        404, "Not found: Collection `x` doesn't exist!",
        server.send("POST", "/collections/x/snapshots", null));
    fails(404, "Not found: Snapshot x not found", server.get(DOCS + "/x"));
    fails(404, "Not found: Snapshot recover not found", server.get(DOCS + "/recover"));
    fails(400, "missing field `location`", recover("docs", ""));
    fails(400, "unknown field `where`", recover("docs", "\"where\":1"));
    fails(400, "location: invalid type: integer, expected a string", recover("docs", "\"location\":1"));
    fails(400, "expected a URL", recover("docs", location("a b")));
    fails(422, "[checksum: a checksum is a SHA-256", recover("docs", file + ",\"checksum\":\"x\""));
    fails(400, "unknown variant `x`", recover("docs", file + ",\"priority\":\"x\""));
    fails(422, "[api_key: a key has", recover("docs", file + ",\"api_key\":\"a\\nb\""));
    fails(
        400, "Wrong input: Snapshot checksum mismatch: expected 1",
        recover("docs", file + ",\"checksum\":\"" + "1".repeat(64) + "\""));
    server.createCollection("other", "Euclid");
    fails(
        400, "Wrong input: Snapshot is not compatible with existing collection",
        recover("other", file));
    byte[] tar = new byte[2048];
    System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
    Path qdrant = Files.write(folder.resolve("backup/qdrant.snapshot"), tar);
    fails(
        400, "`qdrant.snapshot` is not a snapshot of vdb but a tar archive, such as Qdrant's",
        recover("new", location(qdrant.toUri())));
    fails(405, "does not take the method PATCH", server.send("PATCH", DOCS, "{}"));
    for (String shards :
        List.of("GET ", "POST ", "GET /s", "DELETE /s", "PUT /recover", "POST /upload")) {
      String[] parts = shards.split(" ", -1);
      fails(
          400, "Wrong input: snapshots of shards are not supported by this server",
          server.send(parts[0], "/collections/docs/shards/0/snapshots" + parts[1], null));
    }
  }

  @Test
  void holdsNothingForReadersThatAreSlow() throws Exception {
    long size = 64L << 20; // more than any buffer between the two takes
    JsonNode info = create();
    try (RandomAccessFile large = new RandomAccessFile(file(info).toFile(), "rw")) {
      large.setLength(size);
    }
    String address = DOCS + "/" + info.path("name").asText();
    try (Socket reader = new Socket(InetAddress.getLoopbackAddress(), server.uri("").getPort())) {
      reader
          .getOutputStream()
          .write(
              ("GET " + address + " HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      int first = reader.getInputStream().read();
      server.upsert("docs", "[{\"id\":2,\"vector\":[1,2,3,4]}]");
      assertThat(server.delete(address).status()).isEqualTo(200);
      assertThat(server.delete("/collections/docs").result().asBoolean()).isTrue();
      long rest = reader.getInputStream().transferTo(OutputStream.nullOutputStream());
      assertThat(first).isEqualTo('H');
      assertThat(rest).isBetween(size, size + 1_000);
    }
  }
}
