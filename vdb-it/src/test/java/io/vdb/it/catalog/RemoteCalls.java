package io.vdb.it.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import io.qdrant.client.grpc.Collections.AliasDescription;
import io.qdrant.client.grpc.Collections.AliasOperations;
import io.qdrant.client.grpc.Collections.ChangeAliases;
import io.qdrant.client.grpc.Collections.CollectionClusterInfoRequest;
import io.qdrant.client.grpc.Collections.CollectionExistsRequest;
import io.qdrant.client.grpc.Collections.CreateAlias;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.DeleteAlias;
import io.qdrant.client.grpc.Collections.DeleteCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.GetCollectionInfoRequest;
import io.qdrant.client.grpc.Collections.ListAliasesRequest;
import io.qdrant.client.grpc.Collections.ListCollectionAliasesRequest;
import io.qdrant.client.grpc.Collections.ListCollectionsRequest;
import io.qdrant.client.grpc.Collections.UpdateCollection;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.CollectionsGrpc;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.ClearPayloadPoints;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.CreateFieldIndexCollection;
import io.qdrant.client.grpc.Points.CreateVectorNameRequest;
import io.qdrant.client.grpc.Points.DeleteFieldIndexCollection;
import io.qdrant.client.grpc.Points.DeletePayloadPoints;
import io.qdrant.client.grpc.Points.DeletePointVectors;
import io.qdrant.client.grpc.Points.DeletePoints;
import io.qdrant.client.grpc.Points.DeleteVectorNameRequest;
import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.DiscoverBatchPoints;
import io.qdrant.client.grpc.Points.DiscoverPoints;
import io.qdrant.client.grpc.Points.FacetCounts;
import io.qdrant.client.grpc.Points.FieldType;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointVectors;
import io.qdrant.client.grpc.Points.PointsIdsList;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.PointsUpdateOperation;
import io.qdrant.client.grpc.Points.Query;
import io.qdrant.client.grpc.Points.QueryBatchPoints;
import io.qdrant.client.grpc.Points.QueryPointGroups;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.RecommendBatchPoints;
import io.qdrant.client.grpc.Points.RecommendPointGroups;
import io.qdrant.client.grpc.Points.RecommendPoints;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.SearchBatchPoints;
import io.qdrant.client.grpc.Points.SearchMatrixPoints;
import io.qdrant.client.grpc.Points.SearchPointGroups;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.SetPayloadPoints;
import io.qdrant.client.grpc.Points.SparseVectorCreationConfig;
import io.qdrant.client.grpc.Points.TargetVector;
import io.qdrant.client.grpc.Points.UpdateBatchPoints;
import io.qdrant.client.grpc.Points.UpdatePointVectors;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.Points.Vector;
import io.qdrant.client.grpc.Points.VectorExample;
import io.qdrant.client.grpc.Points.VectorInput;
import io.qdrant.client.grpc.Points.Vectors;
import io.qdrant.client.grpc.Points.VectorsSelector;
import io.qdrant.client.grpc.PointsGrpc;
import io.qdrant.client.grpc.SnapshotsGrpc;
import io.qdrant.client.grpc.SnapshotsService.CreateFullSnapshotRequest;
import io.qdrant.client.grpc.SnapshotsService.CreateSnapshotRequest;
import io.qdrant.client.grpc.SnapshotsService.DeleteFullSnapshotRequest;
import io.qdrant.client.grpc.SnapshotsService.DeleteSnapshotRequest;
import io.qdrant.client.grpc.SnapshotsService.ListFullSnapshotsRequest;
import io.qdrant.client.grpc.SnapshotsService.ListSnapshotsRequest;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Uses everything that Qdrant's clients can ask for over gRPC, and gets some of it wrong. */
final class RemoteCalls {

  private static final String NAME = "remote";
  private static final DenseVector VECTOR = DenseVector.newBuilder().addData(1).addData(2).build();
  private static final PointId ID = PointId.newBuilder().setNum(1).build();
  private static final CreateCollection CREATE =
      CreateCollection.newBuilder()
          .setCollectionName(NAME)
          .setVectorsConfig(
              VectorsConfig.newBuilder()
                  .setParams(VectorParams.newBuilder().setSize(2).setDistance(Distance.Dot)))
          .build();

  private RemoteCalls() {}

