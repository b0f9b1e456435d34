package io.vdb.server.grpc;

import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.common.metric.NoopMeterRegistry;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.Registration;
import io.vdb.server.BuildInfo;
import io.vdb.server.admin.Admin;
import io.vdb.server.config.ListenConfig;
import io.vdb.server.grpc.admin.AdminEndpoint;
import io.vdb.server.lifecycle.Component;
import io.vdb.server.lifecycle.Listeners;
import io.vdb.server.lifecycle.ObservabilityComponent;
import io.vdb.server.lifecycle.WorkerPools;
import io.vdb.server.metrics.ServerMetrics;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Serves gRPC. */
public final class GrpcListener implements Component {

  private final ListenConfig listen;
  private final BuildInfo build;
  private final ObservabilityComponent observability;
  private final WorkerPools pools;
  private final Admin admin;
  private final HealthStatusManager health = new HealthStatusManager();
  private @Nullable Server server;
  private @Nullable Registration connections;
  private @Nullable InetSocketAddress address;

  /** A listener on the gRPC port. */
  public GrpcListener(
      ListenConfig listen,
      BuildInfo build,
      ObservabilityComponent observability,
      WorkerPools pools,
      Admin admin) {
    this.listen = listen;
    this.build = build;
    this.observability = observability;
    this.pools = pools;
    this.admin = admin;
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
    List<BindableService> services =
        List.of(
            health.getHealthService(),
            new QdrantHealthCheck(build),
            AdminEndpoint.of(admin, pools.administration(), pools.scrapes()));
    InetSocketAddress wanted = Listeners.address(listen.host(), listen.grpcPort());
    Server built =
        Server.builder()
            .http(wanted)
            .meterRegistry(NoopMeterRegistry.get())
            .disableServerHeader()
            .unloggedExceptionsReportInterval(Duration.ZERO)
            .gracefulShutdownTimeout(Duration.ZERO, Duration.ZERO)
            .service(
                GrpcService.builder()
                    .addServices(services)
                    // JSON over gRPC would have a class generated for each type of message at the
                    // start, which doubles its time.
                    .supportedSerializationFormats(GrpcSerializationFormats.PROTO)
                    .intercept(new ContextInterceptor())
                    .build())
            .service(Route.ofCatchAll(), new UnimplementedService())
            .decorator(new CallObserver(observability.observability(), services))
            .build();
    address = Listeners.start(built, wanted, "grpc");
    server = built;
    connections = meter.gauge(ServerMetrics.CONNECTIONS, built::numConnections, "grpc");
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.SERVING);
  }

  @Override
  public void stop() {
    health.enterTerminalState(); // watchers hear NOT_SERVING
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
