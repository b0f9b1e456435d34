package io.vdb.server.grpc;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Status;

/** Answers every call that is not served. */
final class UnimplementedService implements HttpService {

  private static final String GRPC = "application/grpc";

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    if (!request.headers().get(HttpHeaderNames.CONTENT_TYPE, "").startsWith(GRPC)) {
      return HttpResponse.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE);
    }
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.OK)
            .endOfStream(true)
            .set(HttpHeaderNames.CONTENT_TYPE, GRPC)
            .set("grpc-status", Integer.toString(Status.Code.UNIMPLEMENTED.value()))
            .set("grpc-message", "this server does not have this method yet")
            .build());
  }
}
