package io.vdb.server.grpc.qdrant;

import com.google.protobuf.Timestamp;
import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.DatetimeRange;
import io.qdrant.client.grpc.Common.FieldCondition;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.GeoBoundingBox;
import io.qdrant.client.grpc.Common.GeoLineString;
import io.qdrant.client.grpc.Common.GeoPoint;
import io.qdrant.client.grpc.Common.GeoPolygon;
import io.qdrant.client.grpc.Common.GeoRadius;
import io.qdrant.client.grpc.Common.HasIdCondition;
import io.qdrant.client.grpc.Common.HasVectorCondition;
import io.qdrant.client.grpc.Common.IsEmptyCondition;
import io.qdrant.client.grpc.Common.IsNullCondition;
import io.qdrant.client.grpc.Common.Match;
import io.qdrant.client.grpc.Common.MinShould;
import io.qdrant.client.grpc.Common.NestedCondition;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Common.Range;
import io.qdrant.client.grpc.Common.RepeatedIntegers;
import io.qdrant.client.grpc.Common.RepeatedStrings;
import io.qdrant.client.grpc.Common.ValuesCount;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Filters as JSON, each with the message that says the same, for points of SameAnswersTest. */
final class SameFilters {

  private SameFilters() {}

  static Condition field(FieldCondition.Builder field) {
    return Condition.newBuilder().setField(field).build();
  }

  static Condition match(String key, Match.Builder match) {
    return field(FieldCondition.newBuilder().setKey(key).setMatch(match));
  }

  static Filter must(Condition... conditions) {
    return Filter.newBuilder().addAllMust(List.of(conditions)).build();
  }

