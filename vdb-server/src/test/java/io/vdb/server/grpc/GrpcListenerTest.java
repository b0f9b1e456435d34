package io.vdb.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc.HealthBlockingStub;
import io.grpc.reflection.v1.ServerReflectionGrpc.ServerReflectionStub;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import io.qdrant.client.grpc.Collections.UpdateCollectionClusterSetupRequest;
import io.qdrant.client.grpc.CollectionsGrpc.CollectionsBlockingStub;
import io.qdrant.client.grpc.QdrantGrpc.QdrantBlockingStub;
import io.qdrant.client.grpc.QdrantOuterClass;
import io.vdb.server.TestServer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GrpcListenerTest {

  private TestServer server;

  @BeforeAll
  void start(@TempDir Path data) {
    server = TestServer.start(data);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private <T> T client(Class<T> type) {
    return GrpcClients.newClient(
        "gproto+http://127.0.0.1:" + server.grpc().getPort() + "/", type);
  }

  @Test
  void serves() {
    assertThat(
            client(HealthBlockingStub.class)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus())
        .isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void answersTheHealthCheckOfQdrantsClients() {
    QdrantOuterClass.HealthCheckReply reply =
        client(QdrantBlockingStub.class)
            .healthCheck(QdrantOuterClass.HealthCheckRequest.getDefaultInstance());

    assertThat(reply.getTitle()).isNotEmpty();
    assertThat(reply.getVersion()).startsWith("1.18.");
  }

  @Test
  void answersWithADescriptionThatClientsTakeWhateverWasAskedFor() {
    HealthCheckRequest request =
        HealthCheckRequest.newBuilder().setService("\u00e9".repeat(70_000)).build();

    assertThatThrownBy(() -> client(HealthBlockingStub.class).check(request))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
              assertThat(e.getStatus().getDescription()).hasSizeLessThan(1_000);
            });
  }

  @Test
  void namesTheMethodsThatItDoesNotHave() {
    assertThatThrownBy(
            () ->
                client(CollectionsBlockingStub.class)
                    .updateCollectionClusterSetup(
                        UpdateCollectionClusterSetupRequest.getDefaultInstance()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
              assertThat(e.getStatus().getDescription())
                  .isEqualTo(
                      "Method qdrant.Collections/UpdateCollectionClusterSetup is not supported:"
                          + " this server is a single node, and has no shards to manage");
            });
  }

  @Test
  void tellsClientsWhatItHas() throws Exception {
    CompletableFuture<ServerReflectionResponse> services = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> requests =
        client(ServerReflectionStub.class)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    services.complete(response);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    services.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());

    assertThat(
            services.get(60, TimeUnit.SECONDS).getListServicesResponse().getServiceList().stream()
                .map(ServiceResponse::getName))
        .contains(
            "qdrant.Qdrant",
            "qdrant.Collections",
            "qdrant.Points",
            "vdb.admin.v1.Admin");
    requests.onCompleted();
  }

  @Test
  void countsCallsByServiceMethodAndStatus(@TempDir Path other) {
    try (TestServer fresh = TestServer.start(other)) {
      QdrantBlockingStub stub =
          GrpcClients.newClient(
              "gproto+http://127.0.0.1:" + fresh.grpc().getPort() + "/", QdrantBlockingStub.class);
      for (int i = 0; i < 3; i++) {
        assertThat(
                stub.healthCheck(QdrantOuterClass.HealthCheckRequest.getDefaultInstance())
                    .getVersion())
            .isNotEmpty();
      }

      assertThat(fresh.get("/metrics").body())
          .contains(
              "vdb_grpc_requests_total{service=\"qdrant.Qdrant\",method=\"HealthCheck\",code=\"OK\"}"
                  + " 3")
          .contains(
              "vdb_grpc_request_duration_seconds_count{service=\"qdrant.Qdrant\","
                  + "method=\"HealthCheck\"} 3");
    }
  }
}
