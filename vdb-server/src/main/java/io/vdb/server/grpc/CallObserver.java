package io.vdb.server.grpc;

import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.HttpStatusClass;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.vdb.observability.spi.Context;
import io.vdb.observability.spi.Observability;
import io.vdb.server.api.ServiceOperations;
import io.vdb.server.metrics.ApiErrorCounters;
import io.vdb.server.request.InFlightRequests;
import io.vdb.server.request.RefusedRequests;
import io.vdb.server.request.RequestRoots;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stands around everything on the gRPC port: begins each call, and counts, times, logs and traces
 * it once, whoever ends it.
 */
final class CallObserver implements Function<HttpService, HttpService> {

  private static final String STATUS = "grpc-status";

  /** A method, what is counted of it, and whether a server that stops waits for its calls. */
  private record Method(CallName name, CallMetrics metrics, boolean isAwaited) {}

  private final RequestRoots roots;
  private final InFlightRequests inFlight;
  private final Map<String, Method> byPath = new HashMap<>();
  private final Method other;

  CallObserver(
      Observability observability,
      List<BindableService> services,
      InFlightRequests inFlight,
      ServiceOperations told) {
    this.inFlight = inFlight;
    roots = new RequestRoots(observability.tracer());
    ApiErrorCounters errors = new ApiErrorCounters(observability.meter(), "grpc");
    RefusedRequests refused = new RefusedRequests(observability.meter(), "grpc");
    for (BindableService service : services) {
      ServerServiceDefinition definition = service.bindService();
      for (ServerMethodDefinition<?, ?> method : definition.getMethods()) {
        String fullName = method.getMethodDescriptor().getFullMethodName();
        CallName name =
            new CallName(
                definition.getServiceDescriptor().getName(),
                fullName.substring(fullName.lastIndexOf('/') + 1));
        CallMetrics metrics =
            new CallMetrics(
                    observability.meter(), errors, refused, name, name.isQdrant() ? told : null)
                .expecting(Status.Code.OK, Status.Code.INTERNAL);
        byPath.put("/" + fullName, new Method(name, metrics, isUnary(method)));
      }
    }
    other =
        new Method(
            CallName.OTHER,
            new CallMetrics(observability.meter(), errors, refused, CallName.OTHER, null)
                .expecting(Status.Code.UNIMPLEMENTED),
            false);
  }

  /** Streams go on until somebody ends them. */
  private static boolean isUnary(ServerMethodDefinition<?, ?> method) {
    return method.getMethodDescriptor().getType() == MethodDescriptor.MethodType.UNARY;
  }

  @Override
  public HttpService apply(HttpService service) {
    return new Observed(service);
  }

  private final class Observed extends SimpleDecoratingHttpService {

    Observed(HttpService service) {
      super(service);
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
      Method method = byPath.getOrDefault(ctx.path(), other);
      if (method.isAwaited()) {
        inFlight.started();
      }
      long startNanos = ctx.log().partial().requestStartTimeNanos();
      Context context =
          method.name().isProbe()
              ? RequestRoots.beginUnrecorded(ctx)
              : roots.begin(ctx, method.name().full(), startNanos);
      ObservedCall call = new ObservedCall(ctx, context, method.metrics(), startNanos);
      call.attach();
      // Before the status leaves, so that whoever reads the metrics after an answer finds it there.
      CompletableFuture<?> _ =
          ctx.log()
              .whenAvailable(RequestLogProperty.RESPONSE_HEADERS)
              .thenAccept(log -> count(call, log.responseHeaders()));
      CompletableFuture<?> _ =
          ctx.log()
              .whenAvailable(RequestLogProperty.RESPONSE_TRAILERS)
              .thenAccept(log -> count(call, log.responseTrailers()));
      CompletableFuture<?> _ =
          ctx.log().whenComplete().thenAccept(log -> finished(method, call, log));
      return context.call(
          () -> {
            CallLines.started(method.name(), ctx);
            return unwrap().serve(ctx, request);
          });
    }
  }

  private static void count(ObservedCall call, HttpHeaders headers) {
    Status.Code code = code(headers);
    if (code != null) {
      call.answered(code);
    }
  }

  private static Status.@Nullable Code code(HttpHeaders headers) {
    Integer status = headers.getInt(STATUS);
    return status == null ? null : Status.fromCodeValue(status).getCode();
  }

  private void finished(Method method, ObservedCall call, RequestLog log) {
    try {
      call.answered(codeWithoutStatus(log));
      call.context()
          .run(
              () -> {
                CallLines.completed(method.name(), call, log);
                CallSpans.end(method.name(), call, log);
              });
    } finally {
      if (method.isAwaited()) {
        inFlight.finished(); // last, as a server that stops waits for it
      }
    }
  }

  /** Only for calls whose status was never sent, or that are no gRPC calls at all. */
  private static Status.Code codeWithoutStatus(RequestLog log) {
    Throwable cause = log.responseCause();
    if (cause instanceof RequestTimeoutException) {
      return Status.Code.DEADLINE_EXCEEDED;
    }
    HttpStatus sent = log.responseHeaders().status();
    if (cause == null && sent.codeClass() == HttpStatusClass.CLIENT_ERROR) {
      return Status.Code.INVALID_ARGUMENT;
    }
    return Status.Code.CANCELLED;
  }
}
