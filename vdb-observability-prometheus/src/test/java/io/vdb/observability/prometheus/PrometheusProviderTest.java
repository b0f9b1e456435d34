package io.vdb.observability.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.observability.spi.BackendConfig;
import io.vdb.observability.spi.BackendException;
import io.vdb.observability.spi.Backends;
import io.vdb.observability.spi.Exposition;
import io.vdb.observability.spi.Observability;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrometheusProviderTest {

  private final ClassLoader loader = PrometheusProvider.class.getClassLoader();

  @Test
  void isFoundByName() {
    try (Observability backend =
        Backends.start(List.of("prometheus"), BackendConfig.of("vdb", "1.0"), loader)) {
      assertThat(backend.capability(Exposition.class)).isPresent();
      assertThat(backend.capability(DropwizardBridge.class)).isPresent();
    }
  }

  @Test
  void isListedWhenAnotherBackendIsMissing() {
    assertThatThrownBy(
            () -> Backends.start(List.of("otel"), BackendConfig.of("vdb", "1.0"), loader))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("prometheus (" + PrometheusProvider.class.getName() + ")");
  }

  @Test
  void rejectsUnknownSettingAndSaysWhichThereAre() {
    BackendConfig config =
        new BackendConfig("vdb", "1.0", "test", Map.of("prometheus.port", "9090"), Map.of());

    assertThatThrownBy(() -> Backends.start(List.of("prometheus"), config, loader))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("no setting [port]; it knows exemplars and hotspot");
  }

  @Test
  void rejectsSettingThatIsNeitherTrueNorFalse() {
    BackendConfig config =
        new BackendConfig("vdb", "1.0", "test", Map.of("prometheus.hotspot", "yes"), Map.of());

    assertThatThrownBy(() -> Backends.start(List.of("prometheus"), config, loader))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("hotspot is true or false, not 'yes'");
  }

  @Test
  void doesNotExportTheJvmWhenToldNotTo() {
    try (Observability backend = Scrape.backend(Map.of("hotspot", "false"))) {
      assertThat(Scrape.of(backend).familyNames())
          .isNotEmpty()
          .allMatch(name -> name.startsWith("vdb_"));
    }
  }
}
