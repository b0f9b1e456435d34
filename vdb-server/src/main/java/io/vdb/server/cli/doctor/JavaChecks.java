package io.vdb.server.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Whether the server's Java was started as it should be. */
final class JavaChecks {

  /** Above this share of the memory, too little is left for the files of indexes. */
  private static final double LARGE_HEAP = 0.75;

  private final Host host;
  private final Scrape server;

  JavaChecks(Host host, Scrape server) {
    this.host = host;
    this.server = server;
  }

  /**
   * Looks.
   *
   * @param pid of the server, where it is known and on this machine
   */
  List<Observation> look(@Nullable Long pid) {
    List<Observation> seen = new ArrayList<>();
    seen.add(heap());
    seen.add(options(pid));
    return seen;
  }

  private Observation heap() {
    OptionalDouble heap = server.sum("jvm_memory_bytes_max", "area", "heap");
    OptionalLong memory = host.usableMemory();
    if (heap.isEmpty() || memory.isEmpty()) {
      return Observation.skipped("heap", "its size, or that of the memory, is not told");
    }
    String found =
        "%.0f of %.0f MiB of memory"
            .formatted(heap.getAsDouble() / (1 << 20), (double) memory.getAsLong() / (1 << 20));
    return heap.getAsDouble() > LARGE_HEAP * (double) memory.getAsLong()
        ? Observation.advice(
            "heap",
            found,
            "give Java half of it (VDB_JAVA_OPTS=-Xmx...): searches read files that the system keeps"
                + " in the rest, and without room for them they wait for the disk")
        : Observation.ok("heap", found);
  }

  private Observation options(@Nullable Long pid) {
    Optional<String> line =
        pid == null ? Optional.empty() : host.text("proc/" + pid + "/cmdline");
    if (line.isEmpty() || line.get().isEmpty()) {
      return Observation.skipped("java_options", "the process of the server cannot be seen");
    }
    String options = line.get().replace('\0', ' ');
    if (options.contains("-Xint") || options.contains("-XX:TieredStopAtLevel=")) {
      return Observation.problem(
          "java_options",
          "Java may not compile as well as it can",
          "take -Xint and -XX:TieredStopAtLevel out of VDB_JAVA_OPTS: searches take several times as"
              + " long");
    }
    return options.contains("jdk.incubator.vector")
        ? Observation.ok("java_options", "as the launcher sets them")
        : Observation.advice(
            "java_options",
            "the module jdk.incubator.vector is missing",
            "start the server with bin/vdb, or add --add-modules=jdk.incubator.vector: comparing"
                + " vectors takes twice as long without it");
  }
}
