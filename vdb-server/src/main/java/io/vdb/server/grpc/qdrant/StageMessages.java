package io.vdb.server.grpc.qdrant;

import io.qdrant.client.grpc.Points;
import io.qdrant.client.grpc.Points.AcornSearchParams;
import io.qdrant.client.grpc.Points.LookupLocation;
import io.qdrant.client.grpc.Points.PrefetchQuery;
import io.qdrant.client.grpc.Points.QuantizationSearchParams;
import io.vdb.core.query.Lookup;
import io.vdb.core.query.QueryStage;
import io.vdb.core.query.StageParams;
import io.vdb.server.api.QueryBudget;
import io.vdb.server.config.LimitsConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the steps of a query. One instance reads those of one request. */
final class StageMessages {

  private static final SupportedFields PREFETCH =
      SupportedFields.of(
          PrefetchQuery.getDescriptor(),
          "prefetch", "query", "using", "filter", "params", "score_threshold", "limit",
          "lookup_from");
  private static final SupportedFields PARAMS =
      SupportedFields.of(
          Points.SearchParams.getDescriptor(),
          "hnsw_ef", "exact", "indexed_only", "quantization", "acorn");
  private static final SupportedFields QUANTIZATION =
      SupportedFields.of(
          QuantizationSearchParams.getDescriptor(), "ignore", "rescore", "oversampling");
  private static final SupportedFields ACORN =
      SupportedFields.of(AcornSearchParams.getDescriptor(), "enable", "max_selectivity");
  private static final SupportedFields LOOKUP =
      SupportedFields.of(LookupLocation.getDescriptor(), "collection_name", "vector_name");

  private final LimitsConfig limits;
  private final QueryBudget budget;
  private final FilterMessages filters;
  private final QueryKindMessages kinds;

  StageMessages(LimitsConfig limits) {
    this.limits = limits;
    this.budget = new QueryBudget(limits);
    this.filters = new FilterMessages(limits);
    this.kinds = new QueryKindMessages(limits, filters, budget);
  }

  FilterMessages filters() {
    return filters;
  }

  QueryKindMessages kinds() {
    return kinds;
  }

  List<QueryStage> prefetches(List<PrefetchQuery> messages, Field at) {
    List<QueryStage> stages = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      stages.add(prefetch(messages.get(i), at.at(i)));
    }
    return stages;
  }

  private QueryStage prefetch(PrefetchQuery message, Field at) {
    budget.enterPrefetch(at);
    PREFETCH.check(message, at);
    QueryStage stage =
        new QueryStage(
            prefetches(message.getPrefetchList(), at.at("prefetch")),
            message.hasQuery() ? kinds.query(message.getQuery(), at.at("query")) : null,
            message.getUsing(),
            filters.optional(message.hasFilter(), message.getFilter(), at),
            params(message.hasParams(), message.getParams(), at),
            message.hasScoreThreshold() ? message.getScoreThreshold() : null,
            message.hasLimit() ? limit(message.getLimit(), at) : QueryStage.DEFAULT_LIMIT,
            lookup(message.hasLookupFrom(), message.getLookupFrom(), at));
    budget.leavePrefetch();
    return stage;
  }

  static int limit(long limit, Field message) {
    Field at = message.at("limit");
    return at.atLeast(at.usize(limit), 1);
  }

  static @Nullable Lookup lookup(boolean given, LookupLocation message, Field around) {
    if (!given) {
      return null;
    }
    LOOKUP.check(message, around.at("lookup_from"));
    return new Lookup(
        message.getCollectionName(), message.hasVectorName() ? message.getVectorName() : null);
  }

  StageParams params(boolean given, Points.SearchParams message, Field around) {
    if (!given) {
      return StageParams.DEFAULT;
    }
    Field at = around.at("params");
    PARAMS.check(message, at);
    if (message.hasAcorn()) {
      acorn(message.getAcorn(), at.at("acorn"));
    }
    return new StageParams(
        message.hasHnswEf() ? hnswEf(message.getHnswEf(), at.at("hnsw_ef")) : null,
        message.getExact(),
        message.getIndexedOnly(),
        message.hasQuantization()
            ? oversampling(message.getQuantization(), at.at("quantization"))
            : null);
  }

  /** Nothing is quantised, so that all of it is merely checked. */
  private static @Nullable Double oversampling(QuantizationSearchParams message, Field at) {
    QUANTIZATION.check(message, at);
    return message.hasOversampling()
        ? at.at("oversampling").atLeast(message.getOversampling(), 1)
        : null;
  }

  /** How filtered graphs are walked is decided for each segment, so that it is merely checked. */
  private static void acorn(AcornSearchParams message, Field at) {
    ACORN.check(message, at);
    if (message.hasMaxSelectivity()) {
      at.at("max_selectivity").between(message.getMaxSelectivity(), 0, 1);
    }
  }

  private int hnswEf(long value, Field at) {
    return at.withinLimit(at.atLeast(at.usize(value), 1), limits.maxEf());
  }
}
