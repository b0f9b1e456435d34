package io.vdb.server.grpc.qdrant;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.grpc.MethodDescriptor;
import io.qdrant.client.grpc.Points.BatchResult;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.CountResponse;
import io.qdrant.client.grpc.Points.CountResult;
import io.qdrant.client.grpc.Points.DiscoverBatchPoints;
import io.qdrant.client.grpc.Points.DiscoverBatchResponse;
import io.qdrant.client.grpc.Points.DiscoverPoints;
import io.qdrant.client.grpc.Points.DiscoverResponse;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.GetResponse;
import io.qdrant.client.grpc.Points.GroupsResult;
import io.qdrant.client.grpc.Points.QueryBatchPoints;
import io.qdrant.client.grpc.Points.QueryBatchResponse;
import io.qdrant.client.grpc.Points.QueryGroupsResponse;
import io.qdrant.client.grpc.Points.QueryPointGroups;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.QueryResponse;
import io.qdrant.client.grpc.Points.RecommendBatchPoints;
import io.qdrant.client.grpc.Points.RecommendBatchResponse;
import io.qdrant.client.grpc.Points.RecommendGroupsResponse;
import io.qdrant.client.grpc.Points.RecommendPointGroups;
import io.qdrant.client.grpc.Points.RecommendPoints;
import io.qdrant.client.grpc.Points.RecommendResponse;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.SearchBatchPoints;
import io.qdrant.client.grpc.Points.SearchBatchResponse;
import io.qdrant.client.grpc.Points.SearchGroupsResponse;
import io.qdrant.client.grpc.Points.SearchMatrixOffsetsResponse;
import io.qdrant.client.grpc.Points.SearchMatrixPairsResponse;
import io.qdrant.client.grpc.Points.SearchMatrixPoints;
import io.qdrant.client.grpc.Points.SearchPointGroups;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.SearchResponse;
import io.qdrant.client.grpc.Points.WithPayloadSelector;
import io.qdrant.client.grpc.PointsGrpc;
import io.vdb.core.model.PointId;
import io.vdb.core.model.Projection.PayloadSelector;
import io.vdb.core.model.ScrollPage;
import io.vdb.core.model.SearchResult;
import io.vdb.core.model.StoredRecord;
import io.vdb.core.query.GroupsRequest;
import io.vdb.core.query.MatrixResult;
import io.vdb.core.query.QueryRequest;
import io.vdb.server.api.CollectionNames;
import io.vdb.server.api.CountRequest;
import io.vdb.server.api.OrderedRequest;
import io.vdb.server.api.PointOperations;
import io.vdb.server.api.ScrollRequest;
import io.vdb.server.api.Searches;
import io.vdb.server.config.LimitsConfig;
import io.vdb.server.grpc.qdrant.Method.Work;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Methods of {@code qdrant.Points} that read. */
final class PointReads {

  private static final int DEFAULT_LIMIT = 10;
  private static final String TIMEOUT = "timeout";

  private static final SupportedFields GET =
      SupportedFields.of(
          GetPoints.getDescriptor(),
          "collection_name", "ids", "with_payload", "with_vectors", "read_consistency",
          "timeout");
  private static final SupportedFields COUNT =
      SupportedFields.of(
          CountPoints.getDescriptor(),
          "collection_name", "filter", "exact", "read_consistency", "timeout");
  private static final SupportedFields SCROLL =
      SupportedFields.of(
          ScrollPoints.getDescriptor(),
          "collection_name", "filter", "offset", "limit", "with_payload", "with_vectors",
          "order_by", "read_consistency", "timeout");
  private static final SupportedFields QUERY_BATCH =
      SupportedFields.of(
          QueryBatchPoints.getDescriptor(),
          "collection_name", "query_points", "read_consistency", "timeout");
  private static final SupportedFields SEARCH_BATCH =
      SupportedFields.of(
          SearchBatchPoints.getDescriptor(),
          "collection_name", "search_points", "read_consistency", "timeout");

