package io.vdb.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.linecorp.armeria.client.grpc.GrpcClientBuilder;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.DeleteCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.ListCollectionsRequest;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.CollectionsGrpc.CollectionsBlockingStub;
import io.qdrant.client.grpc.QdrantGrpc;
import io.qdrant.client.grpc.QdrantOuterClass.HealthCheckReply;
import io.qdrant.client.grpc.SnapshotsGrpc;
import io.qdrant.client.grpc.SnapshotsService.CreateFullSnapshotRequest;
import io.vdb.server.TestServer;
import io.vdb.server.proto.admin.v1.AdminGrpc;
import io.vdb.server.proto.admin.v1.ListLoggersRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ApiKeyCallsTest {

  private static final String KEY = "the-key-for-everything";
  private static final String READ_ONLY = "the-key-for-reading-only";

  @TempDir Path data;
  private TestServer server;

  @BeforeEach
  void start() {
    server =
        TestServer.start(
            data,
            Map.of(
                "vdb.security.api-key", KEY, "vdb.security.read-only-api-key", READ_ONLY));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private <T> T client(Class<T> type, String... headers) {
    GrpcClientBuilder builder =
        GrpcClients.builder("gproto+http://127.0.0.1:" + server.grpc().getPort() + "/")
            .responseTimeoutMillis(20_000);
    for (int i = 0; i < headers.length; i += 2) {
      builder.addHeader(headers[i], headers[i + 1]);
    }
    return builder.build(type);
  }

  private CollectionsBlockingStub collections(String... headers) {
    return client(CollectionsBlockingStub.class, headers);
  }

  private static Status failure(ThrowingCallable call) {
    return Objects.requireNonNull(catchThrowableOfType(StatusRuntimeException.class, call))
        .getStatus();
  }

  private static CreateCollection create() {
    return CreateCollection.newBuilder()
        .setCollectionName("c")
        .setVectorsConfig(
            VectorsConfig.newBuilder()
                .setParams(VectorParams.newBuilder().setSize(2).setDistance(Distance.Dot)))
        .build();
  }

  @Test
  void needAKeyAndAreToldSoInTheWordsOfQdrant() {
    ListCollectionsRequest list = ListCollectionsRequest.getDefaultInstance();

    Status missing = failure(() -> collections().list(list));
    Status wrong = failure(() -> collections("api-key", KEY + "x").list(list));

    assertThat(missing.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(missing.getDescription())
        .isEqualTo("Must provide an API key or an Authorization bearer token");
    assertThat(wrong.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(wrong.getDescription()).isEqualTo("Invalid API key or JWT");
    assertThat(collections("api-key", KEY).list(list).getCollectionsCount()).isZero();
    assertThat(collections("authorization", "Bearer " + KEY).list(list).getCollectionsCount())
        .isZero();
  }

  @Test
  void readWithTheKeyForReadingAndDoNotWrite() {
    var readOnly = collections("api-key", READ_ONLY);

    Status refused = failure(() -> readOnly.create(create()));

    assertThat(refused.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(refused.getDescription()).isEqualTo("Forbidden: Global manage access is required");
    assertThat(readOnly.list(ListCollectionsRequest.getDefaultInstance()).getCollectionsCount())
        .isZero();
    assertThat(collections("api-key", KEY).create(create()).getResult()).isTrue();
    DeleteCollection delete = DeleteCollection.newBuilder().setCollectionName("c").build();
    assertThat(failure(() -> readOnly.delete(delete)).getCode())
        .isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(readOnly.list(ListCollectionsRequest.getDefaultInstance()).getCollectionsCount())
        .isEqualTo(1);
  }

  @Test
  void probeWithoutAKeyAndAdministerByTheRulesOfAdministration() {
    HealthCheckReply reply =
        client(QdrantGrpc.QdrantBlockingStub.class)
            .healthCheck(
                io.qdrant.client.grpc.QdrantOuterClass.HealthCheckRequest.getDefaultInstance());

    assertThat(reply.getVersion()).startsWith("1.");
    assertThat(
            client(HealthGrpc.HealthBlockingStub.class)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus())
        .isEqualTo(ServingStatus.SERVING);
    assertThat(
            client(AdminGrpc.AdminBlockingStub.class)
                .listLoggers(ListLoggersRequest.getDefaultInstance())
                .getLoggersCount())
        .isPositive();
  }

  @Test
  void doNotTellWithoutAKeyWhichMethodsThereAre() {
    var snapshots = client(SnapshotsGrpc.SnapshotsBlockingStub.class);
    CreateFullSnapshotRequest request = CreateFullSnapshotRequest.getDefaultInstance();

    assertThat(failure(() -> snapshots.createFull(request)).getCode())
        .isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  @Test
  void areCountedWhenTheyAreRefused() {
    ListCollectionsRequest list = ListCollectionsRequest.getDefaultInstance();
    var _ = failure(() -> collections().list(list));
    var _ = failure(() -> collections("api-key", READ_ONLY).create(create()));

    String metrics = server.send("GET", "/metrics", null, "api-key", READ_ONLY).body();

    assertThat(metrics)
        .contains("vdb_key_refusals_total{protocol=\"grpc\",reason=\"missing\"} 1")
        .contains("vdb_key_refusals_total{protocol=\"grpc\",reason=\"read_only\"} 1")
        .contains(
            "vdb_grpc_requests_total{service=\"qdrant.Collections\",method=\"List\","
                + "code=\"UNAUTHENTICATED\"} 1");
  }
}
