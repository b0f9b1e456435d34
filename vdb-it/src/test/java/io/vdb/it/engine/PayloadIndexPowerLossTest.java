package io.vdb.it.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.engine.Database;
import io.vdb.core.engine.DatabaseConfig;
import io.vdb.core.engine.Limits;
import io.vdb.core.error.VdbException;
import io.vdb.core.filter.FieldIndex;
import io.vdb.core.filter.FieldType;
import io.vdb.core.log.Durability;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.DeclaredField;
import io.vdb.core.model.Distance;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.it.faults.LossyFileSystem;
import io.vdb.it.server.Seeds;
import io.vdb.observability.spi.Observability;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is declared of payloads is there after a power loss, or is not, but never by half. */
final class PayloadIndexPowerLossTest {

  private static final int LIVES = 60;
  private static final String NAME = "declared";
  private static final List<FieldType> TYPES = List.of(FieldType.values());

  private final Random random = Seeds.random("vdb.it.powerloss.seed");
  private final LossyFileSystem fileSystem = new LossyFileSystem();
  private final DatabaseConfig config =
      new DatabaseConfig(
          fileSystem.root().resolve("data"), "lucene", Durability.SYNC, Limits.DEFAULT, 1);
  private final Map<PayloadPath, FieldIndex> known = new HashMap<>();
  private int acknowledged;
  private int lost;

  /** A change whose answer nobody got. */
  private @Nullable Map<PayloadPath, FieldIndex> unsure;

  private Database open() {
    return Database.open(
        config, Observability.noop(), PayloadIndexPowerLossTest.class.getClassLoader());
  }

  @Test
  void losesNoAcknowledgedIndex() {
    try (Database database = open()) {
      database.createCollection(NAME, CollectionConfig.of(2, Distance.DOT));
    }
    for (int life = 0; life < LIVES; life++) {
      Database database = open();
      try {
        compare(database);
        fileSystem.powerOffAfter(1 + random.nextInt(40));
        for (int i = random.nextInt(12); i >= 0; i--) {
          change(database);
        }
      } catch (VdbException e) {
        requirePowerLoss(e);
        lost++;
      } finally {
        close(database);
      }
      if (random.nextBoolean()) {
        fileSystem.crash();
      } else {
        fileSystem.crash(random);
      }
    }
    try (Database database = open()) {
      compare(database);
    }
    System.out.println(lost + " changes cut short, " + acknowledged + " acknowledged");
    assertThat(lost).isPositive();
    assertThat(acknowledged).isGreaterThan(LIVES);
  }

  private void change(Database database) {
    PayloadPath field = PayloadPath.parse("f" + random.nextInt(5) + "[].x");
    Map<PayloadPath, FieldIndex> after = new HashMap<>(known);
    if (random.nextInt(3) == 0) {
      after.remove(field);
      unsure = after;
      database.deletePayloadIndex(NAME, field);
    } else {
      FieldType type = TYPES.get(random.nextInt(TYPES.size()));
      FieldIndex index =
          random.nextBoolean()
              ? FieldIndex.of(type)
              : FieldIndex.of(type, Payload.of(Map.of("on_disk", random.nextBoolean())));
      after.put(field, index);
      unsure = after;
      database.createPayloadIndex(NAME, field, index);
    }
    acknowledged++;
    become(after);
  }

  private void become(Map<PayloadPath, FieldIndex> schema) {
    Map<PayloadPath, FieldIndex> copy = new HashMap<>(schema);
    known.clear();
    known.putAll(copy);
    unsure = null;
  }

  private void compare(Database database) {
    Map<PayloadPath, FieldIndex> found = new HashMap<>();
    for (DeclaredField field : database.collection(NAME).payloadSchema()) {
      found.put(field.field(), field.index());
    }
    assertThat(List.of(known, unsure == null ? known : unsure)).contains(found);
    become(found);
  }

  private void close(Database database) {
    try {
      database.close();
    } catch (VdbException e) {
      requirePowerLoss(e);
    }
  }

  private void requirePowerLoss(VdbException e) {
    if (fileSystem.hasPower()) {
      throw new AssertionError("the power was on", e);
    }
  }
}
