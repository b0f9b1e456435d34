package io.vdb.server.config;

import io.vdb.core.log.Durability;
import java.nio.file.Path;

/**
 * How data is kept.
 *
 * @param data the data directory; created when missing
 * @param durability when acknowledged writes are flushed to the disk
 * @param index name of the index implementation
 * @param mergeThreads threads that merge index segments, at least 1
 * @param snapshots where snapshots are, and where they may come from
 */
public record StorageConfig(
    Path data, Durability durability, String index, int mergeThreads, SnapshotConfig snapshots) {}
