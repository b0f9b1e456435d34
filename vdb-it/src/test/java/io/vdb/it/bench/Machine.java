package io.vdb.it.bench;

import io.vdb.it.server.ProgramRun;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Where and of what the figures were taken. */
public final class Machine {

  private Machine() {}

  /** Returns cores, memory and system. */
  public static String hardware() throws IOException {
    return Runtime.getRuntime().availableProcessors() + " cores ("
        + firstOf("/proc/cpuinfo", "model name") + "), memory "
        + firstOf("/proc/meminfo", "MemTotal") + ", "
        + System.getProperty("os.name") + " " + System.getProperty("os.version");
  }

  private static String firstOf(String file, String key) throws IOException {
    return Files.readAllLines(Path.of(file)).stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(line.indexOf(':') + 1).trim())
        .findFirst()
        .orElse("unknown");
  }

  /** Returns the Java that everything ran on. */
  public static String java() {
    return System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version");
  }

  /** Returns the commit that was built, and whether there were changes on top of it. */
  public static String commit() throws IOException, InterruptedException {
    String changed = git("status", "--porcelain", "--untracked-files=no");
    return git("rev-parse", "--short=12", "HEAD") + (changed.isEmpty() ? "" : ", with changes");
  }

  private static String git(String... arguments) throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 1];
    command[0] = "git";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    ProgramRun run = ProgramRun.of(Duration.ofSeconds(30), new ProcessBuilder(command));
    return run.exitCode() == 0 ? String.join("\n", run.out()) : "unknown";
  }

  /** Returns how many threads wanted to run during the last minute, those of the benchmark too. */
  static String load() {
    return String.format(
        Locale.ROOT, "%.1f", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }
}