  /** Filters as JSON, and the same as messages. */
  static Map<String, Filter> all() {
    Condition even = match("even", Match.newBuilder().setBoolean(true));
    Condition w1 = match("word", Match.newBuilder().setKeyword("w1"));
    Condition small =
        field(FieldCondition.newBuilder().setKey("n").setRange(Range.newBuilder().setLt(9)));
    Map<String, Filter> filters = new LinkedHashMap<>();
    filters.put("{}", Filter.getDefaultInstance());
    filters.put("{\"must\":[{\"key\":\"even\",\"match\":{\"value\":true}}]}", must(even));
    filters.put("{\"must\":{\"key\":\"word\",\"match\":{\"value\":\"w1\"}}}", must(w1));
    filters.put(
        "{\"must\":[{\"key\":\"n\",\"match\":{\"value\":7}}]}",
        must(match("n", Match.newBuilder().setInteger(7))));
    filters.put(
        "{\"must\":[{\"key\":\"list[]\",\"match\":{\"any\":[1,2]}}]}",
        must(
            match(
                "list[]",
                Match.newBuilder()
                    .setIntegers(RepeatedIntegers.newBuilder().addIntegers(1).addIntegers(2)))));
    filters.put(
        "{\"must\":[{\"key\":\"word\",\"match\":{\"any\":[\"w0\",\"w2\"]}}]}",
        must(
            match(
                "word",
                Match.newBuilder()
                    .setKeywords(RepeatedStrings.newBuilder().addStrings("w0").addStrings("w2")))));
    filters.put(
        "{\"must\":[{\"key\":\"word\",\"match\":{\"except\":[\"w0\"]}}]}",
        must(
            match(
                "word",
                Match.newBuilder()
                    .setExceptKeywords(RepeatedStrings.newBuilder().addStrings("w0")))));
    filters.put(
        "{\"must\":[{\"key\":\"n\",\"match\":{\"except\":[3]}}]}",
        must(
            match(
                "n",
                Match.newBuilder()
                    .setExceptIntegers(RepeatedIntegers.newBuilder().addIntegers(3)))));
    filters.put(
        "{\"must\":[{\"key\":\"half\",\"range\":{\"gt\":1.5,\"lte\":6}}]}",
        must(
            field(
                FieldCondition.newBuilder()
                    .setKey("half")
                    .setRange(Range.newBuilder().setGt(1.5).setLte(6)))));
    filters.put(
        "{\"must\":[{\"key\":\"n\",\"range\":{\"gte\":2,\"lt\":9}}]}",
        must(
            field(
                FieldCondition.newBuilder()
                    .setKey("n")
                    .setRange(Range.newBuilder().setGte(2).setLt(9)))));
    filters.put(
        "{\"must\":[{\"has_id\":[1,2,\"" + SameAnswersTest.UUID + "\",77]}]}",
        must(
            Condition.newBuilder()
                .setHasId(
                    HasIdCondition.newBuilder()
                        .addHasId(GrpcStubs.id(1))
                        .addHasId(GrpcStubs.id(2))
                        .addHasId(PointId.newBuilder().setUuid(SameAnswersTest.UUID))
                        .addHasId(GrpcStubs.id(77)))
                .build()));
    filters.put(
        "{\"must\":[{\"is_empty\":{\"key\":\"n\"}}]}",
        must(
            Condition.newBuilder()
                .setIsEmpty(IsEmptyCondition.newBuilder().setKey("n"))
                .build()));
    filters.put(
        "{\"must\":[{\"is_null\":{\"key\":\"nothing\"}}]}",
        must(
            Condition.newBuilder()
                .setIsNull(IsNullCondition.newBuilder().setKey("nothing"))
                .build()));
    filters.put(
        "{\"must\":[{\"key\":\"nothing\",\"is_null\":true}]}",
        must(field(FieldCondition.newBuilder().setKey("nothing").setIsNull(true))));
    filters.put(
        "{\"must\":[{\"key\":\"n\",\"is_empty\":false}]}",
        must(field(FieldCondition.newBuilder().setKey("n").setIsEmpty(false))));
    filters.put(
        "{\"must\":[{\"key\":\"n\",\"match\":{\"value\":29},\"range\":{\"lt\":3}}]}",
        must(
            field(
                FieldCondition.newBuilder()
                    .setKey("n")
                    .setMatch(Match.newBuilder().setInteger(29))
                    .setRange(Range.newBuilder().setLt(3)))));
    filters.put(
        "{\"should\":[{\"key\":\"even\",\"match\":{\"value\":true}},"
            + "{\"key\":\"word\",\"match\":{\"value\":\"w1\"}}],"
            + "\"must_not\":[{\"key\":\"n\",\"range\":{\"lt\":9}}]}",
        Filter.newBuilder().addShould(even).addShould(w1).addMustNot(small).build());
    filters.put(
        "{\"min_should\":{\"min_count\":2,\"conditions\":["
            + "{\"key\":\"even\",\"match\":{\"value\":true}},"
            + "{\"key\":\"word\",\"match\":{\"value\":\"w1\"}},"
            + "{\"key\":\"n\",\"range\":{\"lt\":9}}]}}",
        Filter.newBuilder()
            .setMinShould(
                MinShould.newBuilder()
                    .setMinCount(2)
                    .addConditions(even)
                    .addConditions(w1)
                    .addConditions(small))
            .build());
    filters.put(
        "{\"must\":[{\"must_not\":[{\"key\":\"even\",\"match\":{\"value\":true}}]}]}",
        must(
            Condition.newBuilder().setFilter(Filter.newBuilder().addMustNot(even)).build()));
    putRicherFilters(filters);
    return filters;
  }

