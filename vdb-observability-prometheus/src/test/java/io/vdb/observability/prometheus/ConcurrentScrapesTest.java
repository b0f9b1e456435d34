package io.vdb.observability.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.Observability;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ConcurrentScrapesTest {

  private static final MetricDefinition REQUESTS =
      MetricDefinition.counter("vdb_requests_total", "Requests.", Label.open("route"));
  private static final MetricDefinition SECONDS =
      MetricDefinition.histogram(
          "vdb_request_seconds", "Duration.", new double[] {1, 2, 3}, Label.open("route"));

  private static final int SERIES = 200;
  private static final int SCRAPES = 10;

  @Test
  @Timeout(value = 180, unit = TimeUnit.SECONDS)
  void answersEachScrapeWholeWhileOthersScrapeAndRecord() throws Exception {
    try (Observability backend = Scrape.backend();
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < SERIES; i++) {
        backend.meter().counter(REQUESTS, "/" + i).add(i);
        backend.meter().histogram(SECONDS, "/" + i).record(2);
      }
      Counter busy = backend.meter().counter(REQUESTS, "/busy");
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        done.add(threads.submit(() -> scrape(backend)));
      }
      done.add(threads.submit(() -> record(busy, backend)));

      for (Future<?> future : done) {
        future.get();
      }
      assertThat(Scrape.of(backend).value("vdb_metrics_scrape_duration_seconds_count", Map.of()))
          .hasValue(3 * SCRAPES);
    }
  }

  private static void scrape(Observability backend) {
    for (int i = 0; i < SCRAPES; i++) {
      ParsedExposition scrape = Scrape.of(backend);
      assertThat(scrape.family("vdb_request_seconds").samples()).hasSizeGreaterThan(6 * SERIES - 1);
      for (int series = 0; series < SERIES; series++) {
        assertThat(scrape.value(REQUESTS.name(), Map.of("route", "/" + series))).hasValue(series);
      }
    }
  }

  private static void record(Counter busy, Observability backend) {
    for (int i = 0; i < 2_000; i++) {
      busy.increment();
      backend.meter().histogram(SECONDS, "/new" + i % 50).record(i);
    }
  }
}
