package io.vdb.it.ledger;

import io.vdb.core.filter.FieldIndex;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a collection holds, and what is declared of its payloads. Never changed.
 *
 * @param sizes number of components of each of its vectors
 */
record Content(
    TreeMap<PointId, Stored> points,
    Map<PayloadPath, FieldIndex> schema,
    TreeMap<String, Integer> sizes) {

  static final Content EMPTY =
      new Content(
          new TreeMap<>(),
          Map.of(),
          new TreeMap<>(Map.of(NamedVectors.DEFAULT, Steps.DIMENSION)));

  /** Returns this with points put, or removed where there is nothing for them. */
  Content with(Map<PointId, @Nullable Stored> changes) {
    TreeMap<PointId, Stored> after = new TreeMap<>(points);
    changes.forEach(
        (id, stored) -> {
          if (stored == null) {
            after.remove(id);
          } else {
            after.put(id, stored);
          }
        });
    return new Content(after, schema, sizes);
  }

  /** Returns this with a field declared, or not declared. */
  Content with(PayloadPath field, @Nullable FieldIndex index) {
    Map<PayloadPath, FieldIndex> after = new HashMap<>(schema);
    if (index == null) {
      after.remove(field);
    } else {
      after.put(field, index);
    }
    return new Content(points, after, sizes);
  }

  /** Returns this with another vector, which no point has. */
  Content with(String vector, int size) {
    TreeMap<String, Integer> after = new TreeMap<>(sizes);
    after.put(vector, size);
    return new Content(points, schema, after);
  }

  /** Returns this without a vector, and its points without it. */
  Content without(String vector) {
    TreeMap<String, Integer> after = new TreeMap<>(sizes);
    after.remove(vector);
    TreeMap<PointId, Stored> left = new TreeMap<>(points);
    left.replaceAll((_, stored) -> stored.without(vector));
    return new Content(left, schema, after);
  }
}
