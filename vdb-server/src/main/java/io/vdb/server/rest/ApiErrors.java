package io.vdb.server.rest;

import com.linecorp.armeria.common.CancellationException;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.stream.AbortedStreamException;
import com.linecorp.armeria.common.stream.CancelledSubscriptionException;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import io.vdb.server.api.ApiException;
import io.vdb.server.api.ErrorKind;
import java.util.concurrent.CompletionException;

/** Turns whatever went wrong with a request into what the client is told. */
final class ApiErrors {

  private final long bodyLimit;

  ApiErrors(long bodyLimit) {
    this.bodyLimit = bodyLimit;
  }

  ApiException of(Throwable cause) {
    return switch (cause) {
      case CompletionException e when e.getCause() != null -> of(e.getCause());
      case ContentTooLargeException e -> tooLarge(e.contentLength(), bodyLimit);
      case RequestTimeoutException _ -> ApiException.timeout();
      case HttpStatusException e -> of(e.httpStatus());
      case CancellationException _ -> ApiException.cancelled();
      case AbortedStreamException _ -> ApiException.cancelled();
      case CancelledSubscriptionException _ -> ApiException.cancelled();
      case ClosedStreamException _ -> ApiException.cancelled();
      default -> ApiException.of(cause);
    };
  }

  /** A body of so many bytes, or of more than anybody counted when that is 0. */
  static ApiException tooLarge(long bytes, long limit) {
    return new ApiException(
        ErrorKind.TOO_LARGE,
        "Payload error: JSON payload"
            + (bytes > 0 ? " (" + bytes + " bytes)" : "")
            + " is larger than allowed (limit: "
            + limit
            + " bytes).");
  }

  /** An error that was found before a handler saw the request. */
  ApiException of(HttpStatus status) {
    return switch (status.code()) {
      case 400 ->
          ApiException.malformed("Bad request: the request line or a header is malformed");
      case 404 -> ApiException.notFound("there is no such route");
      case 405 ->
          new ApiException(
              ErrorKind.METHOD_NOT_ALLOWED, "Bad request: this route does not take this method");
      case 408 -> ApiException.timeout();
      case 413 -> tooLarge(0, bodyLimit);
      case 503 -> ApiException.unavailable("the server is not ready");
      default ->
          status.isClientError()
              ? ApiException.malformed("Bad request: " + status.reasonPhrase())
              : ApiException.internal(null);
    };
  }
}
