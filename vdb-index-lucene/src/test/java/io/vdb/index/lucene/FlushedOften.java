package io.vdb.index.lucene;

import io.vdb.core.engine.Database;
import io.vdb.core.engine.DatabaseConfig;
import io.vdb.core.engine.Limits;
import io.vdb.core.log.Durability;
import io.vdb.observability.spi.Observability;
import java.nio.file.Path;

/** Databases most of whose points are in the index soon, and some in memory. */
final class FlushedOften {

  private FlushedOften() {}

  /**
   * Opens one.
   *
   * @param points how many points are kept in memory before they are flushed
   */
  static Database open(Path folder, int points) {
    Limits d = Limits.DEFAULT;
    Limits limits =
        new Limits(
            d.maxResults(),
            d.maxEf(),
            d.maxBatchPoints(),
            d.maxFilterConditions(),
            d.maxPayloadBytes(),
            d.maxPendingBytes(),
            d.maxRecentBytes(),
            points);
    return Database.open(
        new DatabaseConfig(folder, "lucene", Durability.SYNC, limits, 1),
        Observability.noop(),
        FlushedOften.class.getClassLoader());
  }
}
