package io.vdb.server.grpc.qdrant;

import io.qdrant.client.grpc.Common;
import io.qdrant.client.grpc.Points;
import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.MultiDenseVector;
import io.qdrant.client.grpc.Points.NamedVectorsOutput;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointVectors;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.SparseIndices;
import io.qdrant.client.grpc.Points.SparseVector;
import io.qdrant.client.grpc.Points.Vector;
import io.qdrant.client.grpc.Points.VectorOutput;
import io.qdrant.client.grpc.Points.Vectors;
import io.qdrant.client.grpc.Points.VectorsOutput;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.OrderedRecord;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointVector;
import io.vdb.core.model.ScoredPoint;
import io.vdb.core.model.StoredRecord;
import io.vdb.core.model.VectorValue;
import io.vdb.server.api.Place;
import io.vdb.server.config.LimitsConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Turns points into messages and back. */
final class PointMessages {

  private PointMessages() {}

  static PointId id(Common.PointId message, Field at) {
    SupportedFields.checkKnown(message, at);
    return switch (message.getPointIdOptionsCase()) {
      case NUM -> PointId.of(message.getNum());
      case UUID -> at.uuid(message.getUuid());
      case POINTIDOPTIONS_NOT_SET ->
          throw at.malformed("expected a point ID, either an unsigned integer or a UUID");
    };
  }

