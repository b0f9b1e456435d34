package io.vdb.server.cli.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Lines of bytes with their number and position. A line is bounded, so that memory is. */
final class LineReader {

  /** Longest line read; a vector of 65,536 components with a large payload is well below. */
  static final int LONGEST_LINE = 32 << 20;

  private final ByteSource bytes;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(1 << 12);
  private long number;
  private long start;

  LineReader(ByteSource bytes) {
    this.bytes = bytes;
  }

  /** Returns the next line without its end, or null after the last. */
  byte @Nullable [] next() throws IOException {
    line.reset();
    start = bytes.position();
    int next = bytes.read();
    if (next < 0) {
      if (bytes.defect() != null) {
        throw bytes.malformed(start, "the file is cut off after line " + number);
      }
      return null;
    }
    number++;
    while (next >= 0 && next != '\n') {
      if (line.size() == LONGEST_LINE) {
        throw bytes.malformed(
            start, "line " + number + " is longer than " + LONGEST_LINE + " bytes");
      }
      line.write(next);
      next = bytes.read();
    }
    if (next < 0 && bytes.defect() != null) {
      throw bytes.malformed(bytes.position(), "the file is cut off in line " + number);
    }
    return line.toByteArray();
  }

  /** Returns the number of the line read last, the first is 1. */
  long number() {
    return number;
  }

  /** Returns the position of the first byte of the line read last. */
  long start() {
    return start;
  }
}
