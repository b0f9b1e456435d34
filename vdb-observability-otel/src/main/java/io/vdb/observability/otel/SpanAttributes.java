package io.vdb.observability.otel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Attributes of a span or an event, in the order in which they were first set.
 *
 * <p>Guarded by its span until the span ends, and not changed from then on.
 */
final class SpanAttributes {

  /** As many as most spans have. */
  private static final int FIRST_CAPACITY = 8;

  private @Nullable String[] keys = new String[FIRST_CAPACITY];
  private @Nullable Object[] values = new Object[FIRST_CAPACITY];
  private int size;

  /**
   * Sets an attribute, replacing one of that name.
   *
   * @param value a String, Long, Double or Boolean
   * @param most attributes there may be
   * @return false when there is no room for another one
   */
  boolean put(String key, Object value, int most) {
    int at = indexOf(key);
    if (at == size) {
      if (size >= most) {
        return false;
      }
      if (size == keys.length) {
        keys = Arrays.copyOf(keys, 2 * size);
        values = Arrays.copyOf(values, 2 * size);
      }
      keys[at] = key;
      size++;
    }
    values[at] = value;
    return true;
  }

  /** Returns where the attribute of a name is, or the size when there is none. */
  private int indexOf(String key) {
    for (int i = 0; i < size; i++) {
      if (key.equals(keys[i])) {
        return i;
      }
    }
    return size;
  }

  /** Returns how many there are. */
  int size() {
    return size;
  }

  /** Returns the name of one of them. */
  @SuppressWarnings("NullAway") // what is below the size is set
  String key(int index) {
    return keys[index];
  }

  /** Returns a String, Long, Double or Boolean. */
  @SuppressWarnings("NullAway") // what is below the size is set
  Object value(int index) {
    return values[index];
  }
}
