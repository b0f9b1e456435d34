package io.vdb.server.cli.demo;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a demo loads and searches with.
 *
 * @param data file of vectors, or null for made-up ones
 * @param queries file of vectors to search with, or null to take rows of the data
 * @param rows most rows to load
 * @param dimension components of made-up vectors
 */
public record DemoPlan(@Nullable Path data, @Nullable Path queries, long rows, int dimension) {

  /** Rows made up when nothing is said. */
  public static final int DEFAULT_ROWS = 20_000;

  /** Components made up when nothing is said. */
  public static final int DEFAULT_DIMENSION = 128;

  static final int CLUSTERS = 100;
  static final long SEED = 42;
  static final int QUERIES = 1_000;
}
