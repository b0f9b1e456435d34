package io.vdb.server.grpc;

import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Status;
import io.netty.util.AttributeKey;
import io.vdb.observability.spi.Context;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One gRPC call: counted once, with the first status that is known to go out. */
final class ObservedCall {

  private static final AttributeKey<ObservedCall> KEY =
      AttributeKey.valueOf(ObservedCall.class, "KEY");

  private final Context context;
  private final CallMetrics metrics;
  private final long startNanos;
  private volatile @Nullable Throwable failure;
  private volatile String collection = "";
  private final AtomicReference<Status.@Nullable Code> answered = new AtomicReference<>();

  ObservedCall(Context context, CallMetrics metrics, long startNanos) {
    this.context = context;
    this.metrics = metrics;
    this.startNanos = startNanos;
  }

  void attach(ServiceRequestContext ctx) {
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
          });
    }
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
