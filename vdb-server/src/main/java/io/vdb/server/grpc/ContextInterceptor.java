package io.vdb.server.grpc;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.vdb.observability.spi.Context;

/** Binds the context of a call to whichever thread tells its service something. */
final class ContextInterceptor implements ServerInterceptor {

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    ServiceRequestContext ctx = ServiceRequestContext.currentOrNull();
    ObservedCall observed = ctx == null ? null : ObservedCall.of(ctx);
    if (observed == null) {
      return next.startCall(call, headers);
    }
    Context context = observed.context();
    return new Bound<>(
        observed,
        context,
        context.call(() -> next.startCall(new Counted<>(call, observed), headers)));
  }

  /** Counts the call before its status leaves. */
  private static final class Counted<Q, A> extends SimpleForwardingServerCall<Q, A> {

    private final ObservedCall observed;

    Counted(ServerCall<Q, A> call, ObservedCall observed) {
      super(call);
      this.observed = observed;
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (!isCancelled()) {
        Throwable cause = status.getCause();
        if (cause != null) {
          observed.failed(cause);
        }
        observed.answered(status.getCode());
      }
      // With a cause, its class would decide the code.
      super.close(StatusText.bounded(status.withCause(null)), trailers);
    }
  }

  /** A listener all of whose callbacks run in the context. */
  private static final class Bound<Q> extends ServerCall.Listener<Q> {

    private final ObservedCall observed;
    private final Context context;
    private final ServerCall.Listener<Q> listener;

    Bound(ObservedCall observed, Context context, ServerCall.Listener<Q> listener) {
      this.observed = observed;
      this.context = context;
      this.listener = listener;
    }

    @Override
    public void onMessage(Q message) {
      if (message instanceof byte[] bytes) { // as the API takes them
        observed.received(bytes);
      }
      context.run(() -> listener.onMessage(message));
    }

    @Override
    public void onHalfClose() {
      context.run(listener::onHalfClose);
    }

    @Override
    public void onCancel() {
      context.run(listener::onCancel);
    }

    @Override
    public void onComplete() {
      context.run(listener::onComplete);
    }

    @Override
    public void onReady() {
      context.run(listener::onReady);
    }
  }
}
