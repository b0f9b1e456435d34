package io.vdb.it.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.MetricDefinition;
import org.junit.jupiter.api.Test;

final class ScrapeCheckTest {

  private static final Catalogue CATALOGUE =
      Catalogue.of(
          MetricDefinition.counter("vdb_things_total", "Things.", Label.of("kind", "a", "b")),
          MetricDefinition.histogram("vdb_job_seconds", "Time.", new double[] {0.5, 1}));

  private static final String GOOD =
      """
      # HELP vdb_things_total Things.
      # TYPE vdb_things_total counter
      vdb_things_total{kind="a"} 3
      # HELP vdb_job_seconds Time.
      # TYPE vdb_job_seconds histogram
      vdb_job_seconds_bucket{le="0.5"} 1
      vdb_job_seconds_bucket{le="1.0"} 1
      vdb_job_seconds_bucket{le="+Inf"} 2
      vdb_job_seconds_count 2
      vdb_job_seconds_sum 7.5
      # HELP process_open_fds Open.
      # TYPE process_open_fds gauge
      process_open_fds 7
      """;

  @Test
  void whatIsAsDeclaredPasses() {
    assertThat(ScrapeCheck.complaints(CATALOGUE, Scrape.of(GOOD))).isEmpty();
    assertThat(ScrapeCheck.idle(CATALOGUE, Scrape.of(GOOD))).isEmpty();
  }

  @Test
  void everyDifferenceIsFound() {
    assertComplaint("kind=\"a\"", "kind=\"c\"", "vdb_things_total has kind='c'");
    assertComplaint(
        "kind=\"a\"", "sort=\"a\"", "vdb_things_total has the labels [sort] instead of [kind]");
    assertComplaint(
        "Things.", "Thing.", "vdb_things_total has the help Thing. instead of Things.");
    assertComplaint(
        "total counter", "total gauge", "vdb_things_total has the type gauge instead of counter");
    assertComplaint(
        "le=\"0.5\"",
        "le=\"0.4\"",
        "vdb_job_seconds{} has the buckets [0.4, 1.0, Infinity] instead of [0.5, 1.0, Infinity]");
    assertComplaint(
        "vdb_things_total{kind=\"a\"} 3\n", "", "vdb_things_total is declared and never fed");
    assertComplaint(
        "process_open_fds 7",
        "process_open_fds{a=\"b\"} 7",
        "process_open_fds has the labels [a] instead of []");
    assertComplaint("process_open_fds", "process_shut_fds", "process_shut_fds is fed and not");
  }

  private static void assertComplaint(String part, String other, String complaint) {
    assertThat(GOOD).contains(part);
    assertThat(ScrapeCheck.complaints(CATALOGUE, Scrape.of(GOOD.replace(part, other))))
        .anyMatch(line -> line.startsWith(complaint));
  }

  @Test
  void whatStaysAtZeroIsFound() {
    Scrape scrape =
        Scrape.of(GOOD.replace("} 3", "} 0").replace("seconds_count 2", "seconds_count 0"));
    assertThat(ScrapeCheck.idle(CATALOGUE, scrape))
        .containsExactly("vdb_things_total{kind=a}", "vdb_job_seconds_count{}");
  }

  @Test
  void linesThatAreNoSamplesAreRefused() {
    assertThatThrownBy(() -> Scrape.of("vdb_things_total{kind=\"a\"} 3"))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> Scrape.of(GOOD + "what is this\n"))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> Scrape.of(GOOD.replace("kind=\"a\"", "kind=a")))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void valuesWithBracesQuotesAndExemplarsAreRead() {
    Scrape scrape =
        Scrape.of(
            """
            # TYPE x counter
            # HELP x Some.
            x_total{route="/a/{b}",y="q\\"\\\\\\nz"} 1.0 # {trace_id="ab"} 0.5 1.5
            # EOF
            """);
    Scrape.Sample sample = scrape.find("x_total").getFirst();
    assertThat(sample.labels()).containsEntry("route", "/a/{b}").containsEntry("y", "q\"\\\nz");
    assertThat(sample.exemplar()).containsEntry("trace_id", "ab");
  }
}
