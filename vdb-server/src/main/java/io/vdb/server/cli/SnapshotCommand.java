package io.vdb.server.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Holds the commands about snapshots, and asks for one when none is given. */
@Command(
    name = "snapshot",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Make snapshots of collections, check them, and make collections of them again.",
      "",
      "A snapshot is one file with a collection, or with all collections and aliases, as of one"
          + " moment."
    },
    footer = {
      "",
      "Examples:",
      "  vdb snapshot create --collection docs",
      "  vdb snapshot list --collection docs",
      "  vdb snapshot verify docs-2026-01-31-04-05-06.snapshot",
      "  vdb snapshot restore --collection docs docs-2026-01-31-04-05-06.snapshot"
    })
final class SnapshotCommand implements Runnable {

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // the library sets the annotated fields
  SnapshotCommand() {}

  /** Returns the command with those below it. */
  static CommandLine line(Terminal terminal) {
    return new CommandLine(new SnapshotCommand())
        .addSubcommand(new SnapshotCreateCommand(terminal))
        .addSubcommand(new SnapshotListCommand(terminal))
        .addSubcommand(new SnapshotVerifyCommand(terminal))
        .addSubcommand(new SnapshotRestoreCommand(terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is missing: " + String.join(", ", spec.subcommands().keySet()));
  }
}
