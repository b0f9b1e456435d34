package io.vdb.core.engine;

import io.vdb.core.log.Durability;
import io.vdb.observability.spi.Observability;
import java.nio.file.Path;
import java.time.Duration;

/** Databases on the exact index in memory. */
final class TestDatabases {

  /** For tests that would see another thing when a write has taken half a second. */
  static final Duration NO_TICK = Duration.ofDays(1);

  private TestDatabases() {}

  static Database open(Path folder, Limits limits) {
    return Database.open(
        new DatabaseConfig(folder, "memory", Durability.SYNC, limits, 1), Observability.noop());
  }

  /** Limits under which the recent part is moved into the index after a few operations. */
  static Limits withRecentPoints(int points) {
    Limits d = Limits.DEFAULT;
    return new Limits(
        d.maxResults(),
        d.maxEf(),
        d.maxBatchPoints(),
        d.maxFilterConditions(),
        d.maxPayloadBytes(),
        d.maxPendingBytes(),
        d.maxRecentBytes(),
        points);
  }

  /** Limits under which almost no write may wait. */
  static Limits withPendingBytes(long bytes) {
    Limits d = Limits.DEFAULT;
    return new Limits(
        d.maxResults(),
        d.maxEf(),
        d.maxBatchPoints(),
        d.maxFilterConditions(),
        d.maxPayloadBytes(),
        bytes,
        d.maxRecentBytes(),
        d.maxRecentPoints());
  }
}
