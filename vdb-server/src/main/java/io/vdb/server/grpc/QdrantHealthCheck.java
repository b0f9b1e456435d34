package io.vdb.server.grpc;

import io.grpc.stub.StreamObserver;
import io.qdrant.client.grpc.QdrantGrpc;
import io.qdrant.client.grpc.QdrantOuterClass.HealthCheckReply;
import io.qdrant.client.grpc.QdrantOuterClass.HealthCheckRequest;
import io.vdb.server.BuildInfo;

/** Says what answers, as Qdrant's clients ask when they connect. */
final class QdrantHealthCheck extends QdrantGrpc.QdrantImplBase {

  private final HealthCheckReply reply;

  QdrantHealthCheck(BuildInfo build) {
    reply =
        HealthCheckReply.newBuilder()
            .setTitle(BuildInfo.TITLE)
            .setVersion(BuildInfo.PROTOCOL_VERSION)
            .setCommit(build.commit())
            .build();
  }

  @Override
  public void healthCheck(HealthCheckRequest request, StreamObserver<HealthCheckReply> answer) {
    answer.onNext(reply);
    answer.onCompleted();
  }
}
