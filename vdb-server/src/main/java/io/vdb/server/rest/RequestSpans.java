package io.vdb.server.rest;

import io.vdb.observability.spi.Context;
import io.vdb.observability.spi.Span;
import io.vdb.server.request.QuotedData;
import io.vdb.server.request.Refusal;

/**
 * Ends the span of a request.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/http/http-spans/">Semantic conventions
 *     for HTTP spans</a>
 */
final class RequestSpans {

  private static final int REQUEST_TIMEOUT = 408;

  private RequestSpans() {}

  static void end(Context context, AnsweredRequest answered) {
    Span span = context.span();
    if (!span.isRecording()) {
      return;
    }
    boolean matched = !answered.route().equals(RequestObserver.UNMATCHED);
    Span described = matched ? span.attribute("http.route", answered.route()) : span;
    described
        .attribute("http.request.method", answered.ctx().method().name())
        .attribute("url.path", RequestLines.path(answered.ctx()))
        .attribute(
            "url.scheme", answered.log().sessionProtocol().isTls() ? "https" : "http")
        .attribute(
            "network.protocol.version",
            answered.log().sessionProtocol().isExplicitHttp2() ? "2" : "1.1")
        .attribute("http.request.body.size", answered.log().requestLength())
        .attribute("http.response.body.size", answered.log().responseLength())
        .attribute("http.response.status_code", answered.status())
        .attribute("vdb.correlation_id", context.correlationId());
    Refusal refusal = Refusal.of(answered.ctx());
    if (refusal != null) {
      span.attribute("vdb.refusal", refusal.label());
    }
    if (answered.isServerError()) {
      span.failed(answered.error(), QuotedData.withoutIt(answered.cause()));
    } else if (answered.status() == REQUEST_TIMEOUT) {
      span.attribute("error.type", answered.error()); // an error, and yet not one of the server
    }
    span.end(answered.log().responseEndTimeNanos());
  }
}
