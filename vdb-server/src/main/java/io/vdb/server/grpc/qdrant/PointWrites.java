package io.vdb.server.grpc.qdrant;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.grpc.MethodDescriptor;
import io.qdrant.client.grpc.Points.ClearPayloadPoints;
import io.qdrant.client.grpc.Points.DeletePayloadPoints;
import io.qdrant.client.grpc.Points.DeletePointVectors;
import io.qdrant.client.grpc.Points.DeletePoints;
import io.qdrant.client.grpc.Points.PointsOperationResponse;
import io.qdrant.client.grpc.Points.SetPayloadPoints;
import io.qdrant.client.grpc.Points.UpdateBatchPoints;
import io.qdrant.client.grpc.Points.UpdateBatchResponse;
import io.qdrant.client.grpc.Points.UpdatePointVectors;
import io.qdrant.client.grpc.Points.UpdateResult;
import io.qdrant.client.grpc.Points.UpdateStatus;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.Points.WriteOrdering;
import io.qdrant.client.grpc.PointsGrpc;
import io.vdb.core.engine.WriteReceipt;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.PointWrite;
import io.vdb.server.api.CollectionNames;
import io.vdb.server.api.PointOperations;
import io.vdb.server.config.LimitsConfig;
import io.vdb.server.grpc.qdrant.Method.Work;
import java.util.List;

/** Methods of {@code qdrant.Points} that write. */
final class PointWrites {

  private static final SupportedFields UPSERT =
      SupportedFields.of(
          UpsertPoints.getDescriptor(),
          "collection_name", "wait", "points", "ordering", "update_filter", "timeout",
          "update_mode");
  private static final SupportedFields DELETE =
      SupportedFields.of(
          DeletePoints.getDescriptor(),
          "collection_name", "wait", "points", "ordering", "timeout");
  private static final SupportedFields SET_PAYLOAD =
      SupportedFields.of(
          SetPayloadPoints.getDescriptor(),
          "collection_name", "wait", "payload", "points_selector", "ordering", "key", "timeout");
  private static final SupportedFields DELETE_PAYLOAD =
      SupportedFields.of(
          DeletePayloadPoints.getDescriptor(),
          "collection_name", "wait", "keys", "points_selector", "ordering", "timeout");
  private static final SupportedFields CLEAR_PAYLOAD =
      SupportedFields.of(
          ClearPayloadPoints.getDescriptor(),
          "collection_name", "wait", "points", "ordering", "timeout");
  private static final SupportedFields UPDATE_VECTORS =
      SupportedFields.of(
          UpdatePointVectors.getDescriptor(),
          "collection_name", "wait", "points", "ordering", "update_filter", "timeout");
  private static final SupportedFields DELETE_VECTORS =
      SupportedFields.of(
          DeletePointVectors.getDescriptor(),
          "collection_name", "wait", "points_selector", "vectors", "ordering", "timeout");
  private static final SupportedFields UPDATE_BATCH =
      SupportedFields.of(
          UpdateBatchPoints.getDescriptor(),
          "collection_name", "wait", "operations", "ordering", "timeout");

  private final PointOperations points;
  private final WriteMessages writes;

  PointWrites(PointOperations points, LimitsConfig limits) {
    this.points = points;
    this.writes = new WriteMessages(limits);
  }

  List<Method<?, ?>> methods() {
    return List.of(
        write(PointsGrpc.getUpsertMethod(), UpsertPoints.parser(), this::upsert),
        write(PointsGrpc.getDeleteMethod(), DeletePoints.parser(), this::delete),
        write(PointsGrpc.getSetPayloadMethod(), SetPayloadPoints.parser(), this::setPayload),
        write(
            PointsGrpc.getOverwritePayloadMethod(),
            SetPayloadPoints.parser(),
            this::overwritePayload),
        write(
            PointsGrpc.getDeletePayloadMethod(), DeletePayloadPoints.parser(), this::deletePayload),
        write(PointsGrpc.getClearPayloadMethod(), ClearPayloadPoints.parser(), this::clearPayload),
        write(
            PointsGrpc.getUpdateVectorsMethod(), UpdatePointVectors.parser(), this::updateVectors),
        write(
            PointsGrpc.getDeleteVectorsMethod(), DeletePointVectors.parser(), this::deleteVectors),
        write(PointsGrpc.getUpdateBatchMethod(), UpdateBatchPoints.parser(), this::updateBatch));
  }

  private static <Q extends Message, A extends Message> Method<Q, A> write(
      MethodDescriptor<Q, A> descriptor, Parser<Q> parser, Method.Operation<Q, A> operation) {
    return new Method<>(descriptor, parser, Work.WRITE, operation);
  }

  private PointsOperationResponse upsert(UpsertPoints request, Call call) {
    UPSERT.check(request, Field.ROOT);
    checkOrdering(request.hasOrdering(), request.getOrdering());
    checkTimeout(request.hasTimeout(), request.getTimeout(), call);
    PointWrite write =
        writes.upsert(
            request.getPointsList(),
            request.hasUpdateFilter() ? request.getUpdateFilter() : null,
            request.getUpdateMode(),
            Field.ROOT);
    return written(request.getCollectionName(), write, request.getWait(), call);
  }

  private PointsOperationResponse delete(DeletePoints request, Call call) {
    DELETE.check(request, Field.ROOT);
    checkOrdering(request.hasOrdering(), request.getOrdering());
    checkTimeout(request.hasTimeout(), request.getTimeout(), call);
    PointWrite write =
        new PointWrite.Delete(writes.points(request.getPoints(), Field.ROOT.at("points")));
    return written(request.getCollectionName(), write, request.getWait(), call);
  }

