package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.snapshot.SnapshotCollection;
import io.vdb.core.snapshot.SnapshotFile;
import io.vdb.core.snapshot.SnapshotFolder;
import io.vdb.core.snapshot.SnapshotInfo;
import io.vdb.core.snapshot.SnapshotKind;
import io.vdb.core.snapshot.SnapshotWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots of a database: files that hold a collection, or all of them, as of one moment, and that
 * collections can be made of again. All methods block until they are done; safe for concurrent use.
 * Reads and writes of points go on meanwhile.
 *
 * <p>Every method throws {@link VdbException}: {@code NOT_FOUND} for what is not there, {@code
 * INVALID_ARGUMENT} for a file that cannot be restored, which changes nothing, {@code UNAVAILABLE}
 * when the disk is full or fails, or the database is closed.
 */
public final class Snapshots {

  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

  private final SnapshotFolder folder;
  private final Function<String, Collection> collections;
  private final CollectionRegistry registry;
  private final SnapshotRestorer restorer;
  private final SnapshotMetrics metrics;
  private final InstantSource clock;
  private final SnapshotActivity activity = new SnapshotActivity();
  private final Object lock = new Object();
  private int running;
  private volatile boolean closed;

  /**
   * Snapshots in a folder.
   *
   * @param collections finds the collection that a name stands for, or throws
   * @param clock tells the time for their names
   */
  Snapshots(
      SnapshotFolder folder,
      Function<String, Collection> collections,
      CollectionRegistry registry,
      SnapshotRestorer restorer,
      SnapshotMetrics metrics,
      InstantSource clock) {
    this.folder = folder;
    this.collections = collections;
    this.registry = registry;
    this.restorer = restorer;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Work on the snapshots of a collection.
   *
   * @param creating snapshots that are being made
   * @param restoring snapshots that the collection is being made of
   * @param created snapshots that were made since the database was opened
   */
  public record Activity(int creating, int restoring, long created) {

    /** There was none. */
    public static final Activity NONE = new Activity(0, 0, 0);

    Activity plus(int moreCreating, int moreRestoring, int moreCreated) {
      return new Activity(
          creating + moreCreating, restoring + moreRestoring, created + moreCreated);
    }
  }

  /**
   * Returns what is and was done to the snapshots of single collections, by their names; those that
   * are missing have {@link Activity#NONE}. Some may be of collections that do not exist.
   */
  public Map<String, Activity> activity() {
    return activity.byCollection();
  }

  /** Work that is measured. */
  private interface Task<T> {
    T run(SnapshotRun run) throws IOException;
  }

  private <T> T observed(
      SnapshotMetrics.Work work, WriteKind kind, @Nullable String collection, Task<T> task) {
    metrics.began(work);
    activity.began(work, collection);
    SnapshotRun run = new SnapshotRun(kind, collection, () -> closed);
    T result;
    try {
      result = guarded(() -> task.run(run));
    } catch (RuntimeException | Error e) {
      activity.ended(work, collection, false);
      metrics.ended(work, run.ended(collection, e), false);
      throw e;
    }
    activity.ended(work, collection, true);
    metrics.ended(work, run.ended(collection, null), true);
    return result;
  }

  /** Work on the disk. */
  private interface Access<T> {
    T run() throws IOException;
  }

  /** Works unless the database is closed, which waits for the end. */
  private <T> T guarded(Access<T> access) {
    synchronized (lock) {
      if (closed) {
        throw new VdbException(ErrorCode.UNAVAILABLE, "the database is closed");
      }
      running++;
    }
    try {
      return access.run();
    } catch (IOException e) {
      throw new VdbException(ErrorCode.UNAVAILABLE, "a snapshot failed: " + e, e);
    } finally {
      synchronized (lock) {
        running--;
        lock.notifyAll();
      }
    }
  }

  /** Gives up what goes on, and waits for it. Idempotent. */
  void close() {
    boolean interrupted = false;
    synchronized (lock) {
      closed = true;
      while (running > 0) {
        try {
          lock.wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    metrics.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Makes a snapshot of a collection: of every write that was acknowledged before, and of none that
   * begins after this has returned.
   *
   * @param name of a collection or an alias
   */
  public SnapshotInfo create(String name) {
    Collection collection = collections.apply(name);
    return observed(
        SnapshotMetrics.Work.CREATE,
        WriteKind.CREATE_SNAPSHOT,
        collection.name(),
        run -> {
          run.stage(
              "commit",
              () -> {
                collection.commitFlushed();
                return true;
              });
          try (HeldCollection held = collection.hold()) {
            return write(
                SnapshotKind.COLLECTION, collection.name(), List.of(held), Map.of(), run);
          }
        });
  }

  /** Makes one snapshot of all collections and aliases, as of one moment. */
  public SnapshotInfo createFull() {
    return observed(
        SnapshotMetrics.Work.CREATE_FULL,
        WriteKind.CREATE_FULL_SNAPSHOT,
        null,
        run -> {
          run.stage(
              "commit",
              () -> {
                registry.all().forEach(Collection::commitFlushed);
                return true;
              });
          try (CollectionRegistry.Held held = registry.hold()) {
            return write(SnapshotKind.FULL, null, held.collections(), held.aliases(), run);
          }
        });
  }

  private SnapshotInfo write(
      SnapshotKind kind,
      @Nullable String collection,
      List<HeldCollection> held,
      Map<String, String> aliases,
      SnapshotRun run)
      throws IOException {
    long bytes = held.stream().mapToLong(HeldCollection::bytes).sum();
    run.expect(bytes);
    run.records(held.stream().mapToLong(HeldCollection::records).sum());
    SnapshotFolder.requireSpace(folder.root(), bytes);
    Instant now = clock.instant();
    try (SnapshotFolder.Pending pending = folder.begin(collection, now)) {
      String sha256 = write(kind, pending.path(), now, held, aliases, run);
      SnapshotInfo info = run.stage("publish", () -> pending.publish(sha256));
      LOG.info("Snapshot {} is complete, {} bytes", info.name(), info.bytes());
      return info;
    } catch (IOException e) {
      if (kind == SnapshotKind.FULL && held.stream().anyMatch(Snapshots::isGone)) {
        throw new VdbException(
            ErrorCode.UNAVAILABLE,
            "a collection was deleted while it was copied; try again",
            e);
      }
      held.forEach(one -> one.collection().requireNotDeleted()); // else that is the reason
      throw e;
    }
  }

  private static boolean isGone(HeldCollection held) {
    return held.collection().isDeleted();
  }

  private static String write(
      SnapshotKind kind,
      Path file,
      Instant now,
      List<HeldCollection> held,
      Map<String, String> aliases,
      SnapshotRun run)
      throws IOException {
    List<SnapshotCollection> described = new ArrayList<>();
    try (SnapshotWriter writer = SnapshotWriter.create(file, run)) {
      for (HeldCollection collection : held) {
        int position = described.size();
        var _ =
            run.stage(
                "copy_index",
                () -> {
                  collection.copyFiles(position, writer);
                  return true;
                });
        var _ =
            run.stage(
                "copy_log",
                () -> {
                  collection.copyLog(position, writer);
                  return true;
                });
        described.add(collection.described());
      }
      return writer.finish(kind, now.toEpochMilli(), described, aliases).sha256();
    }
  }

  /** Returns the snapshots of a collection, given by its name or an alias; oldest first. */
  public List<SnapshotInfo> list(String name) {
    String collection = collections.apply(name).name();
    return guarded(() -> folder.list(collection));
  }

  /** Returns the snapshots of all collections at once, oldest first. */
  public List<SnapshotInfo> listFull() {
    return guarded(() -> folder.list(null));
  }

  /** Returns the file of a snapshot of a collection, given by its name or an alias. */
  public Path file(String name, String snapshot) {
    return folder.find(collections.apply(name).name(), snapshot);
  }

  /** Returns the file of a snapshot of all collections. */
  public Path fullFile(String snapshot) {
    return folder.find(null, snapshot);
  }

  /** Deletes a snapshot of a collection, given by its name or an alias. */
  public void delete(String name, String snapshot) {
    remove(collections.apply(name).name(), snapshot);
  }

  /** Deletes a snapshot of all collections. */
  public void deleteFull(String snapshot) {
    remove(null, snapshot);
  }

  private void remove(@Nullable String collection, String snapshot) {
    SnapshotRun run = new SnapshotRun(WriteKind.DELETE_SNAPSHOT, collection, () -> false);
    try {
      var _ =
          guarded(
              () -> {
                folder.delete(collection, snapshot);
                return true;
              });
    } catch (RuntimeException | Error e) {
      var _ = run.ended(collection, e);
      throw e;
    }
    var _ = run.ended(collection, null);
  }

  /**
   * Tells whether a file is in the folder of snapshots, links followed.
   *
   * @throws IOException when there is no such file
   */
  public boolean holds(Path file) throws IOException {
    return folder.holds(file);
  }

  /** Writes a file that comes from elsewhere. */
  @FunctionalInterface
  public interface Content {

    /** Makes the file; on return it is complete. */
    void writeTo(Path file) throws IOException;
  }

  /**
   * Takes in a file from elsewhere, until it is closed, unless it was kept.
   *
   * @param collection name of the collection that it is for
   * @param bytes how many there will be; 0 when nobody knows
   */
  public SnapshotFolder.Incoming receive(String collection, long bytes, Content content) {
    return observed(
        SnapshotMetrics.Work.UPLOAD,
        WriteKind.RECEIVE_SNAPSHOT,
        collection,
        run -> {
          SnapshotFolder.requireSpace(folder.root(), bytes);
          SnapshotFolder.Incoming incoming = folder.receive();
          try {
            content.writeTo(incoming.path());
            return incoming;
          } catch (IOException | RuntimeException | Error e) {
            incoming.close();
            throw e;
          }
        });
  }

  /**
   * Makes a collection of a snapshot of one: in one step, which survives a crash, it takes the place
   * of the collection of this name or alias, or becomes a new one. Aliases stay. Nothing changes when
   * it fails.
   *
   * @param name of a collection or an alias, or of a new collection
   * @param file a snapshot, wherever it is
   * @param shown what the file is called in complaints
   * @param sha256 what the checksum of the file must be, in hexadecimal digits, if anything
   * @return the checksum of the file
   * @throws VdbException with {@code INVALID_ARGUMENT} when the file is no snapshot of one collection
   *     in this format, is damaged, or holds other vectors than the collection that it would replace
   */
  public String restore(String name, Path file, String shown, @Nullable String sha256) {
    String target = target(name);
    return observed(
        SnapshotMetrics.Work.RESTORE,
        WriteKind.RESTORE_SNAPSHOT,
        target,
        run -> {
          try (SnapshotFile snapshot = SnapshotFile.open(file, shown)) {
            if (snapshot.manifest().kind() != SnapshotKind.COLLECTION) {
              throw VdbException.invalid(
                  "`" + shown + "` is a snapshot of all collections, which only"
                      + " \"vdb snapshot restore\" can restore");
            }
            String found =
                restorer.restore(
                    new SnapshotRestorer.Source(snapshot, shown, target, sha256), run);
            LOG.info("Collection {} was restored from snapshot {}", target, shown);
            return found;
          }
        });
  }

  private String target(String name) {
    return Optional.ofNullable(registry.find(name))
        .or(() -> Optional.ofNullable(registry.aliases().find(name)))
        .map(Collection::name)
        .orElse(name);
  }

  /**
   * Makes all collections and aliases of a snapshot, in one step, which survives a crash. The
   * database must be empty. Of a snapshot of one collection it makes that one.
   *
   * @param file a snapshot, wherever it is
   * @param shown what the file is called in complaints
   */
  public void restoreAll(Path file, String shown) {
    String _ =
        observed(
            SnapshotMetrics.Work.RESTORE,
            WriteKind.RESTORE_SNAPSHOT,
            null,
            run -> {
              try (SnapshotFile snapshot = SnapshotFile.open(file, shown)) {
                return restorer.restore(
                    new SnapshotRestorer.Source(snapshot, shown, null, null), run);
              }
            });
  }
}
