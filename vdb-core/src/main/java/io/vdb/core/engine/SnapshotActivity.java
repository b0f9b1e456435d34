package io.vdb.core.engine;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts work on the snapshots of each collection, by its name. What is about all collections does not
 * count. Safe for concurrent use.
 */
final class SnapshotActivity {

  private final Map<String, Snapshots.Activity> all = new ConcurrentHashMap<>();

  /** Work on a collection, which need not exist yet, begins. */
  void began(SnapshotMetrics.Work work, @Nullable String collection) {
    change(collection, creations(work), restorations(work), 0);
  }

  /** Work has ended. */
  void ended(SnapshotMetrics.Work work, @Nullable String collection, boolean success) {
    int creations = creations(work);
    change(collection, -creations, -restorations(work), success ? creations : 0);
  }

  private static int creations(SnapshotMetrics.Work work) {
    return work == SnapshotMetrics.Work.CREATE ? 1 : 0;
  }

  private static int restorations(SnapshotMetrics.Work work) {
    return work == SnapshotMetrics.Work.RESTORE ? 1 : 0;
  }

  private void change(@Nullable String collection, int creating, int restoring, int created) {
    if (collection == null || (creating == 0 && restoring == 0)) {
      return;
    }
    var _ =
        all.compute(
            collection,
            (_, before) -> {
              Snapshots.Activity now =
                  (before == null ? Snapshots.Activity.NONE : before)
                      .plus(creating, restoring, created);
              return now.equals(Snapshots.Activity.NONE) ? null : now;
            });
  }

  /** Returns what is known of collections; nothing of those about which nothing is. */
  Map<String, Snapshots.Activity> byCollection() {
    return new TreeMap<>(all);
  }
}
