package io.vdb.core.snapshot;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A collection in a snapshot.
 *
 * @param name what it was called
 * @param description its settings and what is declared of its payloads, as the engine writes them
 * @param committed number of the last operation that the files of its index hold
 * @param sequence number of the last operation that the snapshot holds; those after {@code
 *     committed} are records of its log
 */
public record SnapshotCollection(
    String name, Map<String, @Nullable Object> description, long committed, long sequence) {

  /** Checks the range. */
  public SnapshotCollection {
    if (committed < 0 || sequence < committed) {
      throw new IllegalArgumentException(
          "the snapshot ends with operation " + sequence + " but its index with " + committed);
    }
  }

  /** Returns how many records its log has. */
  public long records() {
    return sequence - committed;
  }
}
