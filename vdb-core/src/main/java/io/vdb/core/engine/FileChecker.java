package io.vdb.core.engine;

import io.vdb.core.error.VdbException;
import io.vdb.core.index.IndexInspection;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.VectorIndexProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the files of indexes with their checksums when a database is opened: of small ones at once,
 * so that they answer nothing unchecked, and of others on a thread of its own, one after the other.
 */
final class FileChecker {

  private static final Logger LOG = LoggerFactory.getLogger(FileChecker.class);

  private final Queue<Collection> later = new ArrayDeque<>();
  private long room;

  /**
   * A checker.
   *
   * @param atOnceBytes how much is checked before the database is open
   */
  FileChecker(long atOnceBytes) {
    room = atOnceBytes;
  }

  /**
   * Checks an index that nobody has open, if there is still time for one of its size.
   *
   * @param folder of the collection
   * @return whether nothing is left to check
   * @throws VdbException with {@code DATA_LOSS} when it is damaged
   */
  boolean check(CollectionDescriptor descriptor, Path folder, VectorIndexProvider indexes)
      throws IOException {
    Path index = folder.resolve("index");
    long bytes = bytesIn(index);
    if (bytes > room) {
      return false;
    }
    room -= bytes;
    FileCheck check = new FileCheck(descriptor.name(), () -> false);
    Optional<IndexInspection> inspection =
        indexes.inspect(index, IndexSpec.of(descriptor.config()));
    if (inspection.isPresent()) {
      try (IndexInspection files = inspection.get()) {
        boolean _ = files.verifyFiles(check);
      }
    }
    VdbException damage = check.damage(index);
    if (damage != null) {
      throw damage;
    }
    return !check.isIncomplete();
  }

  private static long bytesIn(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    long bytes = 0;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  /** Notes that the files of a collection, which is open, are to be checked. */
  void later(Collection collection) {
    collection.toBeChecked();
    later.add(collection);
  }

  /** Begins to check what is left. */
  void start() {
    if (!later.isEmpty()) {
      Thread _ =
          Thread.ofPlatform()
              .daemon()
              .name("vdb-file-check")
              .start(() -> later.forEach(FileChecker::check));
    }
  }

  private static void check(Collection collection) {
    long start = System.nanoTime();
    collection.checkFiles();
    if (!collection.isUnchecked() && collection.damage() == null) {
      LOG.info(
          "The files of collection {} are whole: {} bytes in {} ms",
          collection.name(),
          collection.indexStats().bytes(),
          (System.nanoTime() - start) / 1_000_000);
    }
  }
}
