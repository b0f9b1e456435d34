package io.vdb.core.engine;

import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.FieldValues;
import io.vdb.core.filter.Filter;
import io.vdb.core.index.Holders;
import io.vdb.core.model.FacetHit;
import io.vdb.core.model.PayloadPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Counts points of one view by the values that they have at a field, exactly. Keeps no more values
 * than are wanted, and those of recent points.
 */
final class FacetCount {

  /** The most frequent first, equally frequent ones in their own order. */
  private static final Comparator<FacetHit> BEST_FIRST =
      Comparator.comparingLong(FacetHit::count)
          .reversed()
          .thenComparing(FacetCount::compareValues);

  private final View view;
  private final PayloadPath field;
  private final FieldType type;
  private final int limit;
  private final PriorityQueue<FacetHit> best = new PriorityQueue<>(BEST_FIRST.reversed());

  /**
   * A count.
   *
   * @param type of values that have an identity: no floats, no places
   */
  FacetCount(View view, PayloadPath field, FieldType type, int limit) {
    this.view = view;
    this.field = field;
    this.type = type;
    this.limit = limit;
  }

  /** Returns the most frequent values of the matching points. */
  List<FacetHit> of(@Nullable Filter filter) throws IOException {
    Map<Object, Long> recent = recent(filter);
    view.index()
        .values(
            field,
            type,
            view.indexedOnly(filter),
            (value, holders) -> {
              Long more = recent.remove(value);
              offer(value, count(holders) + (more == null ? 0 : more));
            });
    recent.forEach(this::offer);
    List<FacetHit> hits = new ArrayList<>(best);
    hits.sort(BEST_FIRST);
    return hits;
  }

  private Map<Object, Long> recent(@Nullable Filter filter) {
    Map<Object, Long> counts = new HashMap<>();
    view.forEachRecentMatch(
        filter,
        entry -> {
          for (Object value : FieldValues.of(field, type, entry.payload().asMap())) {
            counts.merge(value, 1L, Long::sum);
          }
        });
    return counts;
  }

  private static long count(Holders holders) throws IOException {
    long count = 0;
    while (holders.next()) {
      count++;
    }
    return count;
  }

  private void offer(Object value, long count) {
    if (count > 0) {
      best.add(new FacetHit(value, count));
      if (best.size() > limit) {
        best.remove();
      }
    }
  }

  private static int compareValues(FacetHit a, FacetHit b) {
    return switch (a.value()) {
      case String text -> text.compareTo((String) b.value());
      case Long number -> number.compareTo((Long) b.value());
      case Boolean truth -> truth.compareTo((Boolean) b.value());
      default -> throw new IllegalStateException("no order of " + a.value().getClass());
    };
  }
}
