package io.vdb.server.rest;

import io.vdb.core.engine.Collection;
import io.vdb.core.engine.Database;
import io.vdb.core.model.SearchCost;
import io.vdb.server.config.LimitsConfig;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One API request while it is being answered. Used by one thread. */
final class Call {

  private static final int MAX_NAME_LENGTH = 255;

  private final Database database;
  private final LimitsConfig limits;
  private final QueryOptions options;
  private final Function<String, @Nullable String> pathParams;
  private final byte[] body;
  private @Nullable SearchCost cost;

  Call(
      Database database,
      LimitsConfig limits,
      QueryOptions options,
      Function<String, @Nullable String> pathParams,
      byte[] body) {
    this.database = database;
    this.limits = limits;
    this.options = options;
    this.pathParams = pathParams;
    this.body = body;
  }

  Database database() {
    return database;
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

  String pathParam(String name) {
    String value = pathParams.apply(name);
    return value == null ? "" : value;
  }

  /** Returns the name in the path, which may be of a collection that does not exist. */
  String collectionName() {
    String name = pathParam("collection");
    if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
      throw ApiException.invalid(
          "path parameters",
          "name",
          "a collection name has 1 to " + MAX_NAME_LENGTH + " characters, not " + name.length());
    }
    return name;
  }

  Collection collection() {
    return database.collection(collectionName());
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
