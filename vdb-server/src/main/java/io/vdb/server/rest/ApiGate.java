package io.vdb.server.rest;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.vdb.server.api.ApiException;
import io.vdb.server.request.KeyRefusals;
import io.vdb.server.security.Access;
import io.vdb.server.security.AccessRules;
import io.vdb.server.security.Right;
import io.vdb.server.security.Rights;
import io.vdb.server.security.ShownKeys;
import org.jspecify.annotations.Nullable;

/** Lets requests of the API in by the keys in their headers. Safe for concurrent use. */
final class ApiGate {

  private static final String API_KEY = "api-key";

  private final AccessRules rules;
  private final KeyRefusals refusals;

  ApiGate(AccessRules rules, KeyRefusals refusals) {
    this.rules = rules;
    this.refusals = refusals;
  }

  /** Returns the keys that a request shows. */
  static ShownKeys shown(RequestHeaders headers) {
    return ShownKeys.of(headers.get(HttpHeaderNames.AUTHORIZATION), headers.get(API_KEY));
  }

  /** Returns the answer to a request that is not let in, or null for one that is. */
  @Nullable HttpResponse refusal(ServiceRequestContext ctx, String template) {
    if (!rules.guardsApi()) {
      return null;
    }
    Access access = rules.api(shown(ctx.request().headers()), needed(ctx, template));
    if (access.isGranted()) {
      return null;
    }
    refusals.refused(
        access, template, ctx.remoteAddress().getAddress().getHostAddress());
    return access.decision() == Access.Decision.UNAUTHENTICATED
        ? Answers.unauthenticated(ctx, access.message())
        : Answers.error(ctx, ApiException.forbidden(access.message()), System.nanoTime());
  }

  /** What no route takes does nothing: any key will do to be told so. */
  private static Right needed(ServiceRequestContext ctx, String template) {
    return template.equals(RequestObserver.UNMATCHED)
        ? Right.READ
        : Rights.ofRoute(ctx.method().name(), template).orElse(Right.WRITE);
  }
}