  private static void putRicherFilters(Map<String, Filter> filters) {
    filters.put(
        "{\"must\":[{\"key\":\"words\",\"match\":{\"text\":\"of 1\"}}]}",
        must(match("words", Match.newBuilder().setText("of 1"))));
    filters.put(
        "{\"must\":[{\"key\":\"words\",\"match\":{\"text_any\":\"7 8 nowhere\"}}]}",
        must(match("words", Match.newBuilder().setTextAny("7 8 nowhere"))));
    filters.put(
        "{\"must\":[{\"key\":\"words\",\"match\":{\"phrase\":\"2 stones\"}}]}",
        must(match("words", Match.newBuilder().setPhrase("2 stones"))));
    filters.put(
        "{\"must\":[{\"key\":\"list\",\"values_count\":{\"gte\":3,\"lt\":4}}]}",
        must(
            field(
                FieldCondition.newBuilder()
                    .setKey("list")
                    .setValuesCount(ValuesCount.newBuilder().setGte(3).setLt(4)))));
    filters.put(
        "{\"must\":[{\"key\":\"when\",\"range\":{\"gt\":\"2024-01-03T12:00:00Z\","
            + "\"lte\":\"2024-01-09T12:00:00Z\"}}]}",
        must(
            field(
                FieldCondition.newBuilder()
                    .setKey("when")
                    .setDatetimeRange(
                        DatetimeRange.newBuilder().setGt(noon(3)).setLte(noon(9))))));
    filters.put(
        "{\"must\":[{\"key\":\"at\",\"geo_bounding_box\":{\"top_left\":{\"lat\":9,\"lon\":-20},"
            + "\"bottom_right\":{\"lat\":2,\"lon\":-4}}}]}",
        must(
            field(
                FieldCondition.newBuilder()
                    .setKey("at")
                    .setGeoBoundingBox(
                        GeoBoundingBox.newBuilder()
                            .setTopLeft(place(9, -20))
                            .setBottomRight(place(2, -4))))));
    filters.put(
        "{\"must\":[{\"key\":\"at\",\"geo_radius\":{\"center\":{\"lat\":5,\"lon\":-5},"
            + "\"radius\":300000}}]}",
        must(
            field(
                FieldCondition.newBuilder()
                    .setKey("at")
                    .setGeoRadius(
                        GeoRadius.newBuilder().setCenter(place(5, -5)).setRadius(300_000)))));
    filters.put(
        "{\"must\":[{\"key\":\"at\",\"geo_polygon\":{\"exterior\":{\"points\":["
            + "{\"lat\":0,\"lon\":0},{\"lat\":0,\"lon\":-15},{\"lat\":15,\"lon\":-15},"
            + "{\"lat\":0,\"lon\":0}]}}}]}",
        must(
            field(
                FieldCondition.newBuilder()
                    .setKey("at")
                    .setGeoPolygon(
                        GeoPolygon.newBuilder()
                            .setExterior(
                                GeoLineString.newBuilder()
                                    .addPoints(place(0, 0))
                                    .addPoints(place(0, -15))
                                    .addPoints(place(15, -15))
                                    .addPoints(place(0, 0)))))));
    filters.put(
        "{\"must\":[{\"nested\":{\"key\":\"rows\",\"filter\":{\"must\":["
            + "{\"key\":\"a\",\"match\":{\"value\":2}},{\"key\":\"b\",\"match\":{\"value\":1}}]}}}]}",
        must(
            Condition.newBuilder()
                .setNested(
                    NestedCondition.newBuilder()
                        .setKey("rows")
                        .setFilter(
                            must(
                                match("a", Match.newBuilder().setInteger(2)),
                                match("b", Match.newBuilder().setInteger(1)))))
                .build()));
    filters.put(
        "{\"must\":[{\"has_vector\":\"\"}]}",
        must(
            Condition.newBuilder()
                .setHasVector(HasVectorCondition.newBuilder().setHasVector(""))
                .build()));
  }

  private static GeoPoint place(double lat, double lon) {
    return GeoPoint.newBuilder().setLat(lat).setLon(lon).build();
  }

  private static Timestamp noon(int day) {
    long seconds = Instant.parse("2024-01-%02dT12:00:00Z".formatted(day)).getEpochSecond();
    return Timestamp.newBuilder().setSeconds(seconds).build();
  }
}
