package io.vdb.it.server;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A run of the program that ends by itself.
 *
 * @param exitCode what it told the shell
 * @param out lines on standard output
 * @param err lines on standard error
 */
public record ProgramRun(int exitCode, List<String> out, List<String> err) {

  /** Copies the lists. */
  public ProgramRun {
    out = List.copyOf(out);
    err = List.copyOf(err);
  }

  /** Runs the program and waits until it has ended. */
  public static ProgramRun of(
      Duration patience, Map<String, String> environment, List<String> arguments)
      throws IOException, InterruptedException {
    return of(patience, Distribution.program(arguments, environment));
  }

  /** Runs any program and waits until it has ended. */
  public static ProgramRun of(Duration patience, ProcessBuilder builder)
      throws IOException, InterruptedException {
    Process process = builder.start();
    process.getOutputStream().close();
    OutputLines out = new OutputLines("out", process.getInputStream());
    OutputLines err = new OutputLines("err", process.getErrorStream());
    boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
      throw new IllegalStateException(
          builder.command() + " did not end within " + patience
              + "\nstdout: " + out.soFar() + "\nstderr: " + err.soFar());
    }
    return new ProgramRun(process.exitValue(), out.all(), err.all());
  }
}
