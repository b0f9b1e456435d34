package io.vdb.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The class path here is the engine and the index: no server, no Guice. */
@Isolated("it reads the standard output of the process")
class EmbeddedExampleTest {

  private static final Path SOURCE =
      Path.of("src/test/java/io/vdb/example/EmbeddedExample.java");
  private static final Path GUIDE = Path.of("../docs/EMBEDDING.md");

  @TempDir Path folder;

  @Test
  void findsTheNearestCapitals() {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      EmbeddedExample.main(new String[] {folder.resolve("data").toString()});
    } finally {
      System.setOut(before);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .satisfiesExactly(
            first -> assertThat(first).contains("Berlin").contains("score=4.7"),
            second -> assertThat(second).contains("Paris"));
  }

  @Test
  void standsInTheGuideAsItIs() throws Exception {
    String source = Files.readString(SOURCE);
    String program =
        source
            .substring(source.indexOf("// begin\n") + 9, source.indexOf("  // end"))
            .stripTrailing()
            .stripIndent();
    assertThat(Files.readString(GUIDE)).contains(program);
  }
}
