package io.vdb.server.grpc.qdrant;

import io.qdrant.client.grpc.Common;
import io.qdrant.client.grpc.Points.ContextExamplePair;
import io.qdrant.client.grpc.Points.DiscoverPoints;
import io.qdrant.client.grpc.Points.QueryPointGroups;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.RecommendPointGroups;
import io.qdrant.client.grpc.Points.RecommendPoints;
import io.qdrant.client.grpc.Points.SearchMatrixPoints;
import io.qdrant.client.grpc.Points.SearchPointGroups;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.SparseIndices;
import io.qdrant.client.grpc.Points.TargetVector;
import io.qdrant.client.grpc.Points.Vector;
import io.qdrant.client.grpc.Points.WithLookup;
import io.qdrant.client.grpc.Points.WithPayloadSelector;
import io.qdrant.client.grpc.Points.WithVectorsSelector;
import io.vdb.core.filter.Filter;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.Projection;
import io.vdb.core.model.Projection.PayloadSelector;
import io.vdb.core.model.VectorValue;
import io.vdb.core.query.ContextPair;
import io.vdb.core.query.GroupsRequest;
import io.vdb.core.query.GroupsRequest.GroupLookup;
import io.vdb.core.query.Lookup;
import io.vdb.core.query.MatrixRequest;
import io.vdb.core.query.Query;
import io.vdb.core.query.QueryRequest;
import io.vdb.core.query.QueryStage;
import io.vdb.core.query.StageParams;
import io.vdb.core.query.VectorInput;
import io.vdb.server.api.Searches;
import io.vdb.server.config.LimitsConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads everything that finds points by vectors, in its present and older forms. */
final class QueryMessages {

  private static final SupportedFields QUERY_POINTS =
      SupportedFields.of(
          QueryPoints.getDescriptor(),
          "collection_name", "prefetch", "query", "using", "filter", "params",
          "score_threshold", "limit", "offset", "with_vectors", "with_payload",
          "read_consistency", "timeout", "lookup_from");
  private static final SupportedFields QUERY_GROUPS =
      SupportedFields.of(
          QueryPointGroups.getDescriptor(),
          "collection_name", "prefetch", "query", "using", "filter", "params",
          "score_threshold", "limit", "with_vectors", "with_payload", "read_consistency",
          "timeout", "lookup_from", "group_by", "group_size", "with_lookup");
  private static final SupportedFields SEARCH_POINTS =
      SupportedFields.of(
          SearchPoints.getDescriptor(),
          "collection_name", "vector", "filter", "limit", "with_payload", "params",
          "score_threshold", "offset", "vector_name", "with_vectors", "read_consistency",
          "timeout", "sparse_indices");
  private static final SupportedFields SEARCH_GROUPS =
      SupportedFields.of(
          SearchPointGroups.getDescriptor(),
          "collection_name", "vector", "filter", "limit", "with_payload", "params",
          "score_threshold", "vector_name", "with_vectors", "group_by", "group_size",
          "read_consistency", "with_lookup", "timeout", "sparse_indices");
  private static final SupportedFields RECOMMEND_POINTS =
      SupportedFields.of(
          RecommendPoints.getDescriptor(),
          "collection_name", "positive", "negative", "filter", "limit", "with_payload",
          "params", "score_threshold", "offset", "using", "with_vectors", "lookup_from",
          "read_consistency", "strategy", "positive_vectors", "negative_vectors", "timeout");
  private static final SupportedFields RECOMMEND_GROUPS =
      SupportedFields.of(
          RecommendPointGroups.getDescriptor(),
          "collection_name", "positive", "negative", "filter", "limit", "with_payload",
          "params", "score_threshold", "using", "with_vectors", "lookup_from", "group_by",
          "group_size", "read_consistency", "with_lookup", "strategy", "positive_vectors",
          "negative_vectors", "timeout");
  private static final SupportedFields DISCOVER_POINTS =
      SupportedFields.of(
          DiscoverPoints.getDescriptor(),
          "collection_name", "target", "context", "filter", "limit", "with_payload", "params",
          "offset", "using", "with_vectors", "lookup_from", "read_consistency", "timeout");
  private static final SupportedFields MATRIX =
      SupportedFields.of(
          SearchMatrixPoints.getDescriptor(),
          "collection_name", "filter", "sample", "limit", "using", "timeout",
          "read_consistency");

  private final LimitsConfig limits;

  QueryMessages(LimitsConfig limits) {
    this.limits = limits;
  }

