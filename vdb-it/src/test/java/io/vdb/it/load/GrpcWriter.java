package io.vdb.it.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.Points.Vector;
import io.qdrant.client.grpc.Points.Vectors;
import io.qdrant.client.grpc.PointsGrpc;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A client over gRPC. */
final class GrpcWriter extends Client {

  private static final Metadata.Key<String> RETRY_AFTER =
      Metadata.Key.of("retry-after", Metadata.ASCII_STRING_MARSHALLER);

  /** What calls end with that a server never answers, or no more. */
  private static final Set<Status.Code> GONE =
      Set.of(Status.Code.UNAVAILABLE, Status.Code.CANCELLED);

  private final Channel channel;
  private final String collection;

  GrpcWriter(Channel channel, String collection, Tally tally, long firstId) {
    super(tally, firstId);
    this.channel = channel;
    this.collection = collection;
  }

  private PointsGrpc.PointsBlockingStub points() {
    return PointsGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  @Override
  Outcome write(long id, List<Float> vector) {
    UpsertPoints request =
        UpsertPoints.newBuilder()
            .setCollectionName(collection)
            .setWait(true)
            .addPoints(
                PointStruct.newBuilder()
                    .setId(PointId.newBuilder().setNum(id))
                    .setVectors(
                        Vectors.newBuilder()
                            .setVector(
                                Vector.newBuilder()
                                    .setDense(DenseVector.newBuilder().addAllData(vector)))))
            .build();
    try {
      var _ = points().upsert(request);
      return Outcome.DONE;
    } catch (StatusRuntimeException e) {
      return outcome(e);
    }
  }

  @Override
  Outcome find(long id, List<Float> vector) {
    SearchPoints request =
        SearchPoints.newBuilder()
            .setCollectionName(collection)
            .addAllVector(vector)
            .setLimit(1)
            .build();
    try {
      ScoredPoint nearest = points().search(request).getResult(0);
      assertThat(nearest.getId().getNum()).isEqualTo(id);
      assertThat(nearest.getScore()).isZero();
      return Outcome.DONE;
    } catch (StatusRuntimeException e) {
      return outcome(e);
    }
  }

  private static Outcome outcome(StatusRuntimeException failure) {
    Status.Code code = failure.getStatus().getCode();
    if (GONE.contains(code)) {
      return Outcome.GONE;
    }
    assertThat(code).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(Objects.requireNonNull(failure.getTrailers()).get(RETRY_AFTER)).isEqualTo("1");
    return Outcome.REFUSED;
  }
}
