package io.vdb.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.it.server.ProgramRun;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Programs of this folder of resources, which use a server through clients that others wrote. */
final class OutsideClient {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private OutsideClient() {}

  /** Returns a folder of programs as it lies below the build folder. */
  static Path sources(String name) throws URISyntaxException {
    var folder = OutsideClient.class.getResource("/clients/" + name);
    return Path.of(Objects.requireNonNull(folder, name).toURI());
  }

  /** Copies such a folder into another, over what is there. */
  static void copy(String name, Path target) throws IOException, URISyntaxException {
    Path source = sources(name);
    try (Stream<Path> all = Files.walk(source)) {
      for (Path each : all.toList()) {
        Path copy = target.resolve(source.relativize(each));
        if (Files.isDirectory(each)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(each, copy, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  /** Runs a program that ends with 0, and with this line, when everything was as it expected. */
  static ProgramRun run(List<String> command) throws IOException, InterruptedException {
    ProgramRun run = ProgramRun.of(PATIENCE, new ProcessBuilder(command));
    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(run.out()).as(run.toString()).endsWith("all is well");
    return run;
  }

  /** Returns the port of an address that ends with it. */
  static String port(String address) {
    return address.substring(address.lastIndexOf(':') + 1);
  }
}
