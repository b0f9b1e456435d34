package io.vdb.server.cli;

import java.io.PrintWriter;
import java.util.Map;

/**
 * What a command talks to.
 *
 * @param environment variables as the shell gave them
 * @param out results
 * @param err errors and progress
 */
record Terminal(Map<String, String> environment, PrintWriter out, PrintWriter err) {

  static final String VERBOSE_VARIABLE = "VDB_VERBOSE";

  /** Tells whether stack traces are wanted without the option being given. */
  boolean verboseByEnvironment() {
    String value = environment.getOrDefault(VERBOSE_VARIABLE, "");
    return !value.isEmpty() && !value.equals("0") && !value.equalsIgnoreCase("false");
  }
}
