package io.vdb.server.cli.load;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar with count, rate and remaining time, redrawn in place on standard error. */
final class BarProgress implements Progress {

  private static final int REDRAW_MILLIS = 200;

  private final String task;
  private final String unit;
  private @Nullable ProgressBar bar;

  BarProgress(String task, String unit) {
    this.task = task;
    this.unit = unit;
  }

  @Override
  public void update(long done, long total) {
    ProgressBar drawn = bar;
    if (drawn == null) {
      drawn = draw(); // not before there is something to show
      bar = drawn;
    }
    if (total >= 0) {
      drawn.maxHint(Math.max(done, total));
    }
    drawn.stepTo(done);
  }

  private ProgressBar draw() {
    return new ProgressBarBuilder()
        .setTaskName(String.format(Locale.ROOT, "%-10s", task))
        .setInitialMax(-1)
        .setUnit(" " + unit, 1)
        .setStyle(ProgressBarStyle.UNICODE_BLOCK)
        .setUpdateIntervalMillis(REDRAW_MILLIS)
        .setSpeedUnit(ChronoUnit.SECONDS)
        .showSpeed(new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
        .build();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
