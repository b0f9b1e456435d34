package io.vdb.server.cli;

import io.vdb.core.engine.Database;
import io.vdb.core.snapshot.Progress;
import io.vdb.server.cli.snapshot.SnapshotClient;
import io.vdb.server.cli.snapshot.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes collections of a snapshot, in a running server or in a new data directory. */
@Command(
    name = "restore",
    description = {
      "Make a collection of a snapshot in a running server (--collection), or all that it holds in a"
          + " data directory that is new or empty and that no server uses (--data).",
      "",
      "A collection of that name is replaced in one step, and nothing changes when that fails. The"
          + " file is checked before."
    },
    footer = {
      "",
      "Examples:",
      "  vdb snapshot restore --collection docs docs-2026-01-31-04-05-06.snapshot",
      "  vdb snapshot restore --data new-data full-snapshot-2026-01-31-04-05-06.snapshot"
    })
final class SnapshotRestoreCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "FILE", description = "The snapshot.")
  private Path file = Path.of("");

  @Option(names = "--collection", paramLabel = "NAME", description = "What it becomes.")
  private @Nullable String collection;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Directory that gets everything, without a server.")
  private @Nullable Path data;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private final ServerOptions server = new ServerOptions();

  SnapshotRestoreCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if ((collection == null) == (data == null)) {
      throw CliException.usage("give either --collection or --data");
    }
    Verification verification = Verification.of(file, null, Progress.NONE);
    if (!verification.valid()) {
      throw CliException.failure(String.valueOf(verification.problem()));
    }
    List<String> names = collection == null ? intoFolder() : intoServer(collection);
    if (json) {
      terminal.out().println(verification.toJson());
    } else {
      terminal.out().println("restored " + String.join(", ", names));
    }
    return ExitCodes.OK;
  }

  private List<String> intoServer(String name) throws IOException, InterruptedException {
    try (SnapshotClient client =
        SnapshotClient.open(server.base(), server.access(terminal.environment()))) {
      client.restore(name, file);
    }
    return List.of(name);
  }

  private List<String> intoFolder() {
    Path folder = data == null ? Path.of("") : data;
    try (Database database = Database.open(folder)) {
      database.snapshots().restoreAll(file, String.valueOf(file.getFileName()));
      return database.collectionNames();
    }
  }
}
