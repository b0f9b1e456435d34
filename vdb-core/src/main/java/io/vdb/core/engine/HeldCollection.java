package io.vdb.core.engine;

import io.vdb.core.fault.FailPoint;
import io.vdb.core.index.CommittedFiles;
import io.vdb.core.log.OperationLog;
import io.vdb.core.snapshot.SnapshotCollection;
import io.vdb.core.snapshot.SnapshotWriter;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A collection as it was at one moment: the files of its last commit, and the records of its log from
 * there to that moment. Both stay until this is closed, while writes, merges and commits go on. Used
 * by one thread.
 */
final class HeldCollection implements AutoCloseable {

  private final Collection collection;
  private final CollectionDescriptor descriptor;
  private final CommittedFiles files;
  private final OperationLog log;
  private final long sequence;
  private final Runnable release;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * The state of now.
   *
   * @param descriptor with what is declared of payloads now
   * @param release lets the log be cut again
   */
  HeldCollection(
      Collection collection,
      CollectionDescriptor descriptor,
      CommittedFiles files,
      OperationLog log,
      Runnable release) {
    this.collection = collection;
    this.descriptor = descriptor;
    this.files = files;
    this.log = log;
    this.sequence = Math.max(files.sequence(), log.lastSequence());
    this.release = release;
  }

  Collection collection() {
    return collection;
  }

  String name() {
    return descriptor.name();
  }

  /** Returns roughly how many bytes it has. */
  long bytes() {
    return files.files().stream().mapToLong(CommittedFiles.File::bytes).sum() + log.sizeBytes();
  }

  long records() {
    return sequence - files.sequence();
  }

  /** Returns what a snapshot tells of it. */
  SnapshotCollection described() {
    return new SnapshotCollection(
        name(), descriptor.toDescription(), files.sequence(), sequence);
  }

  void copyFiles(int position, SnapshotWriter writer) throws IOException {
    for (CommittedFiles.File file : files.files()) {
      FailPoint.SNAPSHOT_COPY.pass();
      try (ReadableByteChannel content = files.open(file)) {
        writer.addFile(position, file.name(), content);
      }
    }
  }

  void copyLog(int position, SnapshotWriter writer) throws IOException {
    writer.addLog(
        position,
        records ->
            log.replay(
                files.sequence(),
                (number, body) -> {
                  if (number <= sequence) {
                    records.add(body);
                  }
                }));
  }

  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      try (files) {
        release.run();
      }
    }
  }
}
