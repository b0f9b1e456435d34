package io.vdb.it.catalog;

import io.vdb.it.catalog.Scrape.Family;
import io.vdb.it.catalog.Scrape.Sample;
import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.MetricType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares a scrape with what is declared, both ways. */
final class ScrapeCheck {

  private final Catalogue catalogue;
  private final Scrape scrape;
  /** The server of these tests speaks none; another test sees it. */
  private static final String ONLY_WITH_TLS = "vdb_tls_certificate_expiry_timestamp_seconds";

  private final List<String> complaints = new ArrayList<>();

  private ScrapeCheck(Catalogue catalogue, Scrape scrape) {
    this.catalogue = catalogue;
    this.scrape = scrape;
  }

  /** Returns what does not fit, one line each. The scrape has to be in the text format. */
  static List<String> complaints(Catalogue catalogue, Scrape scrape) {
    ScrapeCheck check = new ScrapeCheck(catalogue, scrape);
    scrape.families().values().forEach(check::family);
    catalogue.metrics().forEach(check::isFed);
    return check.complaints;
  }

  private void family(Family family) {
    MetricDefinition metric = catalogue.find(family.name()).orElse(null);
    if (metric != null) {
      ours(family, metric);
    } else {
      runtime(family);
    }
  }

  private void runtime(Family family) {
    RuntimeMetrics.Metric known = RuntimeMetrics.BY_NAME.get(family.name());
    if (known == null) {
      complaints.add(family.name() + " is fed and not declared");
      return;
    }
    expect(family.name() + " has the type", family.type(), known.type());
    for (Sample sample : family.samples()) {
      expect(
          sample.name() + " has the labels",
          sample.labels().keySet(),
          new TreeSet<>(known.labels()));
    }
  }

  private void ours(Family family, MetricDefinition metric) {
    expect(
        metric.name() + " has the type",
        family.type(),
        metric.type().name().toLowerCase(Locale.ROOT));
    expect(metric.name() + " has the help", family.help(), metric.help());
    family.samples().forEach(sample -> labels(sample, metric));
    if (metric.type() == MetricType.HISTOGRAM) {
      buckets(family, metric);
    }
  }

  private void labels(Sample sample, MetricDefinition metric) {
    Set<String> wanted = new TreeSet<>();
    metric.labels().forEach(label -> wanted.add(label.name()));
    if (sample.name().endsWith("_bucket") && metric.type() == MetricType.HISTOGRAM) {
      wanted.add("le");
    }
    expect(sample.name() + " has the labels", sample.labels().keySet(), wanted);
    for (Label label : metric.labels()) {
      String value = sample.labels().getOrDefault(label.name(), "");
      if (value.isEmpty() || !label.allows(value)) {
        complaints.add(sample.name() + " has " + label.name() + "='" + value + "'");
      }
    }
  }

  private void buckets(Family family, MetricDefinition metric) {
    List<Double> wanted = new ArrayList<>(metric.buckets());
    wanted.add(Double.POSITIVE_INFINITY);
    Map<Map<String, String>, List<Double>> edges = new HashMap<>();
    for (Sample sample : family.samples()) {
      if (sample.name().endsWith("_bucket")) {
        Map<String, String> series = new TreeMap<>(sample.labels());
        String edge = series.remove("le");
        edges
            .computeIfAbsent(series, labels -> new ArrayList<>())
            .add("+Inf".equals(edge) ? Double.POSITIVE_INFINITY : Double.valueOf(edge));
      }
    }
    edges.forEach(
        (series, found) -> expect(metric.name() + series + " has the buckets", found, wanted));
  }

  private void isFed(MetricDefinition metric) {
    Family family = scrape.families().get(metric.name());
    boolean missing = family == null || family.samples().isEmpty();
    if (missing && !ONLY_WITH_TLS.equals(metric.name())) {
      complaints.add(metric.name() + " is declared and never fed");
    }
  }

  private void expect(String what, Object found, Object wanted) {
    if (!found.equals(wanted)) {
      complaints.add(what + " " + found + " instead of " + wanted);
    }
  }

  /**
   * Returns the series of counters and histograms that stayed at 0 although no fault is needed to
   * move them.
   */
  static List<String> idle(Catalogue catalogue, Scrape scrape) {
    List<String> idle = new ArrayList<>();
    for (MetricDefinition metric : catalogue.metrics()) {
      Family family = scrape.families().get(metric.name());
      if (family != null && metric.type() != MetricType.GAUGE) {
        String series =
            metric.type() == MetricType.COUNTER ? metric.name() : metric.name() + "_count";
        family.samples().stream()
            .filter(sample -> sample.name().equals(series) && sample.value() == 0)
            .filter(sample -> !OnlyFaults.feed(metric.name(), sample.labels()))
            .forEach(sample -> idle.add(series + sample.labels()));
      }
    }
    return idle;
  }
}