  private static final SupportedFields RECOMMEND_BATCH =
      SupportedFields.of(
          RecommendBatchPoints.getDescriptor(),
          "collection_name", "recommend_points", "read_consistency", "timeout");
  private static final SupportedFields DISCOVER_BATCH =
      SupportedFields.of(
          DiscoverBatchPoints.getDescriptor(),
          "collection_name", "discover_points", "read_consistency", "timeout");

  private final PointOperations points;
  private final LimitsConfig limits;
  private final QueryMessages queries;

  PointReads(PointOperations points, LimitsConfig limits) {
    this.points = points;
    this.limits = limits;
    this.queries = new QueryMessages(limits);
  }

  List<Method<?, ?>> methods() {
    return List.of(
        read(
            PointsGrpc.getGetMethod(),
            GetPoints.parser(),
            GetPoints.TIMEOUT_FIELD_NUMBER,
            this::get),
        read(
            PointsGrpc.getCountMethod(),
            CountPoints.parser(),
            CountPoints.TIMEOUT_FIELD_NUMBER,
            this::count),
        read(
            PointsGrpc.getScrollMethod(),
            ScrollPoints.parser(),
            ScrollPoints.TIMEOUT_FIELD_NUMBER,
            this::scroll),
        read(
            PointsGrpc.getQueryMethod(),
            QueryPoints.parser(),
            QueryPoints.TIMEOUT_FIELD_NUMBER,
            this::query),
        read(
            PointsGrpc.getQueryBatchMethod(),
            QueryBatchPoints.parser(),
            QueryBatchPoints.TIMEOUT_FIELD_NUMBER,
            this::queryBatch),
        read(
            PointsGrpc.getSearchMethod(),
            SearchPoints.parser(),
            SearchPoints.TIMEOUT_FIELD_NUMBER,
            this::search),
        read(
            PointsGrpc.getSearchBatchMethod(),
            SearchBatchPoints.parser(),
            SearchBatchPoints.TIMEOUT_FIELD_NUMBER,
            this::searchBatch),
        read(
            PointsGrpc.getRecommendMethod(),
            RecommendPoints.parser(),
            RecommendPoints.TIMEOUT_FIELD_NUMBER,
            this::recommend),
        read(
            PointsGrpc.getRecommendBatchMethod(),
            RecommendBatchPoints.parser(),
            RecommendBatchPoints.TIMEOUT_FIELD_NUMBER,
            this::recommendBatch),
        read(
            PointsGrpc.getDiscoverMethod(),
            DiscoverPoints.parser(),
            DiscoverPoints.TIMEOUT_FIELD_NUMBER,
            this::discover),
        read(
            PointsGrpc.getDiscoverBatchMethod(),
            DiscoverBatchPoints.parser(),
            DiscoverBatchPoints.TIMEOUT_FIELD_NUMBER,
            this::discoverBatch),
        read(
            PointsGrpc.getQueryGroupsMethod(),
            QueryPointGroups.parser(),
            QueryPointGroups.TIMEOUT_FIELD_NUMBER,
            this::queryGroups),
        read(
            PointsGrpc.getSearchGroupsMethod(),
            SearchPointGroups.parser(),
            SearchPointGroups.TIMEOUT_FIELD_NUMBER,
            this::searchGroups),
        read(
            PointsGrpc.getRecommendGroupsMethod(),
            RecommendPointGroups.parser(),
            RecommendPointGroups.TIMEOUT_FIELD_NUMBER,
            this::recommendGroups),
        read(
            PointsGrpc.getSearchMatrixPairsMethod(),
            SearchMatrixPoints.parser(),
            SearchMatrixPoints.TIMEOUT_FIELD_NUMBER,
            this::matrixPairs),
        read(
            PointsGrpc.getSearchMatrixOffsetsMethod(),
            SearchMatrixPoints.parser(),
            SearchMatrixPoints.TIMEOUT_FIELD_NUMBER,
            this::matrixOffsets));
  }

