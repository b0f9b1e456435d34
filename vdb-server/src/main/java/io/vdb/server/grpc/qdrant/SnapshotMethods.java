package io.vdb.server.grpc.qdrant;

import com.google.protobuf.Timestamp;
import io.qdrant.client.grpc.SnapshotsGrpc;
import io.qdrant.client.grpc.SnapshotsService.CreateFullSnapshotRequest;
import io.qdrant.client.grpc.SnapshotsService.CreateSnapshotRequest;
import io.qdrant.client.grpc.SnapshotsService.CreateSnapshotResponse;
import io.qdrant.client.grpc.SnapshotsService.DeleteFullSnapshotRequest;
import io.qdrant.client.grpc.SnapshotsService.DeleteSnapshotRequest;
import io.qdrant.client.grpc.SnapshotsService.DeleteSnapshotResponse;
import io.qdrant.client.grpc.SnapshotsService.ListFullSnapshotsRequest;
import io.qdrant.client.grpc.SnapshotsService.ListSnapshotsRequest;
import io.qdrant.client.grpc.SnapshotsService.ListSnapshotsResponse;
import io.qdrant.client.grpc.SnapshotsService.SnapshotDescription;
import io.vdb.core.snapshot.SnapshotInfo;
import io.vdb.server.api.CollectionNames;
import io.vdb.server.api.SnapshotOperations;
import io.vdb.server.grpc.qdrant.Method.Work;
import java.time.Instant;
import java.util.List;

/** Methods of {@code qdrant.Snapshots}. */
final class SnapshotMethods {

  private static final Field COLLECTION = Field.ROOT.at("collection_name");

  private final SnapshotOperations snapshots;

  SnapshotMethods(SnapshotOperations snapshots) {
    this.snapshots = snapshots;
  }

  List<Method<?, ?>> methods() {
    return List.of(
        new Method<>(
            SnapshotsGrpc.getCreateMethod(),
            CreateSnapshotRequest.parser(),
            Work.LONG,
            this::create),
        new Method<>(
            SnapshotsGrpc.getListMethod(),
            ListSnapshotsRequest.parser(),
            Work.LOOKUP,
            this::list),
        new Method<>(
            SnapshotsGrpc.getDeleteMethod(),
            DeleteSnapshotRequest.parser(),
            Work.WRITE,
            this::delete),
        new Method<>(
            SnapshotsGrpc.getCreateFullMethod(),
            CreateFullSnapshotRequest.parser(),
            Work.LONG,
            this::createFull),
        new Method<>(
            SnapshotsGrpc.getListFullMethod(),
            ListFullSnapshotsRequest.parser(),
            Work.LOOKUP,
            this::listFull),
        new Method<>(
            SnapshotsGrpc.getDeleteFullMethod(),
            DeleteFullSnapshotRequest.parser(),
            Work.WRITE,
            this::deleteFull));
  }

  private CreateSnapshotResponse create(CreateSnapshotRequest request, Call call) {
    SupportedFields.checkKnown(request, Field.ROOT);
    return created(
        snapshots.create(CollectionNames.check(request.getCollectionName(), COLLECTION)), call);
  }

  private CreateSnapshotResponse createFull(CreateFullSnapshotRequest request, Call call) {
    SupportedFields.checkKnown(request, Field.ROOT);
    return created(snapshots.createFull(), call);
  }

  private static CreateSnapshotResponse created(SnapshotInfo info, Call call) {
    return CreateSnapshotResponse.newBuilder()
        .setSnapshotDescription(description(info))
        .setTime(call.seconds())
        .build();
  }

  private ListSnapshotsResponse list(ListSnapshotsRequest request, Call call) {
    SupportedFields.checkKnown(request, Field.ROOT);
    return listed(
        snapshots.list(CollectionNames.check(request.getCollectionName(), COLLECTION)), call);
  }

  private ListSnapshotsResponse listFull(ListFullSnapshotsRequest request, Call call) {
    SupportedFields.checkKnown(request, Field.ROOT);
    return listed(snapshots.listFull(), call);
  }

  private static ListSnapshotsResponse listed(List<SnapshotInfo> all, Call call) {
    ListSnapshotsResponse.Builder response = ListSnapshotsResponse.newBuilder();
    all.forEach(info -> response.addSnapshotDescriptions(description(info)));
    return response.setTime(call.seconds()).build();
  }

  private DeleteSnapshotResponse delete(DeleteSnapshotRequest request, Call call) {
    SupportedFields.checkKnown(request, Field.ROOT);
    snapshots.delete(
        CollectionNames.check(request.getCollectionName(), COLLECTION),
        request.getSnapshotName());
    return deleted(call);
  }

  private DeleteSnapshotResponse deleteFull(DeleteFullSnapshotRequest request, Call call) {
    SupportedFields.checkKnown(request, Field.ROOT);
    snapshots.deleteFull(request.getSnapshotName());
    return deleted(call);
  }

  private static DeleteSnapshotResponse deleted(Call call) {
    return DeleteSnapshotResponse.newBuilder().setTime(call.seconds()).build();
  }

  private static SnapshotDescription description(SnapshotInfo info) {
    Instant created = info.created();
    SnapshotDescription.Builder description =
        SnapshotDescription.newBuilder()
            .setName(info.name())
            .setCreationTime(
                Timestamp.newBuilder()
                    .setSeconds(created.getEpochSecond())
                    .setNanos(created.getNano()))
            .setSize(info.bytes());
    if (info.sha256() != null) {
      description.setChecksum(info.sha256());
    }
    return description.build();
  }
}
