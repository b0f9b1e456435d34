package io.vdb.server.grpc;

import static io.grpc.Status.Code.RESOURCE_EXHAUSTED;

import com.google.protobuf.InvalidProtocolBufferException;
import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.common.grpc.GrpcExceptionHandlerFunction;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vdb.server.api.ApiException;
import io.vdb.server.api.ErrorKind;
import io.vdb.server.grpc.qdrant.StatusCodes;
import org.jspecify.annotations.Nullable;

/** Says which status calls end with that fail before or beside their handler. */
final class CallFailures implements GrpcExceptionHandlerFunction {

  private final long limit;

  /**
   * Failures of calls.
   *
   * @param limit largest message
   */
  CallFailures(long limit) {
    this.limit = limit;
  }

  @Override
  public @Nullable Status apply(
      RequestContext ctx, Status status, Throwable cause, Metadata metadata) {
    return switch (cause) {
      case ApiException e -> refused(ctx, e, metadata);
      case RequestTimeoutException _ -> StatusCodes.failed(ApiException.timeout(), metadata);
      // Thrown for messages that are too large once they are decompressed, and for nothing else.
      case StatusRuntimeException e when e.getStatus().getCode() == RESOURCE_EXHAUSTED ->
          StatusCodes.failed(tooLarge(limit), metadata);
      // Services with generated stubs decode messages before they see them.
      case StatusRuntimeException e when e.getCause() instanceof InvalidProtocolBufferException ->
          StatusCodes.failed(undecodable(), metadata);
      default -> null;
    };
  }

  private static Status refused(RequestContext ctx, ApiException failure, Metadata metadata) {
    if (failure.refusal() != null && ctx instanceof ServiceRequestContext served) {
      failure.refusal().note(served);
    }
    return StatusCodes.failed(failure, metadata);
  }

  private static ApiException undecodable() {
    return ApiException.malformed("Format error in body: the message cannot be decoded");
  }

  static ApiException tooLarge(long limit) {
    return new ApiException(
        ErrorKind.TOO_LARGE,
        "Payload error: the message is larger than allowed (limit: " + limit + " bytes).");
  }
}
