package io.vdb.server.grpc.qdrant;

import io.qdrant.client.grpc.Common;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointVectors;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.PointsUpdateOperation.ClearPayload;
import io.qdrant.client.grpc.Points.PointsUpdateOperation.DeletePayload;
import io.qdrant.client.grpc.Points.PointsUpdateOperation.DeletePoints;
import io.qdrant.client.grpc.Points.PointsUpdateOperation.DeleteVectors;
import io.qdrant.client.grpc.Points.PointsUpdateOperation.OverwritePayload;
import io.qdrant.client.grpc.Points.PointsUpdateOperation.PointStructList;
import io.qdrant.client.grpc.Points.PointsUpdateOperation.SetPayload;
import io.qdrant.client.grpc.Points.PointsUpdateOperation.UpdateVectors;
import io.qdrant.client.grpc.Points.PointsUpdateOperation;
import io.qdrant.client.grpc.Points.VectorsSelector;
import io.qdrant.client.grpc.Points;
import io.vdb.core.filter.Filter;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointSelector;
import io.vdb.core.model.PointVector;
import io.vdb.core.model.PointWrite;
import io.vdb.core.model.UpdateMode;
import io.vdb.server.config.LimitsConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads writes to points, from the parts that a request of one and an operation of many share. */
final class WriteMessages {

  private static final SupportedFields UPSERT =
      SupportedFields.of(
          PointStructList.getDescriptor(), "points", "update_filter", "update_mode");
  private static final SupportedFields SET_PAYLOAD =
      SupportedFields.of(SetPayload.getDescriptor(), "payload", "points_selector", "key");
  private static final SupportedFields OVERWRITE_PAYLOAD =
      SupportedFields.of(OverwritePayload.getDescriptor(), "payload", "points_selector", "key");
  private static final SupportedFields DELETE_PAYLOAD =
      SupportedFields.of(DeletePayload.getDescriptor(), "keys", "points_selector");
  private static final SupportedFields CLEAR_PAYLOAD =
      SupportedFields.of(ClearPayload.getDescriptor(), "points");
  private static final SupportedFields UPDATE_VECTORS =
      SupportedFields.of(UpdateVectors.getDescriptor(), "points", "update_filter");
  private static final SupportedFields DELETE_VECTORS =
      SupportedFields.of(DeleteVectors.getDescriptor(), "points_selector", "vectors");
  private static final SupportedFields DELETE =
      SupportedFields.of(DeletePoints.getDescriptor(), "points");

  private final LimitsConfig limits;

  WriteMessages(LimitsConfig limits) {
    this.limits = limits;
  }