  private PointsOperationResponse setPayload(SetPayloadPoints request, Call call) {
    checkPayloadChange(request, call);
    PointWrite write =
        writes.setPayload(
            request.getPointsSelector(),
            request.getPayloadMap(),
            request.hasKey() ? request.getKey() : null,
            Field.ROOT);
    return written(request.getCollectionName(), write, request.getWait(), call);
  }

  private PointsOperationResponse overwritePayload(SetPayloadPoints request, Call call) {
    checkPayloadChange(request, call);
    PointWrite write =
        writes.overwritePayload(
            request.getPointsSelector(),
            request.getPayloadMap(),
            request.hasKey() ? request.getKey() : null,
            Field.ROOT);
    return written(request.getCollectionName(), write, request.getWait(), call);
  }

  private static void checkPayloadChange(SetPayloadPoints request, Call call) {
    SET_PAYLOAD.check(request, Field.ROOT);
    checkOrdering(request.hasOrdering(), request.getOrdering());
    checkTimeout(request.hasTimeout(), request.getTimeout(), call);
  }

  private PointsOperationResponse deletePayload(DeletePayloadPoints request, Call call) {
    DELETE_PAYLOAD.check(request, Field.ROOT);
    checkOrdering(request.hasOrdering(), request.getOrdering());
    checkTimeout(request.hasTimeout(), request.getTimeout(), call);
    PointWrite write =
        writes.deletePayload(request.getPointsSelector(), request.getKeysList(), Field.ROOT);
    return written(request.getCollectionName(), write, request.getWait(), call);
  }

  private PointsOperationResponse clearPayload(ClearPayloadPoints request, Call call) {
    CLEAR_PAYLOAD.check(request, Field.ROOT);
    checkOrdering(request.hasOrdering(), request.getOrdering());
    checkTimeout(request.hasTimeout(), request.getTimeout(), call);
    PointWrite write =
        new PointWrite.ClearPayload(writes.points(request.getPoints(), Field.ROOT.at("points")));
    return written(request.getCollectionName(), write, request.getWait(), call);
  }

  private PointsOperationResponse updateVectors(UpdatePointVectors request, Call call) {
    UPDATE_VECTORS.check(request, Field.ROOT);
    checkOrdering(request.hasOrdering(), request.getOrdering());
    checkTimeout(request.hasTimeout(), request.getTimeout(), call);
    PointWrite write =
        writes.updateVectors(
            request.getPointsList(),
            request.hasUpdateFilter() ? request.getUpdateFilter() : null,
            Field.ROOT);
    return written(request.getCollectionName(), write, request.getWait(), call);
  }

  private PointsOperationResponse deleteVectors(DeletePointVectors request, Call call) {
    DELETE_VECTORS.check(request, Field.ROOT);
    checkOrdering(request.hasOrdering(), request.getOrdering());
    checkTimeout(request.hasTimeout(), request.getTimeout(), call);
    PointWrite write =
        writes.deleteVectors(request.getPointsSelector(), request.getVectors(), Field.ROOT);
    return written(request.getCollectionName(), write, request.getWait(), call);
  }

  private UpdateBatchResponse updateBatch(UpdateBatchPoints request, Call call) {
    UPDATE_BATCH.check(request, Field.ROOT);
    checkOrdering(request.hasOrdering(), request.getOrdering());
    checkTimeout(request.hasTimeout(), request.getTimeout(), call);
    Acknowledge acknowledge = RequestOptions.acknowledge(request.getWait());
    List<WriteReceipt> receipts =
        within(call).writeAll(
            collection(request.getCollectionName()),
            writes.operations(request.getOperationsList(), Field.ROOT.at("operations")),
            acknowledge);
    UpdateBatchResponse.Builder response = UpdateBatchResponse.newBuilder();
    receipts.forEach(receipt -> response.addResult(result(receipt, acknowledge)));
    return response.setTime(call.seconds()).build();
  }

  private static void checkOrdering(boolean given, WriteOrdering ordering) {
    RequestOptions.checkOrdering(given, ordering, Field.ROOT);
  }

  private static void checkTimeout(boolean given, long seconds, Call call) {
    RequestOptions.checkTimeout(given, seconds, Field.ROOT);
    call.bound(seconds);
  }

  private PointOperations within(Call call) {
    return points.within(call.timeoutSeconds());
  }

  private static String collection(String name) {
    return CollectionNames.check(name, Field.ROOT.at("collection_name"));
  }

  private PointsOperationResponse written(
      String collection, PointWrite write, boolean wait, Call call) {
    Acknowledge acknowledge = RequestOptions.acknowledge(wait);
    WriteReceipt receipt = within(call).write(collection(collection), write, acknowledge);
    return PointsOperationResponse.newBuilder()
        .setResult(result(receipt, acknowledge))
        .setTime(call.seconds())
        .build();
  }

  /** Tells that an operation was done. */
  static UpdateResult result(WriteReceipt receipt, Acknowledge acknowledge) {
    boolean completed = acknowledge == Acknowledge.VISIBLE;
    return UpdateResult.newBuilder()
        .setOperationId(receipt.sequence())
        .setStatus(completed ? UpdateStatus.Completed : UpdateStatus.Acknowledged)
        .build();
  }
}
