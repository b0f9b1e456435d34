package io.vdb.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.qdrant.client.grpc.CollectionsGrpc;
import io.qdrant.client.grpc.PointsGrpc;
import io.qdrant.client.grpc.SnapshotsGrpc;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class RightsTest {

  static Stream<ServiceDescriptor> services() {
    return Stream.of(
        CollectionsGrpc.getServiceDescriptor(),
        PointsGrpc.getServiceDescriptor(),
        SnapshotsGrpc.getServiceDescriptor(),
        ServerReflectionGrpc.getServiceDescriptor());
  }

  @ParameterizedTest
  @MethodSource("services")
  void saysOfEveryMethodOfTheProtocolWhetherItReadsOrWrites(ServiceDescriptor service) {
    assertThat(service.getMethods())
        .extracting(MethodDescriptor::getFullMethodName)
        .allSatisfy(method -> assertThat(Rights.ofMethod(method)).as(method).isPresent());
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /collections/{collection}, READ",
    "PUT, /collections/{collection}, WRITE",
    "PATCH, /collections/{collection}, WRITE",
    "DELETE, /collections/{any}, WRITE",
    "POST, /collections/{collection}/points, READ",
    "PUT, /collections/{collection}/points, WRITE",
    "POST, /collections/{collection}/points/query, READ",
    "POST, /collections/{collection}/points/delete, WRITE",
    "GET, /issues, WRITE"
  })
  void tellsRoutesApartByMethodAndTemplate(String method, String template, Right right) {
    assertThat(Rights.ofRoute(method, template)).hasValue(right);
  }

  @Test
  void saysNothingOfWhatItDoesNotKnow() {
    assertThat(Rights.ofRoute("GET", "/collections/{collection}/x")).isEmpty();
    assertThat(Rights.ofMethod("qdrant.Points/X")).isEmpty();
  }
}
