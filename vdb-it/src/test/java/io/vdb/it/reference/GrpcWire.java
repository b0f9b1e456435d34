package io.vdb.it.reference;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.HnswConfigDiff;
import io.qdrant.client.grpc.Collections.PayloadIndexParams;
import io.qdrant.client.grpc.Collections.TextIndexParams;
import io.qdrant.client.grpc.Collections.TokenizerType;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.CollectionsGrpc;
import io.qdrant.client.grpc.Points.ClearPayloadPoints;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.CreateFieldIndexCollection;
import io.qdrant.client.grpc.Points.DeleteFieldIndexCollection;
import io.qdrant.client.grpc.Points.DeletePayloadPoints;
import io.qdrant.client.grpc.Points.DeletePoints;
import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.FieldType;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointVectors;
import io.qdrant.client.grpc.Points.PointsIdsList;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.SearchParams;
import io.qdrant.client.grpc.Points.SetPayloadPoints;
import io.qdrant.client.grpc.Points.UpdatePointVectors;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.Points.Vector;
import io.qdrant.client.grpc.Points.Vectors;
import io.qdrant.client.grpc.Points.WithPayloadSelector;
import io.qdrant.client.grpc.Points.WithVectorsSelector;
import io.qdrant.client.grpc.PointsGrpc;
import io.vdb.core.filter.FieldIndex;
import io.vdb.core.filter.Filter;
import io.vdb.core.model.Distance;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.it.server.ServerProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Over gRPC. */
final class GrpcWire implements Wire {

  private final ManagedChannel channel;

  GrpcWire(ServerProcess server) {
    channel =
        Grpc.newChannelBuilder(server.grpc(), InsecureChannelCredentials.create()).build();
  }