  QueryRequest query(QueryPoints message, Field at) {
    QUERY_POINTS.check(message, at);
    RequestOptions.checkConsistency(
        message.hasReadConsistency(), message.getReadConsistency(), at);
    RequestOptions.checkTimeout(message.hasTimeout(), message.getTimeout(), at);
    StageMessages stages = new StageMessages(limits);
    QueryStage root =
        new QueryStage(
            stages.prefetches(message.getPrefetchList(), at.at("prefetch")),
            message.hasQuery() ? stages.kinds().query(message.getQuery(), at.at("query")) : null,
            message.getUsing(),
            stages.filters().optional(message.hasFilter(), message.getFilter(), at),
            stages.params(message.hasParams(), message.getParams(), at),
            message.hasScoreThreshold() ? message.getScoreThreshold() : null,
            message.hasLimit()
                ? StageMessages.limit(message.getLimit(), at)
                : QueryStage.DEFAULT_LIMIT,
            StageMessages.lookup(message.hasLookupFrom(), message.getLookupFrom(), at));
    return new QueryRequest(
        root,
        at.at("offset").usize(message.getOffset()),
        projection(
            message.hasWithPayload(),
            message.getWithPayload(),
            message.hasWithVectors(),
            message.getWithVectors(),
            at));
  }

  GroupsRequest queryGroups(QueryPointGroups message, Field at) {
    QUERY_GROUPS.check(message, at);
    RequestOptions.checkConsistency(
        message.hasReadConsistency(), message.getReadConsistency(), at);
    RequestOptions.checkTimeout(message.hasTimeout(), message.getTimeout(), at);
    StageMessages stages = new StageMessages(limits);
    QueryStage root =
        new QueryStage(
            stages.prefetches(message.getPrefetchList(), at.at("prefetch")),
            message.hasQuery() ? stages.kinds().query(message.getQuery(), at.at("query")) : null,
            message.getUsing(),
            stages.filters().optional(message.hasFilter(), message.getFilter(), at),
            stages.params(message.hasParams(), message.getParams(), at),
            message.hasScoreThreshold() ? message.getScoreThreshold() : null,
            message.hasLimit()
                ? StageMessages.limit(message.getLimit(), at)
                : GroupsRequest.DEFAULT_LIMIT,
            StageMessages.lookup(message.hasLookupFrom(), message.getLookupFrom(), at));
    return new GroupsRequest(
        root,
        projection(
            message.hasWithPayload(),
            message.getWithPayload(),
            message.hasWithVectors(),
            message.getWithVectors(),
            at),
        groupBy(message.getGroupBy(), at),
        message.hasGroupSize()
            ? groupSize(message.getGroupSize(), at)
            : GroupsRequest.DEFAULT_SIZE,
        groupLookup(message.hasWithLookup(), message.getWithLookup(), at));
  }

  QueryRequest search(SearchPoints message, Field at) {
    SEARCH_POINTS.check(message, at);
    RequestOptions.checkConsistency(
        message.hasReadConsistency(), message.getReadConsistency(), at);
    RequestOptions.checkTimeout(message.hasTimeout(), message.getTimeout(), at);
    Query nearest =
        nearest(
            message.getVectorCount(),
            message::getVector,
            message.hasSparseIndices() ? message.getSparseIndices() : null,
            at);
    StageMessages stages = new StageMessages(limits);
    QueryStage root =
        new QueryStage(
            List.of(),
            nearest,
            message.getVectorName(),
            stages.filters().optional(message.hasFilter(), message.getFilter(), at),
            stages.params(message.hasParams(), message.getParams(), at),
            message.hasScoreThreshold() ? message.getScoreThreshold() : null,
            StageMessages.limit(message.getLimit(), at),
            null);
    return new QueryRequest(
        root,
        at.at("offset").usize(message.getOffset()),
        projection(
            message.hasWithPayload(),
            message.getWithPayload(),
            message.hasWithVectors(),
            message.getWithVectors(),
            at));
  }

  /** The components of a vector as a message holds them, without boxing. */
  @FunctionalInterface
  private interface Components {
    float at(int place);
  }

  private static Query nearest(
      int size, Components components, @Nullable SparseIndices sparse, Field at) {
    float[] vector = new float[size];
    for (int i = 0; i < size; i++) {
      vector[i] = components.at(i);
    }
    VectorValue value =
        sparse == null
            ? new VectorValue.Dense(at.at("vector").notEmpty(vector))
            : at.sparse(PointMessages.indices(sparse, at.at("sparse_indices")), vector);
    return new Query.Nearest(new VectorInput.Given(value));
  }

