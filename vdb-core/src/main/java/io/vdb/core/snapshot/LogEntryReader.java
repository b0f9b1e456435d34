package io.vdb.core.snapshot;

import io.vdb.core.log.LogConfig;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Finds the records in the bytes of a log's entry, however these are cut. Used by one thread. */
final class LogEntryReader implements Sink {

  private static final Sink NOWHERE = _ -> {};

  private final String snapshot;
  private final SnapshotEntry entry;
  private final int collection;
  private final SnapshotVisitor visitor;
  private final ByteBuffer length = ByteBuffer.allocate(SnapshotFormat.RECORD_LENGTH_BYTES);
  private Sink body = NOWHERE;
  private int left;
  private long records;

  LogEntryReader(String snapshot, SnapshotEntry entry, SnapshotVisitor visitor) {
    this.snapshot = snapshot;
    this.entry = entry;
    this.collection = entry.collection();
    this.visitor = visitor;
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (left > 0) {
        int part = Math.min(left, bytes.remaining());
        body.write(bytes.slice(bytes.position(), part));
        bytes.position(bytes.position() + part);
        left -= part;
      } else {
        length.put(bytes.get());
        if (!length.hasRemaining()) {
          begin(length.flip().getInt());
          length.clear();
        }
      }
    }
  }

  private void begin(int bytes) throws IOException {
    if (bytes < 0 || bytes > LogConfig.LARGEST_RECORD_BYTES || bytes > entry.bytes()) {
      throw SnapshotFormat.damaged(snapshot, entry.name() + " has a record of " + bytes + " bytes");
    }
    records++;
    left = bytes;
    body = visitor.record(collection, bytes);
  }

  /** Checks that the entry ended with the last of so many records. */
  void requireRecords(long expected) {
    if (left > 0 || length.position() > 0 || records != expected) {
      throw SnapshotFormat.damaged(
          snapshot, entry.name() + " has " + records + " records, expected " + expected);
    }
  }
}
