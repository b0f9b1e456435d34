package io.vdb.it.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.engine.Collection;
import io.vdb.core.engine.Database;
import io.vdb.core.engine.DatabaseConfig;
import io.vdb.core.engine.Limits;
import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.log.Durability;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.CollectionStatus;
import io.vdb.core.model.Distance;
import io.vdb.core.model.HnswConfig;
import io.vdb.core.model.Payload;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointSelector;
import io.vdb.core.model.Projection;
import io.vdb.core.model.ScoredPoint;
import io.vdb.core.model.SearchRequest;
import io.vdb.core.model.StoredRecord;
import io.vdb.it.server.Await;
import io.vdb.it.server.Counts;
import io.vdb.it.server.Seeds;
import io.vdb.observability.spi.Observability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One bit of one file of a server that does not run is another one: that is told, with the name of the
 * file, or makes no difference; what else there is works as before.
 */
final class BitFlipsTest {

  private static final List<String> NAMES = List.of("first", "second");
  private static final int DIMENSION = 4;

  /** So few recent points that most of them are in the index. */
  private static final Limits LIMITS =
      new Limits(10_000, 10_000, 100_000, 10_000, 1 << 20, 64L << 20, 64L << 20, 30);

  @TempDir private Path temporary;

  private Path whole = Path.of("");
  private List<String> expected = List.of();

  private static Database open(Path data) {
    return Database.open(
        new DatabaseConfig(data, "lucene", Durability.SYNC, LIMITS, 1),
        Observability.noop(),
        BitFlipsTest.class.getClassLoader());
  }

  /** What a server leaves that was killed while it did nothing: commits, logs behind them, snapshots. */
  @BeforeEach
  void writeAndCopy() throws Exception {
    Path data = temporary.resolve("written");
    whole = temporary.resolve("whole");
    try (Database database = open(data)) {
      List<String> seen = new ArrayList<>();
      for (String name : NAMES) {
        Collection collection =
            database.createCollection(
                name,
                new CollectionConfig(
                    DIMENSION, Distance.EUCLID, new HnswConfig(4, 8, 0), Payload.EMPTY));
        upsert(collection, 0, 70);
        var _ =
            collection.delete(
                new PointSelector.Ids(List.of(PointId.of(3), PointId.of(44))),
                Acknowledge.VISIBLE);
        Collection indexed =
            Await.until(
                () -> collection,
                one -> !one.info().hasRecent() && one.info().status() == CollectionStatus.GREEN,
                Duration.ofMinutes(1));
        assertThat(database.snapshots().create(name).bytes()).isPositive(); // and so a commit
        upsert(indexed, 60, 20); // less than what is moved into the index
        seen.add(answers(collection));
      }
      expected = seen;
      copy(data, whole);
    }
  }

  private static void upsert(Collection collection, int from, int count) {
    Random random = new Random(from);
    for (int id = from; id < from + count; id++) {
      float[] vector = new float[DIMENSION];
      for (int i = 0; i < DIMENSION; i++) {
        vector[i] = random.nextFloat();
      }
      var _ =
          collection.upsert(
              List.of(
                  new Point(
                      PointId.of(id),
                      vector,
                      Payload.of(Map.of("n", id % 7, "text", "word" + id)))));
    }
  }

