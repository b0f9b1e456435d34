package io.vdb.core.log;

import java.time.InstantSource;

/**
 * Settings of a {@link FileOperationLog}.
 *
 * @param durability when appended records are flushed to the disk
 * @param fileBytes size at which a new file is begun; a group of records is never split, so that a
 *     file may grow larger by one group
 * @param maxRecordBytes largest body accepted, at most {@link #LARGEST_RECORD_BYTES}
 * @param initialSequence number of the first record of a log that has no file yet, at least 1
 * @param clock tells the time that is noted with records; nothing depends on it
 */
public record LogConfig(
    Durability durability,
    long fileBytes,
    int maxRecordBytes,
    long initialSequence,
    InstantSource clock) {

  /** The largest body that the file format allows. */
  public static final int LARGEST_RECORD_BYTES = 256 << 20;

  private static final long DEFAULT_FILE_BYTES = 64L << 20;

  /** Checks the ranges. */
  public LogConfig {
    if (fileBytes < 1) {
      throw new IllegalArgumentException("fileBytes must be positive: " + fileBytes);
    }
    if (maxRecordBytes < 0 || maxRecordBytes > LARGEST_RECORD_BYTES) {
      throw new IllegalArgumentException(
          "maxRecordBytes must be 0 to " + LARGEST_RECORD_BYTES + ": " + maxRecordBytes);
    }
    if (initialSequence < 1) {
      throw new IllegalArgumentException("initialSequence must be positive: " + initialSequence);
    }
  }

  /** Files of 64 MiB, records of up to 256 MiB, numbered from 1. */
  public static LogConfig of(Durability durability) {
    return new LogConfig(durability, DEFAULT_FILE_BYTES, LARGEST_RECORD_BYTES, 1, InstantSource.system());
  }

  /** Returns the same with another size of files. */
  public LogConfig withFileBytes(long bytes) {
    return new LogConfig(durability, bytes, maxRecordBytes, initialSequence, clock);
  }

  /** Returns the same with another bound on bodies. */
  public LogConfig withMaxRecordBytes(int bytes) {
    return new LogConfig(durability, fileBytes, bytes, initialSequence, clock);
  }

  /** Returns the same with another first number for a log that has no file yet. */
  public LogConfig withInitialSequence(long sequence) {
    return new LogConfig(durability, fileBytes, maxRecordBytes, sequence, clock);
  }

  /** Returns the same with another clock. */
  public LogConfig withClock(InstantSource other) {
    return new LogConfig(durability, fileBytes, maxRecordBytes, initialSequence, other);
  }
}
