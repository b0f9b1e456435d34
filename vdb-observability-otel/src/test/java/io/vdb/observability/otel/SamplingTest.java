package io.vdb.observability.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.observability.spi.TraceContext;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingTest {

  private static final long SEED = 42;
  private static final int TRACES = 100_000;

  private static final TraceContext SAMPLED = TraceContext.random(true);
  private static final TraceContext NOT_SAMPLED = TraceContext.random(false);

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.1, 0.5, 1})
  void recordsTheShareOfNewTracesThatWasAskedFor(double ratio) {
    Random random = new Random(SEED);
    Sampling sampling = Sampling.of(true, ratio);
    int recorded = 0;
    for (int i = 0; i < TRACES; i++) {
      if (sampling.records(TraceContext.NONE, traceId(random))) {
        recorded++;
      }
    }

    double deviation = Math.sqrt(TRACES * ratio * (1 - ratio));
    assertThat((double) recorded)
        .as("of %d traces, seed %d", TRACES, SEED)
        .isBetween(TRACES * ratio - 5 * deviation, TRACES * ratio + 5 * deviation);
  }

  private static String traceId(Random random) {
    return HexFormat.of().toHexDigits(random.nextLong())
        + HexFormat.of().toHexDigits(random.nextLong());
  }

  @Test
  void decidesTheSameForTheSameTrace() {
    Random random = new Random(SEED);
    for (int i = 0; i < 1000; i++) {
      String id = traceId(random);
      boolean rare = Sampling.of(true, 0.1).records(TraceContext.NONE, id);
      boolean often = Sampling.of(false, 0.6).records(TraceContext.NONE, id);

      assertThat(Sampling.of(false, 0.1).records(TraceContext.NONE, id)).isEqualTo(rare);
      assertThat(often || !rare).as("a larger share holds the smaller one").isTrue();
    }
  }

  @Test
  void followsWhoeverCameBefore() {
    String id = TraceContext.random(false).traceId();

    assertThat(Sampling.of(true, 0).records(SAMPLED, id)).isTrue();
    assertThat(Sampling.of(true, 1).records(NOT_SAMPLED, id)).isFalse();
  }

  @Test
  void doesNotFollowWhenToldToDecideAlone() {
    String id = TraceContext.random(false).traceId();

    assertThat(Sampling.of(false, 0).records(SAMPLED, id)).isFalse();
    assertThat(Sampling.of(false, 1).records(NOT_SAMPLED, id)).isTrue();
  }
}
