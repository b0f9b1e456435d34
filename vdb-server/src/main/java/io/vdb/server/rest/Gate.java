package io.vdb.server.rest;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import io.vdb.server.api.ApiException;
import io.vdb.server.security.Access;
import io.vdb.server.security.ShownKeys;
import java.util.function.Function;

/** Lets requests in by the keys in their headers. */
final class Gate {

  private static final String API_KEY = "api-key";

  private final Function<ShownKeys, Access> rule;

  Gate(Function<ShownKeys, Access> rule) {
    this.rule = rule;
  }

  /** Throws what the client is told when it is not let in. */
  void check(RequestHeaders headers) {
    Access access =
        rule.apply(
            ShownKeys.of(headers.get(HttpHeaderNames.AUTHORIZATION), headers.get(API_KEY)));
    switch (access.decision()) {
      case GRANTED -> {}
      case UNAUTHENTICATED -> throw ApiException.unauthenticated(access.message());
      case PERMISSION_DENIED -> throw ApiException.forbidden(access.message());
    }
  }
}
