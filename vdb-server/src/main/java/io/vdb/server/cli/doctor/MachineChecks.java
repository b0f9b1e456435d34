package io.vdb.server.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Whether the machine lets a server have what it needs. */
final class MachineChecks {

  private static final long FILE_HANDLES = 65_536;
  private static final double MANY_HANDLES = 0.8;
  private static final long MAPS = 262_144;
  private static final long CALM_SWAPPINESS = 10;

  private final Host host;
  private final Scrape server;

  /** Checks of this machine, and of the server on it. */
  MachineChecks(Host host, Scrape server) {
    this.host = host;
    this.server = server;
  }

  List<Observation> look() {
    List<Observation> seen = new ArrayList<>();
    seen.add(fileHandles(server));
    seen.add(maps());
    seen.add(swap());
    seen.add(hugePages());
    return seen;
  }

  /** The server tells of its own, wherever it runs. */
  static Observation fileHandles(Scrape server) {
    OptionalDouble most = server.value("process_max_fds");
    OptionalDouble open = server.value("process_open_fds");
    if (most.isEmpty() || open.isEmpty()) {
      return Observation.skipped("file_handles", "the server does not tell how many it may have");
    }
    String found = "%.0f of %.0f are in use".formatted(open.getAsDouble(), most.getAsDouble());
    String advice =
        "let the server have " + FILE_HANDLES + " (ulimit -n, LimitNOFILE= of systemd): every"
            + " segment of an index and every connection takes some, and without them writes and"
            + " connections fail";
    if (open.getAsDouble() > MANY_HANDLES * most.getAsDouble()) {
      return Observation.problem("file_handles", found, advice);
    }
    return most.getAsDouble() < FILE_HANDLES
        ? Observation.advice("file_handles", found, advice)
        : Observation.ok("file_handles", found);
  }

  private Observation maps() {
    OptionalLong most = host.number("proc/sys/vm/max_map_count");
    if (most.isEmpty()) {
      return Observation.skipped("mmap_count", "this system does not tell");
    }
    String found = "a process may map " + most.getAsLong() + " files";
    return most.getAsLong() < MAPS
        ? Observation.advice(
            "mmap_count",
            found,
            "sysctl -w vm.max_map_count=" + MAPS + ", and in /etc/sysctl.d to keep it: the files of"
                + " indexes are mapped into memory, and many collections need many maps")
        : Observation.ok("mmap_count", found);
  }

  private Observation swap() {
    Optional<String> swaps = host.text("proc/swaps");
    if (swaps.isEmpty()) {
      return Observation.skipped("swap", "this system does not tell");
    }
    if (swaps.get().lines().count() <= 1) {
      return Observation.ok("swap", "none");
    }
    OptionalLong swappiness = host.number("proc/sys/vm/swappiness");
    return swappiness.isPresent() && swappiness.getAsLong() <= CALM_SWAPPINESS
        ? Observation.ok("swap", "there is some, with vm.swappiness " + swappiness.getAsLong())
        : Observation.advice(
            "swap",
            "there is some, with vm.swappiness "
                + (swappiness.isPresent() ? swappiness.getAsLong() : "unknown"),
            "swapoff -a, or sysctl -w vm.swappiness=1: a heap that is swapped out makes pauses of"
                + " the garbage collector last seconds");
  }

  private Observation hugePages() {
    Optional<String> enabled = host.text("sys/kernel/mm/transparent_hugepage/enabled");
    if (enabled.isEmpty()) {
      return Observation.skipped("huge_pages", "this system does not tell");
    }
    return enabled.get().contains("[always]")
        ? Observation.advice(
            "huge_pages",
            "transparent huge pages are used always",
            "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled: the kernel moves memory"
                + " around to make them, which stops a process for moments")
        : Observation.ok("huge_pages", enabled.get());
  }
}
