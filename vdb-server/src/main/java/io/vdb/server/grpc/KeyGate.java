package io.vdb.server.grpc;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import io.grpc.Status;
import io.vdb.server.proto.admin.v1.AdminGrpc;
import io.vdb.server.request.KeyRefusals;
import io.vdb.server.security.Access;
import io.vdb.server.security.AccessRules;
import io.vdb.server.security.Right;
import io.vdb.server.security.Rights;
import io.vdb.server.security.ShownKeys;
import java.util.Set;

/**
 * Lets calls in by the keys in their metadata, before anything of them is read. Probes are open, and
 * the administration has rules of its own.
 */
final class KeyGate {

  private static final Set<String> OPEN =
      Set.of(
          "/qdrant.Qdrant/HealthCheck",
          "/grpc.health.v1.Health/Check",
          "/grpc.health.v1.Health/List",
          "/grpc.health.v1.Health/Watch");
  private static final String ADMINISTRATION = "/" + AdminGrpc.SERVICE_NAME + "/";

  private final AccessRules rules;
  private final KeyRefusals refusals;

  KeyGate(AccessRules rules, KeyRefusals refusals) {
    this.rules = rules;
    this.refusals = refusals;
  }

  /** Puts this around services; a method of which nobody has said that it reads is one that writes. */
  HttpService guard(HttpService services) {
    return guard(services, Right.WRITE);
  }

  /** Puts this around what answers calls that nothing serves: any key will do to be told so. */
  HttpService guardUnserved(HttpService service) {
    return guard(service, Right.READ);
  }

  private HttpService guard(HttpService service, Right unknown) {
    return rules.guardsApi() ? new Guarded(service, unknown) : service;
  }

  private final class Guarded extends SimpleDecoratingHttpService {

    private final Right unknown;

    Guarded(HttpService service, Right unknown) {
      super(service);
      this.unknown = unknown;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
      String path = ctx.path();
      if (OPEN.contains(path) || path.startsWith(ADMINISTRATION)) {
        return unwrap().serve(ctx, request);
      }
      RequestHeaders headers = request.headers();
      String method = path.substring(1);
      Access access =
          rules.api(
              ShownKeys.of(headers.get(HttpHeaderNames.AUTHORIZATION), headers.get("api-key")),
              Rights.ofMethod(method).orElse(unknown));
      return switch (access.decision()) {
        case GRANTED -> unwrap().serve(ctx, request);
        case UNAUTHENTICATED ->
            refused(ctx, access, Status.Code.UNAUTHENTICATED, access.message());
        case PERMISSION_DENIED ->
            refused(ctx, access, Status.Code.PERMISSION_DENIED, "Forbidden: " + access.message());
      };
    }

    private HttpResponse refused(
        ServiceRequestContext ctx, Access access, Status.Code code, String words) {
      String target =
          UnimplementedService.isMethod(ctx.path()) ? ctx.path().substring(1) : "(not a method)";
      refusals.refused(
          access, target, ctx.remoteAddress().getAddress().getHostAddress());
      return UnimplementedService.answer(code, words);
    }
  }
}