  private static <Q extends Message, A extends Message> Method<Q, A> read(
      MethodDescriptor<Q, A> descriptor,
      Parser<Q> parser,
      int timeoutField,
      Method.Operation<Q, A> operation) {
    return new Method<>(descriptor, parser, Work.SEARCH, timeoutField, operation);
  }

  private PointOperations within(Call call) {
    return points.within(call.timeoutSeconds());
  }

  private static String collection(String name) {
    return CollectionNames.check(name, Field.ROOT.at("collection_name"));
  }

  private GetResponse get(GetPoints request, Call call) {
    GET.check(request, Field.ROOT);
    RequestOptions.checkConsistency(
        request.hasReadConsistency(), request.getReadConsistency(), Field.ROOT);
    RequestOptions.checkTimeout(request.hasTimeout(), request.getTimeout(), Field.ROOT);
    List<StoredRecord> found =
        within(call).retrieve(
            collection(request.getCollectionName()),
            PointMessages.ids(
                request.getIdsList(), Field.ROOT.at("ids"), limits.maxResults()),
            SelectorMessages.projection(
                payload(request.hasWithPayload(), request.getWithPayload()),
                request.hasWithVectors(),
                request.getWithVectors(),
                Field.ROOT));
    return GetResponse.newBuilder()
        .addAllResult(PointMessages.stored(found))
        .setTime(call.seconds())
        .build();
  }

  private static PayloadSelector payload(boolean given, WithPayloadSelector selector) {
    return SelectorMessages.payload(given, selector, new PayloadSelector.All(), Field.ROOT);
  }

  private CountResponse count(CountPoints request, Call call) {
    COUNT.check(request, Field.ROOT);
    RequestOptions.checkConsistency(
        request.hasReadConsistency(), request.getReadConsistency(), Field.ROOT);
    RequestOptions.checkTimeout(request.hasTimeout(), request.getTimeout(), Field.ROOT);
    long count =
        within(call).count(
            collection(request.getCollectionName()),
            new CountRequest(
                new FilterMessages(limits)
                    .optional(request.hasFilter(), request.getFilter(), Field.ROOT),
                !request.hasExact() || request.getExact()));
    return CountResponse.newBuilder()
        .setResult(CountResult.newBuilder().setCount(count))
        .setTime(call.seconds())
        .build();
  }

  private ScrollResponse scroll(ScrollPoints request, Call call) {
    SCROLL.check(request, Field.ROOT);
    RequestOptions.checkConsistency(
        request.hasReadConsistency(), request.getReadConsistency(), Field.ROOT);
    RequestOptions.checkTimeout(request.hasTimeout(), request.getTimeout(), Field.ROOT);
    String collection = collection(request.getCollectionName());
    ScrollRequest wanted =
        new ScrollRequest(
            request.hasOffset()
                ? PointMessages.id(request.getOffset(), Field.ROOT.at("offset"))
                : null,
            request.hasLimit() ? scrollLimit(request.getLimit()) : DEFAULT_LIMIT,
            new FilterMessages(limits)
                .optional(request.hasFilter(), request.getFilter(), Field.ROOT),
            SelectorMessages.projection(
                payload(request.hasWithPayload(), request.getWithPayload()),
                request.hasWithVectors(),
                request.getWithVectors(),
                Field.ROOT));
    if (request.hasOrderBy()) {
      OrderedRequest ordered =
          wanted.by(OrderMessages.order(request.getOrderBy(), Field.ROOT.at("order_by")));
      return ScrollResponse.newBuilder()
          .addAllResult(PointMessages.ordered(within(call).ordered(collection, ordered)))
          .setTime(call.seconds())
          .build();
    }
    ScrollPage page = within(call).scroll(collection, wanted);
    ScrollResponse.Builder response =
        ScrollResponse.newBuilder().addAllResult(PointMessages.stored(page.points()));
    PointId next = page.next();
    if (next != null) {
      response.setNextPageOffset(PointMessages.id(next));
    }
    return response.setTime(call.seconds()).build();
  }