  static void use(ManagedChannel channel) throws InterruptedException {
    var collections =
        CollectionsGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
    assertThat(collections.create(CREATE).getResult()).isTrue();
    fails(Status.Code.ALREADY_EXISTS, () -> collections.create(CREATE));
    assertThat(
            collections
                .collectionExists(
                    CollectionExistsRequest.newBuilder().setCollectionName(NAME).build())
                .getResult()
                .getExists())
        .isTrue();
    assertThat(
            collections.list(ListCollectionsRequest.getDefaultInstance()).getCollectionsList())
        .anyMatch(collection -> collection.getName().equals(NAME));
    assertThat(
            collections
                .update(UpdateCollection.newBuilder().setCollectionName(NAME).build())
                .getResult())
        .isTrue();
    assertThat(
            collections
                .collectionClusterInfo(
                    CollectionClusterInfoRequest.newBuilder().setCollectionName(NAME).build())
                .getShardCount())
        .isEqualTo(1);
    aliases(collections);
    points(PointsGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS));
    snapshots(SnapshotsGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS));
    assertThat(
            collections
                .get(GetCollectionInfoRequest.newBuilder().setCollectionName(NAME).build())
                .getResult()
                .getPointsCount())
        .isZero();
    assertThat(
            collections
                .delete(DeleteCollection.newBuilder().setCollectionName(NAME).build())
                .getResult())
        .isTrue();
    reflection(channel);
  }

  private static void aliases(CollectionsGrpc.CollectionsBlockingStub collections) {
    AliasOperations create =
        AliasOperations.newBuilder()
            .setCreateAlias(CreateAlias.newBuilder().setAliasName("far").setCollectionName(NAME))
            .build();
    AliasOperations delete =
        AliasOperations.newBuilder()
            .setDeleteAlias(DeleteAlias.newBuilder().setAliasName("far"))
            .build();
    assertThat(
            collections
                .updateAliases(ChangeAliases.newBuilder().addActions(create).build())
                .getResult())
        .isTrue();
    AliasDescription far =
        AliasDescription.newBuilder().setAliasName("far").setCollectionName(NAME).build();
    assertThat(collections.listAliases(ListAliasesRequest.getDefaultInstance()).getAliasesList())
        .contains(far);
    assertThat(
            collections
                .listCollectionAliases(
                    ListCollectionAliasesRequest.newBuilder().setCollectionName(NAME).build())
                .getAliasesList())
        .containsExactly(far);
    assertThat(
            collections
                .updateAliases(ChangeAliases.newBuilder().addActions(delete).build())
                .getResult())
        .isTrue();
  }

  private static void snapshots(SnapshotsGrpc.SnapshotsBlockingStub snapshots) {
    String made =
        snapshots
            .create(CreateSnapshotRequest.newBuilder().setCollectionName(NAME).build())
            .getSnapshotDescription()
            .getName();
    assertThat(
            snapshots
                .list(ListSnapshotsRequest.newBuilder().setCollectionName(NAME).build())
                .getSnapshotDescriptionsList())
        .anyMatch(snapshot -> snapshot.getName().equals(made));
    var _ =
        snapshots.delete(
            DeleteSnapshotRequest.newBuilder()
                .setCollectionName(NAME)
                .setSnapshotName(made)
                .build());
    String full =
        snapshots
            .createFull(CreateFullSnapshotRequest.getDefaultInstance())
            .getSnapshotDescription()
            .getName();
    assertThat(
            snapshots
                .listFull(ListFullSnapshotsRequest.getDefaultInstance())
                .getSnapshotDescriptionsList())
        .anyMatch(snapshot -> snapshot.getName().equals(full));
    var _ =
        snapshots.deleteFull(
            DeleteFullSnapshotRequest.newBuilder().setSnapshotName(full).build());
  }

  private static void points(PointsGrpc.PointsBlockingStub points) {
    PointsSelector one =
        PointsSelector.newBuilder().setPoints(PointsIdsList.newBuilder().addIds(ID)).build();
    var _ =
        points.upsert(
            UpsertPoints.newBuilder()
                .setCollectionName(NAME)
                .setWait(true)
                .addPoints(
                    PointStruct.newBuilder()
                        .setId(ID)
                        .setVectors(
                            Vectors.newBuilder()
                                .setVector(Vector.newBuilder().setDense(VECTOR))))
                .build());
    var _ =
        points.setPayload(
            SetPayloadPoints.newBuilder()
                .setCollectionName(NAME)
                .setPointsSelector(one)
                .putPayload("n", Value.newBuilder().setIntegerValue(1).build())
                .build());
    changes(points, one);
    var _ =
        points.createFieldIndex(
            CreateFieldIndexCollection.newBuilder()
                .setCollectionName(NAME)
                .setFieldName("n")
                .setFieldType(FieldType.FieldTypeInteger)
                .build());
    var _ =
        points.createVectorName(
            CreateVectorNameRequest.newBuilder()
                .setCollectionName(NAME)
                .setVectorName("added")
                .setSparseConfig(SparseVectorCreationConfig.getDefaultInstance())
                .build());
    var _ =
        points.deleteVectorName(
            DeleteVectorNameRequest.newBuilder()
                .setCollectionName(NAME)
                .setVectorName("added")
                .build());
    FacetCounts facet = FacetCounts.newBuilder().setCollectionName(NAME).setKey("n").build();
    assertThat(points.facet(facet).getHitsCount()).isZero(); // the only value was deleted
    var _ =
        points.deleteFieldIndex(
            DeleteFieldIndexCollection.newBuilder()
                .setCollectionName(NAME)
                .setFieldName("n")
                .build());
    assertThat(
            points
                .get(GetPoints.newBuilder().setCollectionName(NAME).addIds(ID).build())
                .getResultCount())
        .isEqualTo(1);
    CountPoints count = CountPoints.newBuilder().setCollectionName(NAME).build();
    assertThat(points.count(count).getResult().getCount()).isEqualTo(1);
    assertThat(
            points
                .scroll(ScrollPoints.newBuilder().setCollectionName(NAME).build())
                .getResultCount())
        .isEqualTo(1);
    searches(points);
    fails(
        Status.Code.NOT_FOUND,
        () -> points.count(CountPoints.newBuilder().setCollectionName("absent").build()));
    var _ =
        points.delete(
            DeletePoints.newBuilder()
                .setCollectionName(NAME)
                .setWait(true)
                .setPoints(one)
                .build());
  }

  private static void changes(PointsGrpc.PointsBlockingStub points, PointsSelector one) {
    var _ =
        points.overwritePayload(
            SetPayloadPoints.newBuilder()
                .setCollectionName(NAME)
                .setPointsSelector(one)
                .putPayload("n", Value.newBuilder().setIntegerValue(2).build())
                .build());
    var _ =
        points.deletePayload(
            DeletePayloadPoints.newBuilder()
                .setCollectionName(NAME)
                .setPointsSelector(one)
                .addKeys("n")
                .build());
    ClearPayloadPoints clear =
        ClearPayloadPoints.newBuilder().setCollectionName(NAME).setPoints(one).build();
    var _ = points.clearPayload(clear);
    var _ =
        points.updateVectors(
            UpdatePointVectors.newBuilder()
                .setCollectionName(NAME)
                .addPoints(
                    PointVectors.newBuilder()
                        .setId(ID)
                        .setVectors(
                            Vectors.newBuilder()
                                .setVector(Vector.newBuilder().setDense(VECTOR))))
                .build());
    fails(
        Status.Code.INVALID_ARGUMENT,
        () ->
            points.deleteVectors(
                DeletePointVectors.newBuilder()
                    .setCollectionName(NAME)
                    .setPointsSelector(one)
                    .build()));
    var _ =
        points.deleteVectors(
            DeletePointVectors.newBuilder()
                .setCollectionName(NAME)
                .setPointsSelector(
                    PointsSelector.newBuilder().setPoints(PointsIdsList.getDefaultInstance()))
                .setVectors(VectorsSelector.newBuilder().addNames(""))
                .build());
    assertThat(
            points
                .updateBatch(
                    UpdateBatchPoints.newBuilder()
                        .setCollectionName(NAME)
                        .setWait(true)
                        .addOperations(
                            PointsUpdateOperation.newBuilder()
                                .setClearPayload(
                                    PointsUpdateOperation.ClearPayload.newBuilder()
                                        .setPoints(one)))
                        .build())
                .getResultCount())
        .isEqualTo(1);
  }

  private static void searches(PointsGrpc.PointsBlockingStub points) {
    QueryPoints query =
        QueryPoints.newBuilder()
            .setCollectionName(NAME)
            .setQuery(Query.newBuilder().setNearest(VectorInput.newBuilder().setDense(VECTOR)))
            .build();
    SearchPoints search =
        SearchPoints.newBuilder()
            .setCollectionName(NAME)
            .addAllVector(List.of(1f, 2f))
            .setLimit(1)
            .build();
    assertThat(points.query(query).getResultCount()).isEqualTo(1);
    assertThat(points.search(search).getResultCount()).isEqualTo(1);
    assertThat(
            points
                .queryBatch(
                    QueryBatchPoints.newBuilder()
                        .setCollectionName(NAME)
                        .addQueryPoints(query)
                        .build())
                .getResult(0)
                .getResultCount())
        .isEqualTo(1);
    assertThat(
            points
                .searchBatch(
                    SearchBatchPoints.newBuilder()
                        .setCollectionName(NAME)
                        .addSearchPoints(search)
                        .build())
                .getResult(0)
                .getResultCount())
        .isEqualTo(1);
    fails(
        Status.Code.INVALID_ARGUMENT,
        () -> points.query(query.toBuilder().setUsing("name").build()));
    examples(points);
    groups(points);
    SearchMatrixPoints matrix = SearchMatrixPoints.newBuilder().setCollectionName(NAME).build();
    assertThat(points.searchMatrixPairs(matrix).getResult().getPairsCount()).isZero();
    assertThat(points.searchMatrixOffsets(matrix).getResult().getIdsCount()).isZero();
  }

  /** The only point is the example, which is not found. */
  private static void examples(PointsGrpc.PointsBlockingStub points) {
    RecommendPoints recommend =
        RecommendPoints.newBuilder().setCollectionName(NAME).addPositive(ID).setLimit(1).build();
    DiscoverPoints discover =
        DiscoverPoints.newBuilder()
            .setCollectionName(NAME)
            .setTarget(TargetVector.newBuilder().setSingle(VectorExample.newBuilder().setId(ID)))
            .setLimit(1)
            .build();
    assertThat(points.recommend(recommend).getResultCount()).isZero();
    assertThat(
            points
                .recommendBatch(
                    RecommendBatchPoints.newBuilder()
                        .setCollectionName(NAME)
                        .addRecommendPoints(recommend)
                        .build())
                .getResultCount())
        .isEqualTo(1);
    assertThat(points.discover(discover).getResultCount()).isZero();
    assertThat(
            points
                .discoverBatch(
                    DiscoverBatchPoints.newBuilder()
                        .setCollectionName(NAME)
                        .addDiscoverPoints(discover)
                        .build())
                .getResultCount())
        .isEqualTo(1);
  }

  /** The only point has no payload any more. */
  private static void groups(PointsGrpc.PointsBlockingStub points) {
    assertThat(
            points
                .queryGroups(
                    QueryPointGroups.newBuilder().setCollectionName(NAME).setGroupBy("n").build())
                .getResult()
                .getGroupsCount())
        .isZero();
    assertThat(
            points
                .searchGroups(
                    SearchPointGroups.newBuilder()
                        .setCollectionName(NAME)
                        .addAllVector(List.of(1f, 2f))
                        .setLimit(1)
                        .setGroupBy("n")
                        .setGroupSize(1)
                        .build())
                .getResult()
                .getGroupsCount())
        .isZero();
    assertThat(
            points
                .recommendGroups(
                    RecommendPointGroups.newBuilder()
                        .setCollectionName(NAME)
                        .addPositive(ID)
                        .setLimit(1)
                        .setGroupBy("n")
                        .setGroupSize(1)
                        .build())
                .getResult()
                .getGroupsCount())
        .isZero();
  }

  private static void fails(Status.Code code, ThrowingCallable call) {
    StatusRuntimeException failure =
        Objects.requireNonNull(catchThrowableOfType(StatusRuntimeException.class, call));
    assertThat(failure.getStatus().getCode()).isEqualTo(code);
  }

  private static void reflection(ManagedChannel channel) throws InterruptedException {
    CompletableFuture<Void> completed = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> requests =
        ServerReflectionGrpc.newStub(channel)
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    assertThat(response.getListServicesResponse().getServiceCount())
                        .isPositive();
                  }

                  @Override
                  public void onError(Throwable failure) {
                    completed.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {
                    completed.complete(null);
                  }
                });
    requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    requests.onCompleted();
    try {
      var _ = completed.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("the reflection service does not answer", e);
    }
  }
}