  GroupsRequest searchGroups(SearchPointGroups message, Field at) {
    SEARCH_GROUPS.check(message, at);
    RequestOptions.checkConsistency(
        message.hasReadConsistency(), message.getReadConsistency(), at);
    RequestOptions.checkTimeout(message.hasTimeout(), message.getTimeout(), at);
    Query nearest =
        nearest(
            message.getVectorCount(),
            message::getVector,
            message.hasSparseIndices() ? message.getSparseIndices() : null,
            at);
    StageMessages stages = new StageMessages(limits);
    QueryStage root =
        new QueryStage(
            List.of(),
            nearest,
            message.getVectorName(),
            stages.filters().optional(message.hasFilter(), message.getFilter(), at),
            stages.params(message.hasParams(), message.getParams(), at),
            message.hasScoreThreshold() ? message.getScoreThreshold() : null,
            StageMessages.limit(Integer.toUnsignedLong(message.getLimit()), at),
            null);
    return new GroupsRequest(
        root,
        projection(
            message.hasWithPayload(),
            message.getWithPayload(),
            message.hasWithVectors(),
            message.getWithVectors(),
            at),
        groupBy(message.getGroupBy(), at),
        groupSize(Integer.toUnsignedLong(message.getGroupSize()), at),
        groupLookup(message.hasWithLookup(), message.getWithLookup(), at));
  }

  QueryRequest recommend(RecommendPoints message, Field at) {
    RECOMMEND_POINTS.check(message, at);
    RequestOptions.checkConsistency(
        message.hasReadConsistency(), message.getReadConsistency(), at);
    RequestOptions.checkTimeout(message.hasTimeout(), message.getTimeout(), at);
    StageMessages stages = new StageMessages(limits);
    QueryStage root =
        stage(
            new Query.Recommend(
                positive(
                    message.getPositiveList(), message.getPositiveVectorsList(), stages, at),
                negative(
                    message.getNegativeList(), message.getNegativeVectorsList(), stages, at),
                stages.kinds().strategy(message.getStrategy(), at.at("strategy"))),
            message.getUsing(),
            stages.filters().optional(message.hasFilter(), message.getFilter(), at),
            stages.params(message.hasParams(), message.getParams(), at),
            message.hasScoreThreshold() ? message.getScoreThreshold() : null,
            StageMessages.limit(message.getLimit(), at),
            StageMessages.lookup(message.hasLookupFrom(), message.getLookupFrom(), at));
    return new QueryRequest(
        root,
        at.at("offset").usize(message.getOffset()),
        projection(
            message.hasWithPayload(),
            message.getWithPayload(),
            message.hasWithVectors(),
            message.getWithVectors(),
            at));
  }

  private static QueryStage stage(
      Query query,
      String using,
      @Nullable Filter filter,
      StageParams params,
      @Nullable Float scoreThreshold,
      int limit,
      @Nullable Lookup lookup) {
    return new QueryStage(
        List.of(), query, using, filter, params, scoreThreshold, limit, lookup);
  }

  private static List<VectorInput> positive(
      List<Common.PointId> ids, List<Vector> vectors, StageMessages stages, Field at) {
    return examples(ids, vectors, "positive", stages, at);
  }

  private static List<VectorInput> negative(
      List<Common.PointId> ids, List<Vector> vectors, StageMessages stages, Field at) {
    return examples(ids, vectors, "negative", stages, at);
  }

  private static List<VectorInput> examples(
      List<Common.PointId> ids,
      List<Vector> vectors,
      String name,
      StageMessages stages,
      Field at) {
    List<VectorInput> examples = new ArrayList<>(ids.size() + vectors.size());
    for (int i = 0; i < ids.size(); i++) {
      examples.add(stages.kinds().stored(ids.get(i), at.at(name).at(i)));
    }
    for (int i = 0; i < vectors.size(); i++) {
      examples.add(stages.kinds().vector(vectors.get(i), at.at(name + "_vectors").at(i)));
    }
    return examples;
  }

  GroupsRequest recommendGroups(RecommendPointGroups message, Field at) {
    RECOMMEND_GROUPS.check(message, at);
    RequestOptions.checkConsistency(
        message.hasReadConsistency(), message.getReadConsistency(), at);
    RequestOptions.checkTimeout(message.hasTimeout(), message.getTimeout(), at);
    StageMessages stages = new StageMessages(limits);
    QueryStage root =
        stage(
            new Query.Recommend(
                positive(
                    message.getPositiveList(), message.getPositiveVectorsList(), stages, at),
                negative(
                    message.getNegativeList(), message.getNegativeVectorsList(), stages, at),
                stages.kinds().strategy(message.getStrategy(), at.at("strategy"))),
            message.getUsing(),
            stages.filters().optional(message.hasFilter(), message.getFilter(), at),
            stages.params(message.hasParams(), message.getParams(), at),
            message.hasScoreThreshold() ? message.getScoreThreshold() : null,
            StageMessages.limit(Integer.toUnsignedLong(message.getLimit()), at),
            StageMessages.lookup(message.hasLookupFrom(), message.getLookupFrom(), at));
    return new GroupsRequest(
        root,
        projection(
            message.hasWithPayload(),
            message.getWithPayload(),
            message.hasWithVectors(),
            message.getWithVectors(),
            at),
        groupBy(message.getGroupBy(), at),
        groupSize(Integer.toUnsignedLong(message.getGroupSize()), at),
        groupLookup(message.hasWithLookup(), message.getWithLookup(), at));
  }

