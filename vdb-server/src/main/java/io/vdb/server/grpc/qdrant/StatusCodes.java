package io.vdb.server.grpc.qdrant;

import io.grpc.Metadata;
import io.grpc.Status;
import io.vdb.server.api.ApiException;
import io.vdb.server.api.ErrorKind;

/** Which status each kind of failure has. */
public final class StatusCodes {

  private static final Metadata.Key<String> RETRY_AFTER =
      Metadata.Key.of("retry-after", Metadata.ASCII_STRING_MARSHALLER);

  private StatusCodes() {}

  /** Returns the status of a failure; tells in the trailers when to try again. */
  public static Status failed(ApiException failure, Metadata trailers) {
    failure
        .retryAfterSeconds()
        .ifPresent(seconds -> trailers.put(RETRY_AFTER, Long.toString(seconds)));
    return of(failure.kind()).withDescription(failure.text()).withCause(failure.getCause());
  }

  private static Status of(ErrorKind kind) {
    return switch (kind) {
      case WRONG_INPUT, MALFORMED, INVALID -> Status.INVALID_ARGUMENT;
      case UNAUTHENTICATED -> Status.UNAUTHENTICATED;
      case FORBIDDEN -> Status.PERMISSION_DENIED;
      case NOT_FOUND -> Status.NOT_FOUND;
      case ALREADY_EXISTS -> Status.ALREADY_EXISTS;
      case METHOD_NOT_ALLOWED -> Status.UNIMPLEMENTED;
      case TOO_LARGE, OVERLOADED -> Status.RESOURCE_EXHAUSTED;
      case TIMEOUT -> Status.DEADLINE_EXCEEDED;
      case CANCELLED -> Status.CANCELLED;
      case UNAVAILABLE -> Status.UNAVAILABLE;
      case DATA_LOSS -> Status.DATA_LOSS;
      case INTERNAL -> Status.INTERNAL;
    };
  }
}
