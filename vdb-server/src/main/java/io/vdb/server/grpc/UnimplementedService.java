package io.vdb.server.grpc;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Status;
import java.util.Set;
import java.util.regex.Pattern;

/** Answers every call that is not served. */
final class UnimplementedService implements HttpService {

  private static final Pattern METHOD = Pattern.compile("/[\\w.]{1,100}/\\w{1,100}");
  private static final Set<String> ONLY_IN_CLUSTERS =
      Set.of(
          "/qdrant.Collections/CreateShardKey",
          "/qdrant.Collections/DeleteShardKey",
          "/qdrant.Collections/ListShardKeys",
          "/qdrant.Collections/UpdateCollectionClusterSetup");
  private static final String GRPC = "application/grpc";

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    if (!request.headers().get(HttpHeaderNames.CONTENT_TYPE, "").startsWith(GRPC)) {
      return HttpResponse.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE);
    }
    return answer(Status.Code.UNIMPLEMENTED, message(ctx.path()));
  }

  /** Returns the answer to a call that has nothing but a status, with words in plain ASCII. */
  static HttpResponse answer(Status.Code code, String words) {
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.OK)
            .endOfStream(true)
            .set(HttpHeaderNames.CONTENT_TYPE, GRPC)
            .set("grpc-status", Integer.toString(code.value()))
            .set("grpc-message", words)
            .build());
  }

  /** Names the method, when it has the form of one. */
  private static String message(String path) {
    if (ONLY_IN_CLUSTERS.contains(path)) {
      return "Method " + path.substring(1)
          + " is not supported: this server is a single node, and has no shards to manage";
    }
    return isMethod(path)
        ? "Method " + path.substring(1) + " is not supported by this server"
        : "there is no such method";
  }

  /** Tells whether a path has the form of a method, so that it can be told again. */
  static boolean isMethod(String path) {
    return METHOD.matcher(path).matches();
  }
}
