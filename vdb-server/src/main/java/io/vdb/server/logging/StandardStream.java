package io.vdb.server.logging;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.function.Supplier;

/** The standard output or error of the process, which is never closed. */
final class StandardStream extends OutputStream {

  private final Supplier<PrintStream> stream;

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
    stream.get().write(b);
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    stream.get().write(bytes, from, length);
  }

  @Override
  public void flush() {
    stream.get().flush();
  }
}
