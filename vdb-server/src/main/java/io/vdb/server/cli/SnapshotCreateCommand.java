package io.vdb.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.server.cli.snapshot.SnapshotClient;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has a running server make a snapshot. */
@Command(
    name = "create",
    description = {
      "Have a running server make a snapshot of a collection, or of everything, and wait for it.",
      "",
      "It holds every write that was acknowledged before. Reads and writes go on meanwhile. The"
          + " server keeps it in its folder of snapshots."
    },
    footer = {
      "",
      "Examples:",
      "  vdb snapshot create --collection docs",
      "  vdb snapshot create --full --json"
    })
final class SnapshotCreateCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Option(names = "--collection", paramLabel = "NAME", description = "Of this collection.")
  private @Nullable String collection;

  @Option(names = "--full", description = "Of all collections, with their aliases.")
  private boolean full;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private final ServerOptions server = new ServerOptions();

  SnapshotCreateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    requireOne(collection, full);
    try (SnapshotClient client =
        SnapshotClient.open(server.base(), server.access(terminal.environment()))) {
      JsonNode info = client.create(collection);
      terminal.out().println(json ? info.toString() : line(info));
    }
    return ExitCodes.OK;
  }

  /** A snapshot is of one collection or of all. */
  static void requireOne(@Nullable String collection, boolean full) {
    if (full == (collection != null)) {
      throw CliException.usage("give either --collection or --full");
    }
  }

  /** Returns what is known of a snapshot, on one line. */
  static String line(JsonNode info) {
    return String.format(
        Locale.ROOT,
        "%s  %s  %,d bytes  sha256 %s",
        info.path("name").asText(),
        info.path("creation_time").asText(),
        info.path("size").asLong(),
        info.path("checksum").asText("unknown"));
  }
}
