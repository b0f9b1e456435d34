package io.vdb.server.cli;

/** What the program tells the shell. */
final class ExitCodes {

  /** Done, or stopped by SIGTERM or SIGINT. */
  static final int OK = 0;

  /** It did not succeed. */
  static final int FAILURE = 1;

  /** Wrong options or configuration. */
  static final int USAGE = 2;

  private ExitCodes() {}
}
