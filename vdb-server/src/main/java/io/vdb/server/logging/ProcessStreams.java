package io.vdb.server.logging;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * The standard output and error that the process began with, known only where the program itself has
 * told: an embedder may have put others in their place before. Safe for concurrent use.
 */
public final class ProcessStreams {

  private static volatile @Nullable PrintStream out;
  private static volatile @Nullable PrintStream err;

  private ProcessStreams() {}

  /** Remembers those of now; for the first line of a program. */
  public static void remember() {
    out = System.out;
    err = System.err;
  }

  static boolean hasFirst(PrintStream stream) {
    return stream.equals(out) || stream.equals(err);
  }
}
