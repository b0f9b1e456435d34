package io.vdb.server.cli;

import io.vdb.server.BuildInfo;
import picocli.CommandLine.Command;

/** Prints versions. */
@Command(
    name = "version",
    description = "Print the version of this program and of its Java.",
    footer = {"", "Example:", "  vdb version"})
final class VersionCommand implements Runnable {

  private final Terminal terminal;

  VersionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    terminal.out().println(text());
  }

  static String text() {
    return "vdb %s (Java %s, %s)"
        .formatted(
            BuildInfo.load().version(), Runtime.version(), System.getProperty("java.vendor"));
  }
}
