package io.vdb.index.lucene;

import io.vdb.core.filter.Condition;
import io.vdb.core.filter.FieldIndex;
import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.GeoArea;
import io.vdb.core.filter.GeoPoint;
import io.vdb.core.filter.PayloadSchema;
import io.vdb.core.filter.TextMatch;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import java.awt.geom.Area;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What filters mean, said once more and in another way: values are collected first and asked
 * afterwards, distances are angles between vectors, polygons are those of the drawing library, and
 * the only points in time are those that {@link RandomFilters} makes.
 */
final class ReferenceFilter {

  private static final Pattern WHITE_SPACE = Pattern.compile("\\p{IsWhite_Space}+");

  private final PayloadSchema schema;
  private final @Nullable PayloadPath inside;
  private final @Nullable PointId id;
  private final Map<?, ?> object;
  private final Predicate<String> vectors;

  private ReferenceFilter(
      PayloadSchema schema,
      @Nullable PayloadPath inside,
      @Nullable PointId id,
      Map<?, ?> object,
      Predicate<String> vectors) {
    this.schema = schema;
    this.inside = inside;
    this.id = id;
    this.object = object;
    this.vectors = vectors;
  }

  static boolean matches(Filter filter, PointId id, Map<?, ?> payload) {
    return matches(filter, PayloadSchema.EMPTY, id, payload, String::isEmpty);
  }

  static boolean matches(
      Filter filter,
      PayloadSchema schema,
      PointId id,
      Map<?, ?> payload,
      Predicate<String> vectors) {
    return new ReferenceFilter(schema, null, id, payload, vectors).matches(filter);
  }

  private boolean matches(Filter filter) {
    Predicate<Condition> holds = this::holds;
    Filter.MinShould atLeast = filter.minShould();
    return filter.must().stream().filter(holds).count() == filter.must().size()
        && filter.mustNot().stream().filter(holds).count() == 0
        && (filter.should().isEmpty() || filter.should().stream().filter(holds).count() > 0)
        && (atLeast == null
            || atLeast.conditions().stream().filter(holds).count() >= atLeast.minCount());
  }

  private boolean holds(Condition condition) {
    if (condition instanceof Condition.MatchAny c) {
      return oneOf(c.field(), v -> c.values().stream().anyMatch(wanted -> wanted.equals(v)));
    }
    if (condition instanceof Condition.MatchExcept c) {
      return oneOf(
          c.field(),
          v -> v != null && c.values().stream().noneMatch(unwanted -> unwanted.equals(v)));
    }
    if (condition instanceof Condition.MatchText c) {
      FieldIndex declared =
          schema.fields().get(inside == null ? c.field() : inside.followedBy(c.field()));
      boolean byWords =
          declared != null && declared.type() == FieldType.TEXT && c.how() != TextMatch.PREFIX;
      Predicate<String> found =
          declared != null && byWords
              ? text -> ReferenceWords.of(declared).found(text, c.how(), c.text())
              : text -> found(text, c.how(), c.text());
      return oneOf(c.field(), v -> v instanceof String text && found.test(text));
    }
    if (condition instanceof Condition.HasType c) {
      return oneOf(c.field(), v -> is(c.type(), v));
    }
    if (condition instanceof Condition.Range c) {
      return oneOf(
          c.field(),
          v ->
              v instanceof Number n
                  && (c.gt() == null || c.gt() < n.doubleValue())
                  && (c.gte() == null || c.gte() <= n.doubleValue())
                  && (c.lt() == null || c.lt() > n.doubleValue())
                  && (c.lte() == null || c.lte() >= n.doubleValue()));
    }
    if (condition instanceof Condition.DateTimeRange c) {
      return oneOf(
          c.field(),
          v -> {
            Long time = v instanceof String text ? RandomFilters.TIMES.get(text) : null;
            return time != null && inside(time, c.gt(), c.gte(), c.lt(), c.lte());
          });
    }
    if (condition instanceof Condition.ValuesCount c) {
      return valuesAt(c.field()).stream()
          .anyMatch(
              v ->
                  inside(
                      v == null ? 0 : v instanceof List<?> list ? list.size() : 1,
                      c.gt(),
                      c.gte(),
                      c.lt(),
                      c.lte()));
    }
    if (condition instanceof Condition.Geo c) {
      return oneOf(
          c.field(),
          v ->
              v instanceof Map<?, ?> place
                  && place.get("lat") instanceof Number lat
                  && place.get("lon") instanceof Number lon
                  && within(c.area(), lat.doubleValue(), lon.doubleValue()));
    }
    if (condition instanceof Condition.NestedObject c) {
      return valuesAt(c.field()).stream()
          .anyMatch(v -> v instanceof Map<?, ?> inner
                  && new ReferenceFilter(
                          schema,
                          inside == null ? c.field() : inside.followedBy(c.field()),
                          null,
                          inner,
                          name -> false)
                      .matches(c.filter()));
    }
    if (condition instanceof Condition.HasVector c) {
      return vectors.test(c.name());
    }
    if (condition instanceof Condition.HasId c) {
      return id != null && c.ids().contains(id);
    }
    if (condition instanceof Condition.IsNull c) {
      return valuesAt(c.field()).contains(null);
    }
    if (condition instanceof Condition.IsEmpty c) {
      return valuesAt(c.field()).stream().allMatch(v -> v == null || v.equals(List.of()));
    }
    return matches(((Condition.Nested) condition).filter());
  }

