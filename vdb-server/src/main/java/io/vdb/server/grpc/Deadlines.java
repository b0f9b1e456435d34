package io.vdb.server.grpc;

import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.time.Duration;

/**
 * Bounds how long calls may take: by the server's limit, and by the deadline of the client when
 * that is sooner, which has been taken from its headers before. Streams may go on for ever.
 */
final class Deadlines implements ServerInterceptor {

  private static final Metadata.Key<String> DEADLINE =
      Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);

  private final Duration longest;

  Deadlines(Duration longest) {
    this.longest = longest;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    ServiceRequestContext ctx = ServiceRequestContext.current();
    if (call.getMethodDescriptor().getType() == MethodDescriptor.MethodType.UNARY) {
      long now = ctx.requestTimeoutMillis();
      if (now == 0 || now > longest.toMillis()) {
        ctx.setRequestTimeout(TimeoutMode.SET_FROM_START, longest);
      }
    } else if (!headers.containsKey(DEADLINE)) {
      ctx.clearRequestTimeout();
    }
    return next.startCall(call, headers);
  }
}
