package io.vdb.server.api;

import io.vdb.core.query.ContextPair;
import io.vdb.core.query.Query;
import io.vdb.core.query.QueryRequest;
import io.vdb.core.query.VectorInput;
import io.vdb.server.config.LimitsConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The searches of one request while they are read. Bounds how many they are and what they ask for. */
public final class Searches {

  private final LimitsConfig limits;
  private final List<QueryRequest> requests = new ArrayList<>();
  private long wanted;

  /** None yet. */
  public Searches(LimitsConfig limits) {
    this.limits = limits;
  }

  /** Adds one. */
  public void add(QueryRequest request, Place at) {
    requests.add(request);
    wanted += request.root().limit();
    at.checkCount("searches", requests.size(), limits.maxResults());
    at.checkCount(
        "results", (int) Math.min(wanted, Integer.MAX_VALUE), limits.maxBatchPoints());
  }

  /** Returns them in the order in which they were added. */
  public List<QueryRequest> all() {
    return List.copyOf(requests);
  }

  /** Returns what the older form of discovery asks for, which also has that of a context alone. */
  public static Query discover(
      @Nullable VectorInput target, @Nullable List<ContextPair> context, Place at) {
    List<ContextPair> pairs = context == null ? List.of() : context;
    if (target != null) {
      return new Query.Discover(target, pairs);
    }
    if (pairs.isEmpty()) {
      throw at.malformed("No target or context given");
    }
    return new Query.Context(pairs);
  }
}
