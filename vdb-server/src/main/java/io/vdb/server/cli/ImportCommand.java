package io.vdb.server.cli;

import io.vdb.core.model.Distance;
import io.vdb.server.cli.load.ImportPlan;
import io.vdb.server.cli.load.ImportResult;
import io.vdb.server.cli.load.Importer;
import io.vdb.server.cli.load.Progress;
import io.vdb.server.cli.load.ProgressDisplay;
import io.vdb.server.cli.load.RestClient;
import io.vdb.server.cli.load.RetryPolicy;
import io.vdb.server.cli.source.RowSource;
import io.vdb.server.cli.source.RowSources;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Loads a file of vectors into a running server. */
@Command(
    name = "import",
    description = {
      "Load a file of vectors into a collection of a running server.",
      "",
      "Reads IDX, npy (C order) and JSON Lines, each also compressed with gzip; what it is, is seen"
          + " from its content. A line of JSON is {\"id\": 7, \"vector\": [0.1, 0.2], \"payload\":"
          + " {\"k\": 1}} (id and payload may be left out) or just the array of numbers.",
      "",
      "Ids are row numbers, the first is 0, unless a line gives one; so running an import again,"
          + " also one that was killed, ends with exactly the rows of the file. When a file repeats an"
          + " id, the later row wins for sure only with --parallel 1."
    },
    footer = {
      "",
      "Examples:",
      "  vdb import --collection docs embeddings.npy",
      "  vdb import --collection docs --distance Dot points.jsonl.gz",
      "  vdb import --collection mnist --labels train-labels-idx1-ubyte.gz \\",
      "      train-images-idx3-ubyte.gz",
      "  VDB_SECURITY_API_KEY_FILE=key vdb import --url https://db.example:6333 \\",
      "      --ca-file ca.pem --collection docs embeddings.npy"
    })
final class ImportCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "FILE", description = "What to load.")
  private Path file = Path.of("");

  @Option(
      names = "--collection",
      paramLabel = "NAME",
      required = true,
      description = "Where the rows go; created when it is missing.")
  private String collection = "";

  @Option(
      names = "--distance",
      paramLabel = "D",
      description =
          "Distance of a new collection: Cosine, Dot, Euclid or Manhattan (default: Euclid for"
              + " IDX, otherwise Cosine).")
  private @Nullable String distance;

  @Option(names = "--recreate", description = "Delete the collection first when it exists.")
  private boolean recreate;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "IDX file with one number for each row; it becomes the payload's \"label\".")
  private @Nullable Path labels;

  @Option(
      names = "--id-offset",
      paramLabel = "N",
      defaultValue = "0",
      description = "Added to row numbers to make ids (default: ${DEFAULT-VALUE}).")
  private long idOffset;

  @Option(names = "--limit", paramLabel = "N", description = "Take only the first N rows.")
  private long limit = Long.MAX_VALUE;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "" + ImportPlan.DEFAULT_BATCH,
      description = "Most rows in one request (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      defaultValue = "" + ImportPlan.DEFAULT_PARALLEL,
      description = "Most requests on the way at once (default: ${DEFAULT-VALUE}).")
  private int parallel;

  @Mixin private final ServerOptions server = new ServerOptions();

  ImportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    requirePositive("--batch", batch);
    requirePositive("--parallel", parallel);
    requirePositive("--limit", limit);
    if (idOffset < 0) {
      throw CliException.usage("--id-offset must be 0 or more");
    }
    URI base = server.base();
    Distance demanded = distance == null ? null : Distances.parse(distance);
    try (RowSource source =
            labels == null ? RowSources.open(file) : RowSources.openLabelled(file, labels);
        RestClient client =
            RestClient.open(
                base, RetryPolicy.PATIENT, server.access(terminal.environment()))) {
      Distance chosen = demanded == null ? Distances.defaultFor(source) : demanded;
      ImportPlan plan =
          new ImportPlan(
              collection, chosen, demanded != null, recreate, idOffset, limit, batch, parallel);
      ImportResult result;
      try (Progress progress = ProgressDisplay.detect(terminal.err()).start("import", "rows")) {
        result = new Importer(client, progress).run(source, plan);
      }
      return report(result, source.format());
    }
  }

  private static void requirePositive(String option, long value) {
    if (value < 1) {
      throw CliException.usage(option + " must be 1 or more");
    }
  }

  private int report(ImportResult result, String format) {
    String why = distance == null && result.created() ? ", the default for " + format : "";
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "%,d rows of %,d components in %.1f s (%,.0f rows/s) into collection \"%s\" (%s%s%s)%n",
            result.rows(),
            result.dimension(),
            result.seconds(),
            result.rate(),
            collection,
            result.created() ? "created, " : "",
            result.distance(),
            why);
    if (result.retries() > 0) {
      terminal.out().printf(Locale.ROOT, "%,d requests were sent again%n", result.retries());
    }
    if (result.countIsRight()) {
      terminal
          .out()
          .printf(
              Locale.ROOT,
              "the collection has %,d points%s%n",
              result.pointsAfter(),
              result.created() || result.pointsBefore() == 0
                  ? ""
                  : String.format(Locale.ROOT, " (%,d before)", result.pointsBefore()));
      warnOfRepeatedIds(result);
      return ExitCodes.OK;
    }
    throw CliException.failure(
        "collection \"" + collection + "\" has " + result.pointsAfter() + " points after "
            + result.rows() + " rows (before: " + result.pointsBefore()
            + "); did something else write to it meanwhile?");
  }

  private void warnOfRepeatedIds(ImportResult result) {
    if (result.pointsBefore() == 0 && result.pointsAfter() < result.rows()) {
      terminal
          .err()
          .printf(
              "vdb: warning: %d rows have an id that another row of %s has too%n",
              result.rows() - result.pointsAfter(), file);
    }
  }
}
