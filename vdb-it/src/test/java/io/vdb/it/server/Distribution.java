package io.vdb.it.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The archive that the build made, unpacked once for each run of the tests. */
public final class Distribution {

  private static final String MEMORY = "-Xmx1g";

  /**
   * Most servers of tests live for seconds, which are not worth compiling anything for but with the
   * quick compiler: a start takes half a second less of the processor.
   */
  private static final String QUICK = MEMORY + " -XX:TieredStopAtLevel=1";

  /** What compares many vectors is worth compiling well, but nothing else of it. */
  private static final String COMPUTING =
      MEMORY
          + " -XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=20000"
          + " -XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=400000";

  private static final Path HOME = unpack("the distribution");
  private static final StartCache CACHE =
      new StartCache(HOME, QUICK, work().resolve("start.aot"));

  static {
    if (Boolean.getBoolean("vdb.it.start-cache")) {
      CACHE.recordInBackground();
    }
  }

  private Distribution() {}

  /** Returns the unpacked folder. There is a blank in its path, on purpose. */
  public static Path home() {
    return HOME;
  }

  /** Returns a folder unpacked anew, for a test that puts something into it. */
  public static Path another(String name) {
    return unpack(name);
  }

  /** Returns the version that the archive is named after. */
  public static String version() {
    return property("vdb.it.version");
  }

  /** Returns a folder for what tests leave behind; inside the build folder. */
  public static Path work() {
    return Path.of(property("vdb.it.work")).toAbsolutePath().normalize();
  }

  /** Returns an empty folder below {@link #work()}. */
  public static Path freshFolder(String name) {
    try {
      Path folder = work().resolve(name);
      delete(folder);
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Prepares a run of the program: its own working folder, the Java that runs the tests, and none of
   * the caller's settings.
   */
  public static ProcessBuilder program(List<String> arguments, Map<String, String> environment) {
    return program(home(), arguments, environment);
  }

  /** Prepares a run of the program of another folder. */
  public static ProcessBuilder program(
      Path home, List<String> arguments, Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/vdb").toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(work().toFile());
    Map<String, String> variables = builder.environment();
    variables
        .keySet()
        .removeIf(
            name ->
                name.startsWith("VDB_")
                    || name.startsWith("OTEL_")
                    || name.equals("JAVA_TOOL_OPTIONS")
                    || name.equals("JDK_JAVA_OPTIONS"));
    variables.put("JAVA_HOME", System.getProperty("java.home"));
    variables.put("VDB_JAVA_OPTS", javaOptions(home, arguments.contains("demo")));
    variables.putAll(environment);
    return builder;
  }

  /** Returns what servers of a distribution run with that compare many vectors, or do not. */
  static String javaOptions(Path home, boolean computing) {
    return (computing ? COMPUTING : QUICK) + CACHE.javaOptions(home);
  }

  private static Path unpack(String name) {
    Path archive = Path.of(property("vdb.it.distribution")).toAbsolutePath().normalize();
    if (!Files.exists(archive)) {
      throw new IllegalStateException(
          "there is no distribution at " + archive + ": build with `mvn verify`");
    }
    Path folder = freshFolder(name);
    try {
      Process tar =
          new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", folder.toString())
              .inheritIO()
              .start();
      if (tar.waitFor() != 0) {
        throw new IllegalStateException("tar could not unpack " + archive);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while unpacking", e);
    }
    return folder.resolve("vdb-" + version());
  }

  private static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalStateException(
          "the system property " + name + " is missing: failsafe sets it, run `mvn verify`");
    }
    return value;
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> all = Files.walk(folder)) {
      paths = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
