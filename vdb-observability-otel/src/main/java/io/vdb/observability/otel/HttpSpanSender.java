package io.vdb.observability.otel;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.HttpSender;

/** Sends spans by HTTP. */
record HttpSpanSender(HttpSender sender) implements SpanSender {

  @Override
  public CompletableResultCode send(byte[] request) {
    CompletableResultCode result = new CompletableResultCode();
    sender.send(
        new EncodedRequest(request),
        answer -> {
          if (isSuccess(answer.getStatusCode())) {
            result.succeed();
          } else {
            result.failExceptionally(new ExportFailure(null));
          }
        },
        failure -> result.failExceptionally(new ExportFailure(failure)));
    return result;
  }

  private static boolean isSuccess(int status) {
    return status >= 200 && status < 300;
  }

  @Override
  public void shutdown() {
    sender.shutdown();
  }
}
