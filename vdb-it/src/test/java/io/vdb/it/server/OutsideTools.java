package io.vdb.it.server;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * Programs that a test needs and a machine may lack. The test is skipped then, and says so; when
 * {@code VDB_TEST_REQUIRE} is {@code all} it fails instead, so that a build server cannot pass by
 * skipping.
 */
public final class OutsideTools {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private OutsideTools() {}

  /** Goes on when the command succeeds. */
  public static void require(String tool, String... command) throws InterruptedException {
    try {
      ProgramRun run = ProgramRun.of(PATIENCE, new ProcessBuilder(command));
      if (run.exitCode() != 0) {
        missing(tool, List.of(command) + " says " + run.out() + run.err());
      }
    } catch (IOException e) {
      missing(tool, String.valueOf(e.getMessage()));
    }
  }

  /** Skips the test, or lets it fail when nothing may be missing. */
  public static void missing(String what, String why) {
    String message = "this test needs " + what + ", which is not here: " + why;
    if ("all".equals(System.getenv("VDB_TEST_REQUIRE"))) {
      throw new AssertionError(message);
    }
    System.out.println("SKIPPED: " + message);
    Assumptions.abort(message);
  }
}
