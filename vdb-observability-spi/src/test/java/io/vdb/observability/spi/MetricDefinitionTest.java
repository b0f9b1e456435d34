package io.vdb.observability.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricDefinitionTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "Vdb_points", "9_points", "vdb-points", "vdb_points_total"})
  void rejectsGaugeName(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> MetricDefinition.gauge(name, "Points."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"vdb_x_count", "vdb_x_sum", "vdb_x_bucket", "vdb_x_created"})
  void rejectsNameThatLooksDerived(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> MetricDefinition.gauge(name, "Points."));
  }

  @Test
  void rejectsCounterWithoutTotal() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MetricDefinition.counter("vdb_requests", "Requests."));
  }

  @Test
  void rejectsMissingHelp() {
    assertThatIllegalArgumentException().isThrownBy(() -> MetricDefinition.gauge("vdb_x", " "));
  }

  @Test
  void rejectsLabelGivenTwice() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> MetricDefinition.gauge("vdb_x", "X.", Label.open("tier"), Label.open("tier")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"le", "quantile"})
  void rejectsReservedLabel(String label) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MetricDefinition.gauge("vdb_x", "X.", Label.open(label)));
  }

  @Test
  void rejectsEdgesThatDoNotAscend() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> MetricDefinition.histogram("vdb_x_seconds", "X.", new double[] {1, 1}));
  }

  @Test
  void rejectsInfiniteEdge() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                MetricDefinition.histogram(
                    "vdb_x_seconds", "X.", new double[] {1, Double.POSITIVE_INFINITY}));
  }

  @Test
  void rejectsHistogramWithoutEdges() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MetricDefinition.histogram("vdb_x_seconds", "X.", new double[0]));
  }

  @Test
  void isStableAndAnswersNothingUntilSaid() {
    MetricDefinition plain = MetricDefinition.gauge("vdb_x", "X.", Label.open("tier"));

    assertThat(plain.stability()).isEqualTo(Stability.STABLE);
    assertThat(plain.question()).isEmpty();
  }

  @Test
  void keepsTheRestWhenSaidToBeExperimentalOrToAnswerAQuestion() {
    MetricDefinition plain =
        MetricDefinition.histogram("vdb_x_seconds", "X.", new double[] {1, 2}, Label.open("tier"));

    MetricDefinition said = plain.experimental().answering("Is it slow?");

    assertThat(said)
        .isEqualTo(
            new MetricDefinition(
                "vdb_x_seconds",
                MetricType.HISTOGRAM,
                "X.",
                plain.labels(),
                plain.buckets(),
                Stability.EXPERIMENTAL,
                "Is it slow?"));
    assertThat(plain.answering("Is it slow?").experimental()).isEqualTo(said);
  }
}
