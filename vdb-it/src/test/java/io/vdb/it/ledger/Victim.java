package io.vdb.it.ledger;

import io.vdb.core.engine.Database;
import io.vdb.core.engine.DatabaseConfig;
import io.vdb.core.log.Durability;
import io.vdb.observability.spi.Observability;
import java.nio.file.Path;

/**
 * A program that opens a database and takes the steps of a ledger, until a fail point ends it. It says
 * which step is on the way and which was acknowledged, so that another ledger can follow.
 */
public final class Victim {

  static final String OPEN = "open";
  static final String STEP = "step";
  static final String DONE = "done ";

  /** Every so many steps the database is closed and opened again. */
  private static final int STEPS_OF_A_LIFE = 60;

  private Victim() {}

  /** Takes a folder, a seed, and the number of steps; 0 for opening alone. */
  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    Ledger ledger = new Ledger(Long.parseLong(arguments[1]));
    int steps = Integer.parseInt(arguments[2]);
    do {
      try (Database database = open(folder)) {
        say(OPEN);
        for (int i = 0; i < STEPS_OF_A_LIFE && ledger.number() < steps; i++) {
          Step step = ledger.begin();
          say(STEP);
          say(DONE + ledger.take(step, database));
        }
      }
    } while (ledger.number() < steps);
  }

  static Database open(Path folder) {
    return Database.open(
        new DatabaseConfig(folder, "lucene", Durability.SYNC, Ledger.LIMITS, 1),
        Observability.noop(),
        Victim.class.getClassLoader());
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
