package io.vdb.server.grpc.qdrant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.qdrant.client.grpc.SnapshotsGrpc.SnapshotsBlockingStub;
import io.qdrant.client.grpc.SnapshotsService.CreateFullSnapshotRequest;
import io.qdrant.client.grpc.SnapshotsService.CreateSnapshotRequest;
import io.qdrant.client.grpc.SnapshotsService.DeleteFullSnapshotRequest;
import io.qdrant.client.grpc.SnapshotsService.DeleteSnapshotRequest;
import io.qdrant.client.grpc.SnapshotsService.ListFullSnapshotsRequest;
import io.qdrant.client.grpc.SnapshotsService.ListSnapshotsRequest;
import io.qdrant.client.grpc.SnapshotsService.SnapshotDescription;
import io.vdb.server.TestServer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots over gRPC are those over REST, and fail alike. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SnapshotMethodsTest {

  private TestServer server;
  private SnapshotsBlockingStub snapshots;

  @BeforeAll
  void start(@TempDir Path data) {
    server = TestServer.start(data, Map.of());
    snapshots = new GrpcStubs(server).client(SnapshotsBlockingStub.class);
    server.createCollection("docs", "Dot");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static void same(SnapshotDescription description, JsonNode json) {
    assertThat(description.getName()).isEqualTo(json.path("name").asText());
    assertThat(description.getSize()).isEqualTo(json.path("size").asLong());
    assertThat(description.getChecksum()).isEqualTo(json.path("checksum").asText()).hasSize(64);
    assertThat(
            Instant.parse(json.path("creation_time").asText() + "Z").getEpochSecond())
        .isEqualTo(description.getCreationTime().getSeconds());
  }

  @Test
  void createsListsAndDeletes() {
    SnapshotDescription made =
        snapshots
            .create(CreateSnapshotRequest.newBuilder().setCollectionName("docs").build())
            .getSnapshotDescription();
    ListSnapshotsRequest list =
        ListSnapshotsRequest.newBuilder().setCollectionName("docs").build();
    assertThat(snapshots.list(list).getSnapshotDescriptionsList()).containsExactly(made);
    same(made, server.get("/collections/docs/snapshots").result().get(0));
    var _ =
        snapshots.delete(
            DeleteSnapshotRequest.newBuilder()
                .setCollectionName("docs")
                .setSnapshotName(made.getName())
                .build());
    assertThat(snapshots.list(list).getSnapshotDescriptionsList()).isEmpty();
  }

  @Test
  void doesTheSameForAllCollections() {
    SnapshotDescription made =
        snapshots
            .createFull(CreateFullSnapshotRequest.getDefaultInstance())
            .getSnapshotDescription();
    ListFullSnapshotsRequest list = ListFullSnapshotsRequest.getDefaultInstance();
    assertThat(snapshots.listFull(list).getSnapshotDescriptionsList()).containsExactly(made);
    same(made, server.get("/snapshots").result().get(0));
    var _ =
        snapshots.deleteFull(
            DeleteFullSnapshotRequest.newBuilder().setSnapshotName(made.getName()).build());
    assertThat(snapshots.listFull(list).getSnapshotDescriptionsList()).isEmpty();
  }

  @Test
  void failsAsRestDoes() {
    fails(
        Status.Code.NOT_FOUND,
        "Not found: Collection `absent` doesn't exist!",
        () ->
            snapshots.create(
                CreateSnapshotRequest.newBuilder().setCollectionName("absent").build()));
    fails(
        Status.Code.NOT_FOUND,
        "Not found: Snapshot ../x.snapshot not found",
        () ->
            snapshots.delete(
                DeleteSnapshotRequest.newBuilder()
                    .setCollectionName("docs")
                    .setSnapshotName("../x.snapshot")
                    .build()));
    fails(
        Status.Code.NOT_FOUND,
        "Not found: Snapshot x not found",
        () ->
            snapshots.deleteFull(
                DeleteFullSnapshotRequest.newBuilder().setSnapshotName("x").build()));
    fails(
        Status.Code.INVALID_ARGUMENT,
        "Format error in body: unknown field number 99",
        () ->
            snapshots.createFull(
                CreateFullSnapshotRequest.newBuilder()
                    .setUnknownFields(
                        UnknownFieldSet.newBuilder()
                            .addField(
                                99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                            .build())
                    .build()));
  }

  private static void fails(Status.Code code, String message, ThrowingCallable call) {
    StatusRuntimeException failure =
        Objects.requireNonNull(catchThrowableOfType(StatusRuntimeException.class, call));
    assertThat(failure.getStatus().getCode()).isEqualTo(code);
    assertThat(failure.getStatus().getDescription()).isEqualTo(message);
  }
}
