package io.vdb.core.snapshot;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot that is kept.
 *
 * @param name of its file
 * @param created when it was completed
 * @param bytes its length
 * @param sha256 checksum of the whole file, in hexadecimal digits; absent when a file was put there
 *     without
 */
public record SnapshotInfo(String name, Instant created, long bytes, @Nullable String sha256) {}
