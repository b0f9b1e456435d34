package io.vdb.server.config;

import java.time.Duration;

/**
 * How the server stops.
 *
 * @param grace how long requests in flight may take to finish
 */
public record ShutdownConfig(Duration grace) {}
