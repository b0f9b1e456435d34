package io.vdb.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.server.config.ConfigLoader;
import io.vdb.server.config.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The commented file in the distribution is the reference that operators edit. */
final class ShippedConfigTest {

  private static final Path FILE = Path.of("src", "main", "dist", "conf", "vdb.yaml");

  @Test
  void statesTheDefaults() {
    ServerConfig shipped = ConfigLoader.load(FILE, Map.of(), Map.of());
    assertThat(shipped.effective()).isEqualTo(ServerConfig.defaults().effective());
  }

  @Test
  void holdsEverySetting() throws Exception {
    List<String> lines = Files.readAllLines(FILE);
    for (String key : ServerConfig.defaults().effective().keySet()) {
      String last = key.substring(key.lastIndexOf('.') + 1);
      assertThat(lines).anyMatch(line -> line.strip().startsWith(last + ":"));
    }
  }
}
