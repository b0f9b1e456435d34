package io.vdb.core.log;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Reads one log file up to a given length. Memory is bounded by the window and the largest record.
 * Not safe for concurrent use.
 */
final class LogReader implements Closeable {

  /** What {@link #next()} found. */
  enum Step {
    /** A whole record. */
    RECORD,
    /** The end of the file. */
    END,
    /** Bytes that are no whole record. */
    DAMAGED
  }

  private static final int MAX_WINDOW_BYTES = 256 << 10;

  private final Path path;
  private final FileChannel channel;
  private final long end;
  private final ByteBuffer window;
  private final byte[] frameBytes = new byte[RecordFrame.BYTES];
  private long windowStart;
  private long salt;
  private long offset;
  private long nextOffset = LogFileHeader.BYTES;
  private RecordFrame frame = new RecordFrame(0, 0, 0, 0, 0);
  private byte[] body = new byte[0];

  private LogReader(Path path, FileChannel channel, long end) {
    this.path = path;
    this.channel = channel;
    this.end = end;
    this.window = ByteBuffer.allocate((int) Math.min(MAX_WINDOW_BYTES, end)).limit(0);
  }

  /**
   * Opens a file for reading.
   *
   * @param end bytes beyond it are not looked at
   */
  static LogReader open(Path path, long end) throws IOException {
    return new LogReader(path, FileChannel.open(path, StandardOpenOption.READ), end);
  }

  /** Reads the header, which must come before any record; empty when there is no valid one. */
  Optional<LogFileHeader> header() throws IOException {
    if (end < LogFileHeader.BYTES) {
      return Optional.empty();
    }
    byte[] bytes = new byte[LogFileHeader.BYTES];
    read(0, bytes, bytes.length);
    Optional<LogFileHeader> header = LogFileHeader.decode(bytes, path);
    header.ifPresent(valid -> salt = valid.salt());
    return header;
  }

  /** Moves to the next record. Once it has answered DAMAGED it does so for ever. */
  Step next() throws IOException {
    offset = nextOffset;
    if (offset == end) {
      return Step.END;
    }
    Optional<RecordFrame> found = recordAt(offset);
    if (found.isEmpty()) {
      return Step.DAMAGED;
    }
    frame = found.get();
    nextOffset = offset + RecordFrame.BYTES + frame.length();
    return Step.RECORD;
  }

  /** Returns where the record that {@link #next()} looked at begins. */
  long offset() {
    return offset;
  }

  /** Returns where the record that {@link #next()} found ends. */
  long end() {
    return nextOffset;
  }

  /** Returns the frame of the current record. */
  RecordFrame frame() {
    return frame;
  }

  /** Returns the body of the current record, valid until the next call of any method. */
  ByteBuffer body() {
    return ByteBuffer.wrap(body, 0, frame.length());
  }

  /**
   * Looks behind a damaged place for a record which proves that the damaged bytes had once been
   * flushed, so that no torn write explains them.
   *
   * @param lastGood number of the last record before the damage
   * @return where that record begins, -1 when there is none
   */
  long findProofOfDamage(long damagedOffset, long lastGood) throws IOException {
    long highest = lastGood + 1 + (end - damagedOffset) / RecordFrame.BYTES;
    for (long at = damagedOffset + 1; end - at >= RecordFrame.BYTES; at++) {
      RecordFrame candidate = frameAt(at);
      boolean plausible =
          candidate.sequence() > lastGood
              && candidate.sequence() <= highest
              && candidate.forcedThrough() > lastGood
              && candidate.forcedThrough() < candidate.sequence();
      if (plausible && recordAt(at).isPresent()) {
        return at;
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private Optional<RecordFrame> recordAt(long at) throws IOException {
    if (end - at < RecordFrame.BYTES) {
      return Optional.empty();
    }
    RecordFrame candidate = frameAt(at);
    if (!candidate.fitsIn(end - at)) {
      return Optional.empty();
    }
    int length = candidate.length();
    if (body.length < length) {
      body = new byte[Math.max(length, Math.min(2 * body.length, LogConfig.LARGEST_RECORD_BYTES))];
    }
    read(at + RecordFrame.BYTES, body, length);
    return candidate.matches(salt, ByteBuffer.wrap(body, 0, length))
        ? Optional.of(candidate)
        : Optional.empty();
  }

  private RecordFrame frameAt(long at) throws IOException {
    read(at, frameBytes, frameBytes.length);
    return RecordFrame.decode(frameBytes);
  }

  private void read(long position, byte[] target, int length) throws IOException {
    int done = 0;
    while (done < length) {
      long from = position + done;
      int wanted = Math.min(length - done, window.capacity());
      if (from < windowStart || from + wanted > windowStart + window.limit()) {
        fill(from);
      }
      window.get((int) (from - windowStart), target, done, wanted);
      done += wanted;
    }
  }

  private void fill(long position) throws IOException {
    window.clear().limit((int) Math.min(window.capacity(), end - position));
    windowStart = position;
    while (window.hasRemaining()) {
      if (channel.read(window, position + window.position()) < 0) {
        throw new EOFException("Log file " + path + " is shorter than " + end + " bytes");
      }
    }
  }
}