  /** Reads the operations of a batch. */
  List<PointWrite> operations(List<PointsUpdateOperation> messages, Field at) {
    at.checkCount("operations", messages.size(), limits.maxBatchPoints());
    List<PointWrite> writes = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      writes.add(operation(messages.get(i), at.at(i)));
    }
    return writes;
  }

  @SuppressWarnings("deprecation") // older clients still send the forms without a message around
  private PointWrite operation(PointsUpdateOperation message, Field at) {
    SupportedFields.checkKnown(message, at);
    return switch (message.getOperationCase()) {
      case UPSERT -> upsert(message.getUpsert(), at.at("upsert"));
      case SET_PAYLOAD -> setPayload(message.getSetPayload(), at.at("set_payload"));
      case OVERWRITE_PAYLOAD ->
          overwritePayload(message.getOverwritePayload(), at.at("overwrite_payload"));
      case DELETE_PAYLOAD -> deletePayload(message.getDeletePayload(), at.at("delete_payload"));
      case CLEAR_PAYLOAD -> clearPayload(message.getClearPayload(), at.at("clear_payload"));
      case UPDATE_VECTORS -> updateVectors(message.getUpdateVectors(), at.at("update_vectors"));
      case DELETE_VECTORS -> deleteVectors(message.getDeleteVectors(), at.at("delete_vectors"));
      case DELETE_POINTS -> delete(message.getDeletePoints(), at.at("delete_points"));
      case DELETE_DEPRECATED ->
          new PointWrite.Delete(
              points(message.getDeleteDeprecated(), at.at("delete_deprecated")));
      case CLEAR_PAYLOAD_DEPRECATED ->
          new PointWrite.ClearPayload(
              points(message.getClearPayloadDeprecated(), at.at("clear_payload_deprecated")));
      case OPERATION_NOT_SET -> throw at.malformed("an operation must be of one kind");
    };
  }

  private PointWrite upsert(PointStructList message, Field at) {
    UPSERT.check(message, at);
    return upsert(
        message.getPointsList(),
        message.hasUpdateFilter() ? message.getUpdateFilter() : null,
        message.getUpdateMode(),
        at);
  }

  PointWrite upsert(
      List<PointStruct> points,
      Common.@Nullable Filter updateFilter,
      Points.UpdateMode mode,
      Field at) {
    return new PointWrite.Upsert(
        PointMessages.points(points, at.at("points"), limits),
        mode(mode, at.at("update_mode")),
        updateFilter(updateFilter, at));
  }

  private static UpdateMode mode(Points.UpdateMode mode, Field at) {
    return switch (mode) {
      case Upsert -> UpdateMode.UPSERT;
      case InsertOnly -> UpdateMode.INSERT_ONLY;
      case UpdateOnly -> UpdateMode.UPDATE_ONLY;
      case UNRECOGNIZED ->
          throw at.malformed(
              "unknown variant, expected one of `upsert`, `insert_only`, `update_only`");
    };
  }

  private Filter updateFilter(Common.@Nullable Filter message, Field at) {
    return message == null
        ? Filter.ALL
        : new FilterMessages(limits).filter(message, at.at("update_filter"));
  }

  private PointWrite setPayload(SetPayload message, Field at) {
    SET_PAYLOAD.check(message, at);
    return setPayload(
        message.getPointsSelector(),
        message.getPayloadMap(),
        message.hasKey() ? message.getKey() : null,
        at);
  }

  PointWrite setPayload(
      PointsSelector selector, Map<String, Value> payload, @Nullable String key, Field at) {
    return new PointWrite.SetPayload(
        points(selector, at.at("points_selector")),
        PayloadMessages.payload(payload, at.at("payload")),
        key == null ? null : at.at("key").payloadPath(key));
  }

  private PointWrite overwritePayload(OverwritePayload message, Field at) {
    OVERWRITE_PAYLOAD.check(message, at);
    return overwritePayload(
        message.getPointsSelector(),
        message.getPayloadMap(),
        message.hasKey() ? message.getKey() : null,
        at);
  }

  PointWrite overwritePayload(
      PointsSelector selector, Map<String, Value> payload, @Nullable String key, Field at) {
    return new PointWrite.OverwritePayload(
        points(selector, at.at("points_selector")),
        PayloadMessages.payload(payload, at.at("payload")),
        key == null ? null : at.at("key").payloadPath(key));
  }

  private PointWrite deletePayload(DeletePayload message, Field at) {
    DELETE_PAYLOAD.check(message, at);
    return deletePayload(message.getPointsSelector(), message.getKeysList(), at);
  }

  PointWrite deletePayload(PointsSelector selector, List<String> keys, Field at) {
    Field place = at.at("keys");
    place.checkCount("keys", keys.size(), limits.maxFilterConditions());
    List<PayloadPath> paths = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      paths.add(place.at(i).payloadPath(keys.get(i)));
    }
    return new PointWrite.DeletePayload(points(selector, at.at("points_selector")), paths);
  }

  private PointWrite clearPayload(ClearPayload message, Field at) {
    CLEAR_PAYLOAD.check(message, at);
    return new PointWrite.ClearPayload(points(message.getPoints(), at.at("points")));
  }

  private PointWrite delete(DeletePoints message, Field at) {
    DELETE.check(message, at);
    return new PointWrite.Delete(points(message.getPoints(), at.at("points")));
  }

  /** Reads which points a write is for. */
  PointSelector points(PointsSelector message, Field at) {
    return SelectorMessages.points(message, at, limits);
  }

  private PointWrite updateVectors(UpdateVectors message, Field at) {
    UPDATE_VECTORS.check(message, at);
    return updateVectors(
        message.getPointsList(),
        message.hasUpdateFilter() ? message.getUpdateFilter() : null,
        at);
  }

  PointWrite updateVectors(
      List<PointVectors> messages, Common.@Nullable Filter updateFilter, Field at) {
    Field place = at.at("points");
    place.checkCount("points", messages.size(), limits.maxBatchPoints());
    List<PointVector> vectors = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      vectors.add(PointMessages.vectorOf(messages.get(i), place.at(i)));
    }
    return new PointWrite.UpdateVectors(vectors, updateFilter(updateFilter, at));
  }

  private PointWrite deleteVectors(DeleteVectors message, Field at) {
    DELETE_VECTORS.check(message, at);
    return deleteVectors(message.getPointsSelector(), message.getVectors(), at);
  }

  PointWrite deleteVectors(PointsSelector selector, VectorsSelector vectors, Field at) {
    Field place = at.at("vectors");
    SupportedFields.checkKnown(vectors, place);
    place.checkCount("vectors", vectors.getNamesCount(), CollectionConfig.MAX_VECTORS);
    if (vectors.getNamesCount() == 0) {
      throw place.invalid("must specify vector names to delete");
    }
    return new PointWrite.DeleteVectors(
        points(selector, at.at("points_selector")), List.copyOf(vectors.getNamesList()));
  }
}
