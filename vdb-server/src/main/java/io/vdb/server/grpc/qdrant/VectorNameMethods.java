package io.vdb.server.grpc.qdrant;

import io.qdrant.client.grpc.Collections.Datatype;
import io.qdrant.client.grpc.Points.CreateVectorNameRequest;
import io.qdrant.client.grpc.Points.DeleteVectorNameRequest;
import io.qdrant.client.grpc.Points.DenseVectorCreationConfig;
import io.qdrant.client.grpc.Points.PointsOperationResponse;
import io.qdrant.client.grpc.Points.SparseVectorCreationConfig;
import io.qdrant.client.grpc.PointsGrpc;
import io.vdb.core.engine.WriteReceipt;
import io.vdb.server.api.AddedVector;
import io.vdb.server.api.CollectionNames;
import io.vdb.server.api.CollectionOperations;
import io.vdb.server.api.NewSparseVector;
import io.vdb.server.api.NewVector;
import io.vdb.server.grpc.qdrant.Method.Work;
import java.util.List;
import java.util.Locale;

/** Methods of {@code qdrant.Points} that are about the vectors that a collection has. */
final class VectorNameMethods {

  private final CollectionOperations collections;

  VectorNameMethods(CollectionOperations collections) {
    this.collections = collections;
  }

  List<Method<?, ?>> methods() {
    return List.of(
        new Method<>(
            PointsGrpc.getCreateVectorNameMethod(),
            CreateVectorNameRequest.parser(),
            Work.WRITE,
            this::create),
        new Method<>(
            PointsGrpc.getDeleteVectorNameMethod(),
            DeleteVectorNameRequest.parser(),
            Work.WRITE,
            this::delete));
  }

  private PointsOperationResponse create(CreateVectorNameRequest request, Call call) {
    SupportedFields.checkKnown(request, Field.ROOT);
    RequestOptions.checkOrdering(request.hasOrdering(), request.getOrdering(), Field.ROOT);
    RequestOptions.checkTimeout(request.hasTimeout(), request.getTimeout(), Field.ROOT);
    AddedVector vector = vector(request.getVectorName());
    switch (request.getVectorConfigCase()) {
      case DENSE_CONFIG ->
          dense(vector.dense(), request.getDenseConfig(), Field.ROOT.at("dense_config"));
      case SPARSE_CONFIG ->
          sparse(vector.sparse(), request.getSparseConfig(), Field.ROOT.at("sparse_config"));
      case VECTORCONFIG_NOT_SET -> throw Field.ROOT.missing("vector_config");
    }
    WriteReceipt receipt =
        collections.createVector(collection(request.getCollectionName()), vector);
    return done(receipt, request.getWait(), call);
  }

  private PointsOperationResponse delete(DeleteVectorNameRequest request, Call call) {
    SupportedFields.checkKnown(request, Field.ROOT);
    RequestOptions.checkOrdering(request.hasOrdering(), request.getOrdering(), Field.ROOT);
    RequestOptions.checkTimeout(request.hasTimeout(), request.getTimeout(), Field.ROOT);
    WriteReceipt receipt =
        collections.deleteVector(
            collection(request.getCollectionName()), vector(request.getVectorName()));
    return done(receipt, request.getWait(), call);
  }

  private static void dense(NewVector settings, DenseVectorCreationConfig message, Field at) {
    SupportedFields.checkKnown(message, at);
    Field size = at.at("size");
    settings.size(size, size.usize(message.getSize()));
    settings.distance(at.at("distance"), message.getDistance().name());
    if (message.hasDatatype() && message.getDatatype() != Datatype.Default) {
      settings.datatype(
          at.at("datatype"), message.getDatatype().name().toLowerCase(Locale.ROOT));
    }
    if (message.hasMultivectorConfig()) {
      CollectionMessages.rows(
          settings, message.getMultivectorConfig(), at.at("multivector_config"));
    }
  }

  private static void sparse(
      NewSparseVector settings, SparseVectorCreationConfig message, Field at) {
    SupportedFields.checkKnown(message, at);
    if (message.hasModifier()) {
      settings.modifier(
          at.at("modifier"), message.getModifier().name().toLowerCase(Locale.ROOT));
    }
    if (message.hasDatatype() && message.getDatatype() != Datatype.Default) {
      settings.datatype(
          at.at("datatype"), message.getDatatype().name().toLowerCase(Locale.ROOT));
    }
  }

  private static AddedVector vector(String name) {
    return new AddedVector(AddedVector.checkName(name, Field.ROOT.at("vector_name")));
  }

  private static String collection(String name) {
    return CollectionNames.check(name, Field.ROOT.at("collection_name"));
  }

  private static PointsOperationResponse done(WriteReceipt receipt, boolean wait, Call call) {
    return PointsOperationResponse.newBuilder()
        .setResult(PointWrites.result(receipt, RequestOptions.acknowledge(wait)))
        .setTime(call.seconds())
        .build();
  }
}
