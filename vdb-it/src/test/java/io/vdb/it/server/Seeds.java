package io.vdb.it.server;

import java.util.Random;

/** Randomness that can be had again: every seed is printed, and can be given by a property. */
public final class Seeds {

  private Seeds() {}

  /** Returns a random generator whose seed is the value of a system property, or a new one. */
  public static Random random(String property) {
    Long given = Long.getLong(property);
    long seed = given == null ? System.nanoTime() : given;
    System.out.println("seed: -D" + property + "=" + seed);
    Counts.of("Seeds").with("`" + property + "`", seed).keep();
    return new Random(seed);
  }
}
