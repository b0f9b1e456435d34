package io.vdb.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.qdrant.client.grpc.Collections.ListCollectionsRequest;
import io.qdrant.client.grpc.CollectionsGrpc.CollectionsBlockingStub;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.CountResponse;
import io.qdrant.client.grpc.Points.SetPayloadPoints;
import io.qdrant.client.grpc.PointsGrpc.PointsBlockingStub;
import io.qdrant.client.grpc.PointsGrpc.PointsFutureStub;
import io.vdb.core.engine.DatabaseConfig;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.observability.spi.BackendConfig;
import io.vdb.server.BuildInfo;
import io.vdb.server.TestServer;
import io.vdb.server.admin.Admin;
import io.vdb.server.admin.AdminComponent;
import io.vdb.server.admin.IntegrityRuns;
import io.vdb.server.admin.Bytes;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens to calls that the server has no room for, or that nobody waits for any more. */
@Timeout(180)
final class GrpcOverloadTest {

  private static final int BODY_BYTES = 100_000;
  private static final int HELD_BYTES = 2 * BODY_BYTES;
  private static final CountPoints COUNT =
      CountPoints.newBuilder().setCollectionName("c").build();

  private final CountDownLatch release = new CountDownLatch(1);
  private final Readiness readiness = new Readiness();
  private final ByteBudget bodies = new ByteBudget(HELD_BYTES);
  private WorkerPools pools;
  private MetricsText metrics;
  private GrpcListener grpc;
  private Lifecycle lifecycle;

  @BeforeEach
  void start(@TempDir Path data) throws Exception {
    ServerConfig config =
        TestServer.config(data, Map.of("vdb.limits.body-bytes", Integer.toString(BODY_BYTES)));
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
    metrics = new MetricsText(observability);
    grpc =
        new GrpcListener(
            config.listen(),
            config.limits(),
            grace,
            BuildInfo.load(),
            observability,
            Operations.on(database, config.limits(), config.storage().snapshots()),
            bodies,
            pools,
            readiness,
            new Admin(
                new AccessRules(Optional.empty(), Optional.empty(), "127.0.0.1", true),
                metrics,
                new AdminComponent().levels(),
                new SlowQueries(DatabaseConfig.defaultSlowQueries()),
                new RecentErrors(),
                new IntegrityRuns(
                    () -> {
                      throw new IllegalStateException("nothing is verified here");
                    })),
            new ServerCertificate(config.tls(), observability));
    lifecycle = new Lifecycle(List.of(observability, database, pools, grpc, readiness));
    lifecycle.start();
    var _ = database.database().createCollection("c", CollectionConfig.of(2, Distance.DOT));
    occupySearchThread();
  }

  private static QueueBounds bounds() {
    return new QueueBounds(1, 1, Duration.ofMinutes(2), Duration.ofMinutes(2));
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
  }

  private <T> T client(Class<T> type) {
    return GrpcClients.builder("gproto+http://127.0.0.1:" + grpc.address().getPort() + "/")
        .responseTimeoutMillis(50_000)
        .build(type);
  }

  private PointsBlockingStub points() {
    return client(PointsBlockingStub.class);
  }

  private static StatusRuntimeException failure(ThrowingCallable call) {
    return Objects.requireNonNull(
        catchThrowableOfType(StatusRuntimeException.class, call), "the call did not fail");
  }

