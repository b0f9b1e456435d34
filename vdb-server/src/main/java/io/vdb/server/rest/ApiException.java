package io.vdb.server.rest;

import com.linecorp.armeria.common.HttpStatus;
import org.jspecify.annotations.Nullable;

/** An error that a client gets to see. Carries no stack trace: it says where in the request. */
final class ApiException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String error;

  /**
   * An error.
   *
   * @param error stable name for the metric, one of ServerMetrics.ERRORS
   * @param message what the client is told
   */
  ApiException(HttpStatus status, String error, String message) {
    this(status, error, message, null);
  }

  /** The same for an error of the server, with what the log is to tell about it. */
  ApiException(HttpStatus status, String error, String message, @Nullable Throwable cause) {
    super(message, cause, false, false);
    this.status = status.code();
    this.error = error;
  }

  HttpStatus status() {
    return HttpStatus.valueOf(status);
  }

  String error() {
    return error;
  }

  String text() {
    return String.valueOf(getMessage());
  }

  /** The request is well formed, and asks for what cannot be. */
  static ApiException wrongInput(String message) {
    return new ApiException(HttpStatus.BAD_REQUEST, "invalid_argument", "Wrong input: " + message);
  }

  /** The request is not well formed. */
  static ApiException malformed(String message) {
    return new ApiException(HttpStatus.BAD_REQUEST, "invalid_argument", message);
  }

  /** A value has the right type and is out of its range. */
  static ApiException invalid(String where, String field, String message) {
    return new ApiException(
        HttpStatus.UNPROCESSABLE_ENTITY,
        "invalid_argument",
        "Validation error in " + where + ": [" + field + ": " + message + "]");
  }

  /** The request carries no key, or a wrong one. */
  static ApiException unauthenticated(String message) {
    return new ApiException(HttpStatus.UNAUTHORIZED, "unauthenticated", "Unauthorized: " + message);
  }

  /** No key would help. */
  static ApiException forbidden(String message) {
    return new ApiException(HttpStatus.FORBIDDEN, "permission_denied", "Forbidden: " + message);
  }

  static ApiException notFound(String message) {
    return new ApiException(HttpStatus.NOT_FOUND, "not_found", "Not found: " + message);
  }

  static ApiException tooLarge(long bytes, long limit) {
    return new ApiException(
        HttpStatus.REQUEST_ENTITY_TOO_LARGE,
        "payload_too_large",
        "Payload error: JSON payload"
            + (bytes > 0 ? " (" + bytes + " bytes)" : "")
            + " is larger than allowed (limit: "
            + limit
            + " bytes).");
  }

  static ApiException overloaded(String message) {
    return new ApiException(
        HttpStatus.TOO_MANY_REQUESTS, "resource_exhausted", "Rate limiting exceeded: " + message);
  }

  static ApiException unavailable(String message) {
    return new ApiException(
        HttpStatus.SERVICE_UNAVAILABLE, "unavailable", "Service unavailable: " + message);
  }

  static ApiException timeout() {
    return new ApiException(
        HttpStatus.REQUEST_TIMEOUT, "timeout", "Timeout: the request took longer than allowed");
  }

  /** The client went away; nobody will read this. */
  static ApiException cancelled() {
    return new ApiException(
        HttpStatus.CLIENT_CLOSED_REQUEST, "cancelled", "Bad request: the client went away");
  }

  static ApiException internal(@Nullable Throwable cause) {
    return new ApiException(
        HttpStatus.INTERNAL_SERVER_ERROR,
        "internal",
        "Service internal error: the log tells more under this request's X-Correlation-ID",
        cause);
  }
}
