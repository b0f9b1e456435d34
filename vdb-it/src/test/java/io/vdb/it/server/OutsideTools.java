package io.vdb.it.server;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * What a test needs and a machine may lack. The test is skipped then, and says so. Where the variable
 * {@code VDB_TEST_REQUIRE_TOOLS} is {@code true} a missing program is a failure, so that a build
 * server cannot pass by skipping.
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

  private static void missing(String tool, String why) {
    if ("true".equals(System.getenv("VDB_TEST_REQUIRE_TOOLS"))) {
      throw new AssertionError("this test needs " + tool + ": " + why);
    }
    skip("this test needs " + tool + ": " + why);
  }

  /** Skips the test and prints why. */
  public static void skip(String why) {
    System.out.println("SKIPPED: " + why);
    Assumptions.abort(why);
  }
}
