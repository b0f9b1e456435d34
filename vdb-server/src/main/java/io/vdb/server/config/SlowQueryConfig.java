package io.vdb.server.config;

import java.time.Duration;

/**
 * Which queries are kept as slow ones.
 *
 * @param threshold queries that take at least so long are kept
 * @param kept how many are kept, at least 1; the oldest make room
 */
public record SlowQueryConfig(Duration threshold, int kept) {}
