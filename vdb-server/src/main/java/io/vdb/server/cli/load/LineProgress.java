package io.vdb.server.cli.load;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A line every few seconds, and one at the end. */
final class LineProgress implements Progress {

  private static final long INTERVAL = TimeUnit.SECONDS.toNanos(3);

  /** A count that does not change is told less often. */
  private static final long INTERVAL_UNCHANGED = TimeUnit.SECONDS.toNanos(15);

  private final PrintWriter out;
  private final String task;
  private final String unit;
  private final LongSupplier nanoTime;
  private final long started;
  private long shown;
  private long shownDone = -1;
  private long done;
  private boolean closed;

  LineProgress(PrintWriter out, String task, String unit, LongSupplier nanoTime) {
    this.out = out;
    this.task = task;
    this.unit = unit;
    this.nanoTime = nanoTime;
    this.started = nanoTime.getAsLong();
    this.shown = started;
  }

  @Override
  public void update(long nowDone, long total) {
    done = nowDone;
    long now = nanoTime.getAsLong();
    if (now - shown < (done == shownDone ? INTERVAL_UNCHANGED : INTERVAL)) {
      return;
    }
    shown = now;
    shownDone = done;
    double rate = rate(now);
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%s: %,d", task, done));
    if (total >= done) {
      line.append(String.format(Locale.ROOT, " of %,d", total));
    }
    line.append(String.format(Locale.ROOT, " %s, %,.0f %s/s", unit, rate, unit));
    if (total >= done && rate > 0) {
      line.append(String.format(Locale.ROOT, ", %,.0f s left", (total - done) / rate));
    }
    println(line.toString());
  }

  @Override
  public void close() {
    if (!closed && done > 0) {
      long now = nanoTime.getAsLong();
      double seconds = (double) (now - started) / TimeUnit.SECONDS.toNanos(1);
      println(
          String.format(
              Locale.ROOT,
              "%s: %,d %s in %.1f s (%,.0f %s/s)",
              task, done, unit, seconds, rate(now), unit));
    }
    closed = true;
  }

  private double rate(long now) {
    double seconds = (double) (now - started) / TimeUnit.SECONDS.toNanos(1);
    return seconds <= 0 ? 0 : done / seconds;
  }

  private void println(String line) {
    out.println(line);
    out.flush();
  }
}
