package io.vdb.core.log;

import io.vdb.core.fault.FailPoint;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Appends to one log file. Records are gathered in a small buffer, so that a group of usual size is
 * one write and memory stays bounded whatever the bodies are.
 *
 * <p>Interrupting the calling thread closes a file channel. That must not cost the log, so the
 * channel is opened again and the same bytes are written to the same place. Not safe for concurrent
 * use.
 */
final class LogWriter implements Closeable {

  private static final int STAGING_BYTES = 128 << 10;
  private static final SecureRandom SALTS = new SecureRandom();

  private final Path path;
  private final long salt;
  private FileChannel channel;
  private long position;
  private @Nullable ByteBuffer staging;

  private LogWriter(Path path, long salt, FileChannel channel, long position) {
    this.path = path;
    this.salt = salt;
    this.channel = channel;
    this.position = position;
  }

  /** Writes the first records of a file. */
  interface Beginning {
    void writeTo(LogWriter writer) throws IOException;
  }

  /** Creates a file without records; durable on return. */
  static LogWriter create(Path folder, long firstSequence) throws IOException {
    Path path = folder.resolve(LogFile.nameFor(firstSequence));
    if (Files.exists(path)) {
      throw new FileAlreadyExistsException(path.toString());
    }
    return create(path, new LogFileHeader(false, firstSequence, SALTS.nextLong()), _ -> {});
  }

  /**
   * Creates a file in place of what others have from its first record on, and of a file of its name;
   * durable on return.
   */
  static LogWriter takeOver(Path folder, long firstSequence, Beginning beginning)
      throws IOException {
    return create(
        folder.resolve(LogFile.nameFor(firstSequence)),
        new LogFileHeader(true, firstSequence, SALTS.nextLong()),
        beginning);
  }

  /** A file gets its name when it is on the disk, so that no crash leaves a part of one. */
  private static LogWriter create(Path path, LogFileHeader header, Beginning beginning)
      throws IOException {
    Path temporary = path.resolveSibling(path.getFileName() + LogFile.TEMPORARY_SUFFIX);
    long written;
    try (LogWriter writer =
        new LogWriter(
            temporary,
            header.salt(),
            FileChannel.open(
                temporary,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE),
            0)) {
      writer.write(header.encode());
      beginning.writeTo(writer);
      writer.flush();
      writer.force();
      written = writer.position();
    }
    Files.move(
        temporary,
        path,
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    DurableFiles.forceFolder(Objects.requireNonNull(path.getParent()));
    return new LogWriter(
        path, header.salt(), FileChannel.open(path, StandardOpenOption.WRITE), written);
  }

  /** Opens a file that recovery has checked, to go on behind its last record. */
  static LogWriter open(LogFile file) throws IOException {
    long salt;
    try (LogReader reader = LogReader.open(file.path(), file.sizeBytes())) {
      salt = reader.header().orElseThrow().salt();
    }
    FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE);
    return new LogWriter(file.path(), salt, channel, file.sizeBytes());
  }

  Path path() {
    return path;
  }

  /** Returns the length of the file once everything is written. */
  long position() {
    return position;
  }

  /** Adds a record; it may stay in memory until {@link #flush()}. Consumes the body. */
  void add(long sequence, long timeMillis, long forcedThrough, ByteBuffer body)
      throws IOException {
    stage(RecordFrame.of(salt, sequence, timeMillis, forcedThrough, body).encode());
    stage(body);
  }

  /** Hands everything that was added to the operating system. */
  void flush() throws IOException {
    if (staging != null) {
      FailPoint.LOG_WRITE.pass();
      staging.flip();
      write(staging);
      staging.clear();
    }
  }

  /** Flushes to the disk everything that was handed to the operating system. */
  void force() throws IOException {
    Uninterruptibly.run(() -> openChannel().force(false));
  }

  /** Cuts off what is behind this length. */
  void cutTo(long length) throws IOException {
    Uninterruptibly.run(() -> openChannel().truncate(length));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void stage(ByteBuffer source) throws IOException {
    ByteBuffer buffer = staging;
    if (buffer == null) {
      buffer = ByteBuffer.allocateDirect(STAGING_BYTES);
      staging = buffer;
    }
    while (source.hasRemaining()) {
      int count = Math.min(source.remaining(), buffer.remaining());
      buffer.put(buffer.position(), source, source.position(), count);
      buffer.position(buffer.position() + count);
      source.position(source.position() + count);
      if (!buffer.hasRemaining()) {
        flush();
      }
    }
  }

  private void write(ByteBuffer source) throws IOException {
    while (source.hasRemaining()) {
      // Until this returns nothing has moved, so that a repetition writes the same bytes again.
      ByteBuffer chunk = source.duplicate();
      Uninterruptibly.run(() -> openChannel().write(chunk, position));
      int count = chunk.position() - source.position();
      source.position(chunk.position());
      position += count;
    }
  }

  private FileChannel openChannel() throws IOException {
    if (!channel.isOpen()) {
      channel = FileChannel.open(path, StandardOpenOption.WRITE);
    }
    return channel;
  }
}
