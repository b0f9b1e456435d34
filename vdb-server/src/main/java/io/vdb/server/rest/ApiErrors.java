package io.vdb.server.rest;

import com.linecorp.armeria.common.CancellationException;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.stream.AbortedStreamException;
import com.linecorp.armeria.common.stream.CancelledSubscriptionException;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import io.vdb.core.error.VdbException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;

/**
 * Turns whatever went wrong into what the client is told. What is our fault keeps its cause, for the
 * line that the request leaves in the log.
 */
final class ApiErrors {

  private final long bodyLimit;

  ApiErrors(long bodyLimit) {
    this.bodyLimit = bodyLimit;
  }

  ApiException of(Throwable cause) {
    return switch (cause) {
      case ApiException e -> e;
      case VdbException e -> of(e);
      case CompletionException e when e.getCause() != null -> of(e.getCause());
      case RejectedExecutionException e ->
          ApiException.overloaded("too many requests are waiting; try again later");
      case ContentTooLargeException e -> ApiException.tooLarge(e.contentLength(), bodyLimit);
      case RequestTimeoutException e -> ApiException.timeout();
      case HttpStatusException e -> of(e.httpStatus());
      case CancellationException e -> ApiException.cancelled();
      case AbortedStreamException e -> ApiException.cancelled();
      case CancelledSubscriptionException e -> ApiException.cancelled();
      case ClosedStreamException e -> ApiException.cancelled();
      default -> ApiException.internal(cause);
    };
  }

  private static ApiException of(VdbException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e.code()) {
      case INVALID_ARGUMENT -> ApiException.wrongInput(message);
      case NOT_FOUND -> ApiException.notFound(message);
      case ALREADY_EXISTS ->
          new ApiException(HttpStatus.CONFLICT, "already_exists", "Wrong input: " + message);
      case RESOURCE_EXHAUSTED -> ApiException.overloaded(message);
      case UNAVAILABLE -> ApiException.unavailable(message);
      case DATA_LOSS ->
          new ApiException(
              HttpStatus.INTERNAL_SERVER_ERROR,
              "data_loss",
              "Service internal error: stored data is damaged; the log tells more",
              e);
      case INTERNAL -> ApiException.internal(e);
    };
  }

  /** An error that was found before a handler saw the request. */
  ApiException of(HttpStatus status) {
    return switch (status.code()) {
      case 400 ->
          new ApiException(
              status, "invalid_argument", "Bad request: the request line or a header is malformed");
      case 404 -> ApiException.notFound("there is no such route");
      case 405 ->
          new ApiException(
              status, "method_not_allowed", "Bad request: this route does not take this method");
      case 408 -> ApiException.timeout();
      case 413 -> ApiException.tooLarge(0, bodyLimit);
      case 503 -> ApiException.unavailable("the server is not ready");
      default ->
          status.isClientError()
              ? new ApiException(
                  status, "invalid_argument", "Bad request: " + status.reasonPhrase())
              : ApiException.internal(null);
    };
  }
}
