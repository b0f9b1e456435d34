package io.vdb.core.engine;

import io.vdb.core.filter.Filter;
import io.vdb.core.index.IndexSnapshot;
import io.vdb.core.index.OrdinalBits;
import io.vdb.core.index.OrdinalSet;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.PointId;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a read sees: the index at one sequence number, with the recent layers over it, newest first.
 * A newer layer's word on a point is final. Immutable.
 *
 * @param base the index; used only while retained
 * @param layers the recent layers, newest first
 * @param sequence number of the last operation that is contained
 * @param pointCount number of live points
 * @param config settings of the collection; the index is for its vectors
 */
record View(
    SharedSnapshot base,
    List<Visible> layers,
    long sequence,
    long pointCount,
    CollectionConfig config) {

  /**
   * The part of a layer that a view shows.
   *
   * @param layer grows while it is the newest
   * @param size number of entries that belong to the view
   */
  record Visible(RecentLayer layer, int size) {}

  View {
    layers = List.copyOf(layers);
  }

  IndexSnapshot index() {
    return base.get();
  }

  /** Returns the recent state of a point, or nothing when only the index knows about it. */
  @Nullable RecentEntry recent(PointId id) {
    for (Visible visible : layers) {
      RecentEntry entry = visible.layer().latest(id, visible.size());
      if (entry != null) {
        return entry;
      }
    }
    return null;
  }

  private @Nullable RecentEntry recent(int ordinal) {
    for (Visible visible : layers) {
      RecentEntry entry = visible.layer().latest(ordinal, visible.size());
      if (entry != null) {
        return entry;
      }
    }
    return null;
  }

  /** Tells whether the point exists. */
  boolean contains(PointId id) throws IOException {
    RecentEntry entry = recent(id);
    return entry != null ? entry.isLive() : index().ordinalOf(id) >= 0;
  }

  /** Returns the number of recent states, superseded ones included. */
  int recentSize() {
    int size = 0;
    for (Visible visible : layers) {
      size += visible.size();
    }
    return size;
  }

  /** Hands over the recent state of every point that has one, deleted ones included. */
  void forEachRecent(Consumer<RecentEntry> action) {
    for (int i = 0; i < layers.size(); i++) {
      Visible visible = layers.get(i);
      for (int position = 0; position < visible.size(); position++) {
        RecentEntry entry = visible.layer().at(position);
        if (visible.layer().isLatest(entry, visible.size()) && !overridden(entry, i)) {
          action.accept(entry);
        }
      }
    }
  }

  private boolean overridden(RecentEntry entry, int layer) {
    for (int newer = 0; newer < layer; newer++) {
      Visible visible = layers.get(newer);
      if (visible.layer().latest(entry.id(), visible.size()) != null) {
        return true;
      }
    }
    return false;
  }

  /** Returns the ordinals whose vectors in the index may be found; nothing when all live ones may. */
  @Nullable OrdinalSet searchable() {
    for (Visible visible : layers) {
      if (visible.size() > 0 && visible.layer().hidesIndexedVectors()) {
        return new Unhidden(this);
      }
    }
    return null;
  }

  /** Returns the ordinals whose vectors in the index may be found and whose points match. */
  OrdinalBits searchable(Filter filter) throws IOException {
    OrdinalBits accepted = index().matching(filter);
    forEachRecent(
        entry -> {
          if (entry.hidesIndexedVectors()) {
            accepted.clear(entry.ordinal());
          } else if (entry.matches(filter)) {
            accepted.set(entry.ordinal());
          } else {
            accepted.clear(entry.ordinal());
          }
        });
    return accepted;
  }

  /** Returns the ordinals whose points match and have no recent state. */
  OrdinalBits indexedOnly(@Nullable Filter filter) throws IOException {
    OrdinalBits matching = index().matching(filter == null ? Filter.ALL : filter);
    forEachRecent(entry -> matching.clear(entry.ordinal()));
    return matching;
  }

  /** Hands over the recent state of every live point that has one and matches. */
  void forEachRecentMatch(@Nullable Filter filter, Consumer<RecentEntry> action) {
    forEachRecent(
        entry -> {
          if (entry.isLive() && (filter == null || entry.matches(filter))) {
            action.accept(entry);
          }
        });
  }

  /** The ordinals whose vectors no recent state hides. */
  private record Unhidden(View view) implements OrdinalSet {

    @Override
    public boolean contains(int ordinal) {
      RecentEntry entry = view.recent(ordinal);
      return entry == null || !entry.hidesIndexedVectors();
    }

    @Override
    public int cardinality() {
      return view.index().pointCount();
    }
  }
}