  @Test
  void refusesSearchesBeyondTheQueueAndSaysWhenToTryAgain() {
    pools.searches().execute(this::awaitRelease);

    StatusRuntimeException refused = failure(() -> points().count(COUNT));

    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(refused.getStatus().getDescription()).startsWith("Rate limiting exceeded: ");
    assertThat(
            Objects.requireNonNull(refused.getTrailers())
                .get(Metadata.Key.of("retry-after", Metadata.ASCII_STRING_MARSHALLER)))
        .isEqualTo("1");
    assertThat(
            refused
                .getTrailers()
                .get(
                    Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER)))
        .isEqualTo("1000");
    assertThat(retryInfo(refused).getRetryDelay().getSeconds()).isEqualTo(1);
    assertThat(scrape("vdb_requests_rejected_total"))
        .contains("vdb_requests_rejected_total{protocol=\"grpc\",reason=\"queue_full\"} 1");
  }

  private static RetryInfo retryInfo(StatusRuntimeException refused) {
    try {
      return Objects.requireNonNull(StatusProto.fromThrowable(refused))
          .getDetails(0)
          .unpack(RetryInfo.class);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private String scrape(String name) {
    Bytes text = metrics.write("", Set.of(name), false);
    return new String(text.array(), 0, text.length(), StandardCharsets.UTF_8);
  }

  @Test
  void givesThePlaceOfACallThatIsCancelledToTheNextOne() throws Exception {
    ListenableFuture<CountResponse> leaving = client(PointsFutureStub.class).count(COUNT);
    awaitWaiting(1);
    assertThat(leaving.cancel(true)).isTrue();
    awaitWaiting(0);

    ListenableFuture<CountResponse> next = client(PointsFutureStub.class).count(COUNT);
    awaitWaiting(1);
    release.countDown();
    assertThat(next.get(60, TimeUnit.SECONDS).getResult().getCount()).isZero();
  }

  private void awaitWaiting(int wanted) {
    while (!scrape("vdb_pool_waiters")
        .contains("vdb_pool_waiters{pool=\"execution\"} " + wanted)) {
      Thread.onSpinWait();
    }
  }

  @Test
  void stopsWaitingAfterTheTimeInTheRequest() {
    long start = System.nanoTime();

    StatusRuntimeException late =
        failure(() -> points().count(COUNT.toBuilder().setTimeout(1).build()));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(40));
    assertThat(late.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(late.getStatus().getDescription()).startsWith("Timeout: ");
  }

  @Test
  void answersProbesAndLookupsAtFullLoad() {
    pools.searches().execute(this::awaitRelease);

    assertThat(
            client(CollectionsBlockingStub.class)
                .list(ListCollectionsRequest.getDefaultInstance())
                .getCollectionsCount())
        .isEqualTo(1);
  }

  @Test
  void refusesMessagesBeyondTheLimit() {
    PointsBlockingStub compressing = points().withCompression("gzip");
    for (PointsBlockingStub points : List.of(points(), compressing)) {
      StatusRuntimeException refused = failure(() -> points.setPayload(payload(BODY_BYTES)));

      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(refused.getStatus().getDescription())
          .isEqualTo("Payload error: the message is larger than allowed (limit: 100000 bytes).");
    }
  }

  @Test
  void countsWhatCompressedMessagesReallyTake() {
    assertThat(bodies.take(HELD_BYTES - 10_000)).isTrue();
    PointsBlockingStub compressing = points().withCompression("gzip");

    StatusRuntimeException refused = failure(() -> compressing.setPayload(payload(60_000)));

    assertThat(refused.getStatus().getDescription()).contains("too many request bodies");
    bodies.giveBack(HELD_BYTES - 10_000);
    assertThat(failure(() -> compressing.setPayload(payload(60_000))).getStatus().getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void refusesBodiesForWhichThereIsNoMemoryAndTakesThemAgainLater() {
    assertThat(bodies.take(HELD_BYTES - 10_000)).isTrue();

    StatusRuntimeException refused = failure(() -> points().setPayload(payload(20_000)));

    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(refused.getStatus().getDescription()).contains("too many request bodies");
    bodies.giveBack(HELD_BYTES - 10_000);
    for (int i = 0; i < 10; i++) { // more than fits, unless it is given back
      assertThat(failure(() -> points().setPayload(payload(60_000))).getStatus().getCode())
          .isEqualTo(Status.Code.INVALID_ARGUMENT); // for it chooses no points
    }
  }

  private static SetPayloadPoints payload(int bytes) {
    return SetPayloadPoints.newBuilder()
        .setCollectionName("c")
        .putPayload("x", Value.newBuilder().setStringValue("x".repeat(bytes)).build())
        .build();
  }

  @Test
  void finishesWhatIsUnderWayAndRefusesNewCallsWhenItStops() throws Exception {
    ListenableFuture<CountResponse> underWay = client(PointsFutureStub.class).count(COUNT);
    awaitWaiting(1);
    CompletableFuture<Void> stopping = CompletableFuture.runAsync(lifecycle::close);
    while (readiness.isReady()) {
      Thread.onSpinWait();
    }

    StatusRuntimeException late = failure(() -> points().count(COUNT));
    assertThat(late.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(late.getStatus().getDescription()).contains("starting or stopping");
    assertThat(stopping).isNotDone();

    release.countDown();
    assertThat(underWay.get(60, TimeUnit.SECONDS).getResult().getCount()).isZero();
    stopping.get(60, TimeUnit.SECONDS);
  }
}