  /** Everything that a collection says when it is asked in every way. */
  private static String answers(Collection collection) {
    StringBuilder said = new StringBuilder();
    for (StoredRecord point : collection.scroll(null, 1_000, null, Projection.ALL).points()) {
      said.append(point.id()).append(Arrays.toString(point.vector())).append(point.payload());
    }
    SearchRequest nearest = SearchRequest.nearest(new float[DIMENSION], 1_000);
    for (ScoredPoint point : collection.search(nearest).points()) {
      said.append(point.id()).append(' ').append(point.score()).append(';');
    }
    for (int n = 0; n < 7; n++) {
      said.append(collection.count(Filter.must(Condition.match("n", n)))).append(',');
    }
    return said.toString();
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void areToldWithTheFileOrMakeNoDifference() throws Exception {
    int wanted = Integer.getInteger("vdb.it.bitflips", 500);
    Random random = Seeds.random("vdb.it.bitflips.seed");
    List<Path> folders = folders();
    int flips = 0;
    int told = 0;
    for (int round = 0; flips < wanted; round++) {
      List<Flip> all = new ArrayList<>();
      if (round % 6 == 0) {
        all.add(anyOf(List.of(files("system"), List.of(Path.of("format.json"))), random));
      } else {
        for (Path folder : folders) {
          all.add(
              anyOf(
                  List.of(
                      files(folder + "/log"),
                      files(folder + "/index/payloads"),
                      files(folder + "/index/vectors"),
                      vectorFiles(folder),
                      List.of(folder.resolve("index/manifest"), folder.resolve("collection.json"))),
                  random));
        }
        all.add(anyOf(List.of(files("snapshots")), random));
      }
      flips += all.size();
      told += told(all);
    }
    Counts.of("Single bits flipped in stored files")
        .with("bits flipped", flips)
        .with("told with the file", told)
        .with("without any difference", flips - told)
        .with("wrong answers", 0)
        .report();
    assertThat(told).isGreaterThan(flips / 2);
  }

  @Test
  void areFoundInTheBackgroundWhereThatWouldHoldUpTheStart() throws Exception {
    Path data = temporary.resolve("flipped");
    copy(whole, data);
    Path damaged = vectorFiles(folders().getFirst()).getFirst();
    flip(data.resolve(damaged), 8 * 60);
    DatabaseConfig config =
        new DatabaseConfig(data, "lucene", Durability.SYNC, LIMITS, 1).withCheckedAtOnce(0);
    try (Database database =
        Database.open(config, Observability.noop(), BitFlipsTest.class.getClassLoader())) {
      List<CollectionStatus> states =
          Await.until(
              () -> NAMES.stream().map(name -> database.collection(name).info().status()).toList(),
              all -> all.contains(CollectionStatus.RED) && all.contains(CollectionStatus.GREEN),
              Duration.ofMinutes(1));
      for (int i = 0; i < NAMES.size(); i++) {
        Collection collection = database.collection(NAMES.get(i));
        if (states.get(i) == CollectionStatus.RED) {
          assertThatThrownBy(() -> answers(collection))
              .isInstanceOfSatisfying(
                  VdbException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_LOSS))
              .hasMessageContaining(String.valueOf(damaged.getFileName()));
          assertThatThrownBy(() -> upsert(collection, 0, 1))
              .isInstanceOfSatisfying(
                  VdbException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_LOSS));
          assertThat(database.deleteCollection(NAMES.get(i))).isTrue();
        } else {
          assertThat(answers(collection)).isEqualTo(expected.get(i));
        }
      }
    }
  }

  /**
   * A bit that changes.
   *
   * @param file relative
   */
  private record Flip(Path file, long bit) {

    String name() {
      return String.valueOf(file.getFileName());
    }
  }

  private Flip anyOf(List<List<Path>> kinds, Random random) throws IOException {
    List<Path> kind = kinds.get(random.nextInt(kinds.size()));
    Path file = kind.get(random.nextInt(kind.size()));
    return new Flip(file, random.nextLong(8 * Files.size(whole.resolve(file))));
  }

  private List<Path> folders() throws IOException {
    try (Stream<Path> folders = Files.list(whole.resolve("collections"))) {
      return folders.map(whole::relativize).sorted().toList();
    }
  }

  /** Those from which Lucene answers without looking whether they are whole. */
  private List<Path> vectorFiles(Path folder) throws IOException {
    return files(folder + "/index/vectors").stream()
        .filter(file -> file.toString().matches(".*[.](vec|vex)"))
        .toList();
  }

  private List<Path> files(String folder) throws IOException {
    try (Stream<Path> files = Files.walk(whole.resolve(folder))) {
      return files.filter(Files::isRegularFile).map(whole::relativize).sorted().toList();
    }
  }

  /** Returns how many flips were noticed; fails when one makes a difference and was not. */
  private int told(List<Flip> flips) throws Exception {
    Path data = temporary.resolve("flipped");
    copy(whole, data);
    for (Flip flip : flips) {
      flip(data.resolve(flip.file()), flip.bit());
    }
    int told = 0;
    try (Database database = open(data)) {
      for (int i = 0; i < NAMES.size(); i++) {
        told += isTold(database, NAMES.get(i), expected.get(i), flips) ? 1 : 0;
      }
      Flip last = flips.getLast();
      if (last.name().endsWith(".snapshot")) {
        told += isToldByRestoring(database, data.resolve(last.file()), flips) ? 1 : 0;
      }
    } catch (VdbException e) {
      assertThat(e.code()).as("%s: %s", flips, e).isEqualTo(ErrorCode.DATA_LOSS);
      assertThat(e).as("%s", flips).hasMessageContaining(flips.getFirst().name());
      assertThat(flips).hasSize(1); // nothing but the system log and the format concerns all
      told++;
    }
    delete(data);
    return told;
  }

  private static boolean isTold(
      Database database, String name, String expected, List<Flip> flips) {
    String found;
    try {
      found = answers(database.collection(name));
    } catch (VdbException e) {
      assertThat(e.code()).as("%s: %s", flips, e).isEqualTo(ErrorCode.DATA_LOSS);
      assertThat(flips)
          .as(e.getMessage())
          .anyMatch(flip -> String.valueOf(e.getMessage()).contains(flip.name()));
      assertThat(database.collection(name).info().status()).isEqualTo(CollectionStatus.RED);
      return true;
    }
    assertThat(found).as("%s", flips).isEqualTo(expected);
    return false;
  }

  private static boolean isToldByRestoring(Database database, Path snapshot, List<Flip> flips) {
    String name = String.valueOf(snapshot.getFileName());
    try {
      String _ = database.snapshots().restore("restored", snapshot, name, null);
    } catch (VdbException e) {
      assertThat(e.code()).as("%s: %s", flips, e).isEqualTo(ErrorCode.INVALID_ARGUMENT);
      assertThat(e).as("%s", flips).hasMessageContaining(name);
      return true;
    }
    assertThat(database.collection("restored").count(null)).as("%s", flips).isEqualTo(68);
    return false;
  }

  private static void flip(Path file, long bit) throws IOException {
    byte[] content = Files.readAllBytes(file);
    content[(int) (bit / 8)] ^= (byte) (1 << (bit % 8));
    Files.write(file, content);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
