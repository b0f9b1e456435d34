package io.vdb.core.engine;

import io.vdb.core.error.VdbException;
import io.vdb.core.query.GroupsRequest;
import io.vdb.core.query.MatrixRequest;
import io.vdb.core.query.Query;
import io.vdb.core.query.QueryRequest;
import io.vdb.core.query.QueryStage;
import org.jspecify.annotations.Nullable;

/** Refuses compound queries that make no sense or ask for too much, before anything is done. */
final class QueryChecks {

  /** Stages are walked recursively, also on threads with small stacks. */
  private static final int MAX_DEPTH = 100;

  private final RequestChecks checks;
  private final Limits limits;

  QueryChecks(RequestChecks checks, Limits limits) {
    this.checks = checks;
    this.limits = limits;
  }

  void query(QueryRequest request) {
    checks.page(request.root().limit(), request.offset());
    checks.projection(request.projection());
    tree(request.root());
  }

  void groups(GroupsRequest request) {
    checks.page(request.root().limit(), 0);
    checks.projection(request.projection());
    if (request.groupSize() < 1) {
      throw VdbException.invalid("group_size must be at least 1, but is " + request.groupSize());
    }
    long points = (long) request.root().limit() * request.groupSize();
    if (points > limits.maxResults()) {
      throw tooMany("points in all groups", points);
    }
    tree(request.root());
  }

  void matrix(MatrixRequest request) {
    checks.page(request.limit(), 0);
    checks.filter(request.filter());
    if (request.sample() < 2) {
      throw VdbException.invalid("sample must be at least 2, but is " + request.sample());
    }
    if (request.sample() > limits.maxResults()) {
      throw tooMany("points in a sample", request.sample());
    }
  }

  private void tree(QueryStage root) {
    long candidates = stage(root, 0);
    if (!root.prefetch().isEmpty() && candidates > limits.maxResults()) {
      throw tooMany("points in all prefetches together", candidates);
    }
  }

  private VdbException tooMany(String what, long actual) {
    return VdbException.invalid(
        "at most " + limits.maxResults() + " " + what + " allowed, but got " + actual);
  }

  /** Returns how many points are taken from the collection. */
  private long stage(QueryStage stage, int depth) {
    if (depth > MAX_DEPTH) {
      throw VdbException.invalid("prefetches nest deeper than " + MAX_DEPTH + " levels");
    }
    kind(stage);
    if (stage.limit() < 1) {
      throw VdbException.invalid("limit must be at least 1, but is " + stage.limit());
    }
    checks.search(stage.params().hnswEf(), stage.scoreThreshold());
    checks.filter(stage.filter());
    long candidates = 0;
    for (QueryStage prefetch : stage.prefetch()) {
      candidates += stage(prefetch, depth + 1);
    }
    return stage.prefetch().isEmpty() ? stage.limit() : candidates;
  }

  private static void kind(QueryStage stage) {
    Query query = stage.query();
    if (query == null && !stage.prefetch().isEmpty()) {
      throw VdbException.invalid(
          "A query is needed to merge the prefetches. Can't have prefetches without defining a"
              + " query.");
    }
    if (stage.scoreThreshold() != null) {
      threshold(query);
    }
    switch (query) {
      case Query.OfPrefetches needy -> merging(needy, stage);
      case Query.Recommend recommend -> examples(recommend);
      case Query.Context context when context.pairs().isEmpty() ->
          throw VdbException.invalid("At least one pair is needed in a context");
      case Query.RelevanceFeedback feedback -> feedback(feedback);
      case null -> {}
      default -> {}
    }
  }

  private static void threshold(@Nullable Query query) {
    if (query == null) {
      throw VdbException.invalid(
          "A query is needed to use the score_threshold. Can't have score_threshold without"
              + " defining a query.");
    }
    if (query instanceof Query.Ordered) {
      throw VdbException.invalid("Can't use score_threshold with an order_by query.");
    }
  }

  private static void merging(Query.OfPrefetches query, QueryStage stage) {
    boolean formula = query instanceof Query.Formula;
    if (!formula && !stage.using().isEmpty()) {
      throw VdbException.invalid("Fusion queries cannot be combined with the 'using' field.");
    }
    if (stage.prefetch().isEmpty()) {
      throw VdbException.invalid(
          "cannot apply " + (formula ? "Formula" : "Fusion") + " without prefetches");
    }
    if (query instanceof Query.RankFusion fusion
        && !fusion.weights().isEmpty()
        && fusion.weights().size() != stage.prefetch().size()) {
      throw VdbException.invalid(
          "RRF weights length (%d) does not match number of prefetches (%d)"
              .formatted(fusion.weights().size(), stage.prefetch().size()));
    }
  }

  private static void feedback(Query.RelevanceFeedback feedback) {
    if (feedback.examples().isEmpty()) {
      throw VdbException.invalid("feedback elements must be non-empty");
    }
    if (!(feedback.exponent() >= 0)) {
      throw VdbException.invalid("the exponent of feedback must not be negative");
    }
  }

  private static void examples(Query.Recommend recommend) {
    switch (recommend.strategy()) {
      case AVERAGE_VECTOR -> {
        if (recommend.positive().isEmpty()) {
          throw VdbException.invalid(
              "At least one positive vector ID required with this strategy");
        }
      }
      case BEST_SCORE, SUM_SCORES -> {
        if (recommend.positive().isEmpty() && recommend.negative().isEmpty()) {
          throw VdbException.invalid(
              "At least one positive or negative vector ID required with this strategy");
        }
      }
    }
  }
}
