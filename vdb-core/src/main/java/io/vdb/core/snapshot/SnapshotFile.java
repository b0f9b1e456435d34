package io.vdb.core.snapshot;

import io.vdb.core.error.VdbException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A snapshot that is read. Opening it checks the manifest, {@link #read} checks everything. Used by
 * one thread.
 *
 * <p>Every complaint about what the file holds is a {@link VdbException} with {@code
 * INVALID_ARGUMENT} that names the file and what is wrong.
 */
public final class SnapshotFile implements Closeable {

  private final String name;
  private final FileChannel channel;
  private final long size;
  private final SnapshotManifest manifest;
  private final byte[] digest;

  private SnapshotFile(
      String name, FileChannel channel, long size, SnapshotManifest manifest, byte[] digest) {
    this.name = name;
    this.channel = channel;
    this.size = size;
    this.manifest = manifest;
    this.digest = digest;
  }

  /**
   * Opens a file, and reads its manifest.
   *
   * @param name what it is called in complaints
   */
  public static SnapshotFile open(Path file, String name) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return open(channel, name);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static SnapshotFile open(FileChannel channel, String name) throws IOException {
    long size = channel.size();
    SnapshotFormat.checkHeader(
        name, bytes(channel, 0, (int) Math.min(SnapshotFormat.START_BYTES, size)));
    long trailerAt = size - SnapshotFormat.TRAILER_BYTES;
    if (trailerAt < SnapshotFormat.HEADER_BYTES) {
      throw cutOff(name);
    }
    byte[] trailer = bytes(channel, trailerAt, SnapshotFormat.TRAILER_BYTES);
    if (!SnapshotFormat.isEnd(trailer)) {
      throw cutOff(name);
    }
    long manifestBytes = ByteBuffer.wrap(trailer).getLong();
    if (manifestBytes < 0
        || manifestBytes > SnapshotFormat.MAX_MANIFEST_BYTES
        || manifestBytes > trailerAt - SnapshotFormat.HEADER_BYTES) {
      throw SnapshotFormat.damaged(name, "its manifest has " + manifestBytes + " bytes");
    }
    byte[] json = bytes(channel, trailerAt - manifestBytes, (int) manifestBytes);
    if (!Arrays.equals(
        SnapshotFormat.sha256().digest(json), Arrays.copyOfRange(trailer, 8, 40))) {
      throw SnapshotFormat.damaged(name, "the checksum of its manifest is wrong");
    }
    SnapshotManifest manifest = manifest(name, json);
    long expected =
        SnapshotFormat.HEADER_BYTES + contentBytes(name, manifest) + manifestBytes
            + SnapshotFormat.TRAILER_BYTES;
    if (expected != size) {
      throw SnapshotFormat.damaged(
          name, "it has " + size + " bytes, its manifest tells of " + expected);
    }
    return new SnapshotFile(
        name, channel, size, manifest, Arrays.copyOfRange(trailer, 40, 72));
  }

  private static VdbException cutOff(String name) {
    return SnapshotFormat.damaged(name, "its end is missing");
  }

  private static SnapshotManifest manifest(String name, byte[] json) {
    try {
      return SnapshotManifest.ofJson(json);
    } catch (IllegalArgumentException | VdbException e) {
      throw SnapshotFormat.damaged(name, "its manifest is not readable: " + e.getMessage(), e);
    }
  }

  private static long contentBytes(String name, SnapshotManifest manifest) {
    try {
      return manifest.contentBytes();
    } catch (ArithmeticException e) {
      throw SnapshotFormat.damaged(name, "its entries are longer than any file", e);
    }
  }

  private static byte[] bytes(FileChannel channel, long position, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
    }
    return bytes.array();
  }

  /** Returns what the snapshot holds, as its manifest says. */
  public SnapshotManifest manifest() {
    return manifest;
  }

  /** Returns the length of the file. */
  public long bytes() {
    return size;
  }

  /**
   * Reads all of it once, and checks every checksum. What the visitor got is right only when this
   * returns.
   *
   * @return the checksum of the whole file, in hexadecimal digits
   */
  public String read(SnapshotVisitor visitor, Progress progress) throws IOException {
    Pass pass = new Pass(progress);
    pass.copy(SnapshotFormat.HEADER_BYTES, _ -> {}, SnapshotFormat.sha256());
    for (SnapshotEntry entry : manifest.entries()) {
      pass.entry(entry, visitor);
    }
    long rest = size - pass.position;
    int closing = SnapshotFormat.TRAILER_BYTES - 40; // what follows the digest of the manifest
    pass.copy(rest - closing, _ -> {}, SnapshotFormat.sha256());
    if (!Arrays.equals(SnapshotFormat.soFar(pass.whole), digest)) {
      throw SnapshotFormat.damaged(name, "the checksum of the whole file is wrong");
    }
    pass.copy(closing, _ -> {}, SnapshotFormat.sha256());
    return SnapshotFormat.hex(pass.whole.digest());
  }

  /** One reading from the beginning to the end. */
  private final class Pass {

    private final Progress progress;
    private final MessageDigest whole = SnapshotFormat.sha256();
    private final ByteBuffer buffer = ByteBuffer.allocate(SnapshotFormat.BUFFER_BYTES);
    private long position;

    Pass(Progress progress) {
      this.progress = progress;
    }

    void entry(SnapshotEntry entry, SnapshotVisitor visitor) throws IOException {
      int collection = entry.collection();
      MessageDigest own = SnapshotFormat.sha256();
      if (entry.name().equals(SnapshotManifest.logOf(collection))) {
        LogEntryReader records = new LogEntryReader(name, entry, visitor);
        copy(entry.bytes(), records, own);
        requireChecksum(entry, own);
        records.requireRecords(manifest.collections().get(collection).records());
      } else {
        String file = entry.name().substring(SnapshotManifest.fileOf(collection, "").length());
        copy(entry.bytes(), visitor.file(collection, file), own);
        requireChecksum(entry, own);
      }
      visitor.ended(entry);
    }

    private void requireChecksum(SnapshotEntry entry, MessageDigest own) {
      if (!SnapshotFormat.hex(own.digest()).equals(entry.sha256())) {
        throw SnapshotFormat.damaged(name, "the checksum of " + entry.name() + " is wrong");
      }
    }

    void copy(long count, Sink sink, MessageDigest own) throws IOException {
      long end = position + count;
      while (position < end) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), end - position));
        int read = channel.read(buffer, position);
        if (read < 0) {
          throw new EOFException("the file became shorter while it was read");
        }
        buffer.flip();
        whole.update(buffer.duplicate());
        own.update(buffer.duplicate());
        sink.write(buffer);
        position += read;
        progress.advanced(read);
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
