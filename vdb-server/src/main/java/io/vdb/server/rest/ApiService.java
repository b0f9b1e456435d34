package io.vdb.server.rest;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.vdb.observability.spi.Context;
import io.vdb.server.api.ApiException;
import io.vdb.server.api.Operations;
import io.vdb.server.config.LimitsConfig;
import io.vdb.server.lifecycle.RefusedWorkException;
import io.vdb.server.lifecycle.TaskPool;
import io.vdb.server.request.ByteBudget;
import io.vdb.server.request.HeldBytes;
import io.vdb.server.request.Refusal;
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
    HeldBytes held = HeldBytes.begin(ctx, budget);
    try {
      workers.requireRoom(); // so that no body is read that would only be refused
      if (length > 0 && !budget.hasRoom(length)) {
        throw ApiException.refused(Refusal.MEMORY);
      }
    } catch (ApiException | RefusedWorkException e) {
      return Answers.error(ctx, errors.of(e), startNanos);
    }
    CompletableFuture<?> _ = ctx.log().whenComplete().thenAccept(_ -> held.release());
    CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
    Context context = Context.current();
    CompletableFuture<?> _ =
        BodyCollector.collect(request, held)
            .whenComplete(
                (whole, failure) ->
                    context.run(() -> received(ctx, whole, failure, held, startNanos, answer)));
    return HttpResponse.of(answer);
  }

  private void received(
      ServiceRequestContext ctx,
      @Nullable AggregatedHttpRequest request,
      @Nullable Throwable failure,
      HeldBytes held,
      long startNanos,
      CompletableFuture<HttpResponse> answer) {
    if (request == null) {
      Throwable cause = failure == null ? ApiException.internal(null) : failure;
      answer.complete(Answers.error(ctx, errors.of(cause), startNanos));
      return;
    }
    held.retain(); // a worker may be at it when the client has long gone
    try {
      QueryOptions options = options(ctx, request); // now, so that waiting counts as well
      TaskPool.Place place =
          workers.submit(
              () -> answer(ctx, request, options, held, startNanos),
              _ -> ctx.attr(Answers.FAILURE) == null,
              made -> {
                held.release();
                answer.complete(made);
              },
              refused -> {
                held.release();
                answer.complete(Answers.error(ctx, errors.of(refused), startNanos));
              });
      CompletableFuture<?> _ =
          ctx.whenRequestCancelling().thenAccept(cause -> leave(place, held, cause, answer));
    } catch (Throwable e) {
      held.release();
      answer.complete(Answers.failure(ctx, errors, e, startNanos));
    }
  }

  /** Nobody waits any more for work that has not begun: its place is for others. */
  private static void leave(
      TaskPool.Place place,
      HeldBytes held,
      Throwable cause,
      CompletableFuture<HttpResponse> answer) {
    if (place.leave()) {
      held.release();
      answer.completeExceptionally(cause);
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
      HeldBytes held,
      long startNanos) {
    try {
      checkAwaited(ctx);
      byte[] body = route.hasBody() ? bodies.read(request) : NO_BODY;
      if (!held.grow(body.length)) { // it was compressed
        throw ApiException.refused(Refusal.MEMORY);
      }
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
      byte[] made = Envelope.ok(result, call.cost(), startNanos);
      if (!held.answer(made.length, route.work() == ApiRoute.Work.SEARCH)) {
        throw ApiException.refused(Refusal.MEMORY);
      }
      return Answers.json(HttpStatus.OK, made, request.headers());
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
