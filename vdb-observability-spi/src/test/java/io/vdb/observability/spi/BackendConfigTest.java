package io.vdb.observability.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class BackendConfigTest {

  @Test
  void doesNotShowWhatSettingsAndVariablesSay() {
    BackendConfig config =
        new BackendConfig(
            "vdb",
            "1.0",
            "test",
            Map.of("otel.headers", "api-key=canary"),
            Map.of("OTEL_EXPORTER_OTLP_HEADERS", "api-key=canary"));

    assertThat(config.toString()).contains("otel.headers", "1 variables").doesNotContain("canary");
  }
}
