package io.vdb.server.cli.load;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Chooses how progress is shown: a bar for people at a terminal, plain lines for logs. */
public final class ProgressDisplay {

  private final PrintWriter lines;
  private final boolean terminal;
  private final LongSupplier nanoTime;

  private ProgressDisplay(PrintWriter lines, boolean terminal, LongSupplier nanoTime) {
    this.lines = lines;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
  }

  /** Shows a bar on standard error when a person watches, otherwise plain lines on the writer. */
  public static ProgressDisplay detect(PrintWriter lines) {
    boolean dumb = "dumb".equals(System.getenv("TERM"));
    boolean watched = Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    return new ProgressDisplay(lines, watched && !dumb, System::nanoTime);
  }

  /** Shows plain lines, with a clock of the caller's. */
  static ProgressDisplay plain(PrintWriter lines, LongSupplier nanoTime) {
    return new ProgressDisplay(lines, false, nanoTime);
  }

  /**
   * Starts to show a task.
   *
   * @param task short name, such as {@code loading}
   * @param unit what is counted, in the plural: {@code rows}
   */
  public Progress start(String task, String unit) {
    return terminal
        ? new BarProgress(task, unit)
        : new LineProgress(lines, task, unit, nanoTime);
  }
}
