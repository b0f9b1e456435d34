package io.vdb.core.verify;

import io.vdb.core.error.VdbException;
import io.vdb.core.index.IndexInspection.Findings;
import io.vdb.core.snapshot.Progress;
import io.vdb.core.snapshot.SnapshotFile;
import io.vdb.core.snapshot.SnapshotVisitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Reads the files of snapshots. */
public final class SnapshotLook {

  private static final String SUFFIX = ".snapshot";
  private static final String CHECKSUM = ".checksum";
  private static final int SHA_256_CHARACTERS = 64;

  private SnapshotLook() {}

  /**
   * Looks at every snapshot in a folder, and in those below it that belong to collections. One that
   * is deleted meanwhile is passed over.
   */
  public static void at(VerifyRun run, Path folder) {
    if (!run.order().wants(VerifyCheck.SNAPSHOT)) {
      return;
    }
    List<Path> files;
    try (Stream<Path> found = Files.walk(folder, 2)) {
      files = found.filter(SnapshotLook::isSnapshot).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      boolean _ =
          run.check(
              VerifyCheck.SNAPSHOT,
              null,
              findings -> findings.found(folder.toString(), "the folder cannot be read: " + e));
      return;
    }
    if (files.isEmpty()) {
      run.skipped(VerifyCheck.SNAPSHOT, null, "there are no snapshots");
    }
    for (Path file : files) {
      boolean _ =
          run.check(
              VerifyCheck.SNAPSHOT,
              folder.relativize(file).toString(),
              findings -> at(file, findings));
    }
  }

  private static boolean isSnapshot(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(SUFFIX) && !name.startsWith(".") && Files.isRegularFile(file);
  }

  private static void at(Path file, Findings findings)
      throws IOException {
    String name = file.toString();
    try (SnapshotFile snapshot = SnapshotFile.open(file, name)) {
      findings.examined(1);
      String found = snapshot.read(SnapshotVisitor.NONE, progress(findings));
      Path beside = file.resolveSibling(file.getFileName() + CHECKSUM);
      if (Files.exists(beside)) {
        String text = Files.readString(beside, StandardCharsets.UTF_8);
        String wanted =
            text.substring(0, Math.min(text.length(), SHA_256_CHARACTERS)).toLowerCase(Locale.ROOT);
        if (!wanted.equals(found)) {
          findings.found(name, "its checksum is " + found + ", but " + beside + " has " + wanted);
        }
      }
    } catch (VdbException e) {
      findings.found(name, String.valueOf(e.getMessage()));
    }
  }

  /** Lets reading a large file be given up. */
  private static Progress progress(Findings findings) {
    return _ -> findings.examined(0);
  }
}
