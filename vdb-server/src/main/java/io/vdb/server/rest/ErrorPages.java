package io.vdb.server.rest;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpResponseException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.vdb.server.request.RequestRoots;
import org.jspecify.annotations.Nullable;

/** Gives errors that Armeria finds the shape of the API. */
final class ErrorPages implements ServerErrorHandler {

  private final ApiErrors errors;
  private final RequestObserver observer;

  ErrorPages(ApiErrors errors, RequestObserver observer) {
    this.errors = errors;
    this.observer = observer;
  }

  @Override
  public HttpResponse onServiceException(ServiceRequestContext ctx, Throwable cause) {
    if (cause instanceof HttpResponseException e) {
      return e.httpResponse();
    }
    return Answers.error(ctx, errors.of(cause), System.nanoTime());
  }

  @Override
  public AggregatedHttpResponse onProtocolViolation(
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    return refused(headers, status);
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext ctx,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    return ctx != null && RequestRoots.hasBegun(ctx)
        ? page(ResponseHeaders.builder(status), status)
        : refused(headers, status);
  }

  /** Nothing else knows of such a request, so it gets its ids here. */
  private AggregatedHttpResponse refused(@Nullable RequestHeaders headers, HttpStatus status) {
    ResponseHeadersBuilder answer = ResponseHeaders.builder(status);
    RequestRoots.addIds(
        answer,
        observer.refused(headers, status),
        headers == null ? HttpHeaders.of() : headers);
    return page(answer, status);
  }

  private AggregatedHttpResponse page(ResponseHeadersBuilder headers, HttpStatus status) {
    return AggregatedHttpResponse.of(
        headers.contentType(MediaType.JSON).build(),
        HttpData.wrap(Envelope.error(errors.of(status).text(), System.nanoTime())));
  }
}
