package io.vdb.core.engine;

import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.index.IndexSizes;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.CollectionSizes;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a collection holds. What was counted last is told again until something is written.
 * Safe for concurrent use.
 */
final class SizeCount {

  /** What was counted of the points of a sequence number. */
  private record Counted(
      long sequence,
      @Nullable CollectionConfig config,
      Map<String, Long> vectors,
      long recentBytes) {}

  private volatile Counted counted = new Counted(-1, null, Map.of(), 0);

  CollectionSizes of(View view, IndexSizes files) throws IOException {
    Counted last = counted;
    if (last.sequence() != view.sequence() || !view.config().equals(last.config())) {
      last = count(view);
      counted = last;
    }
    return new CollectionSizes(last.vectors(), files.payloadBytes() + last.recentBytes());
  }

  private static Counted count(View view) throws IOException {
    Map<String, Long> vectors = new HashMap<>();
    for (String name : view.config().vectorNames()) {
      Filter having = Filter.must(new Condition.HasVector(name));
      vectors.put(name, new PointReader(view).count(having));
    }
    long[] recentBytes = new long[1];
    view.forEachRecent(entry -> recentBytes[0] += entry.payload().json().length);
    return new Counted(view.sequence(), view.config(), Map.copyOf(vectors), recentBytes[0]);
  }
}
