package io.vdb.server.grpc.qdrant;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.grpc.MethodDescriptor;
import io.qdrant.client.grpc.Collections.CollectionClusterInfoRequest;
import io.qdrant.client.grpc.Collections.CollectionClusterInfoResponse;
import io.qdrant.client.grpc.Collections.CollectionDescription;
import io.qdrant.client.grpc.Collections.CollectionExists;
import io.qdrant.client.grpc.Collections.CollectionExistsRequest;
import io.qdrant.client.grpc.Collections.CollectionExistsResponse;
import io.qdrant.client.grpc.Collections.CollectionOperationResponse;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.DeleteCollection;
import io.qdrant.client.grpc.Collections.GetCollectionInfoRequest;
import io.qdrant.client.grpc.Collections.GetCollectionInfoResponse;
import io.qdrant.client.grpc.Collections.ListCollectionsRequest;
import io.qdrant.client.grpc.Collections.ListCollectionsResponse;
import io.qdrant.client.grpc.Collections.LocalShardInfo;
import io.qdrant.client.grpc.Collections.ReplicaState;
import io.qdrant.client.grpc.Collections.UpdateCollection;
import io.qdrant.client.grpc.CollectionsGrpc;
import io.vdb.server.api.CollectionNames;
import io.vdb.server.api.CollectionOperations;
import io.vdb.server.api.CollectionState;
import io.vdb.server.grpc.qdrant.Method.Work;
import java.util.List;

/** Methods of {@code qdrant.Collections}. */
final class CollectionsService {

  private static final Field NAME = Field.ROOT.at("collection_name");

  private final CollectionOperations collections;

  CollectionsService(CollectionOperations collections) {
    this.collections = collections;
  }

  List<Method<?, ?>> methods() {
    return List.of(
        method(
            CollectionsGrpc.getListMethod(),
            ListCollectionsRequest.parser(),
            Work.LOOKUP,
            this::list),
        method(
            CollectionsGrpc.getGetMethod(),
            GetCollectionInfoRequest.parser(),
            Work.LOOKUP,
            this::get),
        method(
            CollectionsGrpc.getCollectionClusterInfoMethod(),
            CollectionClusterInfoRequest.parser(),
            Work.LOOKUP,
            this::clusterInfo),
        method(
            CollectionsGrpc.getCollectionExistsMethod(),
            CollectionExistsRequest.parser(),
            Work.LOOKUP,
            this::exists),
        method(
            CollectionsGrpc.getCreateMethod(),
            CreateCollection.parser(),
            Work.WRITE,
            this::create),
        method(
            CollectionsGrpc.getUpdateMethod(),
            UpdateCollection.parser(),
            Work.WRITE,
            this::update),
        method(
            CollectionsGrpc.getDeleteMethod(),
            DeleteCollection.parser(),
            Work.WRITE,
            this::delete));
  }

  private static <Q extends Message, A extends Message> Method<Q, A> method(
      MethodDescriptor<Q, A> descriptor,
      Parser<Q> parser,
      Work work,
      Method.Operation<Q, A> operation) {
    return new Method<>(descriptor, parser, work, operation);
  }

  private ListCollectionsResponse list(ListCollectionsRequest request, Call call) {
    SupportedFields.checkKnown(request, Field.ROOT);
    ListCollectionsResponse.Builder response = ListCollectionsResponse.newBuilder();
    for (String name : collections.list()) {
      response.addCollections(CollectionDescription.newBuilder().setName(name));
    }
    return response.setTime(call.seconds()).build();
  }

  private GetCollectionInfoResponse get(GetCollectionInfoRequest request, Call call) {
    SupportedFields.checkKnown(request, Field.ROOT);
    CollectionState state =
        collections.state(CollectionNames.check(request.getCollectionName(), NAME));
    return GetCollectionInfoResponse.newBuilder()
        .setResult(CollectionMessages.info(state))
        .setTime(call.seconds())
        .build();
  }

  private CollectionClusterInfoResponse clusterInfo(
      CollectionClusterInfoRequest request, Call call) {
    SupportedFields.checkKnown(request, Field.ROOT);
    CollectionState state =
        collections.state(CollectionNames.check(request.getCollectionName(), NAME));
    return CollectionClusterInfoResponse.newBuilder()
        .setPeerId(CollectionState.PEER)
        .setShardCount(1)
        .addLocalShards(
            LocalShardInfo.newBuilder()
                .setShardId(0)
                .setPointsCount(state.info().points())
                .setState(ReplicaState.Active))
        .build();
  }

  private CollectionExistsResponse exists(CollectionExistsRequest request, Call call) {
    SupportedFields.checkKnown(request, Field.ROOT);
    boolean exists =
        collections.exists(CollectionNames.check(request.getCollectionName(), NAME));
    return CollectionExistsResponse.newBuilder()
        .setResult(CollectionExists.newBuilder().setExists(exists))
        .setTime(call.seconds())
        .build();
  }

  private CollectionOperationResponse create(CreateCollection request, Call call) {
    String name = CollectionNames.checkNew(request.getCollectionName(), NAME);
    collections.create(name, CollectionMessages.config(request));
    return done(true, call);
  }

  private CollectionOperationResponse update(UpdateCollection request, Call call) {
    collections.update(
        CollectionNames.check(request.getCollectionName(), NAME),
        CollectionMessages.change(request));
    return done(true, call);
  }

  private CollectionOperationResponse delete(DeleteCollection request, Call call) {
    SupportedFields.checkKnown(request, Field.ROOT);
    RequestOptions.checkTimeout(request.hasTimeout(), request.getTimeout(), Field.ROOT);
    return done(
        collections.delete(CollectionNames.check(request.getCollectionName(), NAME)), call);
  }

  private static CollectionOperationResponse done(boolean result, Call call) {
    return CollectionOperationResponse.newBuilder()
        .setResult(result)
        .setTime(call.seconds())
        .build();
  }
}
