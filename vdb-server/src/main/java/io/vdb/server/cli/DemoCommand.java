package io.vdb.server.cli;

import io.vdb.server.AddressText;
import io.vdb.server.BuildInfo;
import io.vdb.server.cli.demo.Demo;
import io.vdb.server.cli.demo.DemoJson;
import io.vdb.server.cli.demo.DemoPlan;
import io.vdb.server.cli.demo.DemoReport;
import io.vdb.server.cli.demo.DemoText;
import io.vdb.server.cli.load.ProgressDisplay;
import io.vdb.server.cli.remote.ServerAccess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the whole thing: a server, data, searches, figures. */
@Command(
    name = "demo",
    description = {
      "Start a server on this machine, load vectors, search them, and tell how good and how fast"
          + " the searches are. Then keep serving until Ctrl-C.",
      "",
      "Without --data it makes up clustered vectors. A file is IDX, npy or JSON Lines, also"
          + " compressed with gzip; IDX is compared by Euclid, anything else by Cosine."
    },
    footer = {
      "",
      "Examples:",
      "  vdb demo",
      "  vdb demo --rows 100000 --dim 256",
      "  vdb demo --data embeddings.npy",
      "  vdb demo --data train-images-idx3-ubyte.gz --queries t10k-images-idx3-ubyte.gz"
    })
final class DemoCommand implements Callable<Integer> {

  private final Terminal terminal;
  private final ServerLauncher launcher;

  @Option(names = "--data", paramLabel = "FILE", description = "Load this file.")
  private @Nullable Path data;

  @Option(
      names = "--queries",
      paramLabel = "FILE",
      description = "Search with the first 1,000 rows of this file (default: rows of the data).")
  private @Nullable Path queries;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Make up N vectors (default: 20000), or load only N rows of the file.")
  private @Nullable Long rows;

  @Option(
      names = "--dim",
      paramLabel = "N",
      description = "Make up vectors of N components (default: 128).")
  private @Nullable Integer dimension;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Keep data and log in this folder (default: a temporary one).")
  private @Nullable Path keep;

  @Option(
      names = "--rest-port",
      paramLabel = "N",
      defaultValue = "6333",
      description = "Port of the REST front, 0 takes a free one (default: ${DEFAULT-VALUE}).")
  private int restPort;

  @Option(
      names = "--grpc-port",
      paramLabel = "N",
      defaultValue = "6334",
      description = "Port of the gRPC front, 0 takes a free one (default: ${DEFAULT-VALUE}).")
  private int grpcPort;

  @Option(names = "--once", description = "Stop after the report.")
  private boolean once;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write the figures to this file too, as JSON.")
  private @Nullable Path report;

  DemoCommand(Terminal terminal, ServerLauncher launcher) {
    this.terminal = terminal;
    this.launcher = launcher;
  }

  @Override
  public Integer call() throws Exception {
    DemoPlan plan = plan();
    String description = Demo.describe(plan); // a wrong file is told before a server starts
    DemoFolder folder = DemoFolder.open(keep);
    new Lifetime<DemoServer>(terminal)
        .run(
            () ->
                DemoServer.start(
                    launcher, terminal.environment(), folder, restPort, grpcPort),
            server -> show(server.server(), plan, description, folder));
    return ExitCodes.OK;
  }

  private DemoPlan plan() {
    if (data == null && queries != null) {
      throw CliException.usage("--queries needs --data");
    }
    if (data != null && dimension != null) {
      throw CliException.usage("--dim is for made-up vectors; a file has its own");
    }
    long wantedRows = rows == null ? (data == null ? DemoPlan.DEFAULT_ROWS : Long.MAX_VALUE) : rows;
    int wantedDimension = dimension == null ? DemoPlan.DEFAULT_DIMENSION : dimension;
    if (wantedRows < 1) {
      throw CliException.usage("--rows must be 1 or more");
    }
    if (wantedDimension < 1 || wantedDimension > 65_536) {
      throw CliException.usage("--dim must be 1 to 65536");
    }
    return new DemoPlan(data, queries, wantedRows, wantedDimension);
  }

  private void show(
      ServerLauncher.Running server, DemoPlan plan, String description, DemoFolder folder)
      throws IOException, InterruptedException {
    URI rest = server.restUri();
    String grpc = AddressText.of(server.grpcAddress());
    terminal.out().println("vdb " + BuildInfo.load().version() + " demo");
    terminal.out().println();
    line("server", rest + " (REST), " + grpc + " (gRPC)");
    line("folder", folder.path() + (folder.temporary() ? " (removed at the end)" : ""));
    line("data", description);
    terminal.out().println();
    terminal.out().flush();
    ServerAccess access = new ServerAccess(ServerOptions.keyOf(terminal.environment()), null);
    ProgressDisplay display = ProgressDisplay.detect(terminal.out());
    DemoReport figures =
        new Demo(BuildInfo.load().version(), rest, access, grpc, display).run(plan);
    new DemoText(terminal.out()).print(figures);
    if (report != null) {
      DemoJson.write(figures, report);
    }
    if (!once) {
      terminal.out().println();
      terminal.out().println("Serving until Ctrl-C.");
      terminal.out().flush();
      Lifetime.waitForever();
    }
  }

  private void line(String name, String text) {
    terminal.out().printf("  %-8s%s%n", name, text);
  }
}
