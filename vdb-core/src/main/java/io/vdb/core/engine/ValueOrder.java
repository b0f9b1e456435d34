package io.vdb.core.engine;

import io.vdb.core.filter.DateTimeText;
import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.FieldValues;
import io.vdb.core.filter.Filter;
import io.vdb.core.model.OrderBy;
import io.vdb.core.model.PointId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first points of one view in the order of what they have at a field. Looks at every value
 * there, and keeps no more points than are wanted.
 */
final class ValueOrder {

  /**
   * A point in its place.
   *
   * @param value as it is told: a {@link Double} or a {@link Long}
   * @param key the value as a number that has the same order as the values
   */
  record Placed(PointId id, Number value, long key) {}

  private final OrderBy order;
  private final FieldType type;
  private final int limit;
  private final long start;
  private final TreeSet<Placed> first;
  private final Map<PointId, Placed> byId = new HashMap<>();

  /**
   * An order.
   *
   * @param type of values that have an order: {@code INTEGER}, {@code FLOAT} or {@code DATETIME}
   */
  ValueOrder(OrderBy order, FieldType type, int limit) {
    this.order = order;
    this.type = type;
    this.limit = limit;
    Comparator<Placed> byKey = Comparator.comparingLong(Placed::key);
    this.first =
        new TreeSet<>((order.descending() ? byKey.reversed() : byKey).thenComparing(Placed::id));
    this.start = start(order, type);
  }

  private static long start(OrderBy order, FieldType type) {
    Number from = order.startFrom();
    if (from == null) {
      return order.descending() ? Long.MAX_VALUE : Long.MIN_VALUE;
    }
    if (type == FieldType.FLOAT) {
      return key(from.doubleValue());
    }
    return from instanceof Double number
        ? (long) (order.descending() ? Math.floor(number) : Math.ceil(number))
        : from.longValue();
  }

  /** Returns a number for every other one, in the same order. */
  private static long key(double number) {
    long bits = Double.doubleToLongBits(number + 0.0); // -0.0 becomes 0.0: they are one number
    return bits ^ (bits >> 63 & Long.MAX_VALUE);
  }

  /** Returns the first of the matching points, in order; points of equal values by their ids. */
  List<Placed> of(View view, @Nullable Filter filter) throws IOException {
    view.forEachRecentMatch(
        filter,
        entry -> {
          for (Object value : FieldValues.of(order.field(), type, entry.payload().asMap())) {
            offer(entry.id(), value);
          }
        });
    view.index()
        .values(
            order.field(),
            type,
            view.indexedOnly(filter),
            (value, holders) -> {
              Number told = told(value);
              long key = key(told);
              while (mayBeAmongFirst(key) && holders.next()) {
                offer(new Placed(holders.id(), told, key));
              }
            });
    return new ArrayList<>(first);
  }

  private void offer(PointId id, Object value) {
    Number told = told(value);
    long key = key(told);
    if (mayBeAmongFirst(key)) {
      offer(new Placed(id, told, key));
    }
  }

  private static Number told(Object value) {
    return value instanceof String text
        ? (Number) Long.valueOf(DateTimeText.micros(text).orElseThrow())
        : (Number) value;
  }

  private static long key(Number told) {
    return told instanceof Double number ? key(number.doubleValue()) : told.longValue();
  }

  private boolean mayBeAmongFirst(long key) {
    boolean started = order.descending() ? key <= start : key >= start;
    if (!started || first.size() < limit) {
      return started;
    }
    long last = first.last().key();
    return order.descending() ? key >= last : key <= last;
  }

  /** Keeps a point at the first of its values, while it is among the first points. */
  private void offer(Placed placed) {
    Placed known = byId.get(placed.id());
    if (known != null) {
      if (order.descending() ? known.key() >= placed.key() : known.key() <= placed.key()) {
        return;
      }
      first.remove(known);
    }
    first.add(placed);
    byId.put(placed.id(), placed);
    if (first.size() > limit) {
      byId.remove(first.removeLast().id());
    }
  }
}
