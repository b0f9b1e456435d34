package io.vdb.it.fuzz;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.qdrant.client.grpc.CollectionsGrpc;
import io.qdrant.client.grpc.PointsGrpc;
import io.qdrant.client.grpc.QdrantGrpc;
import io.qdrant.client.grpc.SnapshotsGrpc;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One method of the services that Qdrant has for its clients.
 *
 * @param name of service and method
 * @param request type of the messages that it takes
 */
record Rpc(String name, Descriptor request) {

  /** Methods that answer one message with one message; served or not. */
  static final List<Rpc> ALL =
      Stream.of(
              CollectionsGrpc.getServiceDescriptor(),
              PointsGrpc.getServiceDescriptor(),
              SnapshotsGrpc.getServiceDescriptor(),
              QdrantGrpc.getServiceDescriptor(),
              HealthGrpc.getServiceDescriptor())
          .map(ServiceDescriptor::getMethods)
          .flatMap(methods -> methods.stream())
          .filter(method -> method.getType() == MethodDescriptor.MethodType.UNARY)
          .map(Rpc::of)
          .toList();

  private static Rpc of(MethodDescriptor<?, ?> method) {
    var described =
        (ProtoMethodDescriptorSupplier) Objects.requireNonNull(method.getSchemaDescriptor());
    return new Rpc(
        method.getFullMethodName(), described.getMethodDescriptor().getInputType());
  }

  static Rpc named(String name) {
    return ALL.stream().filter(rpc -> rpc.name.equals(name)).findFirst().orElseThrow();
  }

  /** Tells whether it only reads. */
  boolean reads() {
    return name.replaceFirst(".*/", "")
        .matches("(Get|List|Count|Scroll|Query|Search|Recommend|Discover|Facet).*"
            + "|CollectionExists|CollectionClusterInfo|HealthCheck|Check");
  }

  /** Returns a message without anything. */
  Message empty() {
    return DynamicMessage.getDefaultInstance(request);
  }
}
