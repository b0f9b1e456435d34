package io.vdb.core.engine;

import io.vdb.core.log.Durability;
import io.vdb.core.log.DurableFiles;
import io.vdb.core.log.FileOperationLog;
import io.vdb.core.log.LogConfig;
import io.vdb.core.log.LogListener;
import io.vdb.core.log.OperationLog;
import io.vdb.core.snapshot.Sink;
import io.vdb.core.snapshot.SnapshotCollection;
import io.vdb.core.snapshot.SnapshotEntry;
import io.vdb.core.snapshot.SnapshotManifest;
import io.vdb.core.snapshot.SnapshotVisitor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Turns a snapshot into folders of collections, which nobody knows yet: whatever happens, the next
 * start removes them. Used by one thread.
 */
final class Unpacking implements SnapshotVisitor, Closeable {

  /** So many bytes of records are appended at once, for one flush each. */
  private static final long GROUP_BYTES = 8L << 20;

  private final SnapshotManifest manifest;
  private final List<UUID> uuids = new ArrayList<>();
  private final List<Path> folders = new ArrayList<>();
  private final Set<Path> changed = new LinkedHashSet<>();
  private final List<ByteBuffer> group = new ArrayList<>();
  private long groupBytes;
  private @Nullable FileChannel file;
  private @Nullable OperationLog log;

  /** Makes a folder for each collection. */
  Unpacking(SnapshotManifest manifest, DataDirectory directory) throws IOException {
    this.manifest = manifest;
    for (SnapshotCollection _ : manifest.collections()) {
      UUID uuid = UUID.randomUUID();
      Path folder = directory.collection(uuid);
      uuids.add(uuid);
      folders.add(folder);
      CollectionRegistry.prepare(folder, uuid);
    }
  }

  /** Returns the id of a collection. */
  UUID uuid(int collection) {
    return uuids.get(collection);
  }

  /** Returns the folder of a collection. */
  Path folder(int collection) {
    return folders.get(collection);
  }

  @Override
  public Sink file(int collection, String name) throws IOException {
    Path path = folder(collection).resolve("index").resolve(name);
    Path parent = Objects.requireNonNull(path.getParent());
    DurableFiles.createFolder(parent);
    changed.add(parent);
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    file = channel;
    return bytes -> {
      while (bytes.hasRemaining()) {
        int _ = channel.write(bytes);
      }
    };
  }

  @Override
  public Sink record(int collection, int bytes) throws IOException {
    if (groupBytes + bytes > GROUP_BYTES) {
      append(collection);
    }
    ByteBuffer body = ByteBuffer.allocate(bytes);
    group.add(body);
    groupBytes += bytes;
    return body::put;
  }

  private void append(int collection) throws IOException {
    if (!group.isEmpty()) {
      group.forEach(ByteBuffer::flip);
      long _ = log(collection).append(List.copyOf(group));
      group.clear();
      groupBytes = 0;
    }
  }

  private OperationLog log(int collection) throws IOException {
    OperationLog open = log;
    if (open == null) {
      long first = manifest.collections().get(collection).committed() + 1;
      open =
          FileOperationLog.open(
              folder(collection).resolve("log"),
              LogConfig.of(Durability.SYNC).withInitialSequence(first),
              LogListener.NOOP);
      log = open;
    }
    return open;
  }

  @Override
  public void ended(SnapshotEntry entry) throws IOException {
    FileChannel written = file;
    if (written != null) {
      written.force(true);
      written.close();
      file = null;
      return;
    }
    int collection = entry.collection();
    append(collection);
    log(collection).close(); // made also when it has no record, so that numbers go on
    log = null;
  }

  /** All entries are there: their names are put on the disk. */
  void complete() throws IOException {
    for (Path folder : changed) {
      DurableFiles.forceFolder(folder);
    }
  }

  /** Closes what is open, and leaves the folders. */
  @Override
  public void close() throws IOException {
    FileChannel written = file;
    OperationLog open = log;
    file = null;
    log = null;
    try (written;
        open) {
      group.clear();
    }
  }

  /** Removes the folders. */
  void discard() throws IOException {
    for (Path folder : folders) {
      DurableFiles.deleteTree(folder);
    }
  }
}
