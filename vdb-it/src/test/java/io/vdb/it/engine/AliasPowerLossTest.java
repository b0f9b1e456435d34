package io.vdb.it.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.engine.Database;
import io.vdb.core.engine.DatabaseConfig;
import io.vdb.core.engine.Limits;
import io.vdb.core.error.VdbException;
import io.vdb.core.log.Durability;
import io.vdb.core.model.Alias;
import io.vdb.core.model.AliasAction;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.it.faults.LossyFileSystem;
import io.vdb.it.server.Seeds;
import io.vdb.observability.spi.Observability;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Power is lost at any change of the disk while aliases are changed and collections come and go:
 * what was acknowledged is there, and a batch that was not is there as a whole or not at all.
 */
final class AliasPowerLossTest {

  private static final int LIVES = 40;

  /** Collections, and the aliases with what they lead to. */
  private record State(TreeSet<String> collections, TreeMap<String, String> aliases) {

    State copy() {
      return new State(new TreeSet<>(collections), new TreeMap<>(aliases));
    }

    static State of(Database database) {
      TreeMap<String, String> aliases = new TreeMap<>();
      database.aliases().forEach(alias -> aliases.put(alias.name(), alias.collection()));
      return new State(new TreeSet<>(database.collectionNames()), aliases);
    }
  }

  private final Random random = Seeds.random("vdb.it.powerloss.seed");
  private final LossyFileSystem fileSystem = new LossyFileSystem();
  private final DatabaseConfig config =
      new DatabaseConfig(
          fileSystem.root().resolve("data"), "lucene", Durability.SYNC, Limits.DEFAULT, 1);

  private State known = new State(new TreeSet<>(), new TreeMap<>());

  /** What there is if the change took place that nobody heard of. */
  private State next = known;

  @Test
  void keepsBatchesWhole() {
    try (Database database = open()) {
      create(database, "c0");
    }
    int changes = 0;
    int halfDone = 0;
    for (int life = 0; life < LIVES; life++) {
      Database database = open();
      try {
        State found = State.of(database);
        if (!found.equals(known)) {
          assertThat(found).as("life %d", life).isEqualTo(next);
          known = next;
          halfDone++;
        }
        next = known;
        for (Alias alias : database.aliases()) {
          assertThat(database.collection(alias.name()).name()).isEqualTo(alias.collection());
        }
        fileSystem.powerOffAfter(random.nextInt(60));
        while (true) { // until the power is off
          change(database);
          known = next;
          changes++;
        }
      } catch (VdbException e) {
        requirePowerLoss(e);
      } finally {
        close(database);
      }
      if (random.nextBoolean()) {
        fileSystem.crash();
      } else {
        fileSystem.crash(random);
      }
    }
    System.out.println(
        LIVES + " power losses within " + changes + " changes of aliases and collections, "
            + halfDone + " changes found that nobody had heard of");
    assertThat(changes).isGreaterThan(LIVES);
  }

  private Database open() {
    return Database.open(
        config, Observability.noop(), AliasPowerLossTest.class.getClassLoader());
  }

  private void close(Database database) {
    try {
      database.close();
    } catch (VdbException e) {
      requirePowerLoss(e);
    }
  }

  /** Nothing but the power loss may have made the database fail. */
  private void requirePowerLoss(VdbException e) {
    if (fileSystem.hasPower()) {
      throw new AssertionError("the power was on", e);
    }
  }

  private void change(Database database) {
    switch (random.nextInt(12)) {
      case 0 -> create(database, "c" + random.nextInt(4));
      case 1 -> delete(database, "c" + (1 + random.nextInt(3)));
      default -> changeAliases(database);
    }
  }

  private void create(Database database, String name) {
    if (known.collections().contains(name)) {
      return;
    }
    next = known.copy();
    next.collections().add(name);
    var _ = database.createCollection(name, CollectionConfig.of(1, Distance.DOT));
    known = next;
  }

  private void delete(Database database, String name) {
    next = known.copy();
    boolean existed = next.collections().remove(name);
    next.aliases().values().removeIf(name::equals);
    assertThat(database.deleteCollection(name)).isEqualTo(existed);
  }

  private void changeAliases(Database database) {
    State after = known.copy();
    List<AliasAction> actions = new ArrayList<>();
    List<String> targets = List.copyOf(after.collections());
    int number = 1 + random.nextInt(5);
    for (int i = 0; i < number; i++) {
      String alias = "a" + random.nextInt(6);
      String other = "a" + random.nextInt(6);
      switch (random.nextInt(4)) {
        case 0 -> {
          actions.add(new AliasAction.Delete(alias));
          after.aliases().remove(alias);
        }
        case 1 -> rename(alias, other, actions, after.aliases());
        default -> {
          String target = targets.get(random.nextInt(targets.size()));
          actions.add(new AliasAction.Create(alias, target));
          after.aliases().put(alias, target);
        }
      }
    }
    next = after;
    database.updateAliases(actions);
  }

  private static void rename(
      String from, String to, List<AliasAction> actions, Map<String, String> aliases) {
    String target = aliases.remove(from);
    if (target != null) {
      actions.add(new AliasAction.Rename(from, to));
      aliases.put(to, target);
    }
  }
}
