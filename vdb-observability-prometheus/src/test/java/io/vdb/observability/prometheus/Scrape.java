package io.vdb.observability.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vdb.observability.spi.BackendConfig;
import io.vdb.observability.spi.Backends;
import io.vdb.observability.spi.Exposition;
import io.vdb.observability.spi.Observability;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Scrapes a backend as a server would. */
final class Scrape {

  static final String OPEN_METRICS = "application/openmetrics-text;version=1.0.0";

  private Scrape() {}

  static Observability backend() {
    return backend(Map.of());
  }

  /** Starts a backend with settings, as a program without other backends does. */
  static Observability backend(Map<String, String> settings) {
    return Backends.fanOut(
        List.of(
            new PrometheusProvider()
                .start(new BackendConfig("vdb", "1.0", "test", settings, Map.of()))));
  }

  static String text(Observability backend, String accept, String... names) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      backend.capability(Exposition.class).orElseThrow().write(accept, Set.of(names), out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(UTF_8);
  }

  static ParsedExposition of(Observability backend, String... names) {
    return ParsedExposition.parse(text(backend, "", names));
  }

  /** Reads what is exported without a backend around it. */
  static ParsedExposition of(Metrics metrics) {
    return ParsedExposition.parse(text(metrics, ExpositionFormat.TEXT));
  }

  static String text(Metrics metrics, ExpositionFormat format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ExpositionWriter writer = new ExpositionWriter(format, new NameFilter(Set.of()), out);
    try {
      metrics.write(writer);
      writer.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(UTF_8);
  }
}
