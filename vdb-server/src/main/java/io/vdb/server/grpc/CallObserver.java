package io.vdb.server.grpc;

import io.grpc.BindableService;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.vdb.observability.spi.Meter;
import io.vdb.server.metrics.ApiErrorCounters;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts and times every call of the services that are served. */
final class CallObserver implements ServerInterceptor {

  private final Map<String, CallMetrics> byMethod = new HashMap<>();

  CallObserver(Meter meter, ApiErrorCounters errors, List<BindableService> services) {
    for (BindableService service : services) {
      ServerServiceDefinition definition = service.bindService();
      for (ServerMethodDefinition<?, ?> method : definition.getMethods()) {
        String fullName = method.getMethodDescriptor().getFullMethodName();
        byMethod.put(
            fullName,
            new CallMetrics(
                meter,
                errors,
                definition.getServiceDescriptor().getName(),
                fullName.substring(fullName.lastIndexOf('/') + 1),
                Arrays.asList(Status.Code.values())));
      }
    }
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    @Nullable CallMetrics metrics = byMethod.get(call.getMethodDescriptor().getFullMethodName());
    if (metrics == null) {
      return next.startCall(call, headers);
    }
    long startNanos = System.nanoTime();
    return next.startCall(
        new SimpleForwardingServerCall<Q, A>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            metrics.answered(status.getCode(), System.nanoTime() - startNanos);
            super.close(status, trailers);
          }
        },
        headers);
  }
}
