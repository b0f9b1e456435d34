package io.vdb.server.rest;

import com.linecorp.armeria.common.QueryParams;
import io.vdb.server.admin.Admin;
import io.vdb.server.api.ApiException;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One request to the administration while it is being answered. Used by one thread. */
final class AdminCall {

  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 10_000;

  private final Admin admin;
  private final Function<String, @Nullable String> pathParams;
  private final QueryParams queryParams;
  private final byte[] body;
  private final String peer;

  AdminCall(
      Admin admin,
      Function<String, @Nullable String> pathParams,
      QueryParams queryParams,
      byte[] body,
      String peer) {
    this.admin = admin;
    this.pathParams = pathParams;
    this.queryParams = queryParams;
    this.body = body;
    this.peer = peer;
  }

  Admin admin() {
    return admin;
  }

  byte[] body() {
    return body;
  }

  /** Returns the address of who asks. */
  String peer() {
    return peer;
  }

  /** Returns the logger in the path. */
  String logger() {
    String name = pathParams.apply("name");
    return name == null ? "" : name;
  }

  /** Refuses query parameters that are not in {@code known}. */
  void checkParameters(Set<String> known) {
    for (String name : queryParams.names()) {
      if (!known.contains(name)) {
        throw malformed(
            "unknown field `" + (name.length() <= 64 ? name : name.substring(0, 64) + "...") + "`");
      }
    }
  }

  int limit() {
    String text = queryParams.get("limit");
    if (text == null) {
      return DEFAULT_LIMIT;
    }
    int limit = text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > MAX_LIMIT) {
      throw malformed("limit: expected a whole number from 1 to " + MAX_LIMIT);
    }
    return limit;
  }

  boolean all() {
    return switch (queryParams.get("all", "false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw malformed("all: expected true or false");
    };
  }

  private static ApiException malformed(String message) {
    return ApiException.malformed("Deserialize error in query parameters: " + message);
  }
}
