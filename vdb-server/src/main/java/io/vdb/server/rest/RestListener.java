package io.vdb.server.rest;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.metric.NoopMeterRegistry;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.Registration;
import io.vdb.server.BuildInfo;
import io.vdb.server.admin.Admin;
import io.vdb.server.api.Operations;
import io.vdb.server.config.LimitsConfig;
import io.vdb.server.config.ListenConfig;
import io.vdb.server.lifecycle.Component;
import io.vdb.server.lifecycle.DatabaseComponent;
import io.vdb.server.lifecycle.Listeners;
import io.vdb.server.lifecycle.ObservabilityComponent;
import io.vdb.server.lifecycle.Readiness;
import io.vdb.server.lifecycle.TaskPool;
import io.vdb.server.lifecycle.WorkerPools;
import io.vdb.server.metrics.ApiErrorCounters;
import io.vdb.server.metrics.ServerMetrics;
import io.vdb.server.request.ByteBudget;
import io.vdb.server.request.InFlightRequests;
import io.vdb.server.request.KeyRefusals;
import io.vdb.server.request.RefusedRequests;
import io.vdb.server.tls.ServerCertificate;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves REST. Stopping it lets requests under way finish, up to a limit. */
public final class RestListener implements Component {

  private static final Logger log = LoggerFactory.getLogger(RestListener.class);

  private static final List<HttpMethod> PROBE_METHODS = List.of(HttpMethod.GET, HttpMethod.HEAD);

  private final ListenConfig listen;
  private final LimitsConfig limits;
  private final Duration grace;
  private final BuildInfo build;
  private final ObservabilityComponent observability;
  private final Operations operations;
  private final ByteBudget bodies;
  private final WorkerPools pools;
  private final Readiness readiness;
  private final Admin admin;
  private final ServerCertificate certificate;
  private final DatabaseComponent database;
  private final InFlightRequests inFlight = new InFlightRequests();
  private final List<Registration> gauges = new ArrayList<>();
  private @Nullable Server server;
  private @Nullable InetSocketAddress address;

  /**
   * A listener on the REST port.
   *
   * @param bodies what request bodies may take of the memory, on all listeners together
   * @param grace how long requests under way may take to finish when this stops
   */
  public RestListener(
      ListenConfig listen,
      LimitsConfig limits,
      Duration grace,
      BuildInfo build,
      ObservabilityComponent observability,
      Operations operations,
      ByteBudget bodies,
      WorkerPools pools,
      Readiness readiness,
      Admin admin,
      ServerCertificate certificate,
      DatabaseComponent database) {
    this.listen = listen;
    this.limits = limits;
    this.grace = grace;
    this.build = build;
    this.observability = observability;
    this.operations = operations;
    this.bodies = bodies;
    this.pools = pools;
    this.readiness = readiness;
    this.admin = admin;
    this.certificate = certificate;
    this.database = database;
  }

  /** Returns where it listens. */
  public InetSocketAddress address() {
    if (address == null) {
      throw new IllegalStateException("the REST listener is not started");
    }
    return address;
  }

  @Override
  public String name() {
    return "REST listener";
  }

  @Override
  public void start() {
    InetSocketAddress wanted = Listeners.address(listen.host(), listen.restPort());
    Server built = build(wanted);
    address = Listeners.start(built, wanted, "rest");
    server = built;
    Meter meter = observability.observability().meter();
    gauges.add(meter.gauge(ServerMetrics.HTTP_IN_FLIGHT, inFlight::count));
    gauges.add(meter.gauge(ServerMetrics.CONNECTIONS, built::numConnections, "http"));
    gauges.add(meter.gauge(ServerMetrics.REQUEST_BYTES, bodies::taken));
  }

  private Server build(InetSocketAddress wanted) {
    ApiErrors errors = new ApiErrors(limits.bodyBytes());
    Observability running = observability.observability();
    KeyRefusals refusals = new KeyRefusals(running.meter(), "http");
    RequestObserver observer =
        new RequestObserver(
            running,
            new ApiErrorCounters(running.meter(), "http"),
            new RefusedRequests(running.meter(), "http"),
            inFlight,
            readiness,
            new ApiGate(admin.access(), refusals),
            operations.service());
    ServerBuilder builder =
        certificate
            .listen(Server.builder(), wanted)
            .meterRegistry(NoopMeterRegistry.get())
            .errorHandler(new ErrorPages(errors, observer))
            .maxRequestLength(limits.bodyBytes())
            .requestTimeout(limits.requestTimeout())
            .verboseResponses(false)
            .disableServerHeader()
            .unloggedExceptionsReportInterval(Duration.ZERO)
            .gracefulShutdownTimeout(Duration.ZERO, Duration.ZERO)
            .connectionDrainDuration(Listeners.DRAIN);
    addRoutes(builder, observer, errors, refusals);
    return builder.build();
  }

