package io.vdb.server.rest;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import io.vdb.observability.spi.Context;
import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.Observability;
import io.vdb.server.api.ApiException;
import io.vdb.server.api.ServiceOperations;
import io.vdb.server.lifecycle.Readiness;
import io.vdb.server.metrics.ApiErrorCounters;
import io.vdb.server.request.InFlightRequests;
import io.vdb.server.request.RefusedRequests;
import io.vdb.server.request.RequestRoots;
import io.vdb.server.request.ResponseStatistics;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Stands around every route: begins each request, refuses requests of the API without the right key
 * and while the server is not ready, and counts, times, logs and traces each once, with the status that was really sent.
 */
final class RequestObserver {

  /** Template of whatever no route takes. */
  static final String UNMATCHED = "unmatched";

  /** What a route is for. */
  private enum Kind {
    /** The API: answers when the server is ready. */
    API,
    /** What no route of the API takes: wants a key as the API does, and answers always. */
    UNMATCHED,
    /** Has rules of its own about keys, and answers always. */
    ALWAYS,
    /** Probes and scrapes: answer always, have ids, are not recorded and hardly logged. */
    PROBE
  }

  private final Meter meter;
  private final RequestRoots roots;
  private final ApiErrorCounters errorCounters;
  private final RefusedRequests refusedRequests;
  private final InFlightRequests inFlight;
  private final Readiness readiness;
  private final ApiGate gate;
  private final ServiceOperations told;
  private final Map<HttpMethod, RouteMetrics> unmatched = new EnumMap<>(HttpMethod.class);

  RequestObserver(
      Observability observability,
      ApiErrorCounters errorCounters,
      RefusedRequests refusedRequests,
      InFlightRequests inFlight,
      Readiness readiness,
      ApiGate gate,
      ServiceOperations told) {
    this.meter = observability.meter();
    this.roots = new RequestRoots(observability.tracer());
    this.errorCounters = errorCounters;
    this.refusedRequests = refusedRequests;
    this.inFlight = inFlight;
    this.readiness = readiness;
    this.gate = gate;
    this.told = told;
    for (HttpMethod method : HttpMethod.values()) {
      unmatched.put(method, new RouteMetrics(meter, method.name(), UNMATCHED, null));
    }
  }

  /**
   * Puts this around a route of the API that takes these methods: lets requests in by their keys,
   * and once the server is ready.
   */
  HttpService observe(HttpService service, String template, List<HttpMethod> methods) {
    return new Observed(service, template, metrics(template, methods, told.rest()), Kind.API);
  }

  /**
   * Puts this around a route that answers even while the server is not ready, and has rules of its
   * own about keys.
   */
  HttpService observeAlways(HttpService service, String template, List<HttpMethod> methods) {
    return new Observed(service, template, metrics(template, methods, null), Kind.ALWAYS);
  }

  /** Puts this around a route that machines ask all the time; it answers always. */
  HttpService observeProbe(HttpService service, String template, List<HttpMethod> methods) {
    return new Observed(service, template, metrics(template, methods, null), Kind.PROBE);
  }

  /** Puts this around what answers where no route does. */
  HttpService observeUnmatched(HttpService service) {
    return new Observed(service, UNMATCHED, unmatched, Kind.UNMATCHED);
  }

  /**
   * Observes a request that no route ever saw because it is not valid HTTP.
   *
   * @param headers of the request, as far as they could be read
   * @return its ids
   */
  Context refused(@Nullable RequestHeaders headers, HttpStatus status) {
    Context context =
        RequestRoots.unrecorded(headers == null ? RequestHeaders.of(HttpMethod.GET, "/") : headers);
    HttpMethod method = headers == null ? HttpMethod.UNKNOWN : headers.method();
    RouteMetrics metrics = unmatched.get(method);
    context.run(
        () -> {
          if (metrics != null) {
            metrics.refused(status.code());
          }
          String error = AnsweredRequest.error(status.code());
          errorCounters.failed(error);
          RequestLines.refused(method.name(), UNMATCHED, status.code(), error);
        });
    return context;
  }

  private Map<HttpMethod, RouteMetrics> metrics(
      String template, List<HttpMethod> methods, @Nullable ResponseStatistics counted) {
    Map<HttpMethod, RouteMetrics> byMethod = new EnumMap<>(HttpMethod.class);
    for (HttpMethod method : methods) {
      RouteMetrics metrics = new RouteMetrics(meter, method.name(), template, counted);
      metrics.expect(200);
      metrics.expect(500);
      byMethod.put(method, metrics);
    }
    return byMethod;
  }

  private final class Observed extends SimpleDecoratingHttpService {

    private final String template;
    private final Map<HttpMethod, RouteMetrics> metrics;
    private final Map<HttpMethod, String> spanNames = new EnumMap<>(HttpMethod.class);
    private final Kind kind;

    Observed(
        HttpService service,
        String template,
        Map<HttpMethod, RouteMetrics> metrics,
        Kind kind) {
      super(service);
      this.template = template;
      this.metrics = metrics;
      this.kind = kind;
      for (HttpMethod method : HttpMethod.values()) {
        spanNames.put(method, method + " " + template);
      }
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
      inFlight.started();
      Context context = begin(ctx);
      // Before the status leaves, so that whoever reads the metrics after an answer finds it there.
      CompletableFuture<?> _ =
          ctx.log()
              .whenAvailable(RequestLogProperty.RESPONSE_HEADERS)
              .thenAccept(answer -> context.run(() -> count(ctx, answer)));
      CompletableFuture<?> _ =
          ctx.log().whenComplete().thenAccept(answer -> context.run(() -> finished(ctx, answer)));
      return context.call(() -> answer(ctx, request));
    }

    private Context begin(ServiceRequestContext ctx) {
      if (kind == Kind.PROBE) {
        return RequestRoots.beginUnrecorded(ctx);
      }
      return roots.begin(
          ctx,
          spanNames.getOrDefault(ctx.method(), template),
          ctx.log().partial().requestStartTimeNanos());
    }

    private HttpResponse answer(ServiceRequestContext ctx, HttpRequest request) throws Exception {
      RequestLines.started(ctx, template);
      if (kind == Kind.API || kind == Kind.UNMATCHED) {
        HttpResponse refusal = gate.refusal(ctx, template);
        if (refusal != null) {
          return refusal;
        }
      }
      if (kind == Kind.API && !readiness.isReady()) {
        return Answers.error(
            ctx, ApiException.unavailable("the server is starting or stopping"), System.nanoTime());
      }
      return unwrap().serve(ctx, request);
    }

    private void count(ServiceRequestContext ctx, RequestLog log) {
      AnsweredRequest answered = AnsweredRequest.of(ctx, template, log);
      RouteMetrics route = metrics.get(ctx.method());
      if (route != null) {
        long nanos = log.responseStartTimeNanos() - log.requestStartTimeNanos();
        route.answered(answered.status(), nanos);
        String collection = told.countsByCollection() ? ctx.pathParam("collection") : null;
        if (collection != null) {
          told.answered(true, collection, route.endpoint(), answered.status(), nanos);
        }
      }
      if (answered.status() >= 400) {
        errorCounters.failed(answered.error());
        refusedRequests.count(ctx, template);
      }
    }

    private void finished(ServiceRequestContext ctx, RequestLog log) {
      try {
        AnsweredRequest answered = AnsweredRequest.of(ctx, template, log);
        RequestLines.completed(answered, kind == Kind.PROBE);
        RequestSpans.end(Context.current(), answered);
      } finally {
        inFlight.finished(); // last, as a server that stops waits for it
      }
    }
  }
}
