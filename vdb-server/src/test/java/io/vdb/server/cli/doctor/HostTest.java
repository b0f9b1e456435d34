package io.vdb.server.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Files of a real kernel, which are not read as those of a disk. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "other systems have no such files")
final class HostTest {

  private final Host host = new Host(Path.of("/"));

  @Test
  void readsAllDigitsOfSettings() throws Exception {
    String setting = Files.readAllLines(Path.of("/proc/sys/vm/max_map_count")).getFirst();
    assertThat(setting).hasSizeGreaterThan(1);
    assertThat(host.number("proc/sys/vm/max_map_count")).hasValue(Long.parseLong(setting));
  }

  @Test
  void readsLongFilesToTheEnd() throws Exception {
    assertThat(host.text("proc/self/status").orElseThrow())
        .startsWith("Name:")
        .contains("nonvoluntary_ctxt_switches:");
    assertThat(host.memory("MemTotal")).isPresent();
  }
}
