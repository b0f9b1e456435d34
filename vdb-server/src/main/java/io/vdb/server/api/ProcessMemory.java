package io.vdb.server.api;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the process has of the memory, in bytes.
 *
 * @param active what the JVM has taken from the system for itself and for objects
 * @param allocated what of that is in use
 * @param metadata what of that is not for objects
 * @param resident what of the process is in physical memory, files mapped into it included; as active
 *     where the system does not tell
 */
public record ProcessMemory(long active, long allocated, long metadata, long resident) {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";
  private static final long KIB = 1_024;

  /** Looks. */
  public static ProcessMemory now() {
    MemoryMXBean jvm = ManagementFactory.getMemoryMXBean();
    MemoryUsage objects = jvm.getHeapMemoryUsage();
    MemoryUsage rest = jvm.getNonHeapMemoryUsage();
    long active = objects.getCommitted() + rest.getCommitted();
    return new ProcessMemory(
        active, objects.getUsed() + rest.getUsed(), rest.getUsed(), residentOr(active));
  }

  private static long residentOr(long unknown) {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(RESIDENT)) {
          return Long.parseLong(line.replaceAll("\\D", "")) * KIB;
        }
      }
      return unknown;
    } catch (IOException | NumberFormatException _) {
      return unknown; // not Linux
    }
  }

  /** Returns what the machine, or the container, has. */
  public static long physicalBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : 0;
  }
}