  private void addRoutes(
      ServerBuilder builder, RequestObserver observer, ApiErrors errors, KeyRefusals refusals) {
    Map<String, Set<HttpMethod>> taken = new LinkedHashMap<>();

    HealthRoutes health =
        new HealthRoutes(database, readiness, admin.access(), refusals, errors);
    Map<String, HttpService> probes = probes(errors, refusals);
    probes.putAll(health.exact());
    probes.forEach(
        (path, service) -> {
          taken.put(path, EnumSet.copyOf(PROBE_METHODS));
          builder.service(
              Route.builder().exact(path).methods(PROBE_METHODS).build(),
              observer.observeProbe(service, path, PROBE_METHODS));
        });
    taken.put(HealthRoutes.COMPONENT, EnumSet.copyOf(PROBE_METHODS));
    builder.service(
        Route.builder().path(HealthRoutes.COMPONENT).methods(PROBE_METHODS).build(),
        observer.observeProbe(health.component(), HealthRoutes.COMPONENT, PROBE_METHODS));

    for (AdminRoute route : AdminOperations.routes()) {
      taken
          .computeIfAbsent(route.template(), path -> EnumSet.noneOf(HttpMethod.class))
          .add(route.method());
      builder.service(
          Route.builder().path(route.template()).methods(route.method()).build(),
          observer.observeAlways(
              new AdminService(route, admin, pools.administration(), errors, refusals),
              route.template(),
              List.of(route.method())));
    }

    for (ApiRoute route : routes()) {
      taken
          .computeIfAbsent(route.template(), path -> EnumSet.noneOf(HttpMethod.class))
          .add(route.method());
      HttpService service =
          new ApiService(route, operations, limits, pool(route), errors, bodies);
      builder.service(
          Route.builder().path(route.template()).methods(route.method()).build(),
          observer.observe(service, route.template(), List.of(route.method())));
    }

    for (SnapshotFiles.FileRoute route :
        new SnapshotFiles(operations.snapshots(), limits, pools, errors).routes()) {
      taken
          .computeIfAbsent(route.template(), path -> EnumSet.noneOf(HttpMethod.class))
          .add(route.method());
      builder
          .route()
          .path(route.template())
          .methods(route.method())
          .maxRequestLength(0) // it has a limit of its own, which it tells
          .build(observer.observe(route.service(), route.template(), List.of(route.method())));
    }

    builder.service(
        Route.ofCatchAll(),
        observer.observeUnmatched(
            new FallbackService(taken, ServiceRoutes.onlyInClusters())));
  }

  /** Returns the routes of the API. */
  static List<ApiRoute> routes() {
    List<ApiRoute> routes = new ArrayList<>(CollectionRoutes.routes());
    routes.addAll(AliasRoutes.routes());
    routes.addAll(PayloadIndexRoutes.routes());
    routes.addAll(VectorNameRoutes.routes());
    routes.addAll(FacetRoutes.routes());
    routes.addAll(PointRoutes.routes());
    routes.addAll(SnapshotRoutes.routes());
    routes.addAll(ServiceRoutes.routes());
    return routes;
  }

  private TaskPool pool(ApiRoute route) {
    return switch (route.work()) {
      case SEARCH -> pools.searches();
      case WRITE -> route.method() == HttpMethod.GET ? pools.lookups() : pools.writes();
      case LONG -> pools.snapshots();
    };
  }

  private Map<String, HttpService> probes(ApiErrors errors, KeyRefusals refusals) {
    Map<String, HttpService> probes = new LinkedHashMap<>();
    probes.put("/", ProbeServices.root(build));
    probes.put("/healthz", ProbeServices.alive("healthz"));
    probes.put("/livez", ProbeServices.alive("healthz"));
    probes.put("/readyz", ProbeServices.ready(readiness));
    HttpService metrics = new MetricsService(admin, pools.scrapes(), errors, refusals);
    probes.put("/metrics", metrics);
    probes.put("/health/metrics", metrics);
    return probes;
  }

  @Override
  public void stop() {
    if (!inFlight.awaitIdle(grace)) {
      log.warn("{} requests were still under way after {}", inFlight.count(), grace);
    }
    Server running = server;
    server = null;
    gauges.forEach(Registration::close);
    gauges.clear();
    if (running != null) {
      Listeners.stop(running);
    }
  }
}