  QueryRequest discover(DiscoverPoints message, Field at) {
    DISCOVER_POINTS.check(message, at);
    RequestOptions.checkConsistency(
        message.hasReadConsistency(), message.getReadConsistency(), at);
    RequestOptions.checkTimeout(message.hasTimeout(), message.getTimeout(), at);
    StageMessages stages = new StageMessages(limits);
    QueryStage root =
        stage(
            Searches.discover(
                message.hasTarget() ? target(message.getTarget(), stages, at.at("target")) : null,
                context(message.getContextList(), stages, at.at("context")),
                at),
            message.getUsing(),
            stages.filters().optional(message.hasFilter(), message.getFilter(), at),
            stages.params(message.hasParams(), message.getParams(), at),
            null,
            StageMessages.limit(message.getLimit(), at),
            StageMessages.lookup(message.hasLookupFrom(), message.getLookupFrom(), at));
    return new QueryRequest(
        root,
        at.at("offset").usize(message.getOffset()),
        projection(
            message.hasWithPayload(),
            message.getWithPayload(),
            message.hasWithVectors(),
            message.getWithVectors(),
            at));
  }

  private static VectorInput target(TargetVector message, StageMessages stages, Field at) {
    SupportedFields.checkKnown(message, at);
    return switch (message.getTargetCase()) {
      case SINGLE -> stages.kinds().example(message.getSingle(), at.at("single"));
      case TARGET_NOT_SET -> throw at.malformed("expected a vector or a point ID");
    };
  }

  private static List<ContextPair> context(
      List<ContextExamplePair> messages, StageMessages stages, Field at) {
    List<ContextPair> pairs = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      ContextExamplePair pair = messages.get(i);
      Field place = at.at(i);
      SupportedFields.checkKnown(pair, place);
      VectorInput negative =
          pair.hasNegative()
              ? stages.kinds().example(pair.getNegative(), place.at("negative"))
              : null;
      if (!pair.hasPositive()) {
        throw place.missing("positive");
      }
      VectorInput positive =
          stages.kinds().example(pair.getPositive(), place.at("positive"));
      if (negative == null) {
        throw place.missing("negative");
      }
      pairs.add(new ContextPair(positive, negative));
    }
    return pairs;
  }

  MatrixRequest matrix(SearchMatrixPoints message, Field at) {
    MATRIX.check(message, at);
    RequestOptions.checkConsistency(
        message.hasReadConsistency(), message.getReadConsistency(), at);
    RequestOptions.checkTimeout(message.hasTimeout(), message.getTimeout(), at);
    Field sample = at.at("sample");
    return new MatrixRequest(
        message.getUsing(),
        new FilterMessages(limits).optional(message.hasFilter(), message.getFilter(), at),
        message.hasSample()
            ? sample.withinLimit(
                sample.atLeast(sample.usize(message.getSample()), 2), limits.maxResults())
            : MatrixRequest.DEFAULT_SAMPLE,
        message.hasLimit()
            ? StageMessages.limit(message.getLimit(), at)
            : MatrixRequest.DEFAULT_LIMIT);
  }

  private static PayloadPath groupBy(String path, Field at) {
    return at.at("group_by").payloadPath(path);
  }

  private static int groupSize(long size, Field message) {
    Field at = message.at("group_size");
    return at.atLeast(at.usize(size), 1);
  }

  private static @Nullable GroupLookup groupLookup(
      boolean given, WithLookup message, Field around) {
    if (!given) {
      return null;
    }
    Field at = around.at("with_lookup");
    SupportedFields.checkKnown(message, at);
    return new GroupLookup(
        message.getCollection(),
        SelectorMessages.projection(
            SelectorMessages.payload(
                message.hasWithPayload(),
                message.getWithPayload(),
                new PayloadSelector.All(),
                at),
            message.hasWithVectors(),
            message.getWithVectors(),
            at));
  }

  private static Projection projection(
      boolean payloadGiven,
      WithPayloadSelector payload,
      boolean vectorsGiven,
      WithVectorsSelector vectors,
      Field at) {
    return SelectorMessages.projection(
        SelectorMessages.payload(payloadGiven, payload, new PayloadSelector.None(), at),
        vectorsGiven,
        vectors,
        at);
  }
}
