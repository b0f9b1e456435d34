package io.vdb.server.rest;

import com.linecorp.armeria.common.HttpMethod;
import java.util.Set;

/**
 * One route of the administration.
 *
 * @param method what it answers to
 * @param template path with its parameters in braces; also the label of its metrics
 * @param meaning what it does, for the list of them
 * @param queryParameters names that it takes
 * @param hasBody whether it reads a JSON body
 * @param operation what it does
 */
record AdminRoute(
    HttpMethod method,
    String template,
    String meaning,
    Set<String> queryParameters,
    boolean hasBody,
    Operation operation) {

  /** Reads the call, does the work, and returns what writes the result. */
  @FunctionalInterface
  interface Operation {
    Envelope.Result run(AdminCall call);
  }
}
