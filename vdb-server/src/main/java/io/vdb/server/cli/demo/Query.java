package io.vdb.server.cli.demo;

/**
 * A vector to search with.
 *
 * @param vector components
 * @param origin where it comes from, for people: {@code row 0 of FILE}
 */
record Query(float[] vector, String origin) {}
