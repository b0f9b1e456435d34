package io.vdb.server.grpc.qdrant;

import io.qdrant.client.grpc.Points.FacetCounts;
import io.qdrant.client.grpc.Points.FacetHit;
import io.qdrant.client.grpc.Points.FacetResponse;
import io.qdrant.client.grpc.Points.FacetValue;
import io.qdrant.client.grpc.PointsGrpc;
import io.vdb.server.api.CollectionNames;
import io.vdb.server.api.FacetRequest;
import io.vdb.server.api.PointOperations;
import io.vdb.server.config.LimitsConfig;
import io.vdb.server.grpc.qdrant.Method.Work;
import java.util.List;

/** Method of {@code qdrant.Points} that counts points by the values of a field. */
final class FacetMethods {

  private static final int DEFAULT_LIMIT = 10;
  private static final SupportedFields FACET =
      SupportedFields.of(
          FacetCounts.getDescriptor(),
          "collection_name", "key", "filter", "limit", "exact", "read_consistency", "timeout");

  private final PointOperations points;
  private final LimitsConfig limits;

  FacetMethods(PointOperations points, LimitsConfig limits) {
    this.points = points;
    this.limits = limits;
  }

  List<Method<?, ?>> methods() {
    return List.of(
        new Method<>(
            PointsGrpc.getFacetMethod(),
            FacetCounts.parser(),
            Work.SEARCH,
            FacetCounts.TIMEOUT_FIELD_NUMBER,
            this::facet));
  }

  private FacetResponse facet(FacetCounts request, Call call) {
    FACET.check(request, Field.ROOT);
    RequestOptions.checkConsistency(
        request.hasReadConsistency(), request.getReadConsistency(), Field.ROOT);
    RequestOptions.checkTimeout(request.hasTimeout(), request.getTimeout(), Field.ROOT);
    if (request.getKey().isEmpty()) {
      throw Field.ROOT.missing("key");
    }
    FacetRequest wanted =
        new FacetRequest(
            Field.ROOT.at("key").payloadPath(request.getKey()),
            request.hasLimit() ? limit(request.getLimit()) : DEFAULT_LIMIT,
            new FilterMessages(limits)
                .optional(request.hasFilter(), request.getFilter(), Field.ROOT),
            request.getExact());
    FacetResponse.Builder response = FacetResponse.newBuilder();
    points
        .within(call.timeoutSeconds())
        .facet(
            CollectionNames.check(
                request.getCollectionName(), Field.ROOT.at("collection_name")),
            wanted)
        .forEach(
            hit ->
                response.addHits(
                    FacetHit.newBuilder().setValue(value(hit.value())).setCount(hit.count())));
    return response.setTime(call.seconds()).build();
  }

  private int limit(long unsigned) {
    Field at = Field.ROOT.at("limit");
    return at.withinLimit(at.atLeast(at.usize(unsigned), 1), limits.maxResults());
  }

  private static FacetValue value(Object value) {
    FacetValue.Builder message = FacetValue.newBuilder();
    return switch (value) {
      case Long number -> message.setIntegerValue(number).build();
      case Boolean truth -> message.setBoolValue(truth).build();
      default -> message.setStringValue((String) value).build();
    };
  }
}
