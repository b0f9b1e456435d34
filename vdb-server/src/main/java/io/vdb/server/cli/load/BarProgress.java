package io.vdb.server.cli.load;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar with count, rate and remaining time, redrawn in place on standard error. */
final class BarProgress implements Progress {

  private static final int REDRAW_MILLIS = 200;

  private final ProgressBar bar;

  BarProgress(String task, String unit) {
    this.bar =
        new ProgressBarBuilder()
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
  public void update(long done, long total) {
    if (total >= 0) {
      bar.maxHint(Math.max(done, total));
    }
    bar.stepTo(done);
  }

  @Override
  public void close() {
    bar.close();
  }
}
