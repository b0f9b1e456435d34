package io.vdb.server.logging;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.function.Supplier;

/**
 * The standard output or error of the process, which is never closed. Gathers lines until it is
 * flushed, and hands them on together: whole, whoever else writes there. A flush that fails loses what
 * was gathered. For one thread.
 *
 * <p>A {@link PrintStream} says whether it ever failed, and not whether it works again. Lines go past
 * the one that the process began with; one that was put in its place counts as failing from its first
 * failure on.
 */
final class StandardStream extends OutputStream {

  private static final int MOST_KEPT = 64 << 10;

  private final Supplier<PrintStream> stream;
  private final OutputStream direct;
  private ByteArrayOutputStream gathered = new ByteArrayOutputStream();
  private boolean torn;

  /**
   * A stream of the process.
   *
   * @param stream what it is at the moment
   * @param direct where it leads to as long as nobody replaced it
   */
  StandardStream(Supplier<PrintStream> stream, OutputStream direct) {
    this.stream = stream;
    this.direct = direct;
  }

  static StandardStream out() {
    return new StandardStream(() -> System.out, new FileOutputStream(FileDescriptor.out));
  }

  static StandardStream err() {
    return new StandardStream(() -> System.err, new FileOutputStream(FileDescriptor.err));
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    if (torn) {
      gathered.write('\n'); // the last line may have come out in part
      torn = false;
    }
    gathered.write(bytes, from, length);
  }

  @Override
  public void flush() throws IOException {
    if (gathered.size() == 0) {
      return;
    }
    byte[] lines = gathered.toByteArray();
    if (lines.length > MOST_KEPT) {
      gathered = new ByteArrayOutputStream();
    } else {
      gathered.reset();
    }
    PrintStream now = stream.get();
    if (ProcessStreams.hasFirst(now)) {
      writeDirectly(lines);
    } else {
      now.writeBytes(lines);
      if (now.checkError()) {
        throw new IOException("a standard stream takes no lines, or did not once");
      }
    }
  }

  private void writeDirectly(byte[] lines) throws IOException {
    try {
      direct.write(lines);
    } catch (IOException e) {
      torn = true;
      throw e;
    }
  }
}
