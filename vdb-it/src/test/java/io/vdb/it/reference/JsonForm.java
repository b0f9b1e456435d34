package io.vdb.it.reference;

import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.GeoArea;
import io.vdb.core.filter.GeoPoint;
import io.vdb.core.filter.TextMatch;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Filters and ids in the form that REST has for them. */
final class JsonForm {

  private JsonForm() {}

  static Object id(PointId id) {
    return switch (id) {
      case PointId.Num(long value) -> new BigInteger(Long.toUnsignedString(value));
      case PointId.Uuid(var value) -> value.toString();
    };
  }

  static List<Object> ids(Iterable<PointId> ids) {
    List<Object> list = new ArrayList<>();
    ids.forEach(id -> list.add(id(id)));
    return list;
  }

  static Map<String, Object> filter(Filter filter) {
    Map<String, Object> json = new HashMap<>();
    put(json, "must", filter.must());
    put(json, "should", filter.should());
    put(json, "must_not", filter.mustNot());
    Filter.MinShould atLeast = filter.minShould();
    if (atLeast != null) {
      json.put(
          "min_should",
          Map.of(
              "conditions", conditions(atLeast.conditions()), "min_count", atLeast.minCount()));
    }
    return json;
  }

  private static void put(Map<String, Object> json, String name, List<Condition> conditions) {
    if (!conditions.isEmpty()) {
      json.put(name, conditions(conditions));
    }
  }

  private static List<Map<String, Object>> conditions(List<Condition> conditions) {
    return conditions.stream().map(JsonForm::condition).toList();
  }

  static Map<String, Object> condition(Condition condition) {
    return switch (condition) {
      case Condition.MatchAny c when c.values().size() == 1 ->
          field(c.field(), "match", Map.of("value", c.values().iterator().next()));
      case Condition.MatchAny c -> field(c.field(), "match", Map.of("any", sorted(c.values())));
      case Condition.MatchExcept c ->
          field(c.field(), "match", Map.of("except", sorted(c.values())));
      case Condition.MatchText c -> field(c.field(), "match", Map.of(name(c.how()), c.text()));
      case Condition.Range c ->
          field(c.field(), "range", bounds(c.gt(), c.gte(), c.lt(), c.lte()));
      case Condition.DateTimeRange c ->
          field(
              c.field(),
              "range",
              bounds(time(c.gt()), time(c.gte()), time(c.lt()), time(c.lte())));
      case Condition.ValuesCount c ->
          field(c.field(), "values_count", bounds(c.gt(), c.gte(), c.lt(), c.lte()));
      case Condition.Geo c -> area(c.field(), c.area());
      case Condition.NestedObject c ->
          Map.of("nested", Map.of("key", c.field().toString(), "filter", filter(c.filter())));
      case Condition.HasVector c -> Map.of("has_vector", c.name());
      case Condition.HasId c -> Map.of("has_id", ids(c.ids()));
      case Condition.IsNull c -> Map.of("is_null", Map.of("key", c.field().toString()));
      case Condition.IsEmpty c -> Map.of("is_empty", Map.of("key", c.field().toString()));
      case Condition.Nested c -> filter(c.filter());
      default -> throw new IllegalArgumentException("no request has it: " + condition);
    };
  }

  private static Map<String, Object> field(PayloadPath path, String kind, Object value) {
    return Map.of("key", path.toString(), kind, value);
  }

  private static List<Object> sorted(Set<Object> values) {
    return values.stream().sorted().toList();
  }

  private static String name(TextMatch how) {
    return switch (how) {
      case TEXT -> "text";
      case ANY_WORD -> "text_any";
      case PHRASE -> "phrase";
      case PREFIX -> "prefix";
    };
  }

  private static @Nullable String time(@Nullable Long micros) {
    return micros == null ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }

  private static Map<String, Object> bounds(
      @Nullable Object gt, @Nullable Object gte, @Nullable Object lt, @Nullable Object lte) {
    Map<String, Object> bounds = new HashMap<>();
    bound(bounds, "gt", gt);
    bound(bounds, "gte", gte);
    bound(bounds, "lt", lt);
    bound(bounds, "lte", lte);
    return bounds;
  }

  private static void bound(Map<String, Object> bounds, String name, @Nullable Object value) {
    if (value != null) {
      bounds.put(name, value);
    }
  }

  private static Map<String, Object> area(PayloadPath path, GeoArea area) {
    return switch (area) {
      case GeoArea.BoundingBox(GeoPoint topLeft, GeoPoint bottomRight) ->
          field(
              path,
              "geo_bounding_box",
              Map.of("top_left", place(topLeft), "bottom_right", place(bottomRight)));
      case GeoArea.Circle(GeoPoint center, double radius) ->
          field(path, "geo_radius", Map.of("center", place(center), "radius", radius));
      case GeoArea.Polygon(List<GeoPoint> exterior, List<List<GeoPoint>> interiors) ->
          field(
              path,
              "geo_polygon",
              Map.of(
                  "exterior",
                  ring(exterior),
                  "interiors",
                  interiors.stream().map(JsonForm::ring).toList()));
    };
  }

  private static Map<String, Object> ring(List<GeoPoint> ring) {
    return Map.of("points", ring.stream().map(JsonForm::place).toList());
  }

  static Map<String, Object> place(GeoPoint point) {
    return Map.of("lat", point.lat(), "lon", point.lon());
  }
}
