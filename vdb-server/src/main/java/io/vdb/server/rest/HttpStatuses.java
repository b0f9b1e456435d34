package io.vdb.server.rest;

import com.linecorp.armeria.common.HttpStatus;
import io.vdb.server.api.ErrorKind;

/** Which status each kind of failure has. */
final class HttpStatuses {

  private HttpStatuses() {}

  static HttpStatus of(ErrorKind kind) {
    return switch (kind) {
      case WRONG_INPUT, MALFORMED -> HttpStatus.BAD_REQUEST;
      case INVALID -> HttpStatus.UNPROCESSABLE_ENTITY;
      case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
      case FORBIDDEN -> HttpStatus.FORBIDDEN;
      case NOT_FOUND -> HttpStatus.NOT_FOUND;
      case ALREADY_EXISTS -> HttpStatus.CONFLICT;
      case METHOD_NOT_ALLOWED -> HttpStatus.METHOD_NOT_ALLOWED;
      case TOO_LARGE -> HttpStatus.REQUEST_ENTITY_TOO_LARGE;
      case OVERLOADED -> HttpStatus.TOO_MANY_REQUESTS;
      case TIMEOUT -> HttpStatus.REQUEST_TIMEOUT;
      case CANCELLED -> HttpStatus.CLIENT_CLOSED_REQUEST;
      case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
      case DATA_LOSS, INTERNAL -> HttpStatus.INTERNAL_SERVER_ERROR;
    };
  }
}
