package io.vdb.server.grpc.qdrant;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.Status;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.CollectionsGrpc.CollectionsBlockingStub;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.DeletePoints;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.PointsIdsList;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.Query;
import io.qdrant.client.grpc.Points.QueryBatchPoints;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.SearchBatchPoints;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.SetPayloadPoints;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.Points.VectorInput;
import io.qdrant.client.grpc.PointsGrpc.PointsBlockingStub;
import io.vdb.server.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sets every field of every request alone, as deep as messages go. What is not named here as
 * supported must be refused by its name: nothing is ever ignored.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class UnsupportedFieldsTest {

  /** Fields that are read, by type of message. */
  private static final Map<String, Set<String>> SUPPORTED =
      Map.ofEntries(
          Map.entry(
              "CreateCollection",
              Set.of(
                  "collection_name", "hnsw_config", "wal_config", "optimizers_config",
                  "shard_number", "on_disk_payload", "timeout", "vectors_config",
                  "replication_factor", "write_consistency_factor", "metadata")),
          Map.entry("VectorsConfig", Set.of("params")),
          Map.entry("VectorParams", Set.of("size", "distance", "on_disk")),
          Map.entry(
              "HnswConfigDiff",
              Set.of(
                  "m", "ef_construct", "full_scan_threshold", "max_indexing_threads", "on_disk")),
          Map.entry(
              "WalConfigDiff",
              Set.of("wal_capacity_mb", "wal_segments_ahead", "wal_retain_closed")),
          Map.entry(
              "OptimizersConfigDiff",
              Set.of(
                  "deleted_threshold", "vacuum_min_vector_number", "default_segment_number",
                  "max_segment_size", "memmap_threshold", "indexing_threshold",
                  "flush_interval_sec", "deprecated_max_optimization_threads",
                  "max_optimization_threads")),
          Map.entry("MaxOptimizationThreads", Set.of("value", "setting")),
          Map.entry(
              "UpsertPoints", Set.of("collection_name", "wait", "points", "ordering", "timeout")),
          Map.entry("PointStruct", Set.of("id", "payload", "vectors")),
          Map.entry("Vectors", Set.of("vector")),
          Map.entry("Vector", Set.of("data", "dense")),
          Map.entry("DenseVector", Set.of("data")),
          Map.entry(
              "DeletePoints", Set.of("collection_name", "wait", "points", "ordering", "timeout")),
          Map.entry("PointsSelector", Set.of("points", "filter")),
          Map.entry("PointsIdsList", Set.of("ids")),
          Map.entry(
              "SetPayloadPoints",
              Set.of(
                  "collection_name", "wait", "payload", "points_selector", "ordering", "timeout")),
          Map.entry("WriteOrdering", Set.of("type")),
          Map.entry(
              "GetPoints",
              Set.of(
                  "collection_name", "ids", "with_payload", "with_vectors", "read_consistency",
                  "timeout")),
          Map.entry("WithPayloadSelector", Set.of("enable", "include", "exclude")),
          Map.entry("PayloadIncludeSelector", Set.of("fields")),
          Map.entry("PayloadExcludeSelector", Set.of("fields")),
          Map.entry("WithVectorsSelector", Set.of("enable")),
          Map.entry("ReadConsistency", Set.of("type", "factor")),
          Map.entry("PointId", Set.of("num", "uuid")),
          Map.entry(
              "CountPoints",
              Set.of("collection_name", "filter", "exact", "read_consistency", "timeout")),
          Map.entry(
              "ScrollPoints",
              Set.of(
                  "collection_name", "filter", "offset", "limit", "with_payload", "with_vectors",
                  "read_consistency", "timeout")),
          Map.entry(
              "QueryPoints",
              Set.of(
                  "collection_name", "query", "filter", "params", "score_threshold", "limit",
                  "offset", "with_vectors", "with_payload", "read_consistency", "timeout")),
          Map.entry("Query", Set.of("nearest")),
          Map.entry("VectorInput", Set.of("id", "dense")),
          Map.entry("SearchParams", Set.of("hnsw_ef", "exact")),
          Map.entry(
              "QueryBatchPoints",
              Set.of("collection_name", "query_points", "read_consistency", "timeout")),
          Map.entry(
              "SearchPoints",
              Set.of(
                  "collection_name", "vector", "filter", "limit", "with_payload", "params",
                  "score_threshold", "offset", "with_vectors", "read_consistency", "timeout")),
          Map.entry(
              "SearchBatchPoints",
              Set.of("collection_name", "search_points", "read_consistency", "timeout")),
          Map.entry("Filter", Set.of("should", "must", "must_not", "min_should")),
          Map.entry("MinShould", Set.of("conditions", "min_count")),
          Map.entry(
              "Condition", Set.of("field", "is_empty", "has_id", "filter", "is_null")),
          Map.entry("FieldCondition", Set.of("key", "match", "range", "is_empty", "is_null")),
          Map.entry(
              "Match",
              Set.of(
                  "keyword", "integer", "boolean", "keywords", "integers", "except_integers",
                  "except_keywords")),
          Map.entry("RepeatedStrings", Set.of("strings")),
          Map.entry("RepeatedIntegers", Set.of("integers")),
          Map.entry("Range", Set.of("lt", "gt", "gte", "lte")),
          Map.entry("IsEmptyCondition", Set.of("key")),
          Map.entry("IsNullCondition", Set.of("key")),
          Map.entry("HasIdCondition", Set.of("has_id")),
          Map.entry("GetCollectionInfoRequest", Set.of("collection_name")));

  private TestServer server;
  private CollectionsBlockingStub collections;
  private PointsBlockingStub points;

  /** A message that sets one field more than a request that is taken. */
  private record Case(String path, Message message) {}

  @BeforeAll
  void start(@TempDir Path data) {
    server = TestServer.start(data);
    server.createCollection("c", "Dot");
    collections = new GrpcStubs(server).collections();
    points = new GrpcStubs(server).points();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @TestFactory
  Stream<DynamicTest> refusesWhatIsNotSupportedByName() {
    PointsSelector selector =
        PointsSelector.newBuilder()
            .setPoints(PointsIdsList.newBuilder().addIds(GrpcStubs.id(1)))
            .build();
    VectorInput vector = VectorInput.newBuilder().setDense(GrpcStubs.dense(1, 2, 3, 4)).build();
    QueryPoints query =
        QueryPoints.newBuilder()
            .setCollectionName("c")
            .setQuery(Query.newBuilder().setNearest(vector))
            .build();
    SearchPoints search =
        SearchPoints.newBuilder()
            .setCollectionName("c")
            .addAllVector(List.of(1f, 2f, 3f, 4f))
            .setLimit(1)
            .build();
    return Stream.of(
            tests(
                CreateCollection.newBuilder()
                    .setCollectionName("new")
                    .setVectorsConfig(
                        VectorsConfig.newBuilder()
                            .setParams(
                                VectorParams.newBuilder().setSize(4).setDistance(Distance.Dot)))
                    .build(),
                message -> collections.create(message)),
            tests(
                UpsertPoints.newBuilder()
                    .setCollectionName("c")
                    .addPoints(GrpcStubs.point(1, 1, 2, 3, 4))
                    .build(),
                message -> points.upsert(message)),
            tests(
                DeletePoints.newBuilder().setCollectionName("c").setPoints(selector).build(),
                message -> points.delete(message)),
            tests(
                SetPayloadPoints.newBuilder()
                    .setCollectionName("c")
                    .setPointsSelector(selector)
                    .build(),
                message -> points.setPayload(message)),
            tests(
                GetPoints.newBuilder().setCollectionName("c").addIds(GrpcStubs.id(1)).build(),
                message -> points.get(message)),
            tests(
                CountPoints.newBuilder().setCollectionName("c").build(),
                message -> points.count(message)),
            tests(
                ScrollPoints.newBuilder().setCollectionName("c").build(),
                message -> points.scroll(message)),
            tests(query, message -> points.query(message)),
            tests(search, message -> points.search(message)),
            tests(
                QueryBatchPoints.newBuilder()
                    .setCollectionName("c")
                    .addQueryPoints(query)
                    .build(),
                message -> points.queryBatch(message)),
            tests(
                SearchBatchPoints.newBuilder()
                    .setCollectionName("c")
                    .addSearchPoints(search)
                    .build(),
                message -> points.searchBatch(message)))
        .flatMap(tests -> tests);
  }

  private static <M extends Message> Stream<DynamicTest> tests(M base, Consumer<M> call) {
    List<Case> cases = new ArrayList<>();
    collect(base, "", message -> message, new HashSet<>(), cases);
    assertThat(cases).as(base.getDescriptorForType().getName()).isNotEmpty();
    return cases.stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    base.getDescriptorForType().getName() + " " + each.path(),
                    () -> assertRefused(call, base, each)));
  }

  @SuppressWarnings("unchecked") // the message was made from the base
  private static <M extends Message> void assertRefused(Consumer<M> call, M base, Case each) {
    assertThat(each.message()).isInstanceOf(base.getClass());
    Status failure = GrpcStubs.failure(() -> call.accept((M) each.message()));
    assertThat(failure.getCode())
        .as(failure.toString())
        .isIn(Status.Code.INVALID_ARGUMENT, Status.Code.UNIMPLEMENTED);
    assertThat(failure.getDescription()).contains("`" + each.path() + "`");
  }

  private static void collect(
      Message at,
      String path,
      UnaryOperator<Message> whole,
      Set<Descriptor> above,
      List<Case> cases) {
    Descriptor type = at.getDescriptorForType();
    Set<String> supported = SUPPORTED.getOrDefault(type.getName(), Set.of());
    if (type.getFullName().startsWith("qdrant.Value") || !above.add(type)) {
      return;
    }
    for (FieldDescriptor field : type.getFields()) {
      String name = path.isEmpty() ? field.getName() : path + "." + field.getName();
      if (!supported.contains(field.getName())) {
        cases.add(new Case(name, whole.apply(set(at, field, value(at, field)))));
      } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isMapField()) {
        Message inside = (Message) existing(at, field);
        collect(
            inside,
            field.isRepeated() ? name + "[0]" : name,
            changed -> whole.apply(set(at, field, changed)),
            above,
            cases);
      }
    }
    above.remove(type);
  }

  private static Message set(Message at, FieldDescriptor field, Object value) {
    Message.Builder builder = at.toBuilder();
    return field.isRepeated()
        ? builder.clearField(field).addRepeatedField(field, value).build()
        : builder.setField(field, value).build();
  }

  private static Object existing(Message at, FieldDescriptor field) {
    if (field.isRepeated()) {
      return at.getRepeatedFieldCount(field) > 0
          ? at.getRepeatedField(field, 0)
          : at.newBuilderForType().newBuilderForField(field).build();
    }
    return at.getField(field);
  }

  /** Returns a value that is not the default. */
  private static Object value(Message at, FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case INT -> 1;
      case LONG -> 1L;
      case FLOAT -> 1f;
      case DOUBLE -> 1d;
      case BOOLEAN -> true;
      case STRING -> "x";
      case BYTE_STRING -> throw new IllegalArgumentException(field.getFullName());
      case ENUM -> field.getEnumType().getValues().getLast();
      case MESSAGE -> at.newBuilderForType().newBuilderForField(field).build();
    };
  }

  @Test
  void refusesFieldsThatTheProtocolDoesNotHave() {
    CountPoints message =
        CountPoints.newBuilder()
            .setCollectionName("c")
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                    .build())
            .build();

    Status failure = GrpcStubs.failure(() -> points.count(message));

    assertThat(failure.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(failure.getDescription()).contains("unknown field number 99");
  }
}
