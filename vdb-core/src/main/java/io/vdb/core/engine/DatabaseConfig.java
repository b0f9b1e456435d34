package io.vdb.core.engine;

import io.vdb.core.log.Durability;
import io.vdb.core.observe.SlowQueryLog;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Settings of a database.
 *
 * @param dataDirectory where everything is kept; created when missing; any file system
 * @param indexProvider name of the index implementation
 * @param durability when acknowledged writes are flushed to the disk
 * @param limits bounds on requests and memory
 * @param backgroundThreads cores that merging may use at once, at least 1
 * @param slowQueries where queries that take long are kept
 * @param collectionSeries how many collections have metrics of their own; those of the others are
 *     added up under one name. With 0 no metric names a collection
 * @param snapshots where snapshots are kept; created when missing; any file system
 * @param resumeAfter how long after a failure of the disk it is tried for the first time whether
 *     writes can be taken again; between further attempts it is up to five times as long
 * @param checkedAtOnce how many bytes of index files are compared with their checksums before the
 *     database is open; the rest is in the background
 * @param wallClock tells the time for names of snapshots and records of the log; it may jump, since
 *     nothing else depends on it
 */
public record DatabaseConfig(
    Path dataDirectory,
    String indexProvider,
    Durability durability,
    Limits limits,
    int backgroundThreads,
    SlowQueryLog slowQueries,
    int collectionSeries,
    Path snapshots,
    Duration resumeAfter,
    long checkedAtOnce,
    InstantSource wallClock) {

  /** What the folder for snapshots in the data directory is called. */
  static final String SNAPSHOTS = "snapshots";

  private static final Duration SLOW = Duration.ofMillis(100);
  private static final int SLOW_QUERIES_KEPT = 1_000;
  private static final int COLLECTION_SERIES = 100;
  private static final Duration RESUME_AFTER = Duration.ofSeconds(1);

  /** What takes a fraction of a second. */
  private static final long CHECKED_AT_ONCE = 64L << 20;

  /** The same, trying after a second whether writes can be taken again. */
  public DatabaseConfig(
      Path dataDirectory,
      String indexProvider,
      Durability durability,
      Limits limits,
      int backgroundThreads,
      SlowQueryLog slowQueries,
      int collectionSeries,
      Path snapshots) {
    this(
        dataDirectory,
        indexProvider,
        durability,
        limits,
        backgroundThreads,
        slowQueries,
        collectionSeries,
        snapshots,
        RESUME_AFTER,
        CHECKED_AT_ONCE,
        InstantSource.system());
  }

  /** The same, with snapshots in the data directory. */
  public DatabaseConfig(
      Path dataDirectory,
      String indexProvider,
      Durability durability,
      Limits limits,
      int backgroundThreads,
      SlowQueryLog slowQueries,
      int collectionSeries) {
    this(
        dataDirectory,
        indexProvider,
        durability,
        limits,
        backgroundThreads,
        slowQueries,
        collectionSeries,
        dataDirectory.resolve(SNAPSHOTS));
  }

  /** The same, with {@link #defaultSlowQueries} and metrics of their own for 100 collections. */
  public DatabaseConfig(
      Path dataDirectory,
      String indexProvider,
      Durability durability,
      Limits limits,
      int backgroundThreads) {
    this(
        dataDirectory,
        indexProvider,
        durability,
        limits,
        backgroundThreads,
        defaultSlowQueries(),
        COLLECTION_SERIES);
  }

  /** Returns the same with another clock. */
  public DatabaseConfig withWallClock(InstantSource clock) {
    return new DatabaseConfig(
        dataDirectory,
        indexProvider,
        durability,
        limits,
        backgroundThreads,
        slowQueries,
        collectionSeries,
        snapshots,
        resumeAfter,
        checkedAtOnce,
        clock);
  }

  /** Returns the same with another time after which it is tried whether writes can be taken again. */
  public DatabaseConfig withResumeAfter(Duration time) {
    return new DatabaseConfig(
        dataDirectory,
        indexProvider,
        durability,
        limits,
        backgroundThreads,
        slowQueries,
        collectionSeries,
        snapshots,
        time,
        checkedAtOnce,
        wallClock);
  }

  /** Returns the same with another bound on what is checked before the database is open. */
  public DatabaseConfig withCheckedAtOnce(long bytes) {
    return new DatabaseConfig(
        dataDirectory,
        indexProvider,
        durability,
        limits,
        backgroundThreads,
        slowQueries,
        collectionSeries,
        snapshots,
        resumeAfter,
        bytes,
        wallClock);
  }

  /** Returns a log that keeps the latest 1,000 queries of 100 ms and more. */
  public static SlowQueryLog defaultSlowQueries() {
    return new SlowQueryLog(SLOW, SLOW_QUERIES_KEPT);
  }

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
