package io.vdb.it.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each promise of the guide leads to a test that there is. */
final class GuaranteesTest {

  private static final Path DOCS = Path.of("../docs");
  private static final Pattern TEST = Pattern.compile("\\[(\\w+)]\\((\\.\\./[^)]+\\.java)\\)");

  @Test
  void leadToTests() throws IOException {
    List<String> alone = new ArrayList<>();
    int promises = 0;
    boolean promised = true;
    for (String line : Files.readAllLines(DOCS.resolve("GUARANTEES.md"))) {
      if (line.startsWith("## ")) {
        promised = !line.equals("## What is not promised");
      }
      if (promised && isPromise(line)) {
        promises++;
        if (!leadsToTests(line)) {
          alone.add(line);
        }
      }
    }
    assertThat(alone).as("promises that no test tries to break").isEmpty();
    assertThat(promises).isGreaterThan(20);
  }

  private static boolean isPromise(String line) {
    return line.startsWith("- ")
        || (line.startsWith("| ") && !line.startsWith("| what") && !line.contains("| test |"));
  }

  private static boolean leadsToTests(String line) {
    Matcher links = TEST.matcher(line);
    boolean leads = false;
    while (links.find()) {
      assertThat(DOCS.resolve(links.group(2))).exists();
      assertThat(links.group(2)).endsWith("/" + links.group(1) + ".java");
      leads = true;
    }
    return leads;
  }
}
