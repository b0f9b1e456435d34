package io.vdb.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.engine.DatabaseConfig;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.observability.spi.BackendConfig;
import io.vdb.server.BuildInfo;
import io.vdb.server.TestServer;
import io.vdb.server.admin.Admin;
import io.vdb.server.admin.AdminComponent;
import io.vdb.server.admin.IntegrityRuns;
import io.vdb.server.admin.MetricsText;
import io.vdb.server.admin.RecentErrors;
import io.vdb.server.admin.SlowQueries;
import io.vdb.server.api.Operations;
import io.vdb.server.config.ServerConfig;
import io.vdb.server.lifecycle.DatabaseComponent;
import io.vdb.server.lifecycle.Lifecycle;
import io.vdb.server.lifecycle.ObservabilityComponent;
import io.vdb.server.lifecycle.PluginFolder;
import io.vdb.server.lifecycle.QueueBounds;
import io.vdb.server.lifecycle.Readiness;
import io.vdb.server.lifecycle.WorkerPools;
import io.vdb.server.request.ByteBudget;
import io.vdb.server.security.AccessRules;
import io.vdb.server.tls.ServerCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server of its parts, one search thread and room for one waiting search, all blocked. */
@Timeout(180)
final class OverloadTest {

  @TempDir Path data;
  private final HttpClient client = HttpClient.newHttpClient();
  private final CountDownLatch release = new CountDownLatch(1);
  private final Readiness readiness = new Readiness();
  private WorkerPools pools;
  private RestListener rest;
  private Lifecycle lifecycle;

  @BeforeEach
  void start() throws InterruptedException {
    ServerConfig config = TestServer.config(data, Map.of());
    PluginFolder plugins = new PluginFolder(Optional.empty());
    ObservabilityComponent observability =
        new ObservabilityComponent(
            List.of("prometheus"), BackendConfig.of("vdb", "test"), plugins);
    DatabaseComponent database =
        new DatabaseComponent(
            new DatabaseConfig(
                data, "memory", config.storage().durability(), config.limits().forEngine(), 1),
            observability,
            plugins);
    Duration grace = Duration.ofSeconds(60);
    pools =
        new WorkerPools(
            bounds(), bounds(), QueueBounds.patient(1, 1), grace, observability);
    rest =
        new RestListener(
            config.listen(),
            config.limits(),
            grace,
            BuildInfo.load(),
            observability,
            Operations.on(database, config.limits(), config.storage().snapshots()),
            new ByteBudget(config.limits().bodyBytesTotal()),
            pools,
            readiness,
            admin(observability),
            new ServerCertificate(config.tls(), observability),
            database);
    lifecycle = new Lifecycle(List.of(observability, database, pools, rest, readiness));
    lifecycle.start();
    database
        .database()
        .createCollection(
            "c", CollectionConfig.of(2, Distance.DOT));
    occupySearchThread();
  }

  private static QueueBounds bounds() {
    return new QueueBounds(1, 1, Duration.ofMinutes(2), Duration.ofMinutes(2));
  }

  private static Admin admin(ObservabilityComponent observability) {
    return new Admin(
        new AccessRules(Optional.empty(), Optional.empty(), "127.0.0.1", true),
        new MetricsText(observability),
        new AdminComponent().levels(),
        new SlowQueries(DatabaseConfig.defaultSlowQueries()),
        new RecentErrors(),
        new IntegrityRuns(
            () -> {
              throw new IllegalStateException("nothing is verified here");
            }));
  }

  private void occupySearchThread() throws InterruptedException {
    CountDownLatch occupied = new CountDownLatch(1);
    pools
        .searches()
        .execute(
            () -> {
              occupied.countDown();
              awaitRelease();
            });
    occupied.await();
  }

