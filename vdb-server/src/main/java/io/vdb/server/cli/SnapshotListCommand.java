package io.vdb.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.server.cli.snapshot.SnapshotClient;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows which snapshots a running server keeps. */
@Command(
    name = "list",
    description = "Show the snapshots that a running server keeps, oldest first.",
    footer = {
      "",
      "Examples:",
      "  vdb snapshot list --collection docs",
      "  vdb snapshot list --full --json"
    })
final class SnapshotListCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Option(names = "--collection", paramLabel = "NAME", description = "Those of this collection.")
  private @Nullable String collection;

  @Option(names = "--full", description = "Those of all collections at once.")
  private boolean full;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private final ServerOptions server = new ServerOptions();

  SnapshotListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    SnapshotCreateCommand.requireOne(collection, full);
    try (SnapshotClient client =
        SnapshotClient.open(server.base(), server.access(terminal.environment()))) {
      JsonNode all = client.list(collection);
      if (json) {
        terminal.out().println(all);
      } else {
        all.forEach(info -> terminal.out().println(SnapshotCreateCommand.line(info)));
      }
    }
    return ExitCodes.OK;
  }
}
