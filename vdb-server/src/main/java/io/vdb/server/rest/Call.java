package io.vdb.server.rest;

import io.vdb.core.model.SearchCost;
import io.vdb.server.api.AliasOperations;
import io.vdb.server.api.CollectionNames;
import io.vdb.server.api.CollectionOperations;
import io.vdb.server.api.Operations;
import io.vdb.server.api.PointOperations;
import io.vdb.server.api.ServiceOperations;
import io.vdb.server.api.SnapshotOperations;
import io.vdb.server.config.LimitsConfig;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One API request while it is being answered. Used by one thread. */
final class Call {

  private static final Parameter NAME = Parameter.ofPath("name");

  private final Operations operations;
  private final LimitsConfig limits;
  private final QueryOptions options;
  private final Function<String, @Nullable String> pathParams;
  private final Function<String, @Nullable String> queryParams;
  private final byte[] body;
  private final Runnable awaited;
  private @Nullable SearchCost cost;
  private boolean unattended;

  Call(
      Operations operations,
      LimitsConfig limits,
      QueryOptions options,
      Function<String, @Nullable String> pathParams,
      Function<String, @Nullable String> queryParams,
      byte[] body,
      Runnable awaited) {
    this.operations = operations;
    this.limits = limits;
    this.options = options;
    this.pathParams = pathParams;
    this.queryParams = queryParams;
    this.body = body;
    this.awaited = awaited;
  }

  CollectionOperations collections() {
    return operations.collections();
  }

  AliasOperations aliases() {
    return operations.aliases();
  }

  PointOperations points() {
    return operations.points().within(options.timeout().map(Duration::toSeconds).orElse(0L));
  }

  ServiceOperations service() {
    return operations.service();
  }

  SnapshotOperations snapshots() {
    return operations.snapshots();
  }

  LimitsConfig limits() {
    return limits;
  }

  QueryOptions options() {
    return options;
  }

  byte[] body() {
    return body;
  }

  /** Returns what throws when nobody waits for the answer any more. */
  Runnable awaited() {
    return awaited;
  }

  String pathParam(String name) {
    String value = pathParams.apply(name);
    return value == null ? "" : value;
  }

  /** Tells whether the client waits for the end of long work, as it does unless it says so. */
  boolean waits() {
    return !"false".equals(queryParams.apply("wait"));
  }

  /** Says that the work goes on after the answer. */
  void unattended() {
    unattended = true;
  }

  boolean isUnattended() {
    return unattended;
  }

  /** Returns the name in the path, which may be of a collection that does not exist. */
  String collection() {
    return CollectionNames.check(pathParam("collection"), NAME);
  }

  /** Returns the name in the path, for a collection that is to be created. */
  String newCollection() {
    return CollectionNames.checkNew(pathParam("collection"), NAME);
  }

  /** Notes what a search cost; it is told when the request asks for it. */
  void spent(SearchCost spent) {
    if (options.explain()) {
      cost = spent;
    }
  }

  @Nullable SearchCost cost() {
    return cost;
  }
}
