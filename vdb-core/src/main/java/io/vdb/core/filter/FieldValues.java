package io.vdb.core.filter;

import io.vdb.core.model.PayloadPath;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the values of a field from a payload. Stateless. */
public final class FieldValues {

  private FieldValues() {}

  /**
   * Returns the distinct values of a type that a payload has at a field; of an array every element
   * counts. Numbers of the type {@code FLOAT} come as {@link Double}, everything else as it is.
   */
  public static Set<Object> of(
      PayloadPath field, FieldType type, Map<String, @Nullable Object> payload) {
    Set<Object> values = new LinkedHashSet<>();
    field.forEachValue(
        payload,
        value -> {
          if (value instanceof List<?> list) {
            list.forEach(element -> add(values, type, element));
          } else {
            add(values, type, value);
          }
        });
    return values;
  }

  private static void add(Set<Object> values, FieldType type, @Nullable Object value) {
    if (value != null && type.fits(value)) {
      values.add(
          type == FieldType.FLOAT && value instanceof Number number
              ? Double.valueOf(number.doubleValue())
              : value);
    }
  }
}
