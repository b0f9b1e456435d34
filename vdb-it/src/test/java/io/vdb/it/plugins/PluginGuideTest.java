package io.vdb.it.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.statsfile.StatsFileProvider;
import io.vdb.observability.spi.ObservabilityProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The guide for authors shows the example as it is compiled and tested here. */
class PluginGuideTest {

  private static final Path GUIDE = Path.of("../docs/PLUGIN_GUIDE.md");
  private static final Path PARENT = Path.of("../pom.xml");
  private static final Path SOURCES = Path.of("src/test/java/com/example/statsfile");

  @Test
  void showsEveryClassOfTheExampleAsItIs() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.toList()) {
        sources.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    Map<String, String> shown = new TreeMap<>();
    GuideProject.JAVA
        .matcher(Files.readString(GUIDE))
        .results()
        .forEach(block -> shown.put(block.group(1), block.group(2)));

    assertThat(shown).isEqualTo(sources);
  }

  @Test
  void showsNoOtherJava() throws IOException {
    String guide = Files.readString(GUIDE);

    assertThat(guide.split("```java", -1))
        .hasSize(1 + Math.toIntExact(GuideProject.JAVA.matcher(guide).results().count()));
  }

  @Test
  void namesTheVersionsThatAreUsedHere() throws IOException {
    String parent = Files.readString(PARENT);
    String guide = Files.readString(GUIDE);

    assertThat(guide).contains("<vdb.version>" + after("<artifactId>vdb-parent<", parent) + "<");
    for (String plugin : new String[] {"maven-compiler-plugin", "maven-surefire-plugin"}) {
      String artifact = "<artifactId>" + plugin + "<";
      assertThat(after(artifact, guide)).as(plugin).isEqualTo(after(artifact, parent));
    }
    assertThat(after("<artifactId>junit-jupiter<", guide))
        .isEqualTo(first("<junit\\.version>([^<]+)<", parent));
    assertThat(after("<artifactId>assertj-core<", guide))
        .isEqualTo(first("<assertj\\.version>([^<]+)<", parent));
  }

  @Test
  void namesTheServiceAndItsProvider() throws IOException {
    assertThat(Files.readString(GUIDE))
        .contains("`src/main/resources/META-INF/services/" + ObservabilityProvider.class.getName())
        .contains("```\n" + StatsFileProvider.class.getName() + "\n```");
  }

  private static String after(String artifact, String pom) {
    return first(Pattern.quote(artifact + "/artifactId>") + "\\s*<version>([^<]+)<", pom);
  }

  private static String first(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.results().findFirst().map(PluginGuideTest::only).orElseThrow();
  }

  private static String only(MatchResult result) {
    return result.group(1);
  }
}
