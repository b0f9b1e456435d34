package io.vdb.it.ledger;

import io.vdb.core.filter.FieldIndex;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a collection holds, and what is declared of its payloads. Never changed. */
record Content(TreeMap<PointId, Stored> points, Map<PayloadPath, FieldIndex> schema) {

  static final Content EMPTY = new Content(new TreeMap<>(), Map.of());

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
    return new Content(after, schema);
  }

  /** Returns this with a field declared, or not declared. */
  Content with(PayloadPath field, @Nullable FieldIndex index) {
    Map<PayloadPath, FieldIndex> after = new HashMap<>(schema);
    if (index == null) {
      after.remove(field);
    } else {
      after.put(field, index);
    }
    return new Content(points, after);
  }
}
