package io.vdb.it.plugins;

import io.vdb.it.server.Distribution;
import io.vdb.it.server.ProgramRun;
import io.vdb.observability.spi.ObservabilityProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The project that the guide for authors describes, made of what the guide shows and nothing else. */
final class GuideProject {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Pattern POM = block("this is `pom.xml`:", "xml");
  private static final Pattern SERVICE =
      block(
          "`src/main/resources/META-INF/services/" + ObservabilityProvider.class.getName() + "`\n"
              + "with one line:",
          "");

  /** The name of a class, and its text. */
  static final Pattern JAVA =
      Pattern.compile("`([A-Za-z-]+\\.java)`\n\n```java\n(.*?)```", Pattern.DOTALL);
  private static final String TESTS = "## 4. The contract kit";
  private static final List<String> TEST_CLASSES =
      List.of("com.example.statsfile.StatsFileContractTest", "com.example.statsfile.StatsFileTest");
  private static final String PACKAGE = "java/com/example/statsfile";

  private final Path folder;

  private GuideProject(Path folder) {
    this.folder = folder;
  }

  private static Pattern block(String before, String language) {
    return Pattern.compile(
        Pattern.quote(before + "\n\n```" + language + "\n") + "(.*?)```", Pattern.DOTALL);
  }

  /** Writes the files into a fresh folder, each where the guide says. */
  static GuideProject write() throws IOException {
    String guide = Files.readString(Path.of("../docs/PLUGIN_GUIDE.md"));
    Path folder = Distribution.freshFolder("plugin-by-the-guide");
    put(folder.resolve("pom.xml"), only(POM, guide));
    put(
        folder.resolve("src/main/resources/META-INF/services")
            .resolve(ObservabilityProvider.class.getName()),
        only(SERVICE, guide));
    int tests = guide.indexOf(TESTS);
    Matcher classes = JAVA.matcher(guide);
    while (classes.find()) {
      String sources = classes.start() < tests ? "src/main" : "src/test";
      put(folder.resolve(sources).resolve(PACKAGE).resolve(classes.group(1)), classes.group(2));
    }
    return new GuideProject(folder);
  }

  private static String only(Pattern block, String guide) {
    List<String> found =
        block.matcher(guide).results().map((MatchResult result) -> result.group(1)).toList();
    if (found.size() != 1) {
      throw new AssertionError("the guide shows " + found.size() + " times: " + block);
    }
    return found.getFirst();
  }

  private static void put(Path file, String text) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text);
  }

  /** Builds and tests it by the guide's command, and returns the jar that comes of it. */
  Path verify() throws IOException, InterruptedException {
    ProcessBuilder maven =
        new ProcessBuilder(
                "mvn",
                "-B",
                "-ntp",
                "-Dmaven.repo.local=" + InstalledSpi.repository(),
                "verify")
            .directory(folder.toFile());
    maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
    ProgramRun run = ProgramRun.of(PATIENCE, maven);
    if (run.exitCode() != 0) {
      throw new AssertionError("mvn verify failed:\n" + String.join("\n", run.out()));
    }
    for (String test : TEST_CLASSES) {
      if (!Files.exists(folder.resolve("target/surefire-reports/TEST-" + test + ".xml"))) {
        throw new AssertionError("mvn verify did not run " + test);
      }
    }
    return folder.resolve("target/statsfile-1.0.0.jar");
  }
}
