package io.vdb.core.engine;

import io.vdb.core.error.VdbException;
import io.vdb.core.filter.DateTimeText;
import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.PayloadSchema;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PointId;
import io.vdb.core.query.Query;
import io.vdb.core.query.Query.StartFrom;
import io.vdb.core.query.Scored;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keeps the first points in the order of a field, each once for every value that it has there. */
final class ValueOrder {

  private static final float NO_SCORE = 1;

  private final Query.OrderBy order;
  private final int limit;
  private final Function<@Nullable Object, @Nullable Number> values;
  private final Comparator<Scored> first;
  private final PriorityQueue<Scored> lastFirst;

  private ValueOrder(
      Query.OrderBy order, int limit, Function<@Nullable Object, @Nullable Number> values) {
    this.order = order;
    this.limit = limit;
    this.values = values;
    Comparator<Scored> byValue = (a, b) -> compare(valueOf(a), valueOf(b));
    first =
        (order.descending() ? byValue.reversed() : byValue).thenComparing(Scored::id);
    lastFirst = new PriorityQueue<>(first.reversed());
  }

  /**
   * Nothing is kept yet.
   *
   * @throws VdbException with {@code INVALID_ARGUMENT} when the field is not declared as something
   *     that has an order
   */
  static ValueOrder of(Query.OrderBy order, PayloadSchema schema, int limit) {
    FieldType type = schema.index(order.key()).map(index -> index.type()).orElse(null);
    Function<@Nullable Object, @Nullable Number> values =
        switch (type) {
          case INTEGER -> value -> value instanceof Long number ? number : null;
          case FLOAT ->
              value -> value instanceof Number number ? (Number) number.doubleValue() : null;
          case DATETIME -> ValueOrder::micros;
          case null, default ->
              throw VdbException.invalid(
                  "No range index for `order_by` key: `" + order.key() + "`. Please create one to"
                      + " use `order_by`. Check"
                      + " https://qdrant.tech/documentation/concepts/indexing/#payload-index to see"
                      + " which payload schemas support Range conditions");
        };
    return new ValueOrder(order, limit, values);
  }

  private static @Nullable Number micros(@Nullable Object value) {
    if (value instanceof String text) {
      var micros = DateTimeText.micros(text);
      return micros.isPresent() ? (Number) micros.getAsLong() : null;
    }
    return null;
  }

  private static Number valueOf(Scored point) {
    Number value = point.orderValue();
    if (value == null) {
      throw new IllegalStateException("a point without a value has no place in an order");
    }
    return value;
  }

  private static int compare(Number a, Number b) {
    return a instanceof Long one && b instanceof Long other
        ? Long.compare(one, other)
        : Double.compare(a.doubleValue(), b.doubleValue());
  }

  /** Looks at the values of a point. */
  void offer(PointId id, Payload payload) {
    Set<Number> seen = new HashSet<>(2);
    order
        .key()
        .forEachValue(
            payload.asMapOnce(),
            value -> {
              if (value instanceof List<?> elements) {
                elements.forEach(element -> offer(id, element, seen));
              } else {
                offer(id, value, seen);
              }
            });
  }

  private void offer(PointId id, @Nullable Object found, Set<Number> seen) {
    Number value = values.apply(found);
    if (value == null || !isAfterStart(value) || !seen.add(value)) {
      return;
    }
    Scored point = new Scored(id, NO_SCORE, value);
    if (lastFirst.size() < limit) {
      lastFirst.add(point);
      return;
    }
    Scored last = lastFirst.peek();
    if (last != null && first.compare(point, last) < 0) {
      lastFirst.remove();
      lastFirst.add(point);
    }
  }

  private boolean isAfterStart(Number value) {
    StartFrom start = order.startFrom();
    if (start == null) {
      return true;
    }
    Number bound =
        switch (start) {
          case StartFrom.Whole whole -> (Number) whole.value();
          case StartFrom.Real real -> (Number) real.value();
          case StartFrom.Time time -> (Number) time.micros();
        };
    int compared = compare(value, bound);
    return order.descending() ? compared <= 0 : compared >= 0;
  }

  /** Returns what is kept, in order. */
  List<Scored> ranked() {
    List<Scored> ranked = new ArrayList<>(lastFirst);
    ranked.sort(first);
    return ranked;
  }
}
