package io.vdb.observability.otel;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Attributes of one span, in the order in which they were first set. The SDK's own are copied and
 * sorted when they are built, which costs more than all the setting; nothing here asks for an order.
 *
 * <p>Guarded by its span until the span ends, and not changed from then on.
 */
final class SpanAttributes implements Attributes {

  /** As many as most spans have. */
  private static final int FIRST_CAPACITY = 8;

  private @Nullable AttributeKey<?>[] keys = new AttributeKey<?>[FIRST_CAPACITY];
  private @Nullable Object[] values = new Object[FIRST_CAPACITY];
  private int size;

  /**
   * Sets an attribute of any type, replacing one of that name.
   *
   * @param most attributes there may be
   * @return false when there is no room for another one
   */
  boolean put(AttributeKey<?> key, Object value, int most) {
    int at = indexOf(key.getKey());
    if (at == size) {
      if (size >= most) {
        return false;
      }
      if (size == keys.length) {
        keys = Arrays.copyOf(keys, 2 * size);
        values = Arrays.copyOf(values, 2 * size);
      }
      size++;
    }
    keys[at] = key;
    values[at] = value;
    return true;
  }

  /** Returns where the attribute of a name is, or the size when there is none. */
  private int indexOf(String name) {
    for (int i = 0; i < size; i++) {
      if (key(i).getKey().equals(name)) {
        return i;
      }
    }
    return size;
  }

  @SuppressWarnings("NullAway") // what is below the size is set
  private AttributeKey<?> key(int index) {
    return keys[index];
  }

  @Override
  @SuppressWarnings("unchecked") // a value has the type of its key
  public <T> @Nullable T get(AttributeKey<T> key) {
    int at = indexOf(key.getKey());
    return at < size && key.equals(keys[at]) ? (T) values[at] : null;
  }

  @Override
  @SuppressWarnings("NullAway") // what is below the size is set
  public void forEach(BiConsumer<? super AttributeKey<?>, ? super Object> consumer) {
    for (int i = 0; i < size; i++) {
      consumer.accept(keys[i], values[i]);
    }
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public boolean isEmpty() {
    return size == 0;
  }

  @Override
  public Map<AttributeKey<?>, Object> asMap() {
    Map<AttributeKey<?>, Object> map = new LinkedHashMap<>();
    forEach(map::put);
    return Collections.unmodifiableMap(map);
  }

  @Override
  public AttributesBuilder toBuilder() {
    return Attributes.builder().putAll(this);
  }

  /** Equal to any other attributes that hold the same, as the interface asks. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Attributes that && asMap().equals(that.asMap());
  }

  @Override
  public int hashCode() {
    return asMap().hashCode();
  }

  @Override
  public String toString() {
    return asMap().toString();
  }
}
