package io.vdb.server.api;

import io.vdb.core.engine.Snapshots;
import io.vdb.core.error.VdbException;
import io.vdb.core.snapshot.SnapshotFolder;
import io.vdb.core.snapshot.SnapshotInfo;
import io.vdb.observability.spi.Context;
import io.vdb.server.config.SnapshotConfig;
import io.vdb.server.lifecycle.DatabaseComponent;
import io.vdb.server.request.Refusal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the API does with snapshots. Every method may wait for the disk for long, and fails with an
 * {@link ApiException} or what {@link ApiException#of} turns into one. Safe for concurrent use.
 */
public final class SnapshotOperations {

  private static final Logger log = LoggerFactory.getLogger(SnapshotOperations.class);

  /** Requests that nobody waits for and that may be under way at once. */
  private static final int UNATTENDED = 16;

  private final DatabaseComponent database;
  private final SnapshotConfig config;
  private final Semaphore unattended = new Semaphore(UNATTENDED);

  /** Operations on this database, once it is open. */
  public SnapshotOperations(DatabaseComponent database, SnapshotConfig config) {
    this.database = database;
    this.config = config;
  }

  private Snapshots snapshots() {
    return database.database().snapshots();
  }

  /** Returns the most bytes that a file from elsewhere may have. */
  public long maxBytes() {
    return config.maxBytes();
  }

  /** Makes a snapshot of a collection. */
  public SnapshotInfo create(String collection) {
    return snapshots().create(collection);
  }

  /** Makes a snapshot of all collections. */
  public SnapshotInfo createFull() {
    return snapshots().createFull();
  }

  /** Returns the snapshots of a collection, oldest first. */
  public List<SnapshotInfo> list(String collection) {
    return snapshots().list(collection);
  }

  /** Returns the snapshots of all collections, oldest first. */
  public List<SnapshotInfo> listFull() {
    return snapshots().listFull();
  }

  /** Deletes a snapshot of a collection. */
  public void delete(String collection, String name) {
    snapshots().delete(collection, name);
  }

  /** Deletes a snapshot of all collections. */
  public void deleteFull(String name) {
    snapshots().deleteFull(name);
  }

  /** Returns the file of a snapshot of a collection. */
  public Path file(String collection, String name) {
    return snapshots().file(collection, name);
  }

  /** Returns the file of a snapshot of all collections. */
  public Path fullFile(String name) {
    return snapshots().fullFile(name);
  }

  /** Fails where there is no collection of this name or alias. */
  public void requireCollection(String name) {
    var _ = database.database().collection(name);
  }

  /**
   * Makes a collection of a snapshot that is in a file of this machine, or served by it.
   *
   * @param location where it is: {@code file:}, {@code http:} or {@code https:}
   * @param sha256 what its checksum must be, if anything
   * @param apiKey what is sent as the key when it is fetched, if anything
   */
  public void recover(
      String collection, URI location, @Nullable String sha256, @Nullable String apiKey) {
    SnapshotLocation found = SnapshotLocation.of(location, this::allowed);
    switch (found) {
      case SnapshotLocation.LocalFile local ->
          restore(collection, local.path(), local.name(), sha256);
      case SnapshotLocation.Served served -> {
        try (SnapshotFolder.Incoming incoming =
            snapshots()
                .receive(
                    collection,
                    0,
                    file -> SnapshotFetch.fetch(served.uri(), apiKey, file, maxBytes()))) {
          restore(collection, incoming.path(), served.name(), sha256);
        } catch (IOException e) {
          throw ApiException.internal(e);
        }
      }
    }
  }

  private void restore(String collection, Path file, String name, @Nullable String sha256) {
    String _ = snapshots().restore(collection, file, name, sha256);
  }

  /** Tells whether a file may be read because a client names it. */
  private boolean allowed(Path file) throws IOException {
    if (snapshots().holds(file)) {
      return true;
    }
    Path real = file.toRealPath();
    for (Path source : config.sources()) {
      if (Files.isDirectory(source) && real.startsWith(source.toRealPath())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Takes in a file that a client sends; the caller closes it.
   *
   * @param bytes how many there will be; 0 when nobody knows
   */
  public SnapshotFolder.Incoming receive(
      String collection, long bytes, Snapshots.Content content) {
    return snapshots().receive(collection, bytes, content);
  }

  /** Makes a collection of a file that was taken in, and keeps the file with its snapshots. */
  public void recover(
      String collection,
      SnapshotFolder.Incoming incoming,
      String name,
      @Nullable String sha256) {
    String found = snapshots().restore(collection, incoming.path(), name, sha256);
    String owner = database.database().collection(collection).name();
    try {
      SnapshotInfo kept = incoming.keep(owner, name, found);
      log.info("Snapshot {} of collection {} was taken in", kept.name(), owner);
    } catch (IOException e) {
      log.warn("The snapshot that collection {} was made of cannot be kept", owner, e);
    }
  }

  /**
   * Does work that nobody waits for; how it ends is logged.
   *
   * @throws ApiException when too much of it is under way
   */
  public void unattended(String what, Runnable work) {
    if (!unattended.tryAcquire()) {
      throw ApiException.overloaded(
          Refusal.QUEUE_FULL, "too many snapshots are under way; try again later");
    }
    Context context = Context.current();
    Thread _ =
        Thread.ofVirtual()
            .name("vdb-snapshot")
            .start(() -> context.run(() -> logged(what, work)));
  }

  private void logged(String what, Runnable work) {
    try {
      work.run();
    } catch (VdbException | ApiException e) {
      log.warn("{} failed: {}", what, e.getMessage());
    } catch (RuntimeException | Error e) {
      log.error("{} failed", what, e);
    } finally {
      unattended.release();
    }
  }
}
