package io.vdb.it.bench.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.prometheus.client.exporter.common.TextFormat;
import io.vdb.observability.prometheus.PrometheusProvider;
import io.vdb.observability.spi.BackendConfig;
import io.vdb.observability.spi.Backends;
import io.vdb.observability.spi.Exposition;
import io.vdb.observability.spi.Observability;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One scrape of 10,000 series and the metrics of the JVM, into memory: by our writer, and by the
 * library's from instruments that hold the same. {@link ScrapeReport} runs them in turns:
 *
 * <pre>{@code
 * PROMETHEUS_DISABLE_CREATED_SERIES=true mvn -pl vdb-it -am test -Dtest=ScrapeReport \
 *     -Dsurefire.failIfNoSpecifiedTests=false
 * }</pre>
 *
 * <p>Figures, the machine they are of and what they mean: {@code
 * docs/adr/0006-write-the-exposition-ourselves.md}. They were taken on two cores of an AMD EPYC that
 * other builds kept busy, with JDK 25. The variable keeps the library from writing creation times,
 * which we never write.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@NullUnmarked // the fields are set before a benchmark runs
public class ScrapeBenchmark {

  private static final String OPEN_METRICS = "application/openmetrics-text;version=1.0.0";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(4 << 20);
  private Observability backend;
  private Exposition exposition;
  private StockInstruments stock;

  /** Makes all series twice. */
  @Setup
  public void start() {
    backend =
        Backends.fanOut(
            List.of(new PrometheusProvider().start(BackendConfig.of("vdb", "benchmark"))));
    exposition = backend.capability(Exposition.class).orElseThrow();
    stock = new StockInstruments();
    new SeriesMix().addTo(new SeriesMix.ToMeter(backend.meter()));
    new SeriesMix().addTo(stock);
  }

  /** Ends the backend. */
  @TearDown
  public void stop() {
    backend.close();
  }

  /** Our writer. */
  @Benchmark
  public int ours() throws IOException {
    out.reset();
    exposition.write("", Set.of(), out);
    return out.size();
  }

  /** Our writer, as Prometheus asks for it. */
  @Benchmark
  public int oursOpenMetrics() throws IOException {
    out.reset();
    exposition.write(OPEN_METRICS, Set.of(), out);
    return out.size();
  }

  /** Our writer, compressed. */
  @Benchmark
  public int oursGzip() throws IOException {
    out.reset();
    try (GZIPOutputStream zip = new GZIPOutputStream(out, 1 << 13)) {
      exposition.write("", Set.of(), zip);
    }
    return out.size();
  }

  /** The library's writer. */
  @Benchmark
  public int stock() throws IOException {
    out.reset();
    Writer writer = new BufferedWriter(new OutputStreamWriter(out, UTF_8));
    TextFormat.write004(writer, stock.registry().metricFamilySamples());
    writer.flush();
    return out.size();
  }

  /** The library's writer, compressed. */
  @Benchmark
  public int stockGzip() throws IOException {
    out.reset();
    try (Writer writer =
        new BufferedWriter(
            new OutputStreamWriter(new GZIPOutputStream(out, 1 << 13), UTF_8))) {
      TextFormat.write004(writer, stock.registry().metricFamilySamples());
    }
    return out.size();
  }
}
