package io.vdb.it.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.it.server.Counts;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.LiveHeap;
import io.vdb.it.server.RestClient;
import io.vdb.it.server.Samples;
import io.vdb.it.server.Seeds;
import io.vdb.it.server.ServerProcess;
import io.vdb.it.server.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server under mixed load for a long time: what it holds and how it answers do not drift. */
final class Soak {

  private static final Duration LENGTH =
      Duration.ofSeconds(
          (long) (60 * Double.parseDouble(System.getProperty("vdb.it.soak.minutes", "10"))));
  private static final int SAMPLES = 40;

  /** Before that the server compiles, and fills what it keeps. */
  private static final int WARM_UP = 10;

  private static final int CLIENTS = 3;
  private static final int RECALL_QUERIES = 50;

  @RegisterExtension final Servers servers = Servers.forTest().computing();

  private final Map<String, List<Double>> figures = new LinkedHashMap<>();
  private final Random random = Seeds.random("vdb.it.soak.seed");

  @Test
  @Timeout(value = 7, unit = TimeUnit.DAYS)
  void doesNotDrift() throws Exception {
    ServerProcess server = servers.start(Distribution.freshFolder("soak-data"));
    try (RestClient client = server.client()) {
      SoakLoad load = new SoakLoad(client);
      load.prepare(new Random(random.nextLong()));
      run(server, client, load);
      report(load);
    }
    assertThat(drift("heap in use, MiB").growth()).as("heap, MiB").isLessThan(24);
    assertThat(drift("resident memory, MiB").growth())
        .as("resident memory, MiB")
        .isLessThan(Math.max(64, 0.15 * drift("resident memory, MiB").first()));
    assertThat(drift("threads").growth()).as("threads").isLessThan(8);
    assertThat(drift("open files").growth()).as("open files").isLessThan(60);
    assertThat(drift("search p99, ms").growth())
        .as("p99 of searches, ms")
        .isLessThan(Math.max(5, 0.5 * drift("search p99, ms").first()));
    assertThat(drift("recall@10").growth()).as("recall").isGreaterThan(-0.02);
  }

  private void run(ServerProcess server, RestClient client, SoakLoad load) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Random own = new Random(random.nextLong());
        running.add(
            threads.submit(
                () -> {
                  while (!over.get()) {
                    load.one(own);
                  }
                  return null;
                }));
      }
      try {
        for (int i = 0; i < SAMPLES; i++) {
          TimeUnit.MILLISECONDS.sleep(LENGTH.toMillis() / SAMPLES);
          sample(server, client, load, i >= WARM_UP);
        }
      } finally {
        over.set(true);
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
  }

  private void sample(ServerProcess server, RestClient client, SoakLoad load, boolean counts)
      throws Exception {
    double p99 = load.takeP99Millis();
    if (!counts) {
      return;
    }
    Samples samples = new Samples(client.get("/metrics").text());
    add("search p99, ms", p99);
    add("resident memory, MiB", samples.value("process_resident_memory_bytes") / (1 << 20));
    add("threads", samples.value("jvm_threads_current"));
    add("open files", samples.value("process_open_fds"));
    add("recall@10", load.recall(random, RECALL_QUERIES));
    add("heap in use, MiB", LiveHeap.bytes(server.pid()) / (double) (1 << 20));
    double _ = load.takeP99Millis(); // those that waited for the counting of the heap
  }

  private void add(String figure, double value) {
    figures.computeIfAbsent(figure, _ -> new ArrayList<>()).add(value);
  }

  private Drift drift(String figure) {
    return Drift.of(figures.getOrDefault(figure, List.of()));
  }

  private void report(SoakLoad load) {
    Counts counts =
        Counts.of("Soak")
            .with("minutes", String.format(Locale.ROOT, "%.1f", LENGTH.toSeconds() / 60.0))
            .with("requests", load.requests());
    figures
        .keySet()
        .forEach(
            figure ->
                counts.with(
                    figure + ", from first to last by its trend",
                    String.format(
                        Locale.ROOT, "%.2f to %.2f", drift(figure).first(), drift(figure).last())));
    counts.report();
  }
}
