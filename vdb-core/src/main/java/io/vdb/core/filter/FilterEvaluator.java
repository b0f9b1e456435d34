package io.vdb.core.filter;

import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Decides filters by looking at the point itself. Stateless. */
public final class FilterEvaluator {

  private FilterEvaluator() {}

  /**
   * Tells whether the point matches; keeps the parsed payload for the next question.
   *
   * @param vectors accepts the names of the vectors that the point has
   */
  public static boolean matches(
      Filter filter, PointId id, Payload payload, Predicate<String> vectors) {
    return filter.isEmpty() || matches(filter, id, payload.asMap(), vectors);
  }

  /**
   * Tells whether the point with these payload fields matches.
   *
   * @param vectors accepts the names of the vectors that the point has
   */
  public static boolean matches(
      Filter filter,
      PointId id,
      Map<String, @Nullable Object> payload,
      Predicate<String> vectors) {
    return matchesWithin(filter, new Subject(id, vectors), payload);
  }

  /** The point that payload fields belong to. */
  private record Subject(PointId id, Predicate<String> vectors) {}

  /**
   * Tells whether a point or an object inside its payload matches.
   *
   * @param point absent for such an object
   */
  private static boolean matchesWithin(
      Filter filter, @Nullable Subject point, Map<?, ?> payload) {
    for (Condition condition : filter.must()) {
      if (!holds(condition, point, payload)) {
        return false;
      }
    }
    for (Condition condition : filter.mustNot()) {
      if (holds(condition, point, payload)) {
        return false;
      }
    }
    if (!filter.should().isEmpty() && !atLeast(1, filter.should(), point, payload)) {
      return false;
    }
    Filter.MinShould minShould = filter.minShould();
    return minShould == null
        || atLeast(minShould.minCount(), minShould.conditions(), point, payload);
  }

  private static boolean atLeast(
      int wanted, List<Condition> conditions, @Nullable Subject point, Map<?, ?> payload) {
    int found = 0;
    for (Condition condition : conditions) {
      if (found >= wanted) {
        break;
      }
      if (holds(condition, point, payload)) {
        found++;
      }
    }
    return found >= wanted;
  }

  private static boolean holds(Condition condition, @Nullable Subject point, Map<?, ?> payload) {
    return switch (condition) {
      case Condition.MatchAny match -> anyElement(match.field(), payload, condition);
      case Condition.MatchExcept except -> anyElement(except.field(), payload, condition);
      case Condition.MatchText match -> anyElement(match.field(), payload, condition);
      case Condition.MatchWords match -> anyElement(match.field(), payload, condition);
      case Condition.HasType hasType -> anyElement(hasType.field(), payload, condition);
      case Condition.Range range -> anyElement(range.field(), payload, condition);
      case Condition.DateTimeRange range -> anyElement(range.field(), payload, condition);
      case Condition.Geo geo -> anyElement(geo.field(), payload, condition);
      case Condition.ValuesCount count ->
          any(count.field(), payload, value -> count.contains(countOf(value)));
      case Condition.HasId hasId -> point != null && hasId.ids().contains(point.id());
      case Condition.HasVector hasVector ->
          point != null && point.vectors().test(hasVector.name());
      case Condition.IsEmpty isEmpty -> isEmpty(isEmpty.field(), payload);
      case Condition.IsNull isNull -> any(isNull.field(), payload, Objects::isNull);
      case Condition.Nested nested -> matchesWithin(nested.filter(), point, payload);
      case Condition.NestedObject nested ->
          any(
              nested.field(),
              payload,
              value ->
                  value instanceof Map<?, ?> object
                      && matchesWithin(nested.filter(), null, object));
    };
  }

  /**
   * Tells whether a value that a path leads to, or an element of an array there, fulfils a condition
   * on the values of a field; other conditions no value fulfils.
   */
  public static boolean fulfils(Condition condition, @Nullable Object value) {
    return switch (condition) {
      case Condition.MatchAny match -> value != null && match.values().contains(value);
      case Condition.MatchExcept except -> value != null && !except.values().contains(value);
      case Condition.MatchText match ->
          value instanceof String text && match.how().matches(text, match.text());
      case Condition.MatchWords match -> value instanceof String text && match.matches(text);
      case Condition.HasType hasType -> hasType.type().fits(value);
      case Condition.Range range ->
          value instanceof Number number && range.contains(number.doubleValue());
      case Condition.DateTimeRange range -> value instanceof String text && contains(range, text);
      case Condition.Geo geo -> value instanceof Map<?, ?> place && contains(geo.area(), place);
      case Condition.ValuesCount _,
          Condition.HasId _,
          Condition.HasVector _,
          Condition.IsEmpty _,
          Condition.IsNull _,
          Condition.Nested _,
          Condition.NestedObject _ ->
          false;
    };
  }

  private static boolean contains(Condition.DateTimeRange range, String text) {
    OptionalLong micros = DateTimeText.micros(text);
    return micros.isPresent() && range.contains(micros.getAsLong());
  }

  private static boolean contains(GeoArea area, Map<?, ?> place) {
    return place.get("lat") instanceof Number lat
        && place.get("lon") instanceof Number lon
        && area.contains(lat.doubleValue(), lon.doubleValue());
  }

  private static long countOf(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.size();
    }
    return value == null ? 0 : 1;
  }

  private static boolean isEmpty(PayloadPath field, Map<?, ?> payload) {
    return !any(
        field,
        payload,
        value -> value != null && !(value instanceof List<?> list && list.isEmpty()));
  }

  private static boolean anyElement(PayloadPath field, Map<?, ?> payload, Condition condition) {
    return any(
        field,
        payload,
        value -> {
          if (value instanceof List<?> list) {
            for (Object element : list) {
              if (fulfils(condition, element)) {
                return true;
              }
            }
            return false;
          }
          return fulfils(condition, value);
        });
  }

  private static boolean any(
      PayloadPath field, Map<?, ?> payload, Predicate<@Nullable Object> predicate) {
    boolean[] found = new boolean[1];
    field.forEachValue(
        payload,
        value -> {
          if (!found[0]) {
            found[0] = predicate.test(value);
          }
        });
    return found[0];
  }
}