  private PointsGrpc.PointsBlockingStub points() {
    return PointsGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  @Override
  public void create(ReferenceCollection collection) {
    var _ =
        CollectionsGrpc.newBlockingStub(channel)
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .create(
                CreateCollection.newBuilder()
                    .setCollectionName(collection.name())
                    .setHnswConfig(HnswConfigDiff.newBuilder().setFullScanThreshold(10))
                    .setVectorsConfig(
                        VectorsConfig.newBuilder()
                            .setParams(
                                VectorParams.newBuilder()
                                    .setSize(RandomData.DIMENSION)
                                    .setDistance(distance(collection.distance()))))
                    .build());
  }

  private static io.qdrant.client.grpc.Collections.Distance distance(Distance distance) {
    return switch (distance) {
      case COSINE -> io.qdrant.client.grpc.Collections.Distance.Cosine;
      case DOT -> io.qdrant.client.grpc.Collections.Distance.Dot;
      case EUCLID -> io.qdrant.client.grpc.Collections.Distance.Euclid;
      case MANHATTAN -> io.qdrant.client.grpc.Collections.Distance.Manhattan;
    };
  }

  @Override
  public void declare(String collection, PayloadPath field, FieldIndex index) {
    CreateFieldIndexCollection.Builder request =
        CreateFieldIndexCollection.newBuilder()
            .setCollectionName(collection)
            .setWait(true)
            .setFieldName(field.toString())
            .setFieldType(type(index));
    Map<String, @Nullable Object> params = index.params().orElse(Payload.EMPTY).asMap();
    if (!params.isEmpty()) {
      if (!params.equals(RandomData.WORDS_BY_TEXT)) {
        throw new IllegalArgumentException("other parameters: " + params);
      }
      request.setFieldIndexParams(
          PayloadIndexParams.newBuilder()
              .setTextIndexParams(
                  TextIndexParams.newBuilder()
                      .setTokenizer(TokenizerType.Word)
                      .setPhraseMatching(true)));
    }
    var _ = points().createFieldIndex(request.build());
  }

  private static FieldType type(FieldIndex index) {
    return switch (index.type()) {
      case KEYWORD -> FieldType.FieldTypeKeyword;
      case INTEGER -> FieldType.FieldTypeInteger;
      case FLOAT -> FieldType.FieldTypeFloat;
      case BOOL -> FieldType.FieldTypeBool;
      case GEO -> FieldType.FieldTypeGeo;
      case DATETIME -> FieldType.FieldTypeDatetime;
      case TEXT -> FieldType.FieldTypeText;
      case UUID -> FieldType.FieldTypeUuid;
    };
  }

  @Override
  public void drop(String collection, PayloadPath field) {
    var _ =
        points()
            .deleteFieldIndex(
                DeleteFieldIndexCollection.newBuilder()
                    .setCollectionName(collection)
                    .setWait(true)
                    .setFieldName(field.toString())
                    .build());
  }

  private static Vectors vectors(float[] vector) {
    DenseVector.Builder dense = DenseVector.newBuilder();
    for (float component : vector) {
      dense.addData(component);
    }
    return Vectors.newBuilder().setVector(Vector.newBuilder().setDense(dense)).build();
  }

  private static PointsSelector selector(Selection selection) {
    PointsSelector.Builder selector = PointsSelector.newBuilder();
    return selection.ids() != null
        ? selector
            .setPoints(PointsIdsList.newBuilder().addAllIds(MessageForm.ids(selection.ids())))
            .build()
        : selector
            .setFilter(MessageForm.filter(Objects.requireNonNull(selection.filter())))
            .build();
  }

  @Override
  public void upsert(String collection, List<ModelPoint> points) {
    UpsertPoints.Builder request =
        UpsertPoints.newBuilder().setCollectionName(collection).setWait(true);
    for (ModelPoint point : points) {
      request.addPoints(
          PointStruct.newBuilder()
              .setId(MessageForm.id(point.id()))
              .setVectors(vectors(point.vector()))
              .putAllPayload(MessageForm.payload(point.payload())));
    }
    var _ = points().upsert(request.build());
  }

  @Override
  public void delete(String collection, Selection selection) {
    var _ =
        points()
            .delete(
                DeletePoints.newBuilder()
                    .setCollectionName(collection)
                    .setWait(true)
                    .setPoints(selector(selection))
                    .build());
  }

  @Override
  public void updateVectors(String collection, List<ModelPoint> points) {
    UpdatePointVectors.Builder request =
        UpdatePointVectors.newBuilder().setCollectionName(collection).setWait(true);
    for (ModelPoint point : points) {
      request.addPoints(
          PointVectors.newBuilder()
              .setId(MessageForm.id(point.id()))
              .setVectors(vectors(point.vector())));
    }
    var _ = points().updateVectors(request.build());
  }

  private static SetPayloadPoints payload(
      String collection, Selection selection, Map<String, @Nullable Object> fields) {
    return SetPayloadPoints.newBuilder()
        .setCollectionName(collection)
        .setWait(true)
        .setPointsSelector(selector(selection))
        .putAllPayload(MessageForm.payload(fields))
        .build();
  }

  @Override
  public void setPayload(
      String collection, Selection selection, Map<String, @Nullable Object> fields) {
    var _ = points().setPayload(payload(collection, selection, fields));
  }

  @Override
  public void overwritePayload(
      String collection, Selection selection, Map<String, @Nullable Object> fields) {
    var _ = points().overwritePayload(payload(collection, selection, fields));
  }

  @Override
  public void deletePayload(String collection, Selection selection, List<String> keys) {
    var _ =
        points()
            .deletePayload(
                DeletePayloadPoints.newBuilder()
                    .setCollectionName(collection)
                    .setWait(true)
                    .setPointsSelector(selector(selection))
                    .addAllKeys(keys)
                    .build());
  }

  @Override
  public void clearPayload(String collection, Selection selection) {
    var _ =
        points()
            .clearPayload(
                ClearPayloadPoints.newBuilder()
                    .setCollectionName(collection)
                    .setWait(true)
                    .setPoints(selector(selection))
                    .build());
  }

  @Override
  public long count(String collection, Filter filter) {
    return points()
        .count(
            CountPoints.newBuilder()
                .setCollectionName(collection)
                .setFilter(MessageForm.filter(filter))
                .build())
        .getResult()
        .getCount();
  }

  @Override
  public List<ModelPoint> scroll(String collection, Filter filter, int page) {
    List<ModelPoint> points = new ArrayList<>();
    ScrollPoints.Builder request =
        ScrollPoints.newBuilder()
            .setCollectionName(collection)
            .setFilter(MessageForm.filter(filter))
            .setLimit(page)
            .setWithPayload(WithPayloadSelector.newBuilder().setEnable(true))
            .setWithVectors(WithVectorsSelector.newBuilder().setEnable(true));
    while (true) {
      ScrollResponse answer = points().scroll(request.build());
      answer.getResultList().forEach(point -> points.add(point(point)));
      if (!answer.hasNextPageOffset()) {
        return points;
      }
      request.setOffset(answer.getNextPageOffset());
    }
  }

  private static ModelPoint point(RetrievedPoint point) {
    List<Float> data = point.getVectors().getVector().getDense().getDataList();
    float[] vector = new float[data.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = data.get(i);
    }
    return new ModelPoint(
        MessageForm.id(point.getId()), vector, MessageForm.payloadOf(point.getPayloadMap()));
  }

  @Override
  public List<Scored> ask(String collection, Question question, int limit, boolean exact) {
    return points()
        .query(
            question
                .message()
                .setCollectionName(collection)
                .setLimit(limit)
                .setParams(SearchParams.newBuilder().setExact(exact).setHnswEf(Asking.EF))
                .build())
        .getResultList()
        .stream()
        .map(point -> new Scored(MessageForm.id(point.getId()), point.getScore()))
        .toList();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
