package io.vdb.server.grpc.admin;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.vdb.server.admin.AuditLog;
import io.vdb.server.proto.admin.v1.AdminGrpc;
import io.vdb.server.request.KeyRefusals;
import io.vdb.server.security.Access;
import io.vdb.server.security.AccessRules;
import io.vdb.server.security.ShownKeys;
import java.util.Objects;

/** Lets calls in by the keys in their metadata, and the host that they name. */
final class AdminGate implements ServerInterceptor {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> API_KEY =
      Metadata.Key.of("api-key", Metadata.ASCII_STRING_MARSHALLER);
  private static final String METRICS = AdminGrpc.getGetMetricsMethod().getFullMethodName();

  private final AccessRules rules;
  private final KeyRefusals refusals;

  AdminGate(AccessRules rules, KeyRefusals refusals) {
    this.rules = rules;
    this.refusals = refusals;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    ShownKeys shown = ShownKeys.of(headers.get(AUTHORIZATION), headers.get(API_KEY));
    ServiceRequestContext ctx = ServiceRequestContext.current();
    String authority = Objects.requireNonNullElse(ctx.request().authority(), "");
    String method = call.getMethodDescriptor().getFullMethodName();
    Access access =
        method.equals(METRICS)
            ? rules.adminMetrics(shown, authority)
            : rules.admin(shown, authority);
    if (access.isGranted()) {
      return next.startCall(call, headers);
    }
    refusals.count(access);
    if (access.decision() == Access.Decision.PERMISSION_DENIED) {
      AuditLog.refused(method, authority, ctx.remoteAddress().getAddress().getHostAddress());
    }
    call.close(status(access), new Metadata());
    return new ServerCall.Listener<>() {};
  }

  private static Status status(Access access) {
    return switch (access.decision()) {
      case GRANTED -> Status.OK;
      case UNAUTHENTICATED -> Status.UNAUTHENTICATED.withDescription(access.message());
      case PERMISSION_DENIED -> Status.PERMISSION_DENIED.withDescription(access.message());
    };
  }
}
