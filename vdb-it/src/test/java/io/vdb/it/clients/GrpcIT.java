package io.vdb.it.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.qdrant.client.grpc.Collections.UpdateCollectionClusterSetupRequest;
import io.qdrant.client.grpc.CollectionsGrpc;
import io.qdrant.client.grpc.QdrantGrpc;
import io.qdrant.client.grpc.QdrantOuterClass.HealthCheckReply;
import io.vdb.it.server.SharedServer;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(SharedServer.LOCK)
final class GrpcIT {

  @RegisterExtension static final SharedServer SERVER = new SharedServer();

  private static ManagedChannel channel;

  @BeforeAll
  static void connect() {
    channel =
        Grpc.newChannelBuilder(SERVER.process().grpc(), InsecureChannelCredentials.create())
            .build();
  }

  @AfterAll
  static void disconnect() {
    channel.shutdownNow();
  }

  @Test
  void answersTheStandardHealthCheck() {
    ServingStatus status =
        HealthGrpc.newBlockingStub(channel)
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .check(HealthCheckRequest.getDefaultInstance())
            .getStatus();
    assertThat(status).isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void answersTheHealthCheckOfQdrantsClients() {
    HealthCheckReply reply =
        QdrantGrpc.newBlockingStub(channel)
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .healthCheck(
                io.qdrant.client.grpc.QdrantOuterClass.HealthCheckRequest.getDefaultInstance());
    assertThat(reply.getVersion()).startsWith("1.18.");
    assertThat(reply.getTitle()).isNotEmpty();
  }

  @Test
  void saysThatOtherCallsAreNotImplemented() {
    assertUnimplemented(
        () ->
            CollectionsGrpc.newBlockingStub(channel)
                .withDeadlineAfter(60, TimeUnit.SECONDS)
                .updateCollectionClusterSetup(
                    UpdateCollectionClusterSetupRequest.getDefaultInstance()));
  }

  private static void assertUnimplemented(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
  }
}
