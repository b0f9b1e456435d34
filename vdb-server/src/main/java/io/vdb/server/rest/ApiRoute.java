package io.vdb.server.rest;

import com.linecorp.armeria.common.HttpMethod;
import java.util.Set;

/**
 * One route of the API.
 *
 * @param method what it answers to
 * @param template path with its parameters in braces; also the label of its metrics
 * @param work on which threads it runs
 * @param queryParameters names that it takes
 * @param hasBody whether it reads a JSON body
 * @param operation what it does
 */
record ApiRoute(
    HttpMethod method,
    String template,
    Work work,
    Set<String> queryParameters,
    boolean hasBody,
    Operation operation) {

  /** Kinds of work. */
  enum Work {
    /** Computes: bounded pool, sized to the cores. */
    SEARCH,
    /** Waits for the disk: a virtual thread. */
    WRITE,
    /** The same, for as long as it takes: no timeout applies. */
    LONG
  }
}
