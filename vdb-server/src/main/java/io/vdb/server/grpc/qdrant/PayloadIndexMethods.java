package io.vdb.server.grpc.qdrant;

import io.qdrant.client.grpc.Points.CreateFieldIndexCollection;
import io.qdrant.client.grpc.Points.DeleteFieldIndexCollection;
import io.qdrant.client.grpc.Points.PointsOperationResponse;
import io.qdrant.client.grpc.PointsGrpc;
import io.vdb.core.engine.WriteReceipt;
import io.vdb.core.filter.FieldIndex;
import io.vdb.core.model.PayloadPath;
import io.vdb.server.api.CollectionNames;
import io.vdb.server.api.CollectionOperations;
import io.vdb.server.grpc.qdrant.Method.Work;
import java.util.List;

/** Methods of {@code qdrant.Points} that are about payload indexes. */
final class PayloadIndexMethods {

  private static final Field FIELD_NAME = Field.ROOT.at("field_name");

  private final CollectionOperations collections;

  PayloadIndexMethods(CollectionOperations collections) {
    this.collections = collections;
  }

  List<Method<?, ?>> methods() {
    return List.of(
        new Method<>(
            PointsGrpc.getCreateFieldIndexMethod(),
            CreateFieldIndexCollection.parser(),
            Work.WRITE,
            this::create),
        new Method<>(
            PointsGrpc.getDeleteFieldIndexMethod(),
            DeleteFieldIndexCollection.parser(),
            Work.WRITE,
            this::delete));
  }

  private PointsOperationResponse create(CreateFieldIndexCollection request, Call call) {
    SupportedFields.checkKnown(request, Field.ROOT);
    RequestOptions.checkOrdering(request.hasOrdering(), request.getOrdering(), Field.ROOT);
    RequestOptions.checkTimeout(request.hasTimeout(), request.getTimeout(), Field.ROOT);
    PayloadPath field = FIELD_NAME.payloadPath(request.getFieldName());
    FieldIndex index = PayloadIndexMessages.index(request);
    WriteReceipt receipt =
        collections.createPayloadIndex(collection(request.getCollectionName()), field, index);
    return done(receipt, request.getWait(), call);
  }

  private PointsOperationResponse delete(DeleteFieldIndexCollection request, Call call) {
    SupportedFields.checkKnown(request, Field.ROOT);
    RequestOptions.checkOrdering(request.hasOrdering(), request.getOrdering(), Field.ROOT);
    RequestOptions.checkTimeout(request.hasTimeout(), request.getTimeout(), Field.ROOT);
    PayloadPath field = FIELD_NAME.payloadPath(request.getFieldName());
    WriteReceipt receipt =
        collections.deletePayloadIndex(collection(request.getCollectionName()), field);
    return done(receipt, request.getWait(), call);
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
