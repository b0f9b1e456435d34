package io.vdb.server.grpc.qdrant;

import io.qdrant.client.grpc.Points;
import io.qdrant.client.grpc.Points.OrderValue;
import io.qdrant.client.grpc.Points.StartFrom;
import io.vdb.core.model.OrderBy;

/** Reads orders by the values of a field, and writes what points are ordered by. */
final class OrderMessages {

  private OrderMessages() {}

  static OrderBy order(Points.OrderBy message, Field at) {
    SupportedFields.checkKnown(message, at);
    if (message.getKey().isEmpty()) {
      throw at.missing("key");
    }
    boolean descending =
        switch (message.getDirection()) {
          case Asc -> false;
          case Desc -> true;
          case UNRECOGNIZED -> throw at.at("direction").malformed("expected `Asc` or `Desc`");
        };
    return new OrderBy(
        at.at("key").payloadPath(message.getKey()),
        descending,
        message.hasStartFrom() ? startFrom(message.getStartFrom(), at.at("start_from")) : null);
  }

  private static Number startFrom(StartFrom message, Field at) {
    SupportedFields.checkKnown(message, at);
    return switch (message.getValueCase()) {
      case FLOAT -> at.at("float").notNan(message.getFloat());
      case INTEGER -> message.getInteger();
      case TIMESTAMP -> FilterMessages.micros(message.getTimestamp(), at.at("timestamp"));
      case DATETIME -> at.at("datetime").micros(message.getDatetime());
      case VALUE_NOT_SET -> throw at.malformed("expected a number or a point in time");
    };
  }

  static OrderValue value(Number value) {
    return value instanceof Double number
        ? OrderValue.newBuilder().setFloat(number).build()
        : OrderValue.newBuilder().setInt(value.longValue()).build();
  }
}
