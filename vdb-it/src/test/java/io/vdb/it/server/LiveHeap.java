package io.vdb.it.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Asks another Java process what is alive on its heap. */
public final class LiveHeap {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private LiveHeap() {}

  /** Makes the process collect its garbage, and returns the bytes of the objects that are left. */
  public static long bytes(long pid) throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    ProgramRun run =
        ProgramRun.of(
            PATIENCE,
            new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram"));
    // The last line: Total, objects, bytes.
    return run.out().stream()
        .filter(line -> line.startsWith("Total"))
        .map(line -> line.trim().split("\\s+", -1)[2])
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow(() -> new IOException("jcmd told no total: " + run));
  }
}
