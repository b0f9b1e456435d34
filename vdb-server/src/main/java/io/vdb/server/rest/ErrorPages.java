package io.vdb.server.rest;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpResponseException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import org.jspecify.annotations.Nullable;

/** Gives errors that Armeria finds the shape of the API. */
final class ErrorPages implements ServerErrorHandler {

  private final ApiErrors errors;

  ErrorPages(ApiErrors errors) {
    this.errors = errors;
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
    return page(status);
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext ctx,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    return page(status);
  }

  private AggregatedHttpResponse page(HttpStatus status) {
    return AggregatedHttpResponse.of(
        ResponseHeaders.builder(status).contentType(MediaType.JSON).build(),
        HttpData.wrap(Envelope.error(errors.of(status).text(), System.nanoTime())));
  }
}
