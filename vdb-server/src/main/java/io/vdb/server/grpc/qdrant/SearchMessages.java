package io.vdb.server.grpc.qdrant;

import io.qdrant.client.grpc.Points;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.VectorInput;
import io.vdb.core.model.Projection.PayloadSelector;
import io.vdb.core.model.SearchRequest;
import io.vdb.core.model.SearchRequest.Target;
import io.vdb.server.config.LimitsConfig;
import org.jspecify.annotations.Nullable;

/** Reads what a search is for. */
final class SearchMessages {

  private static final int DEFAULT_LIMIT = 10;

  private static final SupportedFields QUERY_POINTS =
      SupportedFields.of(
          QueryPoints.getDescriptor(),
          "collection_name", "query", "using", "filter", "params", "score_threshold", "limit",
          "offset", "with_vectors", "with_payload", "read_consistency", "timeout");
  private static final SupportedFields QUERY =
      SupportedFields.of(Points.Query.getDescriptor(), "nearest");
  private static final SupportedFields SEARCH_POINTS =
      SupportedFields.of(
          SearchPoints.getDescriptor(),
          "collection_name", "vector", "filter", "limit", "with_payload", "params",
          "score_threshold", "offset", "vector_name", "with_vectors", "read_consistency",
          "timeout");
  private static final SupportedFields PARAMS =
      SupportedFields.of(
          Points.SearchParams.getDescriptor(), "hnsw_ef", "exact", "indexed_only");

  private final LimitsConfig limits;

  SearchMessages(LimitsConfig limits) {
    this.limits = limits;
  }

  SearchRequest query(QueryPoints message, Field at) {
    QUERY_POINTS.check(message, at);
    RequestOptions.checkConsistency(
        message.hasReadConsistency(), message.getReadConsistency(), at);
    RequestOptions.checkTimeout(message.hasTimeout(), message.getTimeout(), at);
    if (!message.hasQuery()) {
      throw at.missing("query");
    }
    Params params = params(message.hasParams(), message.getParams(), at.at("params"));
    return new SearchRequest(
        target(message.getQuery(), at.at("query")),
        message.getUsing(),
        message.hasLimit() ? limit(message.getLimit(), at.at("limit")) : DEFAULT_LIMIT,
        offset(message.getOffset(), at.at("offset")),
        new FilterMessages(limits).optional(message.hasFilter(), message.getFilter(), at),
        params.hnswEf(),
        params.exact(),
        message.hasScoreThreshold() ? message.getScoreThreshold() : null,
        SelectorMessages.projection(
            payload(message.hasWithPayload(), message.getWithPayload(), at),
            message.hasWithVectors(),
            message.getWithVectors(),
            at));
  }

  SearchRequest search(SearchPoints message, Field at) {
    SEARCH_POINTS.check(message, at);
    RequestOptions.checkConsistency(
        message.hasReadConsistency(), message.getReadConsistency(), at);
    RequestOptions.checkTimeout(message.hasTimeout(), message.getTimeout(), at);
    float[] vector = new float[message.getVectorCount()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = message.getVector(i); // as it is held, without boxing
    }
    Params params = params(message.hasParams(), message.getParams(), at.at("params"));
    return new SearchRequest(
        new Target.Vector(at.at("vector").notEmpty(vector)),
        message.getVectorName(),
        limit(message.getLimit(), at.at("limit")),
        offset(message.getOffset(), at.at("offset")),
        new FilterMessages(limits).optional(message.hasFilter(), message.getFilter(), at),
        params.hnswEf(),
        params.exact(),
        message.hasScoreThreshold() ? message.getScoreThreshold() : null,
        SelectorMessages.projection(
            payload(message.hasWithPayload(), message.getWithPayload(), at),
            message.hasWithVectors(),
            message.getWithVectors(),
            at));
  }

  private static PayloadSelector payload(
      boolean given, Points.WithPayloadSelector selector, Field at) {
    return SelectorMessages.payload(given, selector, new PayloadSelector.None(), at);
  }

  private static int limit(long limit, Field at) {
    return at.atLeast(at.usize(limit), 1);
  }

  private static int offset(long offset, Field at) {
    return at.usize(offset);
  }

  private static Target target(Points.Query message, Field at) {
    QUERY.check(message, at);
    if (!message.hasNearest()) {
      throw at.missing("nearest");
    }
    return nearest(message.getNearest(), at.at("nearest"));
  }

  private static Target nearest(VectorInput message, Field at) {
    SupportedFields.checkKnown(message, at);
    return switch (message.getVariantCase()) {
      case ID -> new Target.Stored(PointMessages.id(message.getId(), at.at("id")));
      case DENSE ->
          new Target.Vector(PointMessages.dense(message.getDense(), at.at("dense")));
      case SPARSE -> throw at.at("sparse").unsupported("sparse vectors");
      case MULTI_DENSE -> throw at.at("multi_dense").unsupported("multivectors");
      case DOCUMENT -> throw at.at("document").unsupported("documents");
      case IMAGE -> throw at.at("image").unsupported("images");
      case OBJECT -> throw at.at("object").unsupported("objects");
      case VARIANT_NOT_SET -> throw at.malformed("expected a vector or a point ID");
    };
  }

  /** How a search is done. */
  private record Params(@Nullable Integer hnswEf, boolean exact) {}

  private Params params(boolean given, Points.SearchParams message, Field at) {
    if (!given) {
      return new Params(null, false);
    }
    PARAMS.check(message, at);
    if (message.getIndexedOnly()) {
      throw at.at("indexed_only").unsupportedValue("`true` is not supported by this server");
    }
    return new Params(
        message.hasHnswEf() ? hnswEf(message.getHnswEf(), at.at("hnsw_ef")) : null,
        message.getExact());
  }

  private int hnswEf(long value, Field at) {
    return at.withinLimit(at.atLeast(at.usize(value), 1), limits.maxEf());
  }
}
