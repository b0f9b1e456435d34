package io.vdb.server.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a demo keeps its files: a folder that goes away with it, or one that the user wants kept.
 *
 * @param path the folder
 * @param temporary whether it is deleted at the end
 */
record DemoFolder(Path path, boolean temporary) {

  static DemoFolder open(@Nullable Path keep) throws IOException {
    if (keep != null) {
      return new DemoFolder(Files.createDirectories(keep), false);
    }
    return new DemoFolder(Files.createTempDirectory("vdb-demo-"), true);
  }

  Path data() {
    return path.resolve("data");
  }

  Path log() {
    return path.resolve("vdb.log");
  }

  /** Deletes the folder when it is temporary. Nothing may use it any more. */
  void discard() {
    if (!temporary) {
      return;
    }
    try (Stream<Path> tree = Files.walk(path)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path entry : deepestFirst) {
        Files.deleteIfExists(entry);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("could not delete " + path, e);
    }
  }
}
