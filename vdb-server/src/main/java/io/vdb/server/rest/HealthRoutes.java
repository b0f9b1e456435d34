package io.vdb.server.rest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.vdb.core.error.VdbException;
import io.vdb.core.health.ComponentHealth;
import io.vdb.core.health.Health;
import io.vdb.core.health.HealthReport;
import io.vdb.core.health.HealthStatus;
import io.vdb.server.api.ApiException;
import io.vdb.server.lifecycle.DatabaseComponent;
import io.vdb.server.lifecycle.Readiness;
import io.vdb.server.request.KeyRefusals;
import io.vdb.server.security.AccessRules;
import io.vdb.server.security.Right;
import io.vdb.server.security.Rights;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Tells how the server and the components of its database are.
 *
 * <p>What probes ask for needs no key, as load balancers and kubelets have none, and so it names
 * nothing of the data: a word for each component. All that the checks said, with names of
 * collections and folders, needs the right to read.
 */
final class HealthRoutes {

  static final String COMPONENT = "/health/{component}";

  private static final String DATABASE = "database";
  private static final String SERVER = "server";

  private final DatabaseComponent database;
  private final Readiness readiness;
  private final Gate gate;
  private final ApiErrors errors;

  HealthRoutes(
      DatabaseComponent database,
      Readiness readiness,
      AccessRules rules,
      KeyRefusals refusals,
      ApiErrors errors) {
    this.database = database;
    this.readiness = readiness;
    this.gate =
        new Gate(
            (shown, _) ->
                rules.api(shown, Rights.ofRoute("GET", COMPONENT).orElse(Right.WRITE)),
            refusals);
    this.errors = errors;
  }

  /** Returns the services by their exact paths. */
  Map<String, HttpService> exact() {
    Map<String, HttpService> services = new LinkedHashMap<>();
    services.put("/health", (_, _) -> HttpResponse.of(all().thenApply(HealthRoutes::brief)));
    services.put("/health/live", (_, _) -> brief(HealthReport.now(server(true))));
    services.put("/health/ready", (_, _) -> HttpResponse.of(ready()));
    services.put(
        "/health/detailed",
        (ctx, _) -> guarded(ctx, "/health/detailed", () -> all().thenApply(HealthRoutes::whole)));
    return services;
  }

  /** Returns the service of {@link #COMPONENT}. */
  HttpService component() {
    return (ctx, _) ->
        guarded(ctx, COMPONENT, () -> one(String.valueOf(ctx.pathParam("component"))));
  }

  /** Work that may be refused. */
  private interface Asking {
    CompletableFuture<HttpResponse> ask();
  }

  private HttpResponse guarded(ServiceRequestContext ctx, String route, Asking asking) {
    long startNanos = System.nanoTime();
    try {
      gate.check(ctx, route);
      return HttpResponse.of(asking.ask());
    } catch (ApiException e) {
      return Answers.error(ctx, e, startNanos);
    } catch (RuntimeException | Error e) {
      return Answers.failure(ctx, errors, e, startNanos);
    }
  }

  private CompletableFuture<HealthReport> all() {
    try {
      return health().check();
    } catch (VdbException e) {
      return CompletableFuture.completedFuture(notOpen(e));
    }
  }

  private CompletableFuture<HttpResponse> one(String component) {
    try {
      return health()
          .check(component)
          .orElseThrow(
              () ->
                  ApiException.notFound(
                      "there is no component of this name; there are "
                          + String.join(", ", health().components())))
          .thenApply(HealthRoutes::whole);
    } catch (VdbException e) {
      return CompletableFuture.completedFuture(whole(notOpen(e)));
    }
  }

  /** Whether requests are served, and can be answered. */
  private CompletableFuture<HttpResponse> ready() {
    boolean serving = readiness.isReady();
    CompletableFuture<HealthReport> asked;
    try {
      asked =
          health()
              .check(DATABASE)
              .orElseGet(() -> CompletableFuture.completedFuture(HealthReport.now(Map.of())));
    } catch (VdbException e) {
      asked = CompletableFuture.completedFuture(notOpen(e));
    }
    return asked.thenApply(
        report -> {
          Map<String, ComponentHealth> checks = server(serving);
          checks.putAll(report.checks());
          return brief(HealthReport.now(checks));
        });
  }

  private Health health() {
    return database.database().health();
  }

  private static Map<String, ComponentHealth> server(boolean well) {
    Map<String, ComponentHealth> checks = new LinkedHashMap<>();
    checks.put(
        SERVER,
        well
            ? ComponentHealth.healthy(Map.of())
            : ComponentHealth.error("the server is starting or stopping", Map.of()));
    return checks;
  }

  private static HealthReport notOpen(VdbException e) {
    return HealthReport.now(
        Map.of(DATABASE, ComponentHealth.error(String.valueOf(e.getMessage()), Map.of())));
  }

  private static HttpResponse whole(HealthReport report) {
    return answer(report, HealthWriter.whole(report));
  }

  private static HttpResponse brief(HealthReport report) {
    return answer(report, HealthWriter.brief(report));
  }

  private static HttpResponse answer(HealthReport report, byte[] body) {
    return HttpResponse.of(
        ResponseHeaders.builder(
                report.status() == HealthStatus.ERROR
                    ? HttpStatus.SERVICE_UNAVAILABLE
                    : HttpStatus.OK)
            .contentType(MediaType.JSON)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .build(),
        HttpData.wrap(body));
  }
}