  static List<PointId> ids(List<Common.PointId> messages, Field at, int max) {
    at.checkCount("ids", messages.size(), max);
    List<PointId> ids = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      ids.add(id(messages.get(i), at.at(i)));
    }
    return ids;
  }

  static Common.PointId id(PointId id) {
    Common.PointId.Builder message = Common.PointId.newBuilder();
    return switch (id) {
      case PointId.Num number -> message.setNum(number.value()).build();
      case PointId.Uuid uuid -> message.setUuid(uuid.value().toString()).build();
    };
  }

  static List<Point> points(List<PointStruct> messages, Field at, LimitsConfig limits) {
    at.checkCount("points", messages.size(), limits.maxBatchPoints());
    List<Point> points = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      points.add(point(messages.get(i), at.at(i)));
    }
    return points;
  }

  private static Point point(PointStruct message, Field at) {
    SupportedFields.checkKnown(message, at);
    if (!message.hasId()) {
      throw at.missing("id");
    }
    if (!message.hasVectors()) {
      throw at.missing("vectors");
    }
    return new Point(
        id(message.getId(), at.at("id")),
        vectors(message.getVectors(), at.at("vectors")),
        PayloadMessages.payload(message.getPayloadMap(), at.at("payload")));
  }

  static PointVector vectorOf(PointVectors message, Field at) {
    SupportedFields.checkKnown(message, at);
    if (!message.hasId()) {
      throw at.missing("id");
    }
    if (!message.hasVectors()) {
      throw at.missing("vectors");
    }
    return new PointVector(
        id(message.getId(), at.at("id")), vectors(message.getVectors(), at.at("vectors")));
  }

  private static NamedVectors vectors(Vectors message, Field at) {
    SupportedFields.checkKnown(message, at);
    return switch (message.getVectorsOptionsCase()) {
      case VECTOR -> NamedVectors.of(value(message.getVector(), at.at("vector")));
      case VECTORS -> named(message.getVectors(), at.at("vectors"));
      case VECTORSOPTIONS_NOT_SET -> throw at.missing("vector");
    };
  }

  private static NamedVectors named(Points.NamedVectors message, Field at) {
    SupportedFields.checkKnown(message, at);
    at.checkCount("vectors", message.getVectorsCount(), CollectionConfig.MAX_VECTORS);
    Map<String, VectorValue> vectors = new HashMap<>();
    message
        .getVectorsMap()
        .forEach((name, vector) -> vectors.put(name, value(vector, at.at(Place.shown(name)))));
    return NamedVectors.of(vectors);
  }

  /** Takes the form of today, and the one that older clients send. */
  @SuppressWarnings("deprecation")
  static VectorValue value(Vector message, Field at) {
    SupportedFields.checkKnown(message, at);
    return switch (message.getVectorCase()) {
      case DENSE -> {
        if (message.getDataCount() > 0) {
          throw at.malformed("`data` and `dense` cannot be given together");
        }
        yield new VectorValue.Dense(dense(message.getDense(), at.at("dense")));
      }
      case VECTOR_NOT_SET -> {
        float[] components = new float[message.getDataCount()];
        for (int i = 0; i < components.length; i++) {
          components[i] = message.getData(i); // as it is held, without boxing
        }
        if (message.hasVectorsCount()) {
          yield rows(components, message.getVectorsCount(), at.at("vectors_count"));
        }
        yield message.hasIndices()
            ? at.sparse(indices(message.getIndices(), at.at("indices")), components)
            : new VectorValue.Dense(at.at("data").notEmpty(components));
      }
      case SPARSE -> sparse(message.getSparse(), at.at("sparse"));
      case MULTI_DENSE -> multi(message.getMultiDense(), at.at("multi_dense"));
      case DOCUMENT -> throw at.at("document").unsupported("documents");
      case IMAGE -> throw at.at("image").unsupported("images");
      case OBJECT -> throw at.at("object").unsupported("objects");
    };
  }

  /** Takes the rows of a multivector in the form of older clients: one row after the other. */
  private static VectorValue.Multi rows(float[] components, int unsigned, Field at) {
    long count = Integer.toUnsignedLong(unsigned);
    if (count == 0 || components.length == 0 || components.length % count != 0) {
      throw at.invalid("must divide the number of components, and both must be positive");
    }
    if (components.length > VectorValue.Multi.MAX_COMPONENTS) {
      return at.multi(List.of(components)); // which refuses it
    }
    return new VectorValue.Multi(components, (int) (components.length / count));
  }

  static VectorValue.Multi multi(MultiDenseVector message, Field at) {
    SupportedFields.checkKnown(message, at);
    List<float[]> rows = new ArrayList<>(message.getVectorsCount());
    for (int i = 0; i < message.getVectorsCount(); i++) {
      DenseVector row = message.getVectors(i);
      SupportedFields.checkKnown(row, at.at("vectors").at(i));
      rows.add(components(row));
    }
    return at.multi(rows);
  }

  static VectorValue.Sparse sparse(SparseVector message, Field at) {
    SupportedFields.checkKnown(message, at);
    int[] indices = new int[message.getIndicesCount()];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = message.getIndices(i); // as it is held, without boxing
    }
    float[] values = new float[message.getValuesCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = message.getValues(i);
    }
    return at.sparse(indices, values);
  }

  /** Takes the indices of a vector whose values stand elsewhere. */
  static int[] indices(SparseIndices message, Field at) {
    SupportedFields.checkKnown(message, at);
    int[] indices = new int[message.getDataCount()];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = message.getData(i);
    }
    return indices;
  }

  static float[] dense(DenseVector message, Field at) {
    SupportedFields.checkKnown(message, at);
    return at.notEmpty(components(message));
  }

  private static float[] components(DenseVector message) {
    float[] components = new float[message.getDataCount()];
    for (int i = 0; i < components.length; i++) {
      components[i] = message.getData(i); // as it is held, without boxing
    }
    return components;
  }

  static RetrievedPoint stored(StoredRecord point) {
    RetrievedPoint.Builder message = RetrievedPoint.newBuilder().setId(id(point.id()));
    if (point.payload() != null) {
      message.putAllPayload(PayloadMessages.fields(point.payload().asMapOnce()));
    }
    if (point.vectors() != null) {
      message.setVectors(vectors(point.vectors()));
    }
    return message.build();
  }

  static List<RetrievedPoint> stored(List<StoredRecord> points) {
    return points.stream().map(PointMessages::stored).toList();
  }

  static List<RetrievedPoint> ordered(List<OrderedRecord> points) {
    return points.stream()
        .map(
            ordered ->
                stored(ordered.point()).toBuilder()
                    .setOrderValue(OrderMessages.value(ordered.value()))
                    .build())
        .toList();
  }

  static List<Points.ScoredPoint> scored(List<ScoredPoint> points) {
    return points.stream().map(PointMessages::scored).toList();
  }

  private static Points.ScoredPoint scored(ScoredPoint point) {
    Points.ScoredPoint.Builder message =
        Points.ScoredPoint.newBuilder()
            .setId(id(point.id()))
            .setVersion(point.version())
            .setScore(point.score());
    Number order = point.orderValue();
    if (order != null) {
      message.setOrderValue(OrderMessages.value(order));
    }
    if (point.payload() != null) {
      message.putAllPayload(PayloadMessages.fields(point.payload().asMapOnce()));
    }
    if (point.vectors() != null) {
      message.setVectors(vectors(point.vectors()));
    }
    return message.build();
  }

  /** A default vector alone stands by itself, anything else by names. */
  private static VectorsOutput vectors(NamedVectors vectors) {
    if (vectors.isUnnamed()) {
      return VectorsOutput.newBuilder().setVector(output(vectors.value(0))).build();
    }
    NamedVectorsOutput.Builder named = NamedVectorsOutput.newBuilder();
    for (int i = 0; i < vectors.size(); i++) {
      named.putVectors(vectors.name(i), output(vectors.value(i)));
    }
    return VectorsOutput.newBuilder().setVectors(named).build();
  }

  private static VectorOutput output(VectorValue value) {
    VectorOutput.Builder output = VectorOutput.newBuilder();
    return switch (value) {
      case VectorValue.Dense dense ->
          output
              .setDense(dense(dense.components(), 0, dense.components().length))
              .build();
      case VectorValue.Sparse sparse -> {
        SparseVector.Builder message = SparseVector.newBuilder();
        for (int i = 0; i < sparse.indices().length; i++) {
          message.addIndices(sparse.indices()[i]).addValues(sparse.values()[i]);
        }
        yield output.setSparse(message).build();
      }
      case VectorValue.Multi multi -> {
        MultiDenseVector.Builder message = MultiDenseVector.newBuilder();
        for (int row = 0; row < multi.components().length; row += multi.dimension()) {
          message.addVectors(dense(multi.components(), row, row + multi.dimension()));
        }
        yield output.setMultiDense(message).build();
      }
    };
  }

  private static DenseVector dense(float[] components, int from, int to) {
    DenseVector.Builder dense = DenseVector.newBuilder();
    for (int i = from; i < to; i++) {
      dense.addData(components[i]);
    }
    return dense.build();
  }
}
