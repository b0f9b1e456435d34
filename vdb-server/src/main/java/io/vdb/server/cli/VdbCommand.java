package io.vdb.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program itself: holds what every command has, and asks for one when none is given. */
@Command(
    name = "vdb",
    synopsisSubcommandLabel = "COMMAND",
    description = "A vector database for the JVM that its operators can see into.",
    footer = {
      "",
      "Examples:",
      "  vdb demo                               try it with made-up vectors",
      "  vdb serve --data /var/lib/vdb          run a server",
      "  vdb import --collection docs FILE      load a file into a running server",
      "  vdb snapshot create --collection docs  have a running server make a snapshot",
      "  vdb verify all                         look whether stored data is whole",
      "  vdb doctor                             look whether a server and its machine are well",
      "",
      "\"vdb help COMMAND\" tells about a command."
    })
final class VdbCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // the library acts on it
  private boolean help;

  @Option(
      names = "--version",
      versionHelp = true,
      description = "Print the version and exit, as \"vdb version\" does.")
  @SuppressWarnings("UnusedVariable") // the library acts on it
  private boolean version;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show where in the program an error arose (also: VDB_VERBOSE=1).")
  private boolean verbose;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields
  VdbCommand() {}

  boolean verbose() {
    return verbose;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
