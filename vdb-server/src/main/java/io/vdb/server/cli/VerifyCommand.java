package io.vdb.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.core.engine.Verifications;
import io.vdb.core.verify.VerifyOrder;
import io.vdb.core.verify.VerifyRun;
import io.vdb.core.verify.VerifyScope;
import io.vdb.server.cli.verify.Reports;
import io.vdb.server.cli.verify.VerifyClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Looks whether stored data is whole, of a running server or of a stopped one. */
@Command(
    name = "verify",
    description = {
      "Look whether everything that is kept is whole and makes sense, and change nothing: of a running"
          + " server, by its administration, or with --data of a directory that no server uses.",
      "",
      "data: checksums of logs and index files, counts against ids, dimensions, orphans. index: graphs,"
          + " searches against looking at every vector, filters against looking at every payload."
          + " aliases: where they lead. snapshot: files of snapshots. all: all of these.",
      "",
      "Exit code: 0 when all is whole, 1 when something is not or cannot be looked at, 2 when it was"
          + " asked wrongly."
    },
    footer = {
      "",
      "Examples:",
      "  vdb verify all",
      "  vdb verify data index --collection docs",
      "  vdb verify all --data /var/lib/vdb --json"
    })
final class VerifyCommand implements Callable<Integer> {

  private static final String ALL = "all";

  private final Terminal terminal;

  @Parameters(
      index = "0",
      arity = "1..*",
      paramLabel = "WHAT",
      description = "data, index, aliases, snapshot or all.")
  private List<String> what = List.of();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data directory of a server that does not run.")
  private @Nullable Path data;

  @Option(
      names = "--snapshots",
      paramLabel = "DIR",
      description = "With --data: its snapshots (default: snapshots in the data directory).")
  private @Nullable Path snapshots;

  @Option(
      names = "--index",
      paramLabel = "NAME",
      defaultValue = "lucene",
      description = "With --data: the index implementation (default: ${DEFAULT-VALUE}).")
  private String index = "";

  @Option(names = "--collection", paramLabel = "NAME", description = "Look at this one only.")
  private @Nullable String collection;

  @Option(
      names = "--sample",
      paramLabel = "POINTS",
      defaultValue = "100",
      description =
          "How many points of each collection to search for (default: ${DEFAULT-VALUE}).")
  private int sample;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      defaultValue = "0",
      description = "Which points: the same for the same number.")
  private long seed;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(
      names = "--admin-key",
      paramLabel = "KEY",
      description =
          "Key of the server's administration. Better in the variable VDB_SECURITY_ADMIN_KEY, or in a"
              + " file that VDB_SECURITY_ADMIN_KEY_FILE names.")
  private @Nullable String adminKey;

  @Mixin private final ServerOptions server = new ServerOptions();

  VerifyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (sample < 1 || sample > VerifyOrder.MAX_SAMPLE) {
      throw CliException.usage("--sample is a number from 1 to " + VerifyOrder.MAX_SAMPLE);
    }
    VerifyOrder order = new VerifyOrder(scopes(), collection, sample, seed);
    JsonNode report = data == null ? running(order) : stopped(data, order);
    if (json) {
      terminal.out().println(report);
    } else {
      Reports.print(report, terminal.out());
    }
    return Reports.isSound(report) ? ExitCodes.OK : ExitCodes.FAILURE;
  }

  private Set<VerifyScope> scopes() {
    Set<VerifyScope> scopes = EnumSet.noneOf(VerifyScope.class);
    for (String name : what) {
      if (name.equals(ALL)) {
        return EnumSet.allOf(VerifyScope.class);
      }
      scopes.add(scope(name));
    }
    return scopes;
  }

  private static VerifyScope scope(String name) {
    for (VerifyScope scope : VerifyScope.values()) {
      if (scope.label().equals(name)) {
        return scope;
      }
    }
    throw CliException.usage(
        "there is nothing called '" + name + "' to verify: data, index, aliases, snapshot or all");
  }

  private JsonNode running(VerifyOrder order) throws IOException, InterruptedException {
    try (VerifyClient client =
        new VerifyClient(
            server.base(), server.adminAccess(adminKey, terminal.environment()))) {
      return client.verify(order);
    }
  }

  private JsonNode stopped(Path folder, VerifyOrder order) throws IOException {
    return Reports.toJson(
        Verifications.ofStopped(
            folder,
            snapshots == null ? folder.resolve("snapshots") : snapshots,
            index,
            new VerifyRun(order)));
  }
}
