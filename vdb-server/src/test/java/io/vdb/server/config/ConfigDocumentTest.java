package io.vdb.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The reference page holds exactly the settings that there are. */
final class ConfigDocumentTest {

  private static final Path PAGE = Path.of("../docs/CONFIGURATION.md");

  @Test
  void listsEverySettingWithItsDefaultAndMeaning() throws IOException {
    List<String> expected =
        Settings.ALL.stream()
            .map(
                setting ->
                    "| `%s` | `%s` | `%s` | %s |"
                        .formatted(
                            setting.key(),
                            setting.variable(),
                            setting.defaultText(),
                            setting.meaning()))
            .toList();

    List<String> rows =
        Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| `vdb.")).toList();

    assertThat(rows).containsExactlyElementsOf(expected);
  }
}
