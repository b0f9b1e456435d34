package io.vdb.server.config;

import java.nio.file.Path;
import java.util.List;

/**
 * How snapshots are kept.
 *
 * @param folder where they are; created when missing
 * @param sources other folders that clients may have snapshots read from
 * @param maxBytes largest file that is taken in from elsewhere
 */
public record SnapshotConfig(Path folder, List<Path> sources, long maxBytes) {

  /** Copies the list. */
  public SnapshotConfig {
    sources = List.copyOf(sources);
  }
}
