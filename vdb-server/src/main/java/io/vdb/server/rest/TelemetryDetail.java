package io.vdb.server.rest;

/**
 * How much telemetry is asked for.
 *
 * @param level 0 to 10: from 1 on with the environment and each collection in short, from 2 on with
 *     each collection in full
 * @param anonymized whether names of collections are left out
 */
record TelemetryDetail(int level, boolean anonymized) {

  static final TelemetryDetail LEAST = new TelemetryDetail(0, false);
}
