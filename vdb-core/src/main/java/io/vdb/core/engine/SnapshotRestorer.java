package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.fault.FailPoint;
import io.vdb.core.snapshot.SnapshotCollection;
import io.vdb.core.snapshot.SnapshotFile;
import io.vdb.core.snapshot.SnapshotFolder;
import io.vdb.core.snapshot.SnapshotManifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes collections of snapshots: unpacks them beside what there is, checks every checksum, opens
 * them, and lets them take their place in one step. Safe for concurrent use.
 */
final class SnapshotRestorer {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotRestorer.class);

  private final DataDirectory directory;
  private final CollectionRegistry registry;
  private final EngineContext context;

  SnapshotRestorer(
      DataDirectory directory, CollectionRegistry registry, EngineContext context) {
    this.directory = directory;
    this.registry = registry;
    this.context = context;
  }

  /**
   * What is to be restored.
   *
   * @param file an open snapshot
   * @param name what it is called
   * @param target name of the collection that it becomes; all get their names back when absent
   * @param sha256 what the checksum of the file must be, if anything
   */
  record Source(
      SnapshotFile file, String name, @Nullable String target, @Nullable String sha256) {}

  /** Restores, and returns the checksum of the file. */
  String restore(Source source, SnapshotRun run) throws IOException {
    SnapshotManifest manifest = source.file().manifest();
    for (int i = 0; i < manifest.collections().size(); i++) {
      registry.checkReplaceable(described(source, i, UUID.randomUUID()));
    }
    run.expect(source.file().bytes());
    run.records(manifest.records());
    SnapshotFolder.requireSpace(directory.collections(), manifest.contentBytes());
    List<Collection> opened = new ArrayList<>();
    Unpacking unpacking = new Unpacking(manifest, directory);
    try (unpacking) {
      String sha256 = run.stage("unpack", () -> unpack(source, unpacking, run));
      FailPoint.RESTORE_UNPACKED.pass();
      var _ = run.stage("open", () -> open(source, unpacking, opened));
      FailPoint.RESTORE_OPENED.pass();
      registry.restore(
          opened,
          source.target() == null ? manifest.aliases() : Map.of(),
          source.target() == null,
          run.write());
      return sha256;
    } catch (IOException | RuntimeException | Error e) {
      abandon(opened, unpacking, e);
      throw e;
    }
  }

  private static String targetOf(Source source, SnapshotCollection collection) {
    String target = source.target();
    return target == null ? collection.name() : target;
  }

  private static CollectionDescriptor described(Source source, int position, UUID uuid) {
    SnapshotCollection collection = source.file().manifest().collections().get(position);
    try {
      return CollectionDescriptor.ofDescription(
          targetOf(source, collection), uuid, collection.description());
    } catch (IllegalArgumentException | VdbException e) {
      throw new VdbException(
          ErrorCode.INVALID_ARGUMENT,
          "snapshot `" + source.name() + "` describes a collection that cannot be understood",
          e);
    }
  }

  private static String unpack(Source source, Unpacking unpacking, SnapshotRun run)
      throws IOException {
    String sha256 = source.file().read(unpacking, run);
    String wanted = source.sha256();
    if (wanted != null && !wanted.toLowerCase(Locale.ROOT).equals(sha256)) {
      throw VdbException.invalid(
          "Snapshot checksum mismatch: expected " + wanted + ", got " + sha256);
    }
    unpacking.complete();
    return sha256;
  }

  private List<Collection> open(Source source, Unpacking unpacking, List<Collection> opened) {
    List<SnapshotCollection> collections = source.file().manifest().collections();
    for (int i = 0; i < collections.size(); i++) {
      opened.add(open(source, unpacking, i));
      long found = opened.getLast().info().lastSequence();
      long expected = collections.get(i).sequence();
      if (found != expected) {
        throw VdbException.invalid(
            "snapshot `" + source.name() + "` holds operations up to " + found
                + ", its manifest tells of " + expected);
      }
    }
    return opened;
  }

  /** Checksums say that the content is what was written, not that it makes sense. */
  private Collection open(Source source, Unpacking unpacking, int position) {
    CollectionDescriptor descriptor = described(source, position, unpacking.uuid(position));
    try {
      return Collection.open(descriptor, unpacking.folder(position), context);
    } catch (IOException | RuntimeException e) {
      LOG.warn("Snapshot {} cannot be opened as a collection", source.name(), e);
      throw new VdbException(
          ErrorCode.INVALID_ARGUMENT,
          "snapshot `" + source.name() + "` cannot be opened as a collection ("
              + e.getClass().getSimpleName() + "); the log tells more",
          e);
    }
  }

  /**
   * Leaves nothing behind, unless the system log may already tell of the collections: then the next
   * start decides.
   */
  private static void abandon(
      List<Collection> opened, Unpacking unpacking, Throwable cause) {
    boolean decided =
        opened.isEmpty()
            || (cause instanceof VdbException known
                && known.code() == ErrorCode.INVALID_ARGUMENT);
    for (Collection collection : opened) {
      try {
        collection.discard();
      } catch (IOException | RuntimeException e) {
        cause.addSuppressed(e);
      }
    }
    if (decided) {
      try {
        unpacking.close();
        unpacking.discard();
      } catch (IOException | RuntimeException e) {
        cause.addSuppressed(e);
      }
    }
  }
}
