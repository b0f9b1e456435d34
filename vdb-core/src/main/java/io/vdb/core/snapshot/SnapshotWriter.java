package io.vdb.core.snapshot;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes a snapshot from its beginning to its end. Memory is bounded by a buffer and the manifest.
 * Used by one thread.
 */
public final class SnapshotWriter implements Closeable {

  /**
   * A finished file.
   *
   * @param bytes its length
   * @param sha256 its checksum, in hexadecimal digits
   */
  public record Written(long bytes, String sha256) {}

  private final FileChannel channel;
  private final Progress progress;
  private final ByteBuffer buffer = ByteBuffer.allocate(SnapshotFormat.BUFFER_BYTES);
  private final MessageDigest whole = SnapshotFormat.sha256();
  private final List<SnapshotEntry> entries = new ArrayList<>();
  private long position;

  private SnapshotWriter(FileChannel channel, Progress progress) {
    this.channel = channel;
    this.progress = progress;
  }

  /** Begins a file, in place of one that is there. */
  public static SnapshotWriter create(Path file, Progress progress) throws IOException {
    SnapshotWriter writer =
        new SnapshotWriter(
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE),
            progress);
    try {
      writer.write(SnapshotFormat.header());
      return writer;
    } catch (IOException | RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  /** Copies a file of the index of a collection. */
  public void addFile(int collection, String name, ReadableByteChannel content)
      throws IOException {
    MessageDigest digest = SnapshotFormat.sha256();
    long start = position;
    ByteBuffer chunk = buffer;
    chunk.clear();
    while (content.read(chunk) >= 0) {
      if (!chunk.hasRemaining()) {
        write(chunk.flip(), digest);
        chunk.clear();
      }
    }
    write(chunk.flip(), digest);
    added(SnapshotManifest.fileOf(collection, name), start, digest);
  }

  /** Takes the records of a log, one after the other. */
  public interface Records {

    /** Adds the next record, from position to limit. */
    void add(ByteBuffer body) throws IOException;
  }

  /** Hands over the records of a log. */
  @FunctionalInterface
  public interface Log {

    /** Adds all of them in order. */
    void copyTo(Records records) throws IOException;
  }

  /** Copies the records of the log of a collection. */
  public void addLog(int collection, Log log) throws IOException {
    MessageDigest digest = SnapshotFormat.sha256();
    long start = position;
    buffer.clear();
    log.copyTo(body -> add(body, digest));
    write(buffer.flip(), digest);
    added(SnapshotManifest.logOf(collection), start, digest);
  }

  /** Small records are gathered in the buffer. */
  private void add(ByteBuffer body, MessageDigest digest) throws IOException {
    int length = body.remaining();
    if (buffer.remaining() < SnapshotFormat.RECORD_LENGTH_BYTES + length) {
      write(buffer.flip(), digest);
      buffer.clear();
    }
    buffer.putInt(length);
    if (length <= buffer.remaining()) {
      buffer.put(body);
    } else {
      write(buffer.flip(), digest);
      buffer.clear();
      write(body, digest);
    }
  }

  private void added(String name, long start, MessageDigest digest) {
    entries.add(
        new SnapshotEntry(name, position - start, SnapshotFormat.hex(digest.digest())));
  }

  private void write(ByteBuffer bytes, MessageDigest entry) throws IOException {
    entry.update(bytes.duplicate());
    write(bytes);
  }

  private void write(ByteBuffer bytes) throws IOException {
    int length = bytes.remaining();
    whole.update(bytes.duplicate());
    while (bytes.hasRemaining()) {
      int _ = channel.write(bytes);
    }
    position += length;
    progress.advanced(length);
  }

  /**
   * Completes the file; it is on the disk on return.
   *
   * @param collections in the order of their positions
   */
  public Written finish(
      SnapshotKind kind,
      long createdMillis,
      List<SnapshotCollection> collections,
      Map<String, String> aliases)
      throws IOException {
    byte[] manifest =
        new SnapshotManifest(kind, createdMillis, collections, aliases, entries).toJson();
    write(ByteBuffer.wrap(manifest));
    write(
        SnapshotFormat.trailer(
            manifest.length, SnapshotFormat.sha256().digest(manifest)));
    write(SnapshotFormat.end(SnapshotFormat.soFar(whole)));
    channel.force(true);
    return new Written(position, SnapshotFormat.hex(whole.digest()));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
