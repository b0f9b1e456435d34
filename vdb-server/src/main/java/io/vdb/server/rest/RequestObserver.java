package io.vdb.server.rest;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import io.vdb.observability.spi.Meter;
import io.vdb.server.lifecycle.Readiness;
import io.vdb.server.metrics.ApiErrorCounters;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Stands around every route: gives each request its correlation id, refuses requests while the
 * server is not ready, and counts, times and logs each once, with the status that was really sent.
 */
final class RequestObserver {

  private static final Logger log = LoggerFactory.getLogger("io.vdb.server.requests");

  /** The client went away before it got an answer. */
  private static final int CLIENT_CLOSED_REQUEST = 499;

  private final Meter meter;
  private final ApiErrorCounters errorCounters;
  private final InFlightRequests inFlight;
  private final Readiness readiness;

  RequestObserver(
      Meter meter,
      ApiErrorCounters errorCounters,
      InFlightRequests inFlight,
      Readiness readiness) {
    this.meter = meter;
    this.errorCounters = errorCounters;
    this.inFlight = inFlight;
    this.readiness = readiness;
  }

  /** Puts this around a route that takes these methods and waits until the server is ready. */
  HttpService observe(HttpService service, String template, List<HttpMethod> methods) {
    return new Observed(service, template, metrics(template, methods), true);
  }

  /** Puts this around a route that answers even while the server is not ready. */
  HttpService observeAlways(HttpService service, String template, List<HttpMethod> methods) {
    return new Observed(service, template, metrics(template, methods), false);
  }

  private Map<HttpMethod, RouteMetrics> metrics(String template, List<HttpMethod> methods) {
    Map<HttpMethod, RouteMetrics> byMethod = new EnumMap<>(HttpMethod.class);
    for (HttpMethod method : methods) {
      RouteMetrics metrics = new RouteMetrics(meter, method.name(), template);
      metrics.expect(200);
      metrics.expect(500);
      byMethod.put(method, metrics);
    }
    return byMethod;
  }

  private final class Observed extends SimpleDecoratingHttpService {

    private final String template;
    private final Map<HttpMethod, RouteMetrics> metrics;
    private final boolean waitsForReadiness;

    Observed(
        HttpService service,
        String template,
        Map<HttpMethod, RouteMetrics> metrics,
        boolean waitsForReadiness) {
      super(service);
      this.template = template;
      this.metrics = metrics;
      this.waitsForReadiness = waitsForReadiness;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
      Correlation.attach(ctx, request.headers());
      inFlight.started();
      // Before the status leaves, so that whoever reads the metrics after an answer finds it there.
      CompletableFuture<?> _ =
          ctx.log()
              .whenAvailable(RequestLogProperty.RESPONSE_HEADERS)
              .thenAccept(answer -> count(ctx, answer));
      CompletableFuture<?> _ =
          ctx.log().whenComplete().thenAccept(answer -> finished(ctx, answer));
      if (waitsForReadiness && !readiness.isReady()) {
        return Answers.error(
            ctx, ApiException.unavailable("the server is starting or stopping"), System.nanoTime());
      }
      return unwrap().serve(ctx, request);
    }

    private void count(ServiceRequestContext ctx, RequestLog answer) {
      int status = status(answer);
      RouteMetrics route = metrics.get(ctx.method());
      if (route != null) {
        route.answered(status, System.nanoTime() - answer.requestStartTimeNanos());
      }
      if (status >= 400) {
        String error = ctx.attr(Answers.ERROR);
        errorCounters.failed(error != null ? error : error(status));
      }
    }

    private void finished(ServiceRequestContext ctx, RequestLog answer) {
      inFlight.finished();
      int status = status(answer);
      LoggingEventBuilder line = status >= 500 ? log.atInfo() : log.atDebug();
      Correlation.run(
          ctx,
          () ->
              line.addKeyValue("method", ctx.method().name())
                  .addKeyValue("route", template)
                  .addKeyValue("status", status)
                  .addKeyValue("duration_ms", answer.totalDurationNanos() / 1_000_000.0)
                  .log("request answered"));
    }
  }

  private static int status(RequestLog answer) {
    int status = answer.responseHeaders().status().code();
    return status == 0 ? CLIENT_CLOSED_REQUEST : status;
  }

  private static String error(int status) {
    return switch (status) {
      case 404 -> "not_found";
      case 405 -> "method_not_allowed";
      case 408 -> "timeout";
      case 409 -> "already_exists";
      case 413 -> "payload_too_large";
      case 429 -> "resource_exhausted";
      case CLIENT_CLOSED_REQUEST -> "cancelled";
      case 503 -> "unavailable";
      default -> status >= 500 ? "internal" : "invalid_argument";
    };
  }
}
