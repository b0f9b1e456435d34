package io.vdb.it.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class DriftTest {

  @Test
  void findsTheLineThroughNoise() {
    Drift drift = Drift.of(List.of(11.0, 11.0, 15.0, 15.0, 19.0, 19.0));

    assertThat(drift.first()).isCloseTo(10.4, within(0.2));
    assertThat(drift.last()).isCloseTo(19.6, within(0.2));
    assertThat(drift.growth()).isCloseTo(9.1, within(0.2));
  }

  @Test
  void findsNoGrowthInWhatOnlyGoesUpAndDown() {
    assertThat(Drift.of(List.of(3.0, 7.0, 7.0, 3.0)).growth()).isCloseTo(0, within(1e-9));
  }

  @Test
  void needsTwoSamples() {
    assertThatThrownBy(() -> Drift.of(List.of(1.0))).isInstanceOf(IllegalArgumentException.class);
  }
}
