package io.vdb.server.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class LineProgressTest {

  private final StringWriter text = new StringWriter();
  private final AtomicLong clock = new AtomicLong();
  private final Progress progress =
      ProgressDisplay.plain(new PrintWriter(text), clock::get).start("loading", "rows");

  private void pass(long seconds) {
    clock.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void tellsCountRateAndRemainingTime() {
    pass(4);
    progress.update(2_000, 10_000);
    assertThat(text.toString().strip())
        .isEqualTo("loading: 2,000 of 10,000 rows, 500 rows/s, 16 s left");
  }

  @Test
  void leavesOutWhatIsUnknown() {
    pass(4);
    progress.update(2_000, -1);
    assertThat(text.toString().strip()).isEqualTo("loading: 2,000 rows, 500 rows/s");
  }

  @Test
  void isSilentBetweenLines() {
    pass(1);
    progress.update(10, 100);
    assertThat(text.toString()).isEmpty();
  }

  @Test
  void repeatsAnUnchangedCountRarely() {
    for (int i = 0; i < 7; i++) {
      pass(3);
      progress.update(10, 100);
    }
    assertThat(text.toString().lines()).hasSize(2);
  }

  @Test
  void sumsUpAtTheEndOnce() {
    progress.update(10, 10);
    pass(2);
    progress.close();
    progress.close();
    assertThat(text.toString().strip()).isEqualTo("loading: 10 rows in 2.0 s (5 rows/s)");
  }

  @Test
  void saysNothingWhenNothingWasDone() {
    progress.close();
    assertThat(text.toString()).isEmpty();
  }
}
