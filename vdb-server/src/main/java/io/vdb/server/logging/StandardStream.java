package io.vdb.server.logging;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.function.Supplier;

/**
 * The standard output or error of the process, which is never closed. Gathers lines until it is
 * flushed, or until there are many, and hands them on together: whole, whoever else writes there. For
 * one thread.
 */
final class StandardStream extends OutputStream {

  private static final int MOST_GATHERED = 64 << 10;

  private final Supplier<PrintStream> stream;
  private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();

  private StandardStream(Supplier<PrintStream> stream) {
    this.stream = stream;
  }

  static StandardStream out() {
    return new StandardStream(() -> System.out);
  }

  static StandardStream err() {
    return new StandardStream(() -> System.err);
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    if (gathered.size() + length > MOST_GATHERED) {
      flush();
    }
    if (length > MOST_GATHERED) {
      stream.get().write(bytes, from, length);
    } else {
      gathered.write(bytes, from, length);
    }
  }

  @Override
  public void flush() {
    PrintStream out = stream.get();
    if (gathered.size() > 0) {
      out.writeBytes(gathered.toByteArray());
      gathered.reset();
    }
    out.flush();
  }
}
