package io.vdb.server.compatibility;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Figures of the process that Linux tells; -1 for each that the system does not.
 *
 * @param threads how many threads it has
 * @param mappings how many ranges of memory are mapped
 * @param maxMappings how many may be
 * @param files how many files are open
 * @param maxFiles how many may be
 * @param minorFaults page faults that were served from memory
 * @param majorFaults page faults that needed the disk
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">/proc/pid/stat</a>
 */
record ProcessFigures(
    long threads,
    long mappings,
    long maxMappings,
    long files,
    long maxFiles,
    long minorFaults,
    long majorFaults) {

  private static final long UNKNOWN = -1;
  private static final Path SELF = Path.of("/proc/self");
  private static final Path MAX_MAPPINGS = Path.of("/proc/sys/vm/max_map_count");

  /** Numbers of the fields in {@code stat} behind the name of the program, from 0. */
  private static final int MINOR_FAULTS = 7;

  private static final int MAJOR_FAULTS = 9;
  private static final int THREADS = 17;

  static ProcessFigures now() {
    String[] stat = stat();
    long files = UNKNOWN;
    long maxFiles = UNKNOWN;
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.UnixOperatingSystemMXBean system) {
      files = system.getOpenFileDescriptorCount();
      maxFiles = system.getMaxFileDescriptorCount();
    }
    return new ProcessFigures(
        field(stat, THREADS),
        mappedRanges(),
        maxMappedRanges(),
        files,
        maxFiles,
        field(stat, MINOR_FAULTS),
        field(stat, MAJOR_FAULTS));
  }

  private static String[] stat() {
    try {
      String line = Files.readString(SELF.resolve("stat"));
      return line.substring(line.lastIndexOf(')') + 2).strip().split(" ", -1);
    } catch (IOException | RuntimeException _) {
      return new String[0];
    }
  }

  private static long field(String[] stat, int number) {
    try {
      return number < stat.length ? Long.parseLong(stat[number]) : UNKNOWN;
    } catch (NumberFormatException _) {
      return UNKNOWN;
    }
  }

  private static long mappedRanges() {
    try (Stream<String> lines = Files.lines(SELF.resolve("maps"))) {
      return lines.count();
    } catch (IOException | RuntimeException _) {
      return UNKNOWN;
    }
  }

  private static long maxMappedRanges() {
    try {
      // Below /proc/sys only the first read gets anything, and this makes it a large one.
      return Long.parseLong(Files.readAllLines(MAX_MAPPINGS).getFirst());
    } catch (IOException | RuntimeException _) {
      return UNKNOWN;
    }
  }
}
