package io.vdb.server.cli;

import io.vdb.core.snapshot.Progress;
import io.vdb.server.cli.snapshot.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks files of snapshots without a server. */
@Command(
    name = "verify",
    description = {
      "Read files of snapshots from beginning to end, without a server, and tell whether they are"
          + " valid: format, every checksum, every count.",
      "",
      "Exit code: 0 when all of them are valid, 1 when one is not or cannot be read, 2 when it was"
          + " asked wrongly. When there is a file of the same name with .checksum at its end, which"
          + " the server writes, the checksum of the whole file must be that."
    },
    footer = {
      "",
      "Examples:",
      "  vdb snapshot verify vdb-data/snapshots/docs/*.snapshot",
      "  vdb snapshot verify --json full-snapshot-2026-01-31-04-05-06.snapshot"
    })
final class SnapshotVerifyCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Parameters(index = "0", arity = "1..*", paramLabel = "FILE", description = "What to check.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--checksum",
      paramLabel = "SHA256",
      description = "What the checksum of the whole file must be, in hexadecimal digits.")
  private @Nullable String checksum;

  @Option(names = "--json", description = "Print JSON, one line for each file.")
  private boolean json;

  SnapshotVerifyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (checksum != null && (files.size() > 1 || !checksum.matches("[0-9a-fA-F]{64}"))) {
      throw CliException.usage("--checksum takes the 64 hexadecimal digits of one file");
    }
    boolean valid = true;
    for (Path file : files) {
      Verification verification = Verification.of(file, checksum, Progress.NONE);
      if (json) {
        terminal.out().println(verification.toJson());
      } else {
        verification.print(terminal.out());
      }
      valid &= verification.valid();
    }
    return valid ? ExitCodes.OK : ExitCodes.FAILURE;
  }
}
