package io.vdb.server.rest;

import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.vdb.server.api.ApiException;
import org.jspecify.annotations.Nullable;

/**
 * A request and what became of it.
 *
 * @param ctx the request
 * @param log times and lengths
 * @param route template of the route that took it
 * @param status as it was really sent; 499 when the client left before
 * @param error stable code of what went wrong; empty when nothing did
 * @param cause what went wrong on the side of the server; absent otherwise
 */
record AnsweredRequest(
    ServiceRequestContext ctx,
    RequestLog log,
    String route,
    int status,
    String error,
    @Nullable Throwable cause) {

  /** The client went away before it got an answer. */
  private static final int CLIENT_CLOSED_REQUEST = 499;

  private static final int FIRST_SERVER_ERROR = 500;

  static AnsweredRequest of(ServiceRequestContext ctx, String route, RequestLog log) {
    int sent = log.responseHeaders().status().code();
    int status = sent == 0 ? CLIENT_CLOSED_REQUEST : sent;
    ApiException failure = ctx.attr(Answers.FAILURE);
    if (status < 400) {
      boolean cutOff =
          log.isAvailable(
                  RequestLogProperty.RESPONSE_CAUSE)
              && log.responseCause() != null;
      return new AnsweredRequest(ctx, log, route, status, cutOff ? "cancelled" : "", null);
    }
    String error = failure != null ? failure.kind().code() : error(status);
    Throwable cause =
        failure == null || status < FIRST_SERVER_ERROR ? null : failure.getCause();
    return new AnsweredRequest(ctx, log, route, status, error, cause);
  }

  /** Returns the code of an error that only a status tells. */
  static String error(int status) {
    return switch (status) {
      case 404 -> "not_found";
      case 405 -> "method_not_allowed";
      case 408 -> "timeout";
      case 409 -> "already_exists";
      case 413 -> "payload_too_large";
      case 429 -> "resource_exhausted";
      case CLIENT_CLOSED_REQUEST -> "cancelled";
      case 503 -> "unavailable";
      default -> status >= FIRST_SERVER_ERROR ? "internal" : "invalid_argument";
    };
  }

  /** Tells whether a key was missing, wrong, or not enough. */
  boolean isRefusedAccess() {
    return status == 401 || status == 403;
  }

  /** Tells whether the server is to blame. */
  boolean isServerError() {
    return status >= FIRST_SERVER_ERROR;
  }
}
