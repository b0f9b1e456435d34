package io.vdb.server.grpc.qdrant;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.vdb.server.api.ApiException;
import io.vdb.server.api.ErrorKind;
import java.util.concurrent.TimeUnit;

/** Which status each kind of failure has. */
public final class StatusCodes {

  private static final Metadata.Key<String> RETRY_AFTER =
      Metadata.Key.of("retry-after", Metadata.ASCII_STRING_MARSHALLER);

  /** What gRPC's own retries go by. */
  private static final Metadata.Key<String> PUSHBACK =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

  /** A {@code google.rpc.Status}, for clients that read details of errors. */
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private StatusCodes() {}

  /** Returns the status of a failure; tells in the trailers when to try again. */
  public static Status failed(ApiException failure, Metadata trailers) {
    failure.retryAfterSeconds().ifPresent(seconds -> retryAfter(failure, seconds, trailers));
    return of(failure.kind()).withDescription(failure.text()).withCause(failure.getCause());
  }

  private static void retryAfter(ApiException failure, long seconds, Metadata trailers) {
    trailers.put(RETRY_AFTER, Long.toString(seconds));
    trailers.put(PUSHBACK, Long.toString(TimeUnit.SECONDS.toMillis(seconds)));
    RetryInfo info =
        RetryInfo.newBuilder()
            .setRetryDelay(Duration.newBuilder().setSeconds(seconds))
            .build();
    trailers.put(
        DETAILS,
        com.google.rpc.Status.newBuilder()
            .setCode(of(failure.kind()).getCode().value())
            .setMessage(failure.text())
            .addDetails(Any.pack(info))
            .build()
            .toByteArray());
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
