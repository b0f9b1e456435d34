package io.vdb.server.grpc;

import com.linecorp.armeria.common.logging.RequestLog;
import io.grpc.Status;
import io.vdb.observability.spi.Span;
import io.vdb.server.request.QuotedData;
import io.vdb.server.request.Refusal;

/**
 * Ends the span of a call.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/rpc/grpc/">Semantic conventions for
 *     gRPC</a>
 */
final class CallSpans {

  private CallSpans() {}

  static void end(CallName name, ObservedCall call, RequestLog log) {
    Span span = call.context().span();
    if (!span.isRecording()) {
      return;
    }
    Status.Code code = call.code();
    span.attribute("rpc.system.name", "grpc")
        .attribute("rpc.method", name.full())
        .attribute("rpc.response.status_code", code.name())
        .attribute("vdb.correlation_id", call.context().correlationId());
    Refusal refusal = call.refusal();
    if (refusal != null) {
      span.attribute("vdb.refusal", refusal.label());
    }
    if (isServerError(code)) {
      span.failed(code.name(), QuotedData.withoutIt(call.failure(log)));
    } else if (code != Status.Code.OK) {
      span.attribute("error.type", code.name());
    }
    span.end(log.responseEndTimeNanos());
  }

  private static boolean isServerError(Status.Code code) {
    return switch (code) {
      case UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS -> true;
      default -> false;
    };
  }
}
