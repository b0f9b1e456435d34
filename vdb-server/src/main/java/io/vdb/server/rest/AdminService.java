package io.vdb.server.rest;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.vdb.observability.spi.Context;
import io.vdb.server.admin.Admin;
import io.vdb.server.api.ApiException;
import io.vdb.server.request.KeyRefusals;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Answers one route of the administration, on a thread that does nothing else, so that it answers
 * however much else there is to do.
 */
final class AdminService implements HttpService {

  private static final byte[] NO_BODY = {};
  private static final int MAX_BODY_BYTES = 64 * 1_024;

  private final AdminRoute route;
  private final Admin admin;
  private final Gate gate;
  private final Executor threads;
  private final BodyReader bodies = new BodyReader(MAX_BODY_BYTES);
  private final ApiErrors errors;

  AdminService(
      AdminRoute route,
      Admin admin,
      Executor threads,
      ApiErrors errors,
      KeyRefusals refusals) {
    this.route = route;
    this.admin = admin;
    this.gate = new Gate(admin.access()::admin, refusals);
    this.threads = threads;
    this.errors = errors;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    long startNanos = System.nanoTime();
    try {
      gate.check(ctx, route.template());
      long length = request.headers().contentLength();
      if (length > MAX_BODY_BYTES) {
        throw ApiErrors.tooLarge(length, MAX_BODY_BYTES);
      }
    } catch (ApiException e) {
      return Answers.error(ctx, e, startNanos);
    }
    ctx.setMaxRequestLength(MAX_BODY_BYTES);
    Context context = Context.current();
    CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
    CompletableFuture<?> _ =
        request
            .aggregate()
            .whenComplete(
                (whole, failure) ->
                    context.run(() -> received(ctx, whole, failure, startNanos, answer)));
    return HttpResponse.of(answer);
  }

  private void received(
      ServiceRequestContext ctx,
      @Nullable AggregatedHttpRequest request,
      @Nullable Throwable failure,
      long startNanos,
      CompletableFuture<HttpResponse> answer) {
    if (request == null) {
      Throwable cause = failure == null ? ApiException.internal(null) : failure;
      answer.complete(Answers.error(ctx, errors.of(cause), startNanos));
      return;
    }
    try {
      threads.execute(() -> answer.complete(answer(ctx, request, startNanos)));
    } catch (Throwable e) {
      answer.complete(Answers.failure(ctx, errors, e, startNanos));
    }
  }

  private HttpResponse answer(
      ServiceRequestContext ctx, AggregatedHttpRequest request, long startNanos) {
    try {
      AdminCall call =
          new AdminCall(
              admin,
              ctx::pathParam,
              ctx.queryParams(),
              route.hasBody() ? bodies.read(request) : NO_BODY,
              ctx.remoteAddress().getAddress().getHostAddress());
      call.checkParameters(route.queryParameters());
      Envelope.Result result = route.operation().run(call);
      return Answers.json(
          HttpStatus.OK, Envelope.ok(result, null, startNanos), request.headers());
    } catch (Throwable e) {
      return Answers.failure(ctx, errors, e, startNanos);
    }
  }
}
