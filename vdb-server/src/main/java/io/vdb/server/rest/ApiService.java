package io.vdb.server.rest;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.vdb.observability.spi.Context;
import io.vdb.server.api.ApiException;
import io.vdb.server.api.Operations;
import io.vdb.server.config.LimitsConfig;
import io.vdb.server.lifecycle.TaskPool;
import io.vdb.server.request.ByteBudget;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Answers one route: collects the body on the event loop and does the rest on a worker. */
final class ApiService implements HttpService {

  private static final byte[] NO_BODY = {};
  private static final String EXPLAIN_HEADER = "x-vdb-explain";

  private final ApiRoute route;
  private final Operations operations;
  private final LimitsConfig limits;
  private final TaskPool workers;
  private final BodyReader bodies;
  private final ApiErrors errors;
  private final ByteBudget budget;

  ApiService(
      ApiRoute route,
      Operations operations,
      LimitsConfig limits,
      TaskPool workers,
      ApiErrors errors,
      ByteBudget budget) {
    this.route = route;
    this.operations = operations;
    this.limits = limits;
    this.workers = workers;
    this.bodies = new BodyReader(limits.bodyBytes());
    this.errors = errors;
    this.budget = budget;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    long startNanos = System.nanoTime();
    long length = request.headers().contentLength();
    if (length > limits.bodyBytes()) {
      return Answers.error(ctx, ApiErrors.tooLarge(length, limits.bodyBytes()), startNanos);
    }
    long reserved = reserved(request.headers(), length);
    if (!budget.take(reserved)) {
      return Answers.error(
          ctx, ApiException.overloaded("too many request bodies are held; try again later"),
          startNanos);
    }
    CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
    CompletableFuture<?> _ = answer.whenComplete((sent, failure) -> budget.giveBack(reserved));
    Context context = Context.current();
    CompletableFuture<?> _ =
        request
            .aggregate()
            .whenComplete(
                (whole, failure) ->
                    context.run(() -> received(ctx, whole, failure, startNanos, answer)));
    return HttpResponse.of(answer);
  }

  /** What the body may come to: as announced, or the limit when nobody knows yet. */
  private long reserved(RequestHeaders headers, long length) {
    if (!route.hasBody()) {
      return Math.max(0, length);
    }
    return length < 0 || headers.contains(HttpHeaderNames.CONTENT_ENCODING)
        ? limits.bodyBytes()
        : length;
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
      QueryOptions options = options(ctx, request); // now, so that waiting counts as well
      workers.submit(
          () -> answer(ctx, request, options, startNanos),
          _ -> ctx.attr(Answers.FAILURE) == null,
          answer::complete);
    } catch (Throwable e) {
      answer.complete(Answers.failure(ctx, errors, e, startNanos));
    }
  }

  private QueryOptions options(ServiceRequestContext ctx, AggregatedHttpRequest request) {
    QueryOptions options = QueryOptions.read(ctx.queryParams(), route.queryParameters());
    if (route.work() == ApiRoute.Work.SEARCH) {
      options
          .timeout()
          .filter(timeout -> timeout.compareTo(limits.requestTimeout()) < 0)
          .ifPresent(timeout -> shorten(ctx, timeout));
    }
    if (route.work() == ApiRoute.Work.LONG) {
      ctx.clearRequestTimeout(); // the body is here, so that nobody can stall it
    }
    boolean asked =
        route.queryParameters().contains("explain")
            && Boolean.parseBoolean(request.headers().get(EXPLAIN_HEADER, "false"));
    return asked ? options.explained() : options;
  }

  private static void shorten(ServiceRequestContext ctx, Duration timeout) {
    ctx.setRequestTimeout(TimeoutMode.SET_FROM_START, timeout);
  }

  private HttpResponse answer(
      ServiceRequestContext ctx,
      AggregatedHttpRequest request,
      QueryOptions options,
      long startNanos) {
    try {
      checkAwaited(ctx);
      byte[] body = route.hasBody() ? bodies.read(request) : NO_BODY;
      Call call =
          new Call(
              operations,
              limits,
              options,
              ctx::pathParam,
              ctx.queryParams()::get,
              body,
              () -> checkAwaited(ctx));
      Envelope.Result result = route.operation().run(call);
      if (call.isUnattended()) {
        return Answers.json(
            HttpStatus.ACCEPTED, Envelope.accepted(startNanos), request.headers());
      }
      return Answers.json(
          HttpStatus.OK, Envelope.ok(result, call.cost(), startNanos), request.headers());
    } catch (Throwable e) {
      return Answers.failure(ctx, errors, e, startNanos);
    }
  }

  /** Throws when nobody waits for the answer any more. */
  private static void checkAwaited(ServiceRequestContext ctx) {
    if (ctx.isCancelled()) {
      throw ApiException.timeout();
    }
  }
}
