package io.vdb.core.engine;

import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PointId;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Operations since the last flush, in order, as states of points.
 *
 * <p>One writer appends; readers look through a {@link View}, which holds the number of entries it
 * may see. Everything is append-only: an entry beyond that number is walked past, so a reader's
 * picture never changes and nothing is copied. Publication of a view (a volatile write) makes the
 * entries below its number visible.
 */
final class RecentLayer {

  private static final int PAGE_BITS = 8;
  private static final int PAGE_SIZE = 1 << PAGE_BITS;

  private final Map<PointId, RecentEntry> byId = new ConcurrentHashMap<>();
  // Volatile, because a reader with an older view may meet the copy that growing has just made.
  private volatile @Nullable RecentEntry[] @Nullable [] entries = new RecentEntry[16][];
  private volatile @Nullable RecentEntry[] @Nullable [] byOrdinal = new RecentEntry[16][];
  private int size;
  private long bytes;
  private boolean hidesIndexedVectors;

  /**
   * Appends a state. Called by the writer only.
   *
   * @param vectors absent when the index holds them or the point is deleted
   * @param indexedNames of the vectors that the index holds for the point, where it does
   */
  void append(
      int ordinal,
      PointId id,
      long version,
      RecentEntry.State state,
      @Nullable NamedVectors vectors,
      Set<String> indexedNames,
      Payload payload) {
    RecentEntry entry =
        new RecentEntry(
            size, ordinal, id, version, state, vectors, indexedNames, payload, byId.get(id));
    int page = size >>> PAGE_BITS;
    if (page == entries.length) {
      entries = Arrays.copyOf(entries, page * 2);
    }
    @Nullable RecentEntry[] inOrder = entries[page];
    if (inOrder == null) {
      inOrder = new RecentEntry[PAGE_SIZE];
      entries[page] = inOrder;
    }
    inOrder[size & (PAGE_SIZE - 1)] = entry;
    size++;

    int ordinalPage = ordinal >>> PAGE_BITS;
    if (ordinalPage >= byOrdinal.length) {
      byOrdinal = Arrays.copyOf(byOrdinal, Math.max(ordinalPage + 1, byOrdinal.length * 2));
    }
    @Nullable RecentEntry[] latest = byOrdinal[ordinalPage];
    if (latest == null) {
      latest = new RecentEntry[PAGE_SIZE];
      byOrdinal[ordinalPage] = latest;
    }
    latest[ordinal & (PAGE_SIZE - 1)] = entry;

    byId.put(id, entry);
    bytes += entry.bytes();
    hidesIndexedVectors |= entry.hidesIndexedVectors();
  }

  /** Returns the number of entries; the writer's view. */
  int size() {
    return size;
  }

  /** Returns roughly the memory that the entries take; the writer's view. */
  long bytes() {
    return bytes;
  }

  /** Tells whether any entry may hide vectors of the index. */
  boolean hidesIndexedVectors() {
    return hidesIndexedVectors;
  }

  /** Returns the entry at a position below a view's number. */
  RecentEntry at(int position) {
    @Nullable RecentEntry[] page = entries[position >>> PAGE_BITS];
    RecentEntry entry = page == null ? null : page[position & (PAGE_SIZE - 1)];
    if (entry == null) {
      throw new IllegalStateException("no entry at " + position);
    }
    return entry;
  }

  /** Returns the latest state of a point among the first {@code visible} entries. */
  @Nullable RecentEntry latest(PointId id, int visible) {
    return within(byId.get(id), visible);
  }

  /** Returns the latest state of an ordinal among the first {@code visible} entries. */
  @Nullable RecentEntry latest(int ordinal, int visible) {
    int page = ordinal >>> PAGE_BITS;
    @Nullable RecentEntry[] @Nullable [] pages = byOrdinal;
    if (page >= pages.length) {
      return null;
    }
    @Nullable RecentEntry[] entriesOfPage = pages[page];
    return entriesOfPage == null
        ? null
        : within(entriesOfPage[ordinal & (PAGE_SIZE - 1)], visible);
  }

  /** Tells whether no later one of the first {@code visible} entries is about the same point. */
  boolean isLatest(RecentEntry entry, int visible) {
    RecentEntry latest = latest(entry.ordinal(), visible);
    return latest != null && latest.position() == entry.position();
  }

  private static @Nullable RecentEntry within(@Nullable RecentEntry entry, int visible) {
    RecentEntry candidate = entry;
    while (candidate != null && candidate.position() >= visible) {
      candidate = candidate.previous();
    }
    return candidate;
  }
}
