package io.vdb.server.rest;

/** What a route does: reads the call, does the work, and returns what writes the result. */
@FunctionalInterface
interface Operation {
  Envelope.Result run(Call call);
}
