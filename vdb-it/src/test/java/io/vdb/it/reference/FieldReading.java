package io.vdb.it.reference;

import io.vdb.core.filter.FieldType;
import io.vdb.index.lucene.FilterOracle;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads payloads along paths of names such as {@code a.b} and {@code rows[].x}. */
final class FieldReading {

  private static final Map<String, Long> TIMES = FilterOracle.times();

  private FieldReading() {}

  /** Returns what is at a path; a list at its end is one value. */
  static List<@Nullable Object> at(Map<String, @Nullable Object> payload, String path) {
    List<@Nullable Object> values = new ArrayList<>();
    values.add(payload);
    for (String step : path.split("\\.", -1)) {
      boolean all = step.endsWith("[]");
      String name = all ? step.substring(0, step.length() - 2) : step;
      List<@Nullable Object> next = new ArrayList<>();
      for (Object value : values) {
        if (value instanceof Map<?, ?> object && object.containsKey(name)) {
          Object inner = object.get(name);
          if (!all) {
            next.add(inner);
          } else if (inner instanceof List<?> list) {
            next.addAll(list);
          }
        }
      }
      values = next;
    }
    return values;
  }

  /** Returns what is at a path, of lists each element. */
  static List<@Nullable Object> each(Map<String, @Nullable Object> payload, String path) {
    List<@Nullable Object> each = new ArrayList<>();
    for (Object value : at(payload, path)) {
      if (value instanceof List<?> list) {
        each.addAll(list);
      } else {
        each.add(value);
      }
    }
    return each;
  }

  /** Returns the distinct values that have an order: longs, doubles, microseconds. */
  static Set<Number> ordered(
      Map<String, @Nullable Object> payload, String path, FieldType type) {
    Set<Number> values = new LinkedHashSet<>();
    for (Object value : each(payload, path)) {
      if (type == FieldType.INTEGER && value instanceof Long whole) {
        values.add(whole);
      } else if (type == FieldType.FLOAT && value instanceof Number number) {
        values.add(number.doubleValue());
      } else if (type == FieldType.DATETIME
          && value instanceof String text
          && TIMES.containsKey(text)) {
        values.add(micros(text));
      }
    }
    return values;
  }

  static long micros(String time) {
    Long micros = TIMES.get(time);
    if (micros == null) {
      throw new IllegalArgumentException(time + " is not a time that is known");
    }
    return micros;
  }

  /** Returns the distinct values of a type. */
  static Set<Object> distinct(
      Map<String, @Nullable Object> payload, String path, Class<?>... types) {
    Set<Object> values = new LinkedHashSet<>();
    for (Object value : each(payload, path)) {
      for (Class<?> type : types) {
        if (value != null && type.isInstance(value)) {
          values.add(value);
        }
      }
    }
    return values;
  }
}
