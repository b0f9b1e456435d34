package io.vdb.it.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.engine.Collection;
import io.vdb.core.engine.Database;
import io.vdb.core.engine.DatabaseConfig;
import io.vdb.core.engine.Limits;
import io.vdb.core.engine.WriteReceipt;
import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.log.Durability;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.CollectionStatus;
import io.vdb.core.model.Distance;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.Projection;
import io.vdb.core.model.StoredRecord;
import io.vdb.core.model.VectorConfig;
import io.vdb.core.model.VectorValue;
import io.vdb.it.faults.LossyFileSystem;
import io.vdb.it.ledger.Stored;
import io.vdb.it.server.Seeds;
import io.vdb.observability.spi.Observability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Collections get and lose vectors while the power goes and disks fail. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class VectorNamesFaultsTest {

  private static final Duration NEVER = Duration.ofHours(1);
  private static final Durability LATE = Durability.async(Duration.ofMinutes(10));

  /** So few recent points that some are in the index and some are not. */
  private static final Limits LIMITS =
      new Limits(10_000, 10_000, 100_000, 10_000, 1 << 20, 64L << 20, 64L << 20, 5);

  private final Random random = Seeds.random("vdb.it.names.seed");
  private LossyFileSystem fileSystem = new LossyFileSystem();

  private Database open(Durability durability, Duration resumeAfter) {
    return Database.open(
        new DatabaseConfig(fileSystem.root().resolve("data"), "lucene", durability, LIMITS, 1)
            .withResumeAfter(resumeAfter),
        Observability.noop(),
        VectorNamesFaultsTest.class.getClassLoader());
  }

  private static Collection create(Database database) {
    return database.createCollection("c", CollectionConfig.of(2, Distance.EUCLID));
  }

  private static void createVector(Database database, int size) {
    WriteReceipt _ =
        database.createVector(
            "c", before -> before.with("a", VectorConfig.of(size, Distance.EUCLID)));
  }

  private static void dropVector(Database database) {
    WriteReceipt _ = database.deleteVector("c", before -> before.without("a"));
  }

  /** Puts a point whose vector `a` has so many components, 0 for none. */
  private static void put(Database database, long id, int size) {
    Map<String, VectorValue> vectors = new HashMap<>();
    vectors.put("", new VectorValue.Dense(new float[] {id, id}));
    if (size > 0) {
      float[] components = new float[size];
      Arrays.fill(components, id);
      vectors.put("a", new VectorValue.Dense(components));
    }
    WriteReceipt _ =
        database
            .collection("c")
            .upsert(
                List.of(new Point(PointId.of(id), NamedVectors.of(vectors), Payload.EMPTY)));
  }

  /** Returns all that can be told of the collection, also where there is none. */
  private static String state(Database database) {
    if (database.find("c").isEmpty()) {
      return "nothing";
    }
    Collection collection = database.collection("c");
    TreeMap<PointId, Stored> points = new TreeMap<>();
    for (StoredRecord record :
        collection.scroll(null, 1_000, null, Projection.ALL).points()) {
      points.put(
          record.id(), Stored.of(Objects.requireNonNull(record.vectors()), Payload.EMPTY));
    }
    VectorConfig vector = collection.config().vector("a");
    return (vector == null ? "without" : "of size " + vector.size()) + " " + points;
  }

  private static boolean hasVector(Database database, long id) {
    return Objects.requireNonNull(
            database
                .collection("c")
                .retrieve(List.of(PointId.of(id)), Projection.ALL)
                .getFirst()
                .vectors())
        .has("a");
  }

  private static List<Consumer<Database>> script() {
    List<Consumer<Database>> steps = new ArrayList<>();
    steps.add(database -> create(database));
    for (int size = 1; size <= 3; size++) {
      int components = size;
      for (int i = 0; i < 4; i++) {
        long id = i + size;
        steps.add(database -> put(database, id, 0));
      }
      steps.add(database -> createVector(database, components));
      for (int i = 0; i < 4; i++) {
        long id = 2 * i + size;
        steps.add(database -> put(database, id, components));
      }
      if (size < 3) {
        steps.add(VectorNamesFaultsTest::dropVector);
      }
    }
    return steps;
  }

  @Test
  void isAsBeforeOrAsAfterWhereverThePowerGoes() {
    List<Consumer<Database>> script = script();
    List<String> states = new ArrayList<>(List.of("nothing"));
    try (Database database = open(Durability.SYNC, NEVER)) {
      for (Consumer<Database> step : script) {
        step.accept(database);
        states.add(state(database));
      }
    }
    long changes = fileSystem.changes();
    int losses = 0;
    for (long at = 0; at < changes; at += 1 + random.nextLong(changes / 20)) {
      losses += losePower(script, states, at);
    }
    assertThat(losses).isGreaterThan(10);
  }

  private int losePower(List<Consumer<Database>> script, List<String> states, long at) {
    fileSystem = new LossyFileSystem();
    fileSystem.powerOffAfter(at);
    int done = 0;
    try (Database database = open(Durability.SYNC, NEVER)) {
      for (Consumer<Database> step : script) {
        step.accept(database);
        done++;
      }
    } catch (VdbException e) {
      assertThat(fileSystem.hasPower()).as("power, as against " + e).isFalse();
    }
    if (fileSystem.hasPower()) {
      return 0;
    }
    fileSystem.crash(random);
    String found;
    try (Database database = open(Durability.SYNC, NEVER)) {
      found = state(database);
      assertThat(found)
          .as("after %d of the steps and %d changes of the disk", done, at)
          .isIn(states.get(done), states.get(Math.min(done + 1, script.size())));
      for (int i = states.indexOf(found); i < script.size(); i++) {
        script.get(i).accept(database); // it goes on as if nothing had happened
      }
    }
    try (Database database = open(Durability.SYNC, NEVER)) {
      assertThat(state(database)).isEqualTo(states.getLast());
    }
    return 1;
  }

  @Test
  void keepsWhatIsWrittenToAVectorAfterALossOfWhatWasNotFlushed() {
    try (Database database = open(LATE, NEVER)) {
      Collection _ = create(database);
      for (int i = 1; i <= 4; i++) {
        put(database, i, 0);
      }
      createVector(database, 2);
      fileSystem.powerOffAfter(0);
    } catch (VdbException _) {
      // There is no power.
    }
    fileSystem.crash();
    try (Database database = open(Durability.SYNC, NEVER)) {
      put(database, 7, 2);
      assertThat(hasVector(database, 7)).isTrue();
      fileSystem.powerOffAfter(0); // so that it is in the log alone
    } catch (VdbException _) {
      // There is no power.
    }
    fileSystem.crash();
    try (Database database = open(LATE, NEVER)) {
      assertThat(hasVector(database, 7)).isTrue();
    }
  }

  @Test
  void takesNoWritesWhileNobodyKnowsWhichVectorsThereAre() {
    try (Database database = open(Durability.SYNC, NEVER)) {
      Collection _ = create(database);
      createVector(database, 2);
      put(database, 1, 2);
      fileSystem.failNextForces(1);
      assertThatThrownBy(() -> dropVector(database))
          .isInstanceOfSatisfying(
              VdbException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
          .hasMessageContaining("system log");
      assertThatThrownBy(() -> put(database, 2, 2))
          .as("a write that a restart might not find, since its vector is dropped then")
          .isInstanceOf(VdbException.class)
          .hasMessageContaining("system log");
      assertThat(hasVector(database, 1)).isTrue();
    }
  }

  @Test
  void keepsAVectorWhoseDropFailedOnceWritesAreTakenAgain() {
    try (Database database = open(Durability.SYNC, Duration.ofMillis(10))) {
      Collection collection = create(database);
      createVector(database, 2);
      put(database, 1, 2);
      fileSystem.failNextForces(1);
      assertThatThrownBy(() -> dropVector(database)).isInstanceOf(VdbException.class);
      while (collection.info().status() == CollectionStatus.RED) {
        LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
      }
      put(database, 2, 2);
      fileSystem.powerOffAfter(0);
    } catch (VdbException _) {
      // There is no power.
    }
    fileSystem.crash();
    try (Database database = open(Durability.SYNC, NEVER)) {
      assertThat(hasVector(database, 1)).isTrue();
      assertThat(hasVector(database, 2)).isTrue();
    }
  }
}
