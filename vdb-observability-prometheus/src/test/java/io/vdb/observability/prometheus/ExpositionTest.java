package io.vdb.observability.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.observability.spi.Exposition;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.Observability;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpositionTest {

  private static final String TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS_TYPE =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private static final MetricDefinition REQUESTS =
      MetricDefinition.counter(
          "vdb_search_requests_total",
          "Searches by \"mode\" and outcome,\nwith a back\\slash.",
          Label.of("mode", "vector", "filter"),
          Label.open("collection"));
  private static final MetricDefinition SECONDS =
      MetricDefinition.histogram(
          "vdb_search_duration_seconds",
          "Duration of a search.",
          new double[] {0.0001, 0.05, 1, 10},
          Label.open("mode"));
  private static final MetricDefinition POINTS =
      MetricDefinition.gauge("vdb_vectors", "Vectors.");

  private final Observability backend = Scrape.backend();

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void writesCounterInTextFormat() {
    backend.meter().counter(REQUESTS, "vector", "a\"b\\c\nd").add(3);
    backend.meter().counter(REQUESTS, "filter", "plain").add(0.5);

    assertThat(Scrape.text(backend, "", "vdb_search_requests_total"))
        .isEqualTo(
            """
            # HELP vdb_search_requests_total Searches by "mode" and outcome,\\nwith a back\\\\slash.
            # TYPE vdb_search_requests_total counter
            vdb_search_requests_total{mode="filter",collection="plain"} 0.5
            vdb_search_requests_total{mode="vector",collection="a\\"b\\\\c\\nd"} 3
            """);
  }

  @Test
  void writesCounterInOpenMetrics() {
    backend.meter().counter(REQUESTS, "vector", "a").add(3);

    assertThat(Scrape.text(backend, Scrape.OPEN_METRICS, "vdb_search_requests"))
        .isEqualTo(
            """
            # HELP vdb_search_requests Searches by \\"mode\\" and outcome,\\nwith a back\\\\slash.
            # TYPE vdb_search_requests counter
            vdb_search_requests_total{mode="vector",collection="a"} 3
            # EOF
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", Scrape.OPEN_METRICS})
  void writesHistogramWithCumulativeBuckets(String accept) {
    Histogram histogram = backend.meter().histogram(SECONDS, "vector");
    histogram.record(0.0001);
    histogram.record(0.02);
    histogram.record(0.5);
    histogram.record(60);

    assertThat(Scrape.text(backend, accept, "vdb_search_duration_seconds"))
        .startsWith(
            """
            # HELP vdb_search_duration_seconds Duration of a search.
            # TYPE vdb_search_duration_seconds histogram
            vdb_search_duration_seconds_bucket{mode="vector",le="0.0001"} 1
            vdb_search_duration_seconds_bucket{mode="vector",le="0.05"} 2
            vdb_search_duration_seconds_bucket{mode="vector",le="1.0"} 3
            vdb_search_duration_seconds_bucket{mode="vector",le="10.0"} 3
            vdb_search_duration_seconds_bucket{mode="vector",le="+Inf"} 4
            vdb_search_duration_seconds_count{mode="vector"} 4
            vdb_search_duration_seconds_sum{mode="vector"} 60.5201
            """);
  }

  @ParameterizedTest
  @CsvSource({"5,5", "-0.25,-0.25", "1e15,1000000000000000", "1e300,1.0E300", "Infinity,+Inf"})
  void writesGaugeValue(double value, String written) {
    backend.meter().gauge(POINTS, () -> value);

    assertThat(Scrape.text(backend, "", "vdb_vectors")).endsWith("\nvdb_vectors " + written + "\n");
  }

  @Test
  void writesInfoMetricOfTheJvmInBothFormats() {
    assertThat(Scrape.of(backend).family("jvm_info").type()).isEqualTo("gauge");
    assertThat(
            ParsedExposition.parse(Scrape.text(backend, Scrape.OPEN_METRICS)).family("jvm").type())
        .isEqualTo("info");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", Scrape.OPEN_METRICS})
  void parsesAsAWholeAndHasNoCreationTimes(String accept) {
    backend.meter().counter(REQUESTS, "vector", "a").increment();
    backend.meter().histogram(SECONDS, "vector").record(1);

    ParsedExposition scrape = ParsedExposition.parse(Scrape.text(backend, accept));

    assertThat(scrape.samples())
        .extracting(ParsedExposition.Sample::name)
        .contains("vdb_search_requests_total", "vdb_search_duration_seconds_bucket")
        .noneMatch(name -> name.endsWith("_created"));
    assertThat(scrape.ended()).isEqualTo(!accept.isEmpty());
  }

  @Test
  void writesFamiliesInTheOrderOfNames() {
    assertThat(ParsedExposition.parse(Scrape.text(backend, Scrape.OPEN_METRICS)).familyNames())
        .isSorted();
  }

  @Test
  void leavesOutFamiliesWithoutSeries() {
    backend.meter().gauge(POINTS, () -> 1).close();

    assertThat(Scrape.text(backend, "")).doesNotContain("vdb_vectors");
  }

  @Test
  void writesNothingAfterClose() {
    backend.close();

    assertThat(Scrape.text(backend, "")).isEmpty();
    assertThat(Scrape.text(backend, Scrape.OPEN_METRICS)).isEqualTo("# EOF\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*/*",
        "text/plain",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "text/plain;version=0.0.4;q=0.9,application/openmetrics-text;version=1.0.0;q=0.5",
        "application/openmetrics-text;q=0",
        "application/openmetrics-text;q=much",
        "application/openmetrics-text;version=9.0.0",
        "application/json"
      })
  void answersInTextFormat(String accept) {
    assertThat(exposition().contentType(accept)).isEqualTo(TEXT_TYPE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/openmetrics-text",
        "application/openmetrics-text; version=1.0.0; charset=utf-8",
        "Application/OpenMetrics-Text;version=\"1.0.0\"",
        "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4",
        // what Prometheus 2.42 and 3.0 send
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;"
            + "q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
            + "text/plain;version=0.0.4;q=0.2,*/*;q=0.1"
      })
  void answersInOpenMetrics(String accept) {
    assertThat(exposition().contentType(accept)).isEqualTo(OPEN_METRICS_TYPE);
    assertThat(Scrape.text(backend, accept)).endsWith("# EOF\n");
  }

  @Test
  void filtersByNameOfSample() {
    backend.meter().histogram(SECONDS, "vector").record(1);

    ParsedExposition scrape =
        Scrape.of(backend, "vdb_search_duration_seconds_count", "process_start_time_seconds");

    assertThat(scrape.samples())
        .extracting(ParsedExposition.Sample::name)
        .containsExactly("process_start_time_seconds", "vdb_search_duration_seconds_count");
  }

  @Test
  void filtersByNameOfFamily() {
    backend.meter().histogram(SECONDS, "vector").record(1);

    ParsedExposition scrape = Scrape.of(backend, "vdb_search_duration_seconds");

    assertThat(scrape.familyNames()).containsExactly("vdb_search_duration_seconds");
    assertThat(scrape.samples()).hasSize(7);
  }

  @Test
  void writesNothingForUnknownName() {
    assertThat(Scrape.text(backend, "", "vdb_no_such_metric")).isEmpty();
  }

  @Test
  void leavesTheStreamOpenAndFlushed() throws IOException {
    Recorder out = new Recorder();

    exposition().write("", Set.of(), out);

    assertThat(out.closed).isFalse();
    assertThat(out.bytesAtLastFlush).isEqualTo(out.bytes).isPositive();
  }

  @Test
  void passesOnWhatTheStreamThrows() {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("connection reset");
          }
        };

    assertThatThrownBy(() -> exposition().write("", Set.of(), broken))
        .isInstanceOf(IOException.class)
        .hasMessage("connection reset");
  }

  @Test
  void keepsTwoBackendsApart() {
    try (Observability other = Scrape.backend()) {
      backend.meter().counter(REQUESTS, "vector", "a").add(1);
      other.meter().counter(REQUESTS, "vector", "a").add(5);
      other.meter().gauge(POINTS, () -> 9);

      Map<String, String> labels = Map.of("mode", "vector", "collection", "a");
      assertThat(Scrape.of(backend).value(REQUESTS.name(), labels)).hasValue(1);
      assertThat(Scrape.of(other).value(REQUESTS.name(), labels)).hasValue(5);
      assertThat(Scrape.of(backend).value(POINTS.name(), Map.of())).isEmpty();
    }
  }

  @Test
  void doesNotTouchTheGlobalRegistry() {
    backend.meter().counter(REQUESTS, "vector", "a").add(1);

    assertThat(
            io.prometheus.client.CollectorRegistry.defaultRegistry
                .metricFamilySamples()
                .hasMoreElements())
        .isFalse();
  }

  private Exposition exposition() {
    return backend.capability(Exposition.class).orElseThrow();
  }

  private static final class Recorder extends OutputStream {
    private long bytes;
    private long bytesAtLastFlush;
    private boolean closed;

    @Override
    public void write(int b) {
      bytes++;
    }

    @Override
    public void flush() {
      bytesAtLastFlush = bytes;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
