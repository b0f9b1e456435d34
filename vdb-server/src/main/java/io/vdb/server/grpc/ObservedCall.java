package io.vdb.server.grpc;

import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Status;
import io.netty.util.AttributeKey;
import io.vdb.observability.spi.Context;
import io.vdb.server.request.Refusal;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One gRPC call: counted once, with the first status that is known to go out. */
final class ObservedCall {

  private static final AttributeKey<ObservedCall> KEY =
      AttributeKey.valueOf(ObservedCall.class, "KEY");

  private final ServiceRequestContext ctx;
  private final Context context;
  private final CallMetrics metrics;
  private final long startNanos;
  private volatile @Nullable Throwable failure;
  private volatile String collection = "";
  private final AtomicReference<Status.@Nullable Code> answered = new AtomicReference<>();

  ObservedCall(
      ServiceRequestContext ctx, Context context, CallMetrics metrics, long startNanos) {
    this.ctx = ctx;
    this.context = context;
    this.metrics = metrics;
    this.startNanos = startNanos;
  }

  void attach() {
    ctx.setAttr(KEY, this);
  }

  static @Nullable ObservedCall of(ServiceRequestContext ctx) {
    return ctx.attr(KEY);
  }

  Context context() {
    return context;
  }

  /** Counts the call, unless it is counted already. */
  void answered(Status.Code code) {
    if (answered.compareAndSet(null, code)) {
      long nanos = System.nanoTime() - startNanos;
      context.run(
          () -> {
            metrics.answered(code, nanos);
            metrics.answeredFor(collection, code, nanos);
            if (code == Status.Code.RESOURCE_EXHAUSTED) {
              metrics.refused(ctx);
            }
          });
    }
  }

  /** Returns why it was not taken, null when it was. */
  @Nullable Refusal refusal() {
    return Refusal.of(ctx);
  }

  /** Notes what it is about, if that is counted. */
  void received(byte[] message) {
    if (metrics.countsByCollection()) {
      collection = CollectionField.read(message);
    }
  }

  /** Notes what went wrong, for the log and the span. */
  void failed(Throwable cause) {
    failure = cause;
  }

  /** Returns what went wrong, as far as the server knows; the log of the request knows the rest. */
  @Nullable Throwable failure(RequestLog log) {
    Throwable noted = failure;
    return noted == null ? log.responseCause() : noted;
  }

  /** Returns the status that was counted. */
  Status.Code code() {
    Status.Code code = answered.get();
    return code == null ? Status.Code.UNKNOWN : code;
  }
}
