package io.vdb.core.filter;

import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Decides filters by looking at the point itself. Stateless. */
public final class FilterEvaluator {

  private FilterEvaluator() {}

  /** Tells whether the point matches; keeps the parsed payload for the next question. */
  public static boolean matches(Filter filter, PointId id, Payload payload) {
    return filter.isEmpty() || matches(filter, id, payload.asMap());
  }

  /** Tells whether the point with these payload fields matches. */
  public static boolean matches(Filter filter, PointId id, Map<String, @Nullable Object> payload) {
    for (Condition condition : filter.must()) {
      if (!holds(condition, id, payload)) {
        return false;
      }
    }
    for (Condition condition : filter.mustNot()) {
      if (holds(condition, id, payload)) {
        return false;
      }
    }
    if (!filter.should().isEmpty() && !atLeast(1, filter.should(), id, payload)) {
      return false;
    }
    Filter.MinShould minShould = filter.minShould();
    return minShould == null
        || atLeast(minShould.minCount(), minShould.conditions(), id, payload);
  }

  private static boolean atLeast(
      int wanted, List<Condition> conditions, PointId id, Map<String, @Nullable Object> payload) {
    int found = 0;
    for (Condition condition : conditions) {
      if (found >= wanted) {
        break;
      }
      if (holds(condition, id, payload)) {
        found++;
      }
    }
    return found >= wanted;
  }

  /** Tells whether one condition holds. */
  public static boolean holds(
      Condition condition, PointId id, Map<String, @Nullable Object> payload) {
    return switch (condition) {
      case Condition.MatchAny match ->
          anyElement(match.field(), payload, value -> value != null && match.values().contains(value));
      case Condition.MatchExcept except ->
          anyElement(
              except.field(), payload, value -> value != null && !except.values().contains(value));
      case Condition.Range range ->
          anyElement(
              range.field(),
              payload,
              value -> value instanceof Number n && range.contains(n.doubleValue()));
      case Condition.HasId hasId -> hasId.ids().contains(id);
      case Condition.IsEmpty isEmpty -> isEmpty(isEmpty.field(), payload);
      case Condition.IsNull isNull -> any(isNull.field(), payload, Objects::isNull);
      case Condition.Nested nested -> matches(nested.filter(), id, payload);
    };
  }

  private static boolean isEmpty(PayloadPath field, Map<String, @Nullable Object> payload) {
    return !any(
        field,
        payload,
        value -> value != null && !(value instanceof List<?> list && list.isEmpty()));
  }

  private static boolean anyElement(
      PayloadPath field,
      Map<String, @Nullable Object> payload,
      Predicate<@Nullable Object> predicate) {
    return any(
        field,
        payload,
        value -> {
          if (value instanceof List<?> list) {
            for (Object element : list) {
              if (predicate.test(element)) {
                return true;
              }
            }
            return false;
          }
          return predicate.test(value);
        });
  }

  private static boolean any(
      PayloadPath field,
      Map<String, @Nullable Object> payload,
      Predicate<@Nullable Object> predicate) {
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
