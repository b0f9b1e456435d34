package io.vdb.it.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code vdb serve} in a process of its own, on free ports. */
public final class ServerProcess {

  private static final Duration TIME_TO_START = Duration.ofMinutes(2);
  private static final Duration TIME_TO_LOG = Duration.ofSeconds(60);
  private static final Duration TIME_TO_STOP = Duration.ofMinutes(2);
  private static final Pattern READY =
      Pattern.compile("vdb (\\S+) ready: rest=(https?://\\S+) grpc=(\\S+:\\d+)");
  private static final int TAIL = 40;

  private final Process process;
  private final OutputLines out;
  private final OutputLines err;
  private final URI rest;
  private final String grpc;

  private ServerProcess(
      Process process, OutputLines out, OutputLines err, URI rest, String grpc) {
    this.process = process;
    this.out = out;
    this.err = err;
    this.rest = rest;
    this.grpc = grpc;
  }

  /** Starts and waits until the server says that it is ready. */
  static ServerProcess start(
      Path home, Path data, List<String> arguments, Map<String, String> environment)
      throws IOException, InterruptedException {
    return start(home, data, arguments, environment, new CountDownLatch(0));
  }

  /** The same, while nobody reads what the server logs until the latch opens. */
  static ServerProcess start(
      Path home,
      Path data,
      List<String> arguments,
      Map<String, String> environment,
      CountDownLatch logIsRead)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("serve", "--data", data.toString()));
    command.addAll(List.of("--rest-port", "0", "--grpc-port", "0"));
    command.addAll(arguments);
    Process process = Distribution.program(home, command, environment).start();
    OutputLines out = new OutputLines("out", process.getInputStream());
    OutputLines err = new OutputLines("err", process.getErrorStream(), logIsRead);
    try {
      Matcher ready = awaitReady(process, out, err);
      return new ServerProcess(
          process, out, err, URI.create(ready.group(2)), ready.group(3));
    } catch (IOException | InterruptedException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static Matcher awaitReady(Process process, OutputLines out, OutputLines err)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TIME_TO_START.toNanos();
    while (true) {
      boolean ended = out.hasEnded();
      List<String> lines = out.soFar();
      Optional<Matcher> ready =
          lines.stream().map(READY::matcher).filter(Matcher::matches).findFirst();
      if (ready.isPresent()) {
        return ready.get();
      }
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (ended || left <= 0) {
        process.destroyForcibly().waitFor();
        throw new IOException(
            "the server did not become ready; exit code " + process.exitValue()
                + "\nstdout: " + lines + "\nstderr:\n" + tail(err.all()));
      }
      out.awaitMore(lines.size(), Math.min(left, 100));
    }
  }

  /** Returns the REST address. */
  public URI rest() {
    return rest;
  }

  /** Returns host and port of the gRPC front. */
  public String grpc() {
    return grpc;
  }

  /** Returns a client of the REST front. */
  public RestClient client() {
    return new RestClient(rest);
  }

  /** Returns what was written to the standard output so far. */
  public List<String> outLines() {
    return out.soFar();
  }

  /** Returns what was logged so far. */
  public List<String> logLines() {
    return err.soFar();
  }

  /** Waits until what was logged so far is enough, and returns it. */
  public List<String> awaitLogLines(Predicate<List<String>> enough) throws InterruptedException {
    long deadline = System.nanoTime() + TIME_TO_LOG.toNanos();
    while (true) {
      boolean ended = err.hasEnded();
      List<String> lines = err.soFar();
      if (enough.test(lines)) {
        return lines;
      }
      if (ended || System.nanoTime() > deadline) {
        throw new AssertionError("not enough was logged: " + lines.size() + " lines\n" + logTail());
      }
      err.awaitMore(lines.size(), 100);
    }
  }

  /** Returns what was logged, once the process has ended. */
  public List<String> wholeLog() throws InterruptedException {
    return err.all();
  }

  /** Returns the process id. */
  public long pid() {
    return process.pid();
  }

  /** Ends the process with SIGKILL, if it still runs, without any chance to do something about it. */
  public void kill() throws InterruptedException {
    destroy();
    process.waitFor();
  }

  /** Like {@link #kill()}, without waiting for the end. */
  void destroy() {
    process.toHandle().destroyForcibly();
  }

  /** Sends a signal, such as {@code STOP} or {@code CONT}, to the server. */
  public void signal(String name) throws IOException, InterruptedException {
    Process sending =
        new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start();
    if (sending.waitFor() != 0) {
      throw new IOException("kill -" + name + " failed");
    }
  }

  /** Sends SIGTERM and does not wait. */
  public void terminate() {
    process.toHandle().destroy(); // Process.destroy would also close the pipe that the log comes by
  }

  /** Sends SIGTERM, waits, and returns the exit code. */
  public int stop() throws InterruptedException {
    terminate();
    return awaitExit();
  }

  /** Waits for the end and returns the exit code. */
  public int awaitExit() throws InterruptedException {
    return awaitExit(TIME_TO_STOP);
  }

  int awaitExit(Duration patience) throws InterruptedException {
    if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new IllegalStateException(
          "the server did not end within " + patience + "\n" + logTail());
    }
    return process.exitValue();
  }

  /** Returns the last lines logged. */
  public String logTail() {
    return tail(err.soFar());
  }

  private static String tail(List<String> lines) {
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
  }
}
