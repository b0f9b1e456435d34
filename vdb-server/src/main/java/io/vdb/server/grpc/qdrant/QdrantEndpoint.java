package io.vdb.server.grpc.qdrant;

import io.grpc.BindableService;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.qdrant.client.grpc.CollectionsGrpc;
import io.qdrant.client.grpc.PointsGrpc;
import io.qdrant.client.grpc.SnapshotsGrpc;
import io.vdb.server.api.Operations;
import io.vdb.server.config.LimitsConfig;
import io.vdb.server.lifecycle.Readiness;
import io.vdb.server.lifecycle.TaskPool;
import io.vdb.server.lifecycle.WorkerPools;
import java.util.List;
import java.util.stream.Stream;

/** Qdrant's services as they are served. */
public final class QdrantEndpoint {

  private static final RawBytes BYTES = new RawBytes();

  private final WorkerPools pools;
  private final Readiness readiness;
  private final LimitsConfig limits;

  /** Services whose work is done in these pools, once the server is ready. */
  public QdrantEndpoint(WorkerPools pools, Readiness readiness, LimitsConfig limits) {
    this.pools = pools;
    this.readiness = readiness;
    this.limits = limits;
  }

  /** Returns the services; methods that they lack are not served. */
  public List<BindableService> services(Operations operations) {
    return List.of(
        service(
            CollectionsGrpc.getServiceDescriptor(),
            Stream.concat(
                    new CollectionsService(operations.collections()).methods().stream(),
                    new AliasMethods(operations.aliases(), limits).methods().stream())
                .toList()),
        service(
            PointsGrpc.getServiceDescriptor(),
            Stream.of(
                    new PointReads(operations.points(), limits).methods(),
                    new FacetMethods(operations.points(), limits).methods(),
                    new PointWrites(operations.points(), limits).methods(),
                    new PayloadIndexMethods(operations.collections()).methods(),
                    new VectorNameMethods(operations.collections()).methods())
                .<Method<?, ?>>flatMap(List::stream)
                .toList()),
        service(
            SnapshotsGrpc.getServiceDescriptor(),
            new SnapshotMethods(operations.snapshots()).methods()));
  }

  private BindableService service(ServiceDescriptor known, List<Method<?, ?>> methods) {
    List<ServerMethodDefinition<byte[], byte[]>> bound = methods.stream().map(this::bind).toList();
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(known.getName())
            .setSchemaDescriptor(known.getSchemaDescriptor());
    bound.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(descriptor.build());
    bound.forEach(service::addMethod);
    ServerServiceDefinition built = service.build();
    return () -> built;
  }

  private ServerMethodDefinition<byte[], byte[]> bind(Method<?, ?> method) {
    return ServerMethodDefinition.create(
        method.descriptor().toBuilder(BYTES, BYTES).build(),
        new UnaryHandler(method, pool(method), readiness, limits.requestTimeout()));
  }

  private TaskPool pool(Method<?, ?> method) {
    return switch (method.work()) {
      case SEARCH -> pools.searches();
      case WRITE -> pools.writes();
      case LONG -> pools.snapshots();
      case LOOKUP -> pools.lookups();
    };
  }
}
