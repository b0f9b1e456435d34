package io.vdb.server.cli;

/** A command ends with a message of one line and an exit code. */
final class CliException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int exitCode;

  private CliException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** The user asked for something that cannot be. */
  static CliException usage(String message) {
    return new CliException(ExitCodes.USAGE, message);
  }

  /** What was asked for did not succeed. */
  static CliException failure(String message) {
    return new CliException(ExitCodes.FAILURE, message);
  }

  int exitCode() {
    return exitCode;
  }
}