  private void awaitRelease() {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void stop() {
    release.countDown();
    lifecycle.close();
    client.close();
  }

  private HttpRequest request(String method, String path, String body) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + rest.address().getPort() + path))
        .setHeader("content-type", "application/json")
        .method(method, HttpRequest.BodyPublishers.ofString(body))
        .timeout(Duration.ofSeconds(50))
        .build();
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    return client.send(request(method, path, body), BodyHandlers.ofString());
  }

  private CompletableFuture<HttpResponse<String>> count() {
    return client.sendAsync(
        request("POST", "/collections/c/points/count", "{}"), BodyHandlers.ofString());
  }

  @Test
  void refusesSearchesBeyondTheQueueAndSaysWhenToTryAgain() throws Exception {
    pools.searches().execute(this::awaitRelease);

    HttpResponse<String> refused = send("POST", "/collections/c/points/count", "{}");

    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
    assertThat(refused.body()).startsWith("{\"status\":{\"error\":\"Rate limiting exceeded: ");
    assertThat(send("GET", "/metrics", "").body())
        .contains("vdb_api_errors_total{protocol=\"http\",error=\"resource_exhausted\"} 1")
        .contains("vdb_requests_rejected_total{protocol=\"http\",reason=\"queue_full\"} 1");
  }

  @Test
  void refusesBeforeItHasReadTheBody() throws Exception {
    pools.searches().execute(this::awaitRelease);

    try (Socket socket = sendHead("/collections/c/points/count", 1_000_000)) {
      byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 429".length());

      assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 429");
    }
  }

  private Socket sendHead(String path, int length) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), rest.address().getPort());
    socket.setSoTimeout((int) Duration.ofSeconds(60).toMillis());
    String head =
        "POST " + path + " HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
            + "content-length: " + length + "\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    return socket;
  }

  @Test
  void givesThePlaceOfAClientThatHasLeftToTheNextOne() throws Exception {
    try (Socket leaving = sendHead("/collections/c/points/count", 2)) {
      leaving.getOutputStream().write("{}".getBytes(StandardCharsets.US_ASCII));
      leaving.getOutputStream().flush();
      awaitWaiting(1);
    }
    awaitWaiting(0);

    CompletableFuture<HttpResponse<String>> next = count();
    awaitWaiting(1);
    release.countDown();
    assertThat(next.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  private void awaitWaiting(int wanted) throws Exception {
    String line = "vdb_pool_waiters{pool=\"execution\"} " + wanted;
    while (!send("GET", "/metrics", "").body().contains(line)) {
      Thread.onSpinWait();
    }
  }

  @Test
  void administersHoweverManyScrapesWait() throws Exception {
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 1_000; i++) {
                pools.scrapes().execute(this::awaitRelease);
              }
            })
        .isInstanceOf(RejectedExecutionException.class);

    assertThat(send("GET", "/metrics", "").statusCode()).isEqualTo(429);
    assertThat(send("GET", "/admin/slow-queries", "").statusCode()).isEqualTo(200);
  }

  @Test
  void refusesWritesBeyondTheBound() throws Exception {
    CountDownLatch occupied = new CountDownLatch(1);
    pools
        .writes()
        .execute(
            () -> {
              occupied.countDown();
              awaitRelease();
            });
    occupied.await();
    pools.writes().execute(this::awaitRelease);

    assertThat(send("PUT", "/collections/c/points", "{\"points\":[]}").statusCode())
        .isEqualTo(429);
  }

  @Test
  void stopsWaitingAfterTheTimeThatTheClientAllows() throws Exception {
    HttpResponse<String> answer =
        send("POST", "/collections/c/points/count?timeout=1", "{}");

    assertThat(answer.statusCode()).isEqualTo(408);
    assertThat(answer.body()).startsWith("{\"status\":{\"error\":\"Timeout: ");
    assertThat(answer.headers().firstValue("x-correlation-id")).isPresent();
    assertThat(send("GET", "/metrics", "").body())
        .contains("vdb_api_errors_total{protocol=\"http\",error=\"timeout\"} 1");
    awaitWaiting(0);
  }

  @Test
  void answersProbesAndScrapesAtFullLoad() throws Exception {
    pools.searches().execute(this::awaitRelease);

    assertThat(send("GET", "/healthz", "").statusCode()).isEqualTo(200);
    assertThat(send("GET", "/readyz", "").statusCode()).isEqualTo(200);
    for (String path : List.of("/health", "/health/live", "/health/ready", "/health/detailed")) {
      assertThat(send("GET", path, "").body()).as(path).startsWith("{\"status\":\"");
    }
    assertThat(send("GET", "/metrics", "").statusCode()).isEqualTo(200);
    assertThat(send("GET", "/admin/loggers", "").statusCode()).isEqualTo(200);
  }

  @Test
  void finishesWhatIsUnderWayAndRefusesNewRequestsWhenItStops() throws Exception {
    CompletableFuture<HttpResponse<String>> underWay = count();
    awaitInFlight(2); // the count, and the scrape that looks
    CompletableFuture<Void> stopping = CompletableFuture.runAsync(lifecycle::close);
    awaitNotReady();

    assertThat(send("GET", "/readyz", "").statusCode()).isEqualTo(503);
    assertThat(send("GET", "/healthz", "").statusCode()).isEqualTo(200);
    assertThat(send("GET", "/health/live", "").statusCode()).isEqualTo(200);
    HttpResponse<String> notReady = send("GET", "/health/ready", "");
    assertThat(notReady.statusCode()).isEqualTo(503);
    assertThat(notReady.body()).contains("\"server\":{\"status\":\"error\"}");
    HttpResponse<String> late = send("GET", "/collections", "");
    assertThat(late.statusCode()).isEqualTo(503);
    assertThat(late.body()).contains("the server is starting or stopping");
    assertThat(stopping).isNotDone();

    release.countDown();
    HttpResponse<String> answer = underWay.get(60, TimeUnit.SECONDS);
    stopping.get(60, TimeUnit.SECONDS);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"result\":{\"count\":0}");
  }

  private void awaitInFlight(int wanted) throws Exception {
    while (!send("GET", "/metrics", "").body().contains("vdb_http_requests_in_flight " + wanted)) {
      Thread.onSpinWait();
    }
  }

  private void awaitNotReady() {
    while (readiness.isReady()) {
      Thread.onSpinWait();
    }
  }
}
