package io.vdb.observability.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vdb.observability.spi.BackendConfig;
import io.vdb.observability.spi.Exposition;
import io.vdb.observability.spi.Observability;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;

/** Scrapes a backend as a server would. */
final class Scrape {

  static final String OPEN_METRICS = "application/openmetrics-text;version=1.0.0";

  private Scrape() {}

  static Observability backend() {
    return new PrometheusProvider().start(BackendConfig.of("vdb", "1.0"));
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
}
