package io.vdb.server.grpc;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Status;
import java.util.regex.Pattern;

/** Answers every call that is not served. */
final class UnimplementedService implements HttpService {

  private static final Pattern METHOD = Pattern.compile("/[\\w.]{1,100}/\\w{1,100}");
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
            .set("grpc-message", message(ctx.path()))
            .build());
  }

  /** Names the method, when it has the form of one. */
  private static String message(String path) {
    return METHOD.matcher(path).matches()
        ? "Method " + path.substring(1) + " is not supported by this server"
        : "there is no such method";
  }
}
