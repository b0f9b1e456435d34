package io.vdb.observability.otel;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.GrpcSender;
import io.opentelemetry.sdk.common.export.GrpcStatusCode;

/** Sends spans by gRPC. */
record GrpcSpanSender(GrpcSender sender) implements SpanSender {

  @Override
  public CompletableResultCode send(byte[] request) {
    CompletableResultCode result = new CompletableResultCode();
    sender.send(
        new EncodedRequest(request),
        answer -> {
          if (answer.getStatusCode() == GrpcStatusCode.OK) {
            result.succeed();
          } else {
            result.failExceptionally(new ExportFailure(null));
          }
        },
        failure -> result.failExceptionally(new ExportFailure(failure)));
    return result;
  }

  @Override
  public void shutdown() {
    sender.shutdown();
  }
}