  private static boolean is(FieldType type, @Nullable Object value) {
    return switch (type) {
      case KEYWORD, TEXT -> value instanceof String;
      case INTEGER -> value instanceof Long;
      case FLOAT -> value instanceof Long || value instanceof Double;
      case BOOL -> value instanceof Boolean;
      case DATETIME -> value instanceof String text && RandomFilters.TIMES.containsKey(text);
      case UUID -> value instanceof String text && text.matches("(?i)[0-9a-f-]{36}");
      case GEO ->
          value instanceof Map<?, ?> place
              && place.get("lat") instanceof Number lat
              && place.get("lon") instanceof Number lon
              && lat.doubleValue() >= -90
              && lat.doubleValue() <= 90
              && lon.doubleValue() >= -180
              && lon.doubleValue() <= 180;
    };
  }

  private static boolean inside(
      long value, @Nullable Long gt, @Nullable Long gte, @Nullable Long lt, @Nullable Long lte) {
    return !(gt != null && value <= gt)
        && !(gte != null && value < gte)
        && !(lt != null && value >= lt)
        && !(lte != null && value > lte);
  }

  private static boolean found(String text, TextMatch how, String sought) {
    return switch (how) {
      case TEXT, PHRASE -> text.indexOf(sought) >= 0;
      case PREFIX -> text.indexOf(sought) == 0;
      case ANY_WORD ->
          WHITE_SPACE
              .splitAsStream(sought)
              .anyMatch(word -> !word.isEmpty() && text.indexOf(word) >= 0);
    };
  }

  private static boolean within(GeoArea area, double lat, double lon) {
    return switch (area) {
      case GeoArea.BoundingBox(GeoPoint topLeft, GeoPoint bottomRight) -> {
        boolean eastOfLeft = lon > topLeft.lon();
        boolean westOfRight = lon < bottomRight.lon();
        boolean between =
            topLeft.lon() > bottomRight.lon()
                ? eastOfLeft || westOfRight
                : eastOfLeft && westOfRight;
        yield between && lat < topLeft.lat() && lat > bottomRight.lat();
      }
      case GeoArea.Circle(GeoPoint center, double radius) -> {
        double[] a = onSphere(center.lat(), center.lon());
        double[] b = onSphere(lat, lon);
        double chord = Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
        yield 6_371_008.8 * 2 * Math.asin(Math.min(1, chord / 2)) < radius;
      }
      case GeoArea.Polygon polygon -> {
        Area inside = outline(polygon.exterior());
        polygon.interiors().forEach(hole -> inside.subtract(outline(hole)));
        yield inside.contains(lon, lat);
      }
    };
  }

  private static double[] onSphere(double lat, double lon) {
    double radians = Math.toRadians(lat);
    return new double[] {
      Math.cos(radians) * Math.cos(Math.toRadians(lon)),
      Math.cos(radians) * Math.sin(Math.toRadians(lon)),
      Math.sin(radians)
    };
  }

  private static Area outline(List<GeoPoint> ring) {
    Path2D.Double path = new Path2D.Double(Path2D.WIND_NON_ZERO);
    path.moveTo(ring.getFirst().lon(), ring.getFirst().lat());
    ring.forEach(point -> path.lineTo(point.lon(), point.lat()));
    path.closePath();
    return new Area(path);
  }

  private boolean oneOf(PayloadPath field, Predicate<@Nullable Object> test) {
    List<@Nullable Object> flat = new ArrayList<>();
    for (Object value : valuesAt(field)) {
      if (value instanceof List<?> list) {
        flat.addAll(list);
      } else {
        flat.add(value);
      }
    }
    return flat.stream().anyMatch(test);
  }

  private List<@Nullable Object> valuesAt(PayloadPath field) {
    List<@Nullable Object> values = new ArrayList<>();
    values.add(object);
    for (PayloadPath.Step step : field.steps()) {
      List<@Nullable Object> next = new ArrayList<>();
      for (Object value : values) {
        if (step instanceof PayloadPath.Key(String name)
            && value instanceof Map<?, ?> map
            && map.containsKey(name)) {
          next.add(map.get(name));
        } else if (value instanceof List<?> list && step instanceof PayloadPath.All) {
          next.addAll(list);
        } else if (value instanceof List<?> list
            && step instanceof PayloadPath.Index(int position)
            && position < list.size()) {
          next.add(list.get(position));
        }
      }
      values = next;
    }
    return values;
  }
}
