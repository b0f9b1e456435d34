package io.vdb.server.grpc.qdrant;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.Status;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.PayloadIndexParams;
import io.qdrant.client.grpc.Collections.TextIndexParams;
import io.qdrant.client.grpc.Collections.TokenizerType;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.CollectionsGrpc.CollectionsBlockingStub;
import io.qdrant.client.grpc.Points.ClearPayloadPoints;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.CreateFieldIndexCollection;
import io.qdrant.client.grpc.Points.DeletePayloadPoints;
import io.qdrant.client.grpc.Points.DeletePoints;
import io.qdrant.client.grpc.Points.DiscoverBatchPoints;
import io.qdrant.client.grpc.Points.DiscoverPoints;
import io.qdrant.client.grpc.Points.FacetCounts;
import io.qdrant.client.grpc.Points.FieldType;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.OrderBy;
import io.qdrant.client.grpc.Points.PointVectors;
import io.qdrant.client.grpc.Points.PointsIdsList;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.PointsUpdateOperation;
import io.qdrant.client.grpc.Points.PointsUpdateOperation.ClearPayload;
import io.qdrant.client.grpc.Points.PointsUpdateOperation.DeletePayload;
import io.qdrant.client.grpc.Points.PointsUpdateOperation.OverwritePayload;
import io.qdrant.client.grpc.Points.PointsUpdateOperation.PointStructList;
import io.qdrant.client.grpc.Points.PointsUpdateOperation.SetPayload;
import io.qdrant.client.grpc.Points.Query;
import io.qdrant.client.grpc.Points.QueryBatchPoints;
import io.qdrant.client.grpc.Points.QueryPointGroups;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.RecommendBatchPoints;
import io.qdrant.client.grpc.Points.RecommendPointGroups;
import io.qdrant.client.grpc.Points.RecommendPoints;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.SearchBatchPoints;
import io.qdrant.client.grpc.Points.SearchMatrixPoints;
import io.qdrant.client.grpc.Points.SearchPointGroups;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.SetPayloadPoints;
import io.qdrant.client.grpc.Points.StartFrom;
import io.qdrant.client.grpc.Points.TargetVector;
import io.qdrant.client.grpc.Points.UpdateBatchPoints;
import io.qdrant.client.grpc.Points.UpdatePointVectors;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.Points.VectorExample;
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
                  "replication_factor", "write_consistency_factor", "metadata",
                  "sparse_vectors_config", "strict_mode_config")),
          Map.entry(
              "StrictModeConfig",
              Set.of(
                  "enabled", "max_query_limit", "max_timeout", "unindexed_filtering_retrieve",
                  "unindexed_filtering_update", "search_max_hnsw_ef", "search_allow_exact",
                  "search_max_oversampling", "upsert_max_batchsize", "search_max_batchsize",
                  "max_collection_vector_size_bytes", "read_rate_limit", "write_rate_limit",
                  "max_collection_payload_size_bytes", "filter_max_conditions",
                  "condition_max_size", "multivector_config", "sparse_config", "max_points_count",
                  "max_payload_index_count", "max_resident_memory_percent")),
          Map.entry("StrictModeMultivectorConfig", Set.of("multivector_config")),
          Map.entry("StrictModeMultivector", Set.of("max_vectors")),
          Map.entry("StrictModeSparseConfig", Set.of("sparse_config")),
          Map.entry("StrictModeSparse", Set.of("max_length")),
          Map.entry("SparseVectorConfig", Set.of("map")),
          Map.entry("SparseVectorParams", Set.of("index", "modifier")),
          Map.entry("SparseIndexConfig", Set.of("full_scan_threshold", "on_disk", "datatype")),
          Map.entry("VectorsConfig", Set.of("params", "params_map")),
          Map.entry("MultiVectorConfig", Set.of("comparator")),
          Map.entry("VectorParamsMap", Set.of("map")),
          Map.entry(
              "VectorParams",
              Set.of(
                  "size", "distance", "hnsw_config", "on_disk", "datatype",
                  "multivector_config")),
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
              "UpsertPoints",
              Set.of(
                  "collection_name", "wait", "points", "ordering", "update_filter", "timeout",
                  "update_mode")),
          Map.entry("PointStruct", Set.of("id", "payload", "vectors")),
          Map.entry("Vectors", Set.of("vector", "vectors")),
          Map.entry("NamedVectors", Set.of("vectors")),
          Map.entry(
              "Vector",
              Set.of("data", "dense", "indices", "sparse", "multi_dense", "vectors_count")),
          Map.entry("MultiDenseVector", Set.of("vectors")),
          Map.entry("SparseVector", Set.of("values", "indices")),
          Map.entry("SparseIndices", Set.of("data")),
          Map.entry("DenseVector", Set.of("data")),
          Map.entry(
              "DeletePoints", Set.of("collection_name", "wait", "points", "ordering", "timeout")),
          Map.entry("PointsSelector", Set.of("points", "filter")),
          Map.entry("PointsIdsList", Set.of("ids")),
          Map.entry(
              "SetPayloadPoints",
              Set.of(
                  "collection_name", "wait", "payload", "points_selector", "ordering", "key",
                  "timeout")),
          Map.entry(
              "DeletePayloadPoints",
              Set.of("collection_name", "wait", "keys", "points_selector", "ordering", "timeout")),
          Map.entry(
              "ClearPayloadPoints",
              Set.of("collection_name", "wait", "points", "ordering", "timeout")),
          Map.entry(
              "UpdatePointVectors",
              Set.of("collection_name", "wait", "points", "ordering", "update_filter", "timeout")),
          Map.entry("PointVectors", Set.of("id", "vectors")),
          Map.entry(
              "UpdateBatchPoints",
              Set.of("collection_name", "wait", "operations", "ordering", "timeout")),
          // Older forms are taken.
          Map.entry(
              "PointsUpdateOperation",
              Set.of(
                  "upsert", "delete_deprecated", "set_payload", "overwrite_payload",
                  "delete_payload", "clear_payload_deprecated", "update_vectors",
                  "delete_vectors", "delete_points", "clear_payload")),
          Map.entry("PointStructList", Set.of("points", "update_filter", "update_mode")),
          Map.entry("SetPayload", Set.of("payload", "points_selector", "key")),
          Map.entry("OverwritePayload", Set.of("payload", "points_selector", "key")),
          Map.entry("DeletePayload", Set.of("keys", "points_selector")),
          Map.entry("ClearPayload", Set.of("points")),
          Map.entry("UpdateVectors", Set.of("points", "update_filter")),
          Map.entry("DeleteVectors", Set.of("points_selector", "vectors")),
          Map.entry("VectorsSelector", Set.of("names")),
          Map.entry("WriteOrdering", Set.of("type")),
          Map.entry(
              "GetPoints",
              Set.of(
                  "collection_name", "ids", "with_payload", "with_vectors", "read_consistency",
                  "timeout")),
          Map.entry("WithPayloadSelector", Set.of("enable", "include", "exclude")),
          Map.entry("PayloadIncludeSelector", Set.of("fields")),
          Map.entry("PayloadExcludeSelector", Set.of("fields")),
          Map.entry("WithVectorsSelector", Set.of("enable", "include")),
          Map.entry("ReadConsistency", Set.of("type", "factor")),
          Map.entry("PointId", Set.of("num", "uuid")),
          Map.entry(
              "CountPoints",
              Set.of("collection_name", "filter", "exact", "read_consistency", "timeout")),
          Map.entry(
              "ScrollPoints",
              Set.of(
                  "collection_name", "filter", "offset", "limit", "with_payload", "with_vectors",
                  "order_by", "read_consistency", "timeout")),
          Map.entry("OrderBy", Set.of("key", "direction", "start_from")),
          Map.entry("StartFrom", Set.of("float", "integer", "timestamp", "datetime")),
          Map.entry(
              "FacetCounts",
              Set.of(
                  "collection_name", "key", "filter", "limit", "exact", "read_consistency",
                  "timeout")),
          Map.entry(
              "QueryPoints",
              Set.of(
                  "collection_name", "prefetch", "query", "using", "filter", "params",
                  "score_threshold", "limit", "offset", "with_vectors", "with_payload",
                  "read_consistency", "timeout", "lookup_from")),
          Map.entry(
              "QueryPointGroups",
              Set.of(
                  "collection_name", "prefetch", "query", "using", "filter", "params",
                  "score_threshold", "limit", "with_vectors", "with_payload", "read_consistency",
                  "timeout", "lookup_from", "group_by", "group_size", "with_lookup")),
          Map.entry("WithLookup", Set.of("collection", "with_payload", "with_vectors")),
          Map.entry(
              "PrefetchQuery",
              Set.of(
                  "prefetch", "query", "using", "filter", "params", "score_threshold", "limit",
                  "lookup_from")),
          Map.entry("LookupLocation", Set.of("collection_name", "vector_name")),
          Map.entry(
              "Query",
              Set.of(
                  "nearest", "nearest_with_mmr", "recommend", "discover", "context", "order_by",
                  "fusion", "sample", "formula", "rrf", "relevance_feedback")),
          Map.entry("RelevanceFeedbackInput", Set.of("target", "feedback", "strategy")),
          Map.entry("FeedbackItem", Set.of("example", "score")),
          Map.entry("FeedbackStrategy", Set.of("naive")),
          Map.entry("NaiveFeedbackStrategy", Set.of("a", "b", "c")),
          Map.entry("NearestInputWithMmr", Set.of("nearest", "mmr")),
          Map.entry("Mmr", Set.of("diversity", "candidates_limit")),
          Map.entry("RecommendInput", Set.of("positive", "negative", "strategy")),
          Map.entry("DiscoverInput", Set.of("target", "context")),
          Map.entry("ContextInput", Set.of("pairs")),
          Map.entry("ContextInputPair", Set.of("positive", "negative")),
          Map.entry("Rrf", Set.of("k", "weights")),
          Map.entry("Formula", Set.of("expression", "defaults")),
          Map.entry(
              "Expression",
              Set.of(
                  "constant", "variable", "condition", "geo_distance", "datetime", "datetime_key",
                  "mult", "sum", "div", "neg", "abs", "sqrt", "pow", "exp", "log10", "ln",
                  "exp_decay", "gauss_decay", "lin_decay")),
          Map.entry("GeoDistance", Set.of("origin", "to")),
          Map.entry("MultExpression", Set.of("mult")),
          Map.entry("SumExpression", Set.of("sum")),
          Map.entry("DivExpression", Set.of("left", "right", "by_zero_default")),
          Map.entry("PowExpression", Set.of("base", "exponent")),
          Map.entry("DecayParamsExpression", Set.of("x", "target", "scale", "midpoint")),
          Map.entry(
              "SearchPointGroups",
              Set.of(
                  "collection_name", "vector", "filter", "limit", "with_payload", "params",
                  "score_threshold", "vector_name", "with_vectors", "group_by", "group_size",
                  "read_consistency", "with_lookup", "timeout", "sparse_indices")),
          Map.entry(
              "RecommendPoints",
              Set.of(
                  "collection_name", "positive", "negative", "filter", "limit", "with_payload",
                  "params", "score_threshold", "offset", "using", "with_vectors", "lookup_from",
                  "read_consistency", "strategy", "positive_vectors", "negative_vectors",
                  "timeout")),
          Map.entry(
              "RecommendPointGroups",
              Set.of(
                  "collection_name", "positive", "negative", "filter", "limit", "with_payload",
                  "params", "score_threshold", "using", "with_vectors", "lookup_from", "group_by",
                  "group_size", "read_consistency", "with_lookup", "strategy",
                  "positive_vectors", "negative_vectors", "timeout")),
          Map.entry(
              "DiscoverPoints",
              Set.of(
                  "collection_name", "target", "context", "filter", "limit", "with_payload",
                  "params", "offset", "using", "with_vectors", "lookup_from",
                  "read_consistency", "timeout")),
          Map.entry("TargetVector", Set.of("single")),
          Map.entry("VectorExample", Set.of("id", "vector")),
          Map.entry("ContextExamplePair", Set.of("positive", "negative")),
          Map.entry(
              "RecommendBatchPoints",
              Set.of("collection_name", "recommend_points", "read_consistency", "timeout")),
          Map.entry(
              "DiscoverBatchPoints",
              Set.of("collection_name", "discover_points", "read_consistency", "timeout")),
          Map.entry(
              "SearchMatrixPoints",
              Set.of(
                  "collection_name", "filter", "sample", "limit", "using", "timeout",
                  "read_consistency")),
          Map.entry("VectorInput", Set.of("id", "dense", "sparse", "multi_dense")),
          Map.entry(
              "SearchParams",
              Set.of("hnsw_ef", "exact", "indexed_only", "quantization", "acorn")),
          Map.entry("QuantizationSearchParams", Set.of("ignore", "rescore", "oversampling")),
          Map.entry("AcornSearchParams", Set.of("enable", "max_selectivity")),
          Map.entry(
              "QueryBatchPoints",
              Set.of("collection_name", "query_points", "read_consistency", "timeout")),
          Map.entry(
              "SearchPoints",
              Set.of(
                  "collection_name", "vector", "filter", "limit", "with_payload", "params",
                  "score_threshold", "offset", "vector_name", "with_vectors", "read_consistency",
                  "timeout", "sparse_indices")),
          Map.entry(
              "SearchBatchPoints",
              Set.of("collection_name", "search_points", "read_consistency", "timeout")),
          Map.entry("Filter", Set.of("should", "must", "must_not", "min_should")),
          Map.entry("MinShould", Set.of("conditions", "min_count")),
          Map.entry(
              "Condition",
              Set.of(
                  "field", "is_empty", "has_id", "filter", "is_null", "nested", "has_vector")),
          Map.entry(
              "FieldCondition",
              Set.of(
                  "key", "match", "range", "geo_bounding_box", "geo_radius", "geo_polygon",
                  "values_count", "datetime_range", "is_empty", "is_null")),
          Map.entry("GeoBoundingBox", Set.of("top_left", "bottom_right")),
          Map.entry("GeoRadius", Set.of("center", "radius")),
          Map.entry("GeoPolygon", Set.of("exterior", "interiors")),
          Map.entry("GeoLineString", Set.of("points")),
          Map.entry("GeoPoint", Set.of("lon", "lat")),
          Map.entry("ValuesCount", Set.of("lt", "gt", "gte", "lte")),
          Map.entry("DatetimeRange", Set.of("lt", "gt", "gte", "lte")),
          Map.entry("Timestamp", Set.of("seconds", "nanos")),
          Map.entry("NestedCondition", Set.of("key", "filter")),
          Map.entry("HasVectorCondition", Set.of("has_vector")),
          Map.entry(
              "Match",
              Set.of(
                  "keyword", "integer", "boolean", "keywords", "integers", "except_integers",
                  "except_keywords", "text", "text_any", "phrase")),
          Map.entry("RepeatedStrings", Set.of("strings")),
          Map.entry("RepeatedIntegers", Set.of("integers")),
          Map.entry("Range", Set.of("lt", "gt", "gte", "lte")),
          Map.entry("IsEmptyCondition", Set.of("key")),
          Map.entry("IsNullCondition", Set.of("key")),
          Map.entry("HasIdCondition", Set.of("has_id")),
          Map.entry(
              "CreateFieldIndexCollection",
              Set.of(
                  "collection_name", "wait", "field_name", "field_type", "field_index_params",
                  "ordering", "timeout")),
          // Of all but one the type is the wrong one, which another test is about.
          Map.entry(
              "PayloadIndexParams",
              Set.of(
                  "keyword_index_params", "integer_index_params", "float_index_params",
                  "geo_index_params", "text_index_params", "bool_index_params",
                  "datetime_index_params", "uuid_index_params")),
          Map.entry("KeywordIndexParams", Set.of("is_tenant", "on_disk", "enable_hnsw")),
          Map.entry(
              "IntegerIndexParams",
              Set.of("lookup", "range", "is_principal", "on_disk", "enable_hnsw")),
          Map.entry("FloatIndexParams", Set.of("on_disk", "is_principal", "enable_hnsw")),
          Map.entry("GeoIndexParams", Set.of("on_disk", "enable_hnsw")),
          Map.entry(
              "TextIndexParams",
              Set.of(
                  "tokenizer", "lowercase", "min_token_len", "max_token_len", "on_disk",
                  "stopwords", "phrase_matching", "ascii_folding", "enable_hnsw")),
          Map.entry("StopwordsSet", Set.of("custom")),
          Map.entry("BoolIndexParams", Set.of("on_disk", "enable_hnsw")),
          Map.entry("DatetimeIndexParams", Set.of("on_disk", "is_principal", "enable_hnsw")),
          Map.entry("UuidIndexParams", Set.of("is_tenant", "on_disk", "enable_hnsw")),
          Map.entry(
              "DeleteFieldIndexCollection",
              Set.of("collection_name", "wait", "field_name", "ordering", "timeout")),
          Map.entry(
              "CreateVectorNameRequest",
              Set.of(
                  "collection_name", "wait", "vector_name", "dense_config", "sparse_config",
                  "ordering", "timeout")),
          Map.entry(
              "DenseVectorCreationConfig",
              Set.of("size", "distance", "multivector_config", "datatype")),
          Map.entry("SparseVectorCreationConfig", Set.of("modifier", "datatype")),
          Map.entry(
              "DeleteVectorNameRequest",
              Set.of("collection_name", "wait", "vector_name", "ordering", "timeout")),
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
    RecommendPoints recommend =
        RecommendPoints.newBuilder()
            .setCollectionName("c")
            .addPositive(GrpcStubs.id(1))
            .setLimit(1)
            .build();
    DiscoverPoints discover =
        DiscoverPoints.newBuilder()
            .setCollectionName("c")
            .setTarget(
                TargetVector.newBuilder()
                    .setSingle(VectorExample.newBuilder().setId(GrpcStubs.id(1))))
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
                SetPayloadPoints.newBuilder()
                    .setCollectionName("c")
                    .setPointsSelector(selector)
                    .build(),
                message -> points.overwritePayload(message)),
            tests(
                DeletePayloadPoints.newBuilder()
                    .setCollectionName("c")
                    .setPointsSelector(selector)
                    .build(),
                message -> points.deletePayload(message)),
            tests(
                ClearPayloadPoints.newBuilder().setCollectionName("c").setPoints(selector).build(),
                message -> points.clearPayload(message)),
            tests(
                UpdatePointVectors.newBuilder()
                    .setCollectionName("c")
                    .addPoints(
                        PointVectors.newBuilder()
                            .setId(GrpcStubs.id(1))
                            .setVectors(GrpcStubs.point(1, 1, 2, 3, 4).getVectors()))
                    .build(),
                message -> points.updateVectors(message)),
            operations(
                PointsUpdateOperation.newBuilder()
                    .setUpsert(
                        PointStructList.newBuilder().addPoints(GrpcStubs.point(1, 1, 2, 3, 4)))),
            operations(
                PointsUpdateOperation.newBuilder()
                    .setSetPayload(SetPayload.newBuilder().setPointsSelector(selector))),
            operations(
                PointsUpdateOperation.newBuilder()
                    .setOverwritePayload(OverwritePayload.newBuilder().setPointsSelector(selector))),
            operations(
                PointsUpdateOperation.newBuilder()
                    .setDeletePayload(DeletePayload.newBuilder().setPointsSelector(selector))),
            operations(
                PointsUpdateOperation.newBuilder()
                    .setClearPayload(ClearPayload.newBuilder().setPoints(selector))),
            tests(
                GetPoints.newBuilder().setCollectionName("c").addIds(GrpcStubs.id(1)).build(),
                message -> points.get(message)),
            tests(
                CountPoints.newBuilder().setCollectionName("c").build(),
                message -> points.count(message)),
            tests(
                ScrollPoints.newBuilder().setCollectionName("c").build(),
                message -> points.scroll(message)),
            tests(
                ScrollPoints.newBuilder()
                    .setCollectionName("c")
                    .setOrderBy(
                        OrderBy.newBuilder()
                            .setKey("n")
                            .setStartFrom(StartFrom.newBuilder().setInteger(1)))
                    .build(),
                message -> points.scroll(message)),
            tests(
                FacetCounts.newBuilder().setCollectionName("c").setKey("n").build(),
                message -> points.facet(message)),
            tests(
                CreateFieldIndexCollection.newBuilder()
                    .setCollectionName("c")
                    .setFieldName("f")
                    .setFieldType(FieldType.FieldTypeText)
                    .setFieldIndexParams(
                        PayloadIndexParams.newBuilder()
                            .setTextIndexParams(
                                TextIndexParams.newBuilder().setTokenizer(TokenizerType.Word)))
                    .build(),
                message -> points.createFieldIndex(message)),
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
                message -> points.searchBatch(message)),
            tests(
                QueryPointGroups.newBuilder()
                    .setCollectionName("c")
                    .setQuery(Query.newBuilder().setNearest(vector))
                    .setGroupBy("n")
                    .build(),
                message -> points.queryGroups(message)),
            tests(
                SearchPointGroups.newBuilder()
                    .setCollectionName("c")
                    .addAllVector(List.of(1f, 2f, 3f, 4f))
                    .setLimit(1)
                    .setGroupBy("n")
                    .setGroupSize(1)
                    .build(),
                message -> points.searchGroups(message)),
            tests(recommend, message -> points.recommend(message)),
            tests(
                RecommendBatchPoints.newBuilder()
                    .setCollectionName("c")
                    .addRecommendPoints(recommend)
                    .build(),
                message -> points.recommendBatch(message)),
            tests(
                RecommendPointGroups.newBuilder()
                    .setCollectionName("c")
                    .addPositive(GrpcStubs.id(1))
                    .setLimit(1)
                    .setGroupBy("n")
                    .setGroupSize(1)
                    .build(),
                message -> points.recommendGroups(message)),
            tests(discover, message -> points.discover(message)),
            tests(
                DiscoverBatchPoints.newBuilder()
                    .setCollectionName("c")
                    .addDiscoverPoints(discover)
                    .build(),
                message -> points.discoverBatch(message)),
            tests(
                SearchMatrixPoints.newBuilder().setCollectionName("c").build(),
                message -> points.searchMatrixPairs(message)),
            tests(
                SearchMatrixPoints.newBuilder().setCollectionName("c").build(),
                message -> points.searchMatrixOffsets(message)))
        .flatMap(tests -> tests);
  }

  /** Tests of one operation of a batch; of the message around it another one has the tests. */
  private Stream<DynamicTest> operations(PointsUpdateOperation.Builder operation) {
    return tests(
        UpdateBatchPoints.newBuilder().setCollectionName("c").addOperations(operation).build(),
        message -> points.updateBatch(message));
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
      } else if (isLookedInto(at, field)) {
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

  /** Each kind of operation has a test of its own. */
  private static boolean isLookedInto(Message at, FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        && !field.isMapField()
        && (!(at instanceof PointsUpdateOperation) || at.hasField(field));
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