  private int scrollLimit(int unsigned) {
    Field at = Field.ROOT.at("limit");
    int limit = at.usize(Integer.toUnsignedLong(unsigned));
    return at.withinLimit(at.atLeast(limit, 1), limits.maxResults());
  }

  private SearchResult found(String name, QueryRequest request, Call call) {
    return within(call).query(collection(name), request, call::checkAwaited);
  }

  private QueryResponse query(QueryPoints request, Call call) {
    SearchResult found =
        found(request.getCollectionName(), queries.query(request, Field.ROOT), call);
    return QueryResponse.newBuilder()
        .addAllResult(PointMessages.scored(found.points()))
        .setTime(call.seconds())
        .build();
  }

  private SearchResponse search(SearchPoints request, Call call) {
    SearchResult found =
        found(request.getCollectionName(), queries.search(request, Field.ROOT), call);
    return SearchResponse.newBuilder()
        .addAllResult(PointMessages.scored(found.points()))
        .setTime(call.seconds())
        .build();
  }

  private RecommendResponse recommend(RecommendPoints request, Call call) {
    SearchResult found =
        found(request.getCollectionName(), queries.recommend(request, Field.ROOT), call);
    return RecommendResponse.newBuilder()
        .addAllResult(PointMessages.scored(found.points()))
        .setTime(call.seconds())
        .build();
  }

  private DiscoverResponse discover(DiscoverPoints request, Call call) {
    SearchResult found =
        found(request.getCollectionName(), queries.discover(request, Field.ROOT), call);
    return DiscoverResponse.newBuilder()
        .addAllResult(PointMessages.scored(found.points()))
        .setTime(call.seconds())
        .build();
  }

  private QueryBatchResponse queryBatch(QueryBatchPoints request, Call call) {
    QUERY_BATCH.check(request, Field.ROOT);
    RequestOptions.checkConsistency(
        request.hasReadConsistency(), request.getReadConsistency(), Field.ROOT);
    RequestOptions.checkTimeout(request.hasTimeout(), request.getTimeout(), Field.ROOT);
    List<BatchResult> results =
        batch(
            request.getCollectionName(),
            "query_points",
            request.getQueryPointsList(),
            QueryPoints::getCollectionName,
            queries::query,
            call);
    return QueryBatchResponse.newBuilder()
        .addAllResult(results)
        .setTime(call.seconds())
        .build();
  }

  private SearchBatchResponse searchBatch(SearchBatchPoints request, Call call) {
    SEARCH_BATCH.check(request, Field.ROOT);
    RequestOptions.checkConsistency(
        request.hasReadConsistency(), request.getReadConsistency(), Field.ROOT);
    RequestOptions.checkTimeout(request.hasTimeout(), request.getTimeout(), Field.ROOT);
    List<BatchResult> results =
        batch(
            request.getCollectionName(),
            "search_points",
            request.getSearchPointsList(),
            SearchPoints::getCollectionName,
            queries::search,
            call);
    return SearchBatchResponse.newBuilder()
        .addAllResult(results)
        .setTime(call.seconds())
        .build();
  }

  private RecommendBatchResponse recommendBatch(RecommendBatchPoints request, Call call) {
    RECOMMEND_BATCH.check(request, Field.ROOT);
    RequestOptions.checkConsistency(
        request.hasReadConsistency(), request.getReadConsistency(), Field.ROOT);
    RequestOptions.checkTimeout(request.hasTimeout(), request.getTimeout(), Field.ROOT);
    List<BatchResult> results =
        batch(
            request.getCollectionName(),
            "recommend_points",
            request.getRecommendPointsList(),
            RecommendPoints::getCollectionName,
            queries::recommend,
            call);
    return RecommendBatchResponse.newBuilder()
        .addAllResult(results)
        .setTime(call.seconds())
        .build();
  }

