package io.vdb.server.grpc;

import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.common.metric.NoopMeterRegistry;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.BindableService;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.Registration;
import io.vdb.server.BuildInfo;
import io.vdb.server.admin.Admin;
import io.vdb.server.api.Operations;
import io.vdb.server.config.LimitsConfig;
import io.vdb.server.config.ListenConfig;
import io.vdb.server.grpc.admin.AdminEndpoint;
import io.vdb.server.grpc.qdrant.QdrantEndpoint;
import io.vdb.server.lifecycle.Component;
import io.vdb.server.lifecycle.Listeners;
import io.vdb.server.lifecycle.ObservabilityComponent;
import io.vdb.server.lifecycle.Readiness;
import io.vdb.server.lifecycle.WorkerPools;
import io.vdb.server.metrics.ServerMetrics;
import io.vdb.server.request.ByteBudget;
import io.vdb.server.request.InFlightRequests;
import io.vdb.server.request.KeyRefusals;
import io.vdb.server.tls.ServerCertificate;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves gRPC. */
public final class GrpcListener implements Component {

  private static final Logger log = LoggerFactory.getLogger(GrpcListener.class);

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
  private final InFlightRequests inFlight = new InFlightRequests();
  private final HealthStatusManager health = new HealthStatusManager();
  private @Nullable Server server;
  private @Nullable Registration connections;
  private @Nullable InetSocketAddress address;

  /**
   * A listener on the gRPC port.
   *
   * @param bodies what request bodies may take of the memory, on all listeners together
   * @param grace how long calls under way may take to finish when this stops
   */
  public GrpcListener(
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
      ServerCertificate certificate) {
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
  }

  /** Returns where it listens. */
  public InetSocketAddress address() {
    if (address == null) {
      throw new IllegalStateException("the gRPC listener is not started");
    }
    return address;
  }

  @Override
  public String name() {
    return "gRPC listener";
  }

  @Override
  public void start() {
    Meter meter = observability.observability().meter();
    List<BindableService> services = new ArrayList<>();
    services.add(withoutSchema(health.getHealthService()));
    services.add(new QdrantHealthCheck(build));
    services.addAll(new QdrantEndpoint(pools, readiness, limits).services(operations));
    KeyRefusals refusals = new KeyRefusals(meter, "grpc");
    services.add(AdminEndpoint.of(admin, pools.administration(), pools.scrapes(), refusals));
    services.add(ProtoReflectionServiceV1.newInstance());
    KeyGate gate = new KeyGate(admin.access(), refusals);
    InetSocketAddress wanted = Listeners.address(listen.host(), listen.grpcPort());
    Server built =
        certificate
            .listen(Server.builder(), wanted)
            .meterRegistry(NoopMeterRegistry.get())
            .maxRequestLength(0) // BodyBudget bounds them, with an answer that clients understand
            .requestTimeout(limits.requestTimeout())
            .disableServerHeader()
            .unloggedExceptionsReportInterval(Duration.ZERO)
            .gracefulShutdownTimeout(Duration.ZERO, Duration.ZERO)
            .connectionDrainDuration(Listeners.DRAIN)
            .service(
                GrpcService.builder()
                    .addServices(services)
                    // JSON over gRPC would have a class generated for each type of message at the
                    // start, which doubles its time.
                    .supportedSerializationFormats(GrpcSerializationFormats.PROTO)
                    .maxRequestMessageLength(Math.toIntExact(limits.bodyBytes()))
                    .exceptionHandler(new CallFailures(limits.bodyBytes()))
                    .intercept(new Deadlines(limits.requestTimeout()), new ContextInterceptor())
                    .build(),
                new BodyBudget(bodies, limits.bodyBytes()),
                gate::guard)
            .service(Route.ofCatchAll(), gate.guardUnserved(new UnimplementedService()))
            .decorator(
                new CallObserver(
                    observability.observability(),
                    services,
                    inFlight,
                    operations.service()))
            .build();
    address = Listeners.start(built, wanted, "grpc");
    server = built;
    connections = meter.gauge(ServerMetrics.CONNECTIONS, built::numConnections, "grpc");
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.SERVING);
  }

  /**
   * Keeps the schema of a service from the reflection service: Qdrant's schema has a copy of the
   * standard health service, and no service may be there twice.
   */
  private static BindableService withoutSchema(BindableService service) {
    ServerServiceDefinition known = service.bindService();
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(known.getServiceDescriptor().getName());
    known.getServiceDescriptor().getMethods().forEach(descriptor::addMethod);
    ServerServiceDefinition.Builder plain = ServerServiceDefinition.builder(descriptor.build());
    for (ServerMethodDefinition<?, ?> method : known.getMethods()) {
      plain.addMethod(method);
    }
    ServerServiceDefinition built = plain.build();
    return () -> built;
  }

  @Override
  public void stop() {
    health.enterTerminalState(); // watchers hear NOT_SERVING
    if (!inFlight.awaitIdle(grace)) {
      log.warn("{} gRPC calls were still under way after {}", inFlight.count(), grace);
    }
    Registration exported = connections;
    connections = null;
    if (exported != null) {
      exported.close();
    }
    Server running = server;
    server = null;
    if (running != null) {
      Listeners.stop(running);
    }
  }
}
