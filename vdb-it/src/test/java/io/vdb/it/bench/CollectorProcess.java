package io.vdb.it.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** A {@link Collector} in a process of its own, for where the CPU time of this one counts. */
final class CollectorProcess implements AutoCloseable {

  private final Process process;
  private final Map<String, String> variables;

  private CollectorProcess(Process process, Map<String, String> variables) {
    this.process = process;
    this.variables = variables;
  }

  static CollectorProcess start() {
    try {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx64m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Collector.class.getName())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      return new CollectorProcess(process, Collector.variables(Integer.parseInt(answer.readLine())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the variables that make a backend export to it. */
  Map<String, String> variables() {
    return variables;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
