package io.vdb.server.grpc.qdrant;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.grpc.MethodDescriptor;
import io.qdrant.client.grpc.Points.BatchResult;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.CountResponse;
import io.qdrant.client.grpc.Points.CountResult;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.GetResponse;
import io.qdrant.client.grpc.Points.QueryBatchPoints;
import io.qdrant.client.grpc.Points.QueryBatchResponse;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.QueryResponse;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.SearchBatchPoints;
import io.qdrant.client.grpc.Points.SearchBatchResponse;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.SearchResponse;
import io.qdrant.client.grpc.Points.WithPayloadSelector;
import io.qdrant.client.grpc.PointsGrpc;
import io.vdb.core.model.PointId;
import io.vdb.core.model.Projection.PayloadSelector;
import io.vdb.core.model.ScrollPage;
import io.vdb.core.model.SearchRequest;
import io.vdb.core.model.SearchResult;
import io.vdb.core.model.StoredRecord;
import io.vdb.server.api.CollectionNames;
import io.vdb.server.api.OrderedRequest;
import io.vdb.server.api.PointOperations;
import io.vdb.server.api.ScrollRequest;
import io.vdb.server.config.LimitsConfig;
import io.vdb.server.grpc.qdrant.Method.Work;
import java.util.ArrayList;
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

  private final PointOperations points;
  private final LimitsConfig limits;
  private final SearchMessages searches;

  PointReads(PointOperations points, LimitsConfig limits) {
    this.points = points;
    this.limits = limits;
    this.searches = new SearchMessages(limits);
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
            this::searchBatch));
  }

  private static <Q extends Message, A extends Message> Method<Q, A> read(
      MethodDescriptor<Q, A> descriptor,
      Parser<Q> parser,
      int timeoutField,
      Method.Operation<Q, A> operation) {
    return new Method<>(descriptor, parser, Work.SEARCH, timeoutField, operation);
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
        points.retrieve(
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
        points.count(
            collection(request.getCollectionName()),
            new FilterMessages(limits)
                .optional(request.hasFilter(), request.getFilter(), Field.ROOT));
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
          .addAllResult(PointMessages.ordered(points.ordered(collection, ordered)))
          .setTime(call.seconds())
          .build();
    }
    ScrollPage page = points.scroll(collection, wanted);
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

  private QueryResponse query(QueryPoints request, Call call) {
    SearchResult found =
        points.search(
            collection(request.getCollectionName()), searches.query(request, Field.ROOT));
    return QueryResponse.newBuilder()
        .addAllResult(PointMessages.scored(found.points()))
        .setTime(call.seconds())
        .build();
  }

  private SearchResponse search(SearchPoints request, Call call) {
    SearchResult found =
        points.search(
            collection(request.getCollectionName()), searches.search(request, Field.ROOT));
    return SearchResponse.newBuilder()
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
            searches::query,
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
            searches::search,
            call);
    return SearchBatchResponse.newBuilder()
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
      BiFunction<M, Field, SearchRequest> reader,
      Call call) {
    String collection = collection(name);
    Field at = Field.ROOT.at(field);
    at.checkCount("searches", messages.size(), limits.maxResults());
    List<SearchRequest> requests = new ArrayList<>(messages.size());
    long wanted = 0;
    for (int i = 0; i < messages.size(); i++) {
      M message = messages.get(i);
      checkInside(nameInside.apply(message), collection, message, at.at(i));
      SearchRequest request = reader.apply(message, at.at(i));
      wanted += request.limit();
      requests.add(request);
    }
    at.checkCount(
        "results", (int) Math.min(wanted, Integer.MAX_VALUE), limits.maxBatchPoints());
    return points.searchAll(collection, requests, call::checkAwaited).stream()
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
}
