package io.vdb.it.reference;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Datatype;
import io.qdrant.client.grpc.Collections.HnswConfigDiff;
import io.qdrant.client.grpc.Collections.Modifier;
import io.qdrant.client.grpc.Collections.MultiVectorComparator;
import io.qdrant.client.grpc.Collections.MultiVectorConfig;
import io.qdrant.client.grpc.Collections.PayloadIndexParams;
import io.qdrant.client.grpc.Collections.SparseVectorConfig;
import io.qdrant.client.grpc.Collections.SparseVectorParams;
import io.qdrant.client.grpc.Collections.TextIndexParams;
import io.qdrant.client.grpc.Collections.TokenizerType;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorParamsMap;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.CollectionsGrpc;
import io.qdrant.client.grpc.Points.BatchResult;
import io.qdrant.client.grpc.Points.ClearPayloadPoints;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.CreateFieldIndexCollection;
import io.qdrant.client.grpc.Points.DeleteFieldIndexCollection;
import io.qdrant.client.grpc.Points.DeletePayloadPoints;
import io.qdrant.client.grpc.Points.DeletePointVectors;
import io.qdrant.client.grpc.Points.DeletePoints;
import io.qdrant.client.grpc.Points.DiscoverBatchPoints;
import io.qdrant.client.grpc.Points.FacetCounts;
import io.qdrant.client.grpc.Points.FacetValue;
import io.qdrant.client.grpc.Points.FieldType;
import io.qdrant.client.grpc.Points.GroupId;
import io.qdrant.client.grpc.Points.GroupsResult;
import io.qdrant.client.grpc.Points.OrderValue;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointVectors;
import io.qdrant.client.grpc.Points.PointsIdsList;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.QueryBatchPoints;
import io.qdrant.client.grpc.Points.QueryPointGroups;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.RecommendBatchPoints;
import io.qdrant.client.grpc.Points.RecommendPointGroups;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.SearchBatchPoints;
import io.qdrant.client.grpc.Points.SearchMatrixOffsets;
import io.qdrant.client.grpc.Points.SearchMatrixPoints;
import io.qdrant.client.grpc.Points.SearchPointGroups;
import io.qdrant.client.grpc.Points.SetPayloadPoints;
import io.qdrant.client.grpc.Points.UpdatePointVectors;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.Points.VectorOutput;
import io.qdrant.client.grpc.Points.VectorsOutput;
import io.qdrant.client.grpc.Points.VectorsSelector;
import io.qdrant.client.grpc.Points.WithLookup;
import io.qdrant.client.grpc.Points.WithPayloadSelector;
import io.qdrant.client.grpc.Points.WithVectorsSelector;
import io.qdrant.client.grpc.PointsGrpc;
import io.vdb.core.filter.FieldIndex;
import io.vdb.core.filter.Filter;
import io.vdb.core.model.Distance;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.VectorValue;
import io.vdb.it.server.ServerProcess;
import java.util.ArrayList;
import java.util.HashMap;
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
    CreateCollection.Builder request =
        CreateCollection.newBuilder()
            .setCollectionName(collection.name())
            .setHnswConfig(HnswConfigDiff.newBuilder().setFullScanThreshold(10));
    VectorParamsMap.Builder named = VectorParamsMap.newBuilder();
    for (VectorLayout.Dense vector : collection.layout().dense()) {
      VectorParams params =
          VectorParams.newBuilder()
              .setSize(vector.size())
              .setDistance(distance(vector.distance()))
              .setDatatype(
                  switch (vector.type()) {
                    case FLOAT32 -> Datatype.Float32;
                    case FLOAT16 -> Datatype.Float16;
                    case UINT8 -> Datatype.Uint8;
                  })
              .build();
      if (vector.multi()) {
        params =
            params.toBuilder()
                .setMultivectorConfig(
                    MultiVectorConfig.newBuilder().setComparator(MultiVectorComparator.MaxSim))
                .build();
      }
      if (vector.name().isEmpty()) {
        request.setVectorsConfig(VectorsConfig.newBuilder().setParams(params));
      } else {
        named.putMap(vector.name(), params);
      }
    }
    if (named.getMapCount() > 0) {
      request.setVectorsConfig(VectorsConfig.newBuilder().setParamsMap(named));
    }
    SparseVectorConfig.Builder sparse = SparseVectorConfig.newBuilder();
    for (VectorLayout.Sparse vector : collection.layout().sparse()) {
      SparseVectorParams.Builder params = SparseVectorParams.newBuilder();
      if (vector.idf()) {
        params.setModifier(Modifier.Idf);
      }
      sparse.putMap(vector.name(), params.build());
    }
    var _ =
        CollectionsGrpc.newBlockingStub(channel)
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .create(request.setSparseVectorsConfig(sparse).build());
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
              .setVectors(MessageStage.vectors(point.vectors()))
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
              .setVectors(MessageStage.vectors(point.vectors())));
    }
    var _ = points().updateVectors(request.build());
  }

  @Override
  public void deleteVectors(String collection, Selection selection, List<String> names) {
    var _ =
        points()
            .deleteVectors(
                DeletePointVectors.newBuilder()
                    .setCollectionName(collection)
                    .setWait(true)
                    .setPointsSelector(selector(selection))
                    .setVectors(VectorsSelector.newBuilder().addAllNames(names))
                    .build());
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
    return new ModelPoint(
        MessageForm.id(point.getId()),
        vectors(point.getVectors()),
        MessageForm.payloadOf(point.getPayloadMap()));
  }

  private static Map<String, VectorValue> vectors(VectorsOutput message) {
    if (message.hasVector()) {
      return Map.of("", vector(message.getVector()));
    }
    Map<String, VectorValue> vectors = new HashMap<>();
    message
        .getVectors()
        .getVectorsMap()
        .forEach((name, vector) -> vectors.put(name, vector(vector)));
    return vectors;
  }

  private static VectorValue vector(VectorOutput message) {
    if (message.hasMultiDense()) {
      List<Float> all = new ArrayList<>();
      message.getMultiDense().getVectorsList().forEach(row -> all.addAll(row.getDataList()));
      return new VectorValue.Multi(
          floats(all), message.getMultiDense().getVectors(0).getDataCount());
    }
    return message.hasSparse()
        ? new VectorValue.Sparse(
            message.getSparse().getIndicesList().stream().mapToInt(Integer::intValue).toArray(),
            floats(message.getSparse().getValuesList()))
        : new VectorValue.Dense(floats(message.getDense().getDataList()));
  }

  private static float[] floats(List<Float> list) {
    float[] numbers = new float[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = list.get(i);
    }
    return numbers;
  }

  @Override
  public List<Scored> scroll(
      String collection, Filter filter, Ask.Ordered order, int limit) {
    return points()
        .scroll(
            ScrollPoints.newBuilder()
                .setCollectionName(collection)
                .setFilter(MessageForm.filter(filter))
                .setOrderBy(MessageStage.order(order))
                .setLimit(limit)
                .build())
        .getResultList()
        .stream()
        .map(
            point ->
                new Scored(
                    MessageForm.id(point.getId()),
                    Scored.NONE,
                    0,
                    value(point.hasOrderValue(), point.getOrderValue())))
        .toList();
  }

  private static @Nullable Number value(boolean given, OrderValue value) {
    if (!given) {
      return null;
    }
    return value.hasInt() ? (Number) value.getInt() : (Number) value.getFloat();
  }

  @Override
  public List<Map.Entry<Object, Long>> facet(
      String collection, String field, Filter filter, int limit) {
    return points()
        .facet(
            FacetCounts.newBuilder()
                .setCollectionName(collection)
                .setKey(field)
                .setFilter(MessageForm.filter(filter))
                .setLimit(limit)
                .build())
        .getHitsList()
        .stream()
        .map(hit -> Map.entry(scalar(hit.getValue()), hit.getCount()))
        .toList();
  }

  private static Object scalar(FacetValue value) {
    return switch (value.getVariantCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INTEGER_VALUE -> value.getIntegerValue();
      case BOOL_VALUE -> value.getBoolValue();
      case VARIANT_NOT_SET -> throw new IllegalArgumentException("no value: " + value);
    };
  }

  private static QueryPoints request(String collection, Question question, boolean exact) {
    return MessageStage.query(collection, question.stage(), exact)
        .setOffset(question.offset())
        .build();
  }

  private static List<Scored> scored(List<ScoredPoint> points) {
    return points.stream()
        .map(
            point ->
                new Scored(
                    MessageForm.id(point.getId()),
                    point.getScore(),
                    0,
                    value(point.hasOrderValue(), point.getOrderValue())))
        .toList();
  }

  @Override
  public List<Scored> query(String collection, Question question, boolean exact) {
    return scored(points().query(request(collection, question, exact)).getResultList());
  }

  @Override
  public List<List<Scored>> query(String collection, List<Question> questions) {
    QueryBatchPoints.Builder request =
        QueryBatchPoints.newBuilder().setCollectionName(collection);
    questions.forEach(each -> request.addQueryPoints(request(collection, each, true)));
    return points().queryBatch(request.build()).getResultList().stream()
        .map(answer -> scored(answer.getResultList()))
        .toList();
  }

  @Override
  public List<Scored> older(
      OlderForm form, String collection, Question question, boolean exact) {
    return scored(
        switch (form) {
          case SEARCH ->
              points().search(OlderMessages.search(collection, question, exact)).getResultList();
          case RECOMMEND ->
              points()
                  .recommend(OlderMessages.recommend(collection, question, exact))
                  .getResultList();
          case DISCOVER ->
              points()
                  .discover(OlderMessages.discover(collection, question, exact))
                  .getResultList();
        });
  }

  @Override
  public List<List<Scored>> older(
      OlderForm form, String collection, List<Question> questions) {
    return switch (form) {
      case SEARCH -> searchBatch(collection, questions);
      case RECOMMEND -> recommendBatch(collection, questions);
      case DISCOVER -> discoverBatch(collection, questions);
    };
  }

  private List<List<Scored>> searchBatch(String collection, List<Question> questions) {
    SearchBatchPoints.Builder request =
        SearchBatchPoints.newBuilder().setCollectionName(collection);
    questions.forEach(
        each -> request.addSearchPoints(OlderMessages.search(collection, each, true)));
    return allScored(points().searchBatch(request.build()).getResultList());
  }

  private List<List<Scored>> recommendBatch(String collection, List<Question> questions) {
    RecommendBatchPoints.Builder request =
        RecommendBatchPoints.newBuilder().setCollectionName(collection);
    questions.forEach(
        each -> request.addRecommendPoints(OlderMessages.recommend(collection, each, true)));
    return allScored(points().recommendBatch(request.build()).getResultList());
  }

  private List<List<Scored>> discoverBatch(String collection, List<Question> questions) {
    DiscoverBatchPoints.Builder request =
        DiscoverBatchPoints.newBuilder().setCollectionName(collection);
    questions.forEach(
        each -> request.addDiscoverPoints(OlderMessages.discover(collection, each, true)));
    return allScored(points().discoverBatch(request.build()).getResultList());
  }

  private static List<List<Scored>> allScored(List<BatchResult> answers) {
    return answers.stream().map(answer -> scored(answer.getResultList())).toList();
  }

  private static WithLookup with(String lookup) {
    return WithLookup.newBuilder().setCollection(lookup).build();
  }

  @Override
  public List<Group> groups(
      String collection, Stage stage, String field, int size, @Nullable String lookup) {
    QueryPointGroups.Builder request =
        MessageStage.groups(collection, stage, true).setGroupBy(field).setGroupSize(size);
    if (lookup != null) {
      request.setWithLookup(with(lookup));
    }
    return groups(points().queryGroups(request.build()).getResult());
  }

  @Override
  public List<Group> olderGroups(
      OlderForm form,
      String collection,
      Stage stage,
      String field,
      int size,
      @Nullable String lookup) {
    return switch (form) {
      case SEARCH -> searchGroups(collection, stage, field, size, lookup);
      case RECOMMEND -> recommendGroups(collection, stage, field, size, lookup);
      case DISCOVER -> throw new IllegalArgumentException("discovery has no groups");
    };
  }

  private List<Group> searchGroups(
      String collection, Stage stage, String field, int size, @Nullable String lookup) {
    SearchPointGroups.Builder request =
        OlderMessages.searchGroups(collection, stage).setGroupBy(field).setGroupSize(size);
    if (lookup != null) {
      request.setWithLookup(with(lookup));
    }
    return groups(points().searchGroups(request.build()).getResult());
  }

  private List<Group> recommendGroups(
      String collection, Stage stage, String field, int size, @Nullable String lookup) {
    RecommendPointGroups.Builder request =
        OlderMessages.recommendGroups(collection, stage).setGroupBy(field).setGroupSize(size);
    if (lookup != null) {
      request.setWithLookup(with(lookup));
    }
    return groups(points().recommendGroups(request.build()).getResult());
  }

  private static List<Group> groups(GroupsResult result) {
    return result.getGroupsList().stream()
        .map(
            group ->
                new Group(
                    key(group.getId()),
                    scored(group.getHitsList()),
                    group.hasLookup() ? point(group.getLookup()) : null))
        .toList();
  }

  private static Object key(GroupId id) {
    return switch (id.getKindCase()) {
      case UNSIGNED_VALUE -> id.getUnsignedValue();
      case INTEGER_VALUE -> id.getIntegerValue();
      case STRING_VALUE -> id.getStringValue();
      case KIND_NOT_SET -> throw new IllegalArgumentException("no group: " + id);
    };
  }

  private static SearchMatrixPoints matrix(
      String collection, String using, Filter filter, int sample, int limit) {
    return SearchMatrixPoints.newBuilder()
        .setCollectionName(collection)
        .setUsing(using)
        .setFilter(MessageForm.filter(filter))
        .setSample(sample)
        .setLimit(limit)
        .build();
  }

  @Override
  public List<Pair> matrixPairs(
      String collection, String using, Filter filter, int sample, int limit) {
    return points()
        .searchMatrixPairs(matrix(collection, using, filter, sample, limit))
        .getResult()
        .getPairsList()
        .stream()
        .map(
            pair ->
                new Pair(
                    MessageForm.id(pair.getA()), MessageForm.id(pair.getB()), pair.getScore()))
        .toList();
  }

  @Override
  public List<Pair> matrixOffsets(
      String collection, String using, Filter filter, int sample, int limit) {
    SearchMatrixOffsets matrix =
        points()
            .searchMatrixOffsets(matrix(collection, using, filter, sample, limit))
            .getResult();
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < matrix.getScoresCount(); i++) {
      pairs.add(
          new Pair(
              MessageForm.id(matrix.getIds((int) matrix.getOffsetsRow(i))),
              MessageForm.id(matrix.getIds((int) matrix.getOffsetsCol(i))),
              matrix.getScores(i)));
    }
    return pairs;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
