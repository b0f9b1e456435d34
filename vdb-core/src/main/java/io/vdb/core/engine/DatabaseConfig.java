package io.vdb.core.engine;

import io.vdb.core.log.Durability;
import java.nio.file.Path;

/**
 * Settings of a database.
 *
 * @param dataDirectory where everything is kept; created when missing; any file system
 * @param indexProvider name of the index implementation
 * @param durability when acknowledged writes are flushed to the disk
 * @param limits bounds on requests and memory
 * @param backgroundThreads cores that merging may use at once, at least 1
 */
public record DatabaseConfig(
    Path dataDirectory,
    String indexProvider,
    Durability durability,
    Limits limits,
    int backgroundThreads) {

  /** Defaults: Lucene, every write flushed, all cores for merging while it is due. */
  public static DatabaseConfig of(Path dataDirectory) {
    return new DatabaseConfig(
        dataDirectory,
        "lucene",
        Durability.SYNC,
        Limits.DEFAULT,
        Math.max(1, Runtime.getRuntime().availableProcessors()));
  }
}
