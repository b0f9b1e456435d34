package io.vdb.server.rest;

import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.vdb.server.admin.AuditLog;
import io.vdb.server.api.ApiException;
import io.vdb.server.request.KeyRefusals;
import io.vdb.server.security.Access;
import io.vdb.server.security.ShownKeys;
import java.util.Objects;
import java.util.function.BiFunction;

/** Lets requests in by the keys in their headers, and the host that they name. */
final class Gate {

  private final BiFunction<ShownKeys, String, Access> rule;
  private final KeyRefusals refusals;

  Gate(BiFunction<ShownKeys, String, Access> rule, KeyRefusals refusals) {
    this.rule = rule;
    this.refusals = refusals;
  }

  /** Throws what the client is told when it is not let in. */
  void check(ServiceRequestContext ctx, String route) {
    RequestHeaders headers = ctx.request().headers();
    String authority = Objects.requireNonNullElse(headers.authority(), "");
    Access access = rule.apply(ApiGate.shown(headers), authority);
    refusals.count(access);
    switch (access.decision()) {
      case GRANTED -> {}
      case UNAUTHENTICATED -> throw ApiException.unauthenticated(access.message());
      case PERMISSION_DENIED -> {
        AuditLog.refused(
            ctx.method() + " " + route,
            authority,
            ctx.remoteAddress().getAddress().getHostAddress());
        throw ApiException.forbidden(access.message());
      }
    }
  }
}
