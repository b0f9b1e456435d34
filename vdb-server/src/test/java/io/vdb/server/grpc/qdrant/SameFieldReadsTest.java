package io.vdb.server.grpc.qdrant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Timestamp;
import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.FieldCondition;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.Match;
import io.qdrant.client.grpc.Points.Direction;
import io.qdrant.client.grpc.Points.FacetCounts;
import io.qdrant.client.grpc.Points.FacetHit;
import io.qdrant.client.grpc.Points.OrderBy;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.StartFrom;
import io.vdb.server.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Orders and counts by the values of a field are the same over both protocols. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SameFieldReadsTest {

  private static final String SCROLL = "/collections/c/points/scroll";
  private static final String FACET = "/collections/c/facet";

  private TestServer server;
  private GrpcStubs stubs;

  @BeforeAll
  void start(@TempDir Path data) {
    server = TestServer.start(data);
    stubs = new GrpcStubs(server);
    server.createCollection("c", "Dot");
    for (String field :
        List.of("n=integer", "x=float", "at=datetime", "tag=keyword", "ok=bool", "u=uuid")) {
      String[] parts = field.split("=", -1);
      server
          .put(
              "/collections/c/index",
              "{\"field_name\":\"" + parts[0] + "\",\"field_schema\":\"" + parts[1] + "\"}")
          .result();
    }
    server.upsert(
        "c",
        """
        [{"id":1,"vector":[1,2,3,4],"payload":{"n":7,"x":0.5,"tag":["a","b"],"ok":true,
            "at":"2024-02-29T12:30:00Z"}},
         {"id":2,"vector":[1,2,3,4],"payload":{"n":[9,-3],"x":2,"tag":"b","ok":true,
            "at":"2024-02-29T12:29:59.999999Z"}},
         {"id":3,"vector":[1,2,3,4],"payload":{"n":7,"x":-1e300,"tag":"c","ok":false,
            "u":"f81d4fae-7dec-11d0-a765-00a0c91e6bf6"}},
         {"id":4,"vector":[1,2,3,4],"payload":{"n":"7","tag":7}}]
        """);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** A point and what it was ordered by. */
  private record Place(long id, Number value) {}

  private List<Place> overRest(String body) {
    JsonNode result = server.post(SCROLL, body).result();
    assertThat(result.path("next_page_offset").isNull()).isTrue();
    List<Place> places = new ArrayList<>();
    for (JsonNode point : result.path("points")) {
      JsonNode value = point.path("order_value");
      places.add(
          new Place(
              point.path("id").asLong(),
              value.isIntegralNumber() ? (Number) value.longValue() : value.doubleValue()));
    }
    return places;
  }

  private List<Place> overGrpc(OrderBy order) {
    List<Place> places = new ArrayList<>();
    for (RetrievedPoint point :
        stubs
            .points()
            .scroll(ScrollPoints.newBuilder().setCollectionName("c").setOrderBy(order).build())
            .getResultList()) {
      places.add(
          new Place(
              point.getId().getNum(),
              point.getOrderValue().hasInt()
                  ? (Number) point.getOrderValue().getInt()
                  : point.getOrderValue().getFloat()));
    }
    return places;
  }

  @Test
  void ordersWholeNumbers() {
    List<Place> ascending = List.of(new Place(2, -3L), new Place(1, 7L), new Place(3, 7L));
    assertThat(overRest("{\"order_by\":\"n\"}")).isEqualTo(ascending);
    assertThat(overGrpc(OrderBy.newBuilder().setKey("n").build())).isEqualTo(ascending);

    List<Place> descending = List.of(new Place(1, 7L), new Place(3, 7L), new Place(2, -3L));
    assertThat(
            overRest("{\"order_by\":{\"key\":\"n\",\"direction\":\"desc\",\"start_from\":8.5}}"))
        .isEqualTo(descending);
    assertThat(
            overGrpc(
                OrderBy.newBuilder()
                    .setKey("n")
                    .setDirection(Direction.Desc)
                    .setStartFrom(StartFrom.newBuilder().setFloat(8.5))
                    .build()))
        .isEqualTo(descending);
  }

  @Test
  void ordersFloats() {
    List<Place> expected = List.of(new Place(1, 0.5), new Place(2, 2.0));
    assertThat(overRest("{\"order_by\":{\"key\":\"x\",\"start_from\":0}}")).isEqualTo(expected);
    assertThat(
            overGrpc(
                OrderBy.newBuilder()
                    .setKey("x")
                    .setStartFrom(StartFrom.newBuilder().setInteger(0))
                    .build()))
        .isEqualTo(expected);
  }

  @Test
  void ordersPointsInTime() {
    List<Place> both =
        List.of(new Place(2, 1_709_209_799_999_999L), new Place(1, 1_709_209_800_000_000L));
    assertThat(overRest("{\"order_by\":\"at\"}")).isEqualTo(both);
    assertThat(overGrpc(OrderBy.newBuilder().setKey("at").build())).isEqualTo(both);

    List<Place> late = both.subList(1, 2);
    assertThat(
            overRest("{\"order_by\":{\"key\":\"at\",\"start_from\":\"2024-02-29T12:30:00Z\"}}"))
        .isEqualTo(late);
    assertThat(
            overGrpc(
                OrderBy.newBuilder()
                    .setKey("at")
                    .setStartFrom(StartFrom.newBuilder().setDatetime("2024-02-29T12:30:00Z"))
                    .build()))
        .isEqualTo(late);
    assertThat(
            overGrpc(
                OrderBy.newBuilder()
                    .setKey("at")
                    .setStartFrom(
                        StartFrom.newBuilder()
                            .setTimestamp(Timestamp.newBuilder().setSeconds(1_709_209_800L)))
                    .build()))
        .isEqualTo(late);
  }

  /** A value and how many points have it. */
  private record Counted(Object value, long count) {}

  private List<Counted> countedOverRest(String body) {
    List<Counted> counted = new ArrayList<>();
    for (JsonNode hit : server.post(FACET, body).result().path("hits")) {
      JsonNode value = hit.path("value");
      counted.add(
          new Counted(
              value.isTextual()
                  ? value.textValue()
                  : value.isBoolean() ? (Object) value.booleanValue() : value.longValue(),
              hit.path("count").asLong()));
    }
    return counted;
  }

  private List<Counted> countedOverGrpc(FacetCounts.Builder request) {
    List<Counted> counted = new ArrayList<>();
    for (FacetHit hit :
        stubs.points().facet(request.setCollectionName("c").build()).getHitsList()) {
      counted.add(
          new Counted(
              switch (hit.getValue().getVariantCase()) {
                case STRING_VALUE -> hit.getValue().getStringValue();
                case INTEGER_VALUE -> hit.getValue().getIntegerValue();
                default -> hit.getValue().getBoolValue();
              },
              hit.getCount()));
    }
    return counted;
  }

  @Test
  void countsByValues() {
    List<Counted> tags = List.of(new Counted("b", 2), new Counted("a", 1), new Counted("c", 1));
    assertThat(countedOverRest("{\"key\":\"tag\"}")).isEqualTo(tags);
    assertThat(countedOverGrpc(FacetCounts.newBuilder().setKey("tag"))).isEqualTo(tags);
    assertThat(countedOverRest("{\"key\":\"tag\",\"limit\":2,\"exact\":true}"))
        .isEqualTo(tags.subList(0, 2));
    assertThat(
            countedOverGrpc(FacetCounts.newBuilder().setKey("tag").setLimit(2).setExact(true)))
        .isEqualTo(tags.subList(0, 2));

    List<Counted> numbers = List.of(new Counted(7L, 2), new Counted(-3L, 1), new Counted(9L, 1));
    assertThat(countedOverRest("{\"key\":\"n\"}")).isEqualTo(numbers);
    assertThat(countedOverGrpc(FacetCounts.newBuilder().setKey("n"))).isEqualTo(numbers);

    List<Counted> uuids = List.of(new Counted("f81d4fae-7dec-11d0-a765-00a0c91e6bf6", 1));
    assertThat(countedOverRest("{\"key\":\"u\"}")).isEqualTo(uuids);
    assertThat(countedOverGrpc(FacetCounts.newBuilder().setKey("u"))).isEqualTo(uuids);
  }

  @Test
  void countsMatchingPointsOnly() {
    List<Counted> ofB = List.of(new Counted(true, 2));
    assertThat(
            countedOverRest(
                "{\"key\":\"ok\",\"filter\":{\"must\":{\"key\":\"tag\",\"match\":{\"value\":\"b\"}}}}"))
        .isEqualTo(ofB);
    assertThat(
            countedOverGrpc(
                FacetCounts.newBuilder()
                    .setKey("ok")
                    .setFilter(
                        Filter.newBuilder()
                            .addMust(
                                Condition.newBuilder()
                                    .setField(
                                        FieldCondition.newBuilder()
                                            .setKey("tag")
                                            .setMatch(Match.newBuilder().setKeyword("b")))))))
        .isEqualTo(ofB);
  }
}