  private DiscoverBatchResponse discoverBatch(DiscoverBatchPoints request, Call call) {
    DISCOVER_BATCH.check(request, Field.ROOT);
    RequestOptions.checkConsistency(
        request.hasReadConsistency(), request.getReadConsistency(), Field.ROOT);
    RequestOptions.checkTimeout(request.hasTimeout(), request.getTimeout(), Field.ROOT);
    List<BatchResult> results =
        batch(
            request.getCollectionName(),
            "discover_points",
            request.getDiscoverPointsList(),
            DiscoverPoints::getCollectionName,
            queries::discover,
            call);
    return DiscoverBatchResponse.newBuilder()
        .addAllResult(results)
        .setTime(call.seconds())
        .build();
  }

  /** Does one search after the other; all of them are read before the first is done. */
  private <M extends Message> List<BatchResult> batch(
      String name,
      String field,
      List<M> messages,
      Function<M, String> nameInside,
      BiFunction<M, Field, QueryRequest> reader,
      Call call) {
    String collection = collection(name);
    Field at = Field.ROOT.at(field);
    Searches searches = new Searches(limits);
    for (int i = 0; i < messages.size(); i++) {
      M message = messages.get(i);
      checkInside(nameInside.apply(message), collection, message, at.at(i));
      searches.add(reader.apply(message, at.at(i)), at);
    }
    return within(call).queryAll(collection, searches.all(), call::checkAwaited).stream()
        .map(
            found ->
                BatchResult.newBuilder()
                    .addAllResult(PointMessages.scored(found.points()))
                    .build())
        .toList();
  }

  /** What holds for the whole batch cannot be different for one of its searches. */
  private static void checkInside(String name, String collection, Message search, Field at) {
    if (!name.isEmpty() && !name.equals(collection)) {
      throw at.at("collection_name")
          .unsupportedValue("all searches of a batch are for one collection");
    }
    if (search.hasField(search.getDescriptorForType().findFieldByName(TIMEOUT))) {
      throw at.at(TIMEOUT).notSupported();
    }
  }

  private GroupsResult grouped(String name, GroupsRequest request, Call call) {
    return GroupMessages.groups(
        within(call).queryGroups(collection(name), request, call::checkAwaited));
  }

  private QueryGroupsResponse queryGroups(QueryPointGroups request, Call call) {
    GroupsResult found =
        grouped(request.getCollectionName(), queries.queryGroups(request, Field.ROOT), call);
    return QueryGroupsResponse.newBuilder().setResult(found).setTime(call.seconds()).build();
  }

  private SearchGroupsResponse searchGroups(SearchPointGroups request, Call call) {
    GroupsResult found =
        grouped(request.getCollectionName(), queries.searchGroups(request, Field.ROOT), call);
    return SearchGroupsResponse.newBuilder().setResult(found).setTime(call.seconds()).build();
  }

  private RecommendGroupsResponse recommendGroups(RecommendPointGroups request, Call call) {
    GroupsResult found =
        grouped(
            request.getCollectionName(), queries.recommendGroups(request, Field.ROOT), call);
    return RecommendGroupsResponse.newBuilder().setResult(found).setTime(call.seconds()).build();
  }

  private MatrixResult matrix(SearchMatrixPoints request, Call call) {
    return within(call).searchMatrix(
        collection(request.getCollectionName()),
        queries.matrix(request, Field.ROOT),
        call::checkAwaited);
  }

  private SearchMatrixPairsResponse matrixPairs(SearchMatrixPoints request, Call call) {
    MatrixResult found = matrix(request, call);
    return SearchMatrixPairsResponse.newBuilder()
        .setResult(GroupMessages.pairs(found))
        .setTime(call.seconds())
        .build();
  }

  private SearchMatrixOffsetsResponse matrixOffsets(SearchMatrixPoints request, Call call) {
    MatrixResult found = matrix(request, call);
    return SearchMatrixOffsetsResponse.newBuilder()
        .setResult(GroupMessages.offsets(found))
        .setTime(call.seconds())
        .build();
  }
}
