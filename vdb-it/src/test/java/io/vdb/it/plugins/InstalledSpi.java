package io.vdb.it.plugins;

import io.vdb.it.server.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A Maven repository that has all that the user's has, and in it the SPI and its kit of this build,
 * as the guide's {@code mvn install} puts them there. The user's own stays free of ours.
 */
final class InstalledSpi {

  private static final Path PARENT = Path.of("..");
  private static final String VERSION = System.getProperty("vdb.it.version");

  private InstalledSpi() {}

  static Path repository() throws IOException {
    Path all = Path.of(System.getProperty("localRepository"));
    Path repository = Distribution.freshFolder("maven-repository");
    linkAllBut("io", all, repository);
    linkAllBut("vdb", all.resolve("io"), Files.createDirectory(repository.resolve("io")));
    Path ours = Files.createDirectory(repository.resolve("io/vdb"));
    install(ours, "vdb-parent", PARENT.resolve("pom.xml"), ".pom");
    Path spi = PARENT.resolve("vdb-observability-spi");
    install(ours, "vdb-observability-spi", spi.resolve("pom.xml"), ".pom");
    for (String jar : new String[] {".jar", "-tests.jar"}) {
      Path built = spi.resolve("target/vdb-observability-spi-" + VERSION + jar);
      install(ours, "vdb-observability-spi", built, jar);
    }
    return repository;
  }

  private static void linkAllBut(String except, Path from, Path to) throws IOException {
    try (Stream<Path> entries = Files.list(from)) {
      for (Path entry : entries.toList()) {
        if (!entry.endsWith(except)) {
          Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
        }
      }
    }
  }

  private static void install(Path group, String artifact, Path file, String suffix)
      throws IOException {
    Path folder = Files.createDirectories(group.resolve(artifact).resolve(VERSION));
    Files.copy(file, folder.resolve(artifact + "-" + VERSION + suffix));
  }
}
