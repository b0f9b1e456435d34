package io.vdb.server.grpc.qdrant;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.qdrant.client.grpc.CollectionsGrpc.CollectionsBlockingStub;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.Vector;
import io.qdrant.client.grpc.Points.Vectors;
import io.qdrant.client.grpc.PointsGrpc.PointsBlockingStub;
import io.vdb.server.TestServer;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What tests need to call a server. */
final class GrpcStubs {

  private final TestServer server;

  GrpcStubs(TestServer server) {
    this.server = server;
  }

  CollectionsBlockingStub collections() {
    return client(CollectionsBlockingStub.class);
  }

  PointsBlockingStub points() {
    return client(PointsBlockingStub.class);
  }

  <T> T client(Class<T> type) {
    return GrpcClients.builder("gproto+http://127.0.0.1:" + server.grpc().getPort() + "/")
        .responseTimeoutMillis(20_000)
        .maxResponseLength(64 << 20)
        .build(type);
  }

  /** Returns how a call failed. */
  static Status failure(ThrowingCallable call) {
    return Objects.requireNonNull(
            catchThrowableOfType(StatusRuntimeException.class, call), "the call did not fail")
        .getStatus();
  }

  static PointId id(long number) {
    return PointId.newBuilder().setNum(number).build();
  }

  static DenseVector dense(float... components) {
    DenseVector.Builder vector = DenseVector.newBuilder();
    for (float component : components) {
      vector.addData(component);
    }
    return vector.build();
  }

  static PointStruct point(long id, float... components) {
    return PointStruct.newBuilder()
        .setId(id(id))
        .setVectors(
            Vectors.newBuilder().setVector(Vector.newBuilder().setDense(dense(components))))
        .build();
  }
}
