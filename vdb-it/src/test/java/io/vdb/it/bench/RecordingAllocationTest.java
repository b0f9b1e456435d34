package io.vdb.it.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.it.bench.JmhRun.Figure;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Recording must allocate nothing. Unlike times, bytes are the same on any machine, so a build can
 * insist on them.
 */
@Isolated("it counts what the whole process allocates")
final class RecordingAllocationTest {

  /** The smallest object takes 8 bytes, so not even one call in fifty may make one. */
  private static final double NOTHING = 0.15;

  private static final int CALLS = 500_000;

  @Test
  void recordingAMetricAllocatesNothing() throws Exception {
    List<Figure> figures = JmhRun.quick(RecordingBenchmark.class, ".*", CALLS);
    assertThat(figures).hasSize(5 * 4);
    assertThat(allocating(figures)).isEmpty();
  }

  @Test
  void aRequestThatIsNotSampledAllocatesNothingForItsSteps() throws Exception {
    List<Figure> figures = JmhRun.quick(SpanBenchmark.class, "unrecordedChild|noContext", CALLS);
    assertThat(figures).hasSize(3 * 2);
    assertThat(allocating(figures)).isEmpty();
  }

  private static List<Figure> allocating(List<Figure> figures) {
    List<Figure> allocating = new ArrayList<>();
    for (Figure figure : figures) {
      System.out.printf(
          "%s with %s: %.4f B and %.1f ns of CPU for a call%n",
          figure.benchmark(), figure.backends(), figure.bytes(), figure.cpu().mean());
      if (!(figure.bytes() < NOTHING)) {
        allocating.add(figure);
      }
    }
    return allocating;
  }
}
