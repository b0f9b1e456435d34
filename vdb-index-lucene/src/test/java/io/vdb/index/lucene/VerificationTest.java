package io.vdb.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.engine.Collection;
import io.vdb.core.engine.Database;
import io.vdb.core.engine.Verifications;
import io.vdb.core.error.VdbException;
import io.vdb.core.log.DurableFiles;
import io.vdb.core.model.AliasAction;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.HnswConfig;
import io.vdb.core.model.Payload;
import io.vdb.core.model.Point;
import io.vdb.core.verify.VerifyCheck;
import io.vdb.core.verify.VerifyOrder;
import io.vdb.core.verify.VerifyReport;
import io.vdb.core.verify.VerifyReport.Outcome;
import io.vdb.core.verify.VerifyRun;
import io.vdb.core.verify.VerifyScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
final class VerificationTest {

  private static final int DIMENSION = 8;
  private static final int POINTS = 600;
  private static final VerifyOrder DATA = VerifyOrder.of(EnumSet.of(VerifyScope.DATA));
  private static final long SEED = 20_261_122L;

  @TempDir private static Path folder;
  private static Path closed;
  private static Path killed;

  @TempDir private Path damaged;

  /** Makes a directory that was closed, and one as a kill leaves it. */
  @BeforeAll
  static void fill() throws Exception {
    closed = folder.resolve("closed");
    killed = folder.resolve("killed");
    Random random = new Random(SEED);
    try (Database database = Database.open(closed)) {
      Collection docs =
          database.createCollection(
              "docs",
              new CollectionConfig(
                  DIMENSION, Distance.COSINE, new HnswConfig(8, 50, 10), Payload.EMPTY));
      var _ = database.createCollection("empty", CollectionConfig.of(2, Distance.DOT));
      database.updateAliases(List.of(new AliasAction.Create("live", "docs")));
      docs.upsert(points(0, POINTS, random));
      while (docs.info().indexedVectors() < POINTS) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
      var _ = database.snapshots().create("docs");
      docs.upsert(points(POINTS, 5, random));
      docs.upsert(points(POINTS + 5, 5, random));
      copyUnchanged(closed, killed);
      assertThat(live(database, VerifyOrder.all())).satisfies(VerificationTest::isSound);
    }
  }

  private static List<Point> points(int first, int count, Random random) {
    List<Point> points = new ArrayList<>();
    for (int id = first; id < first + count; id++) {
      float[] vector = new float[DIMENSION];
      for (int i = 0; i < DIMENSION; i++) {
        vector[i] = (float) random.nextGaussian();
      }
      points.add(
          Point.of(
              id,
              vector,
              Map.of("n", id % 7, "x", id / 2.0, "tags", List.of("a" + id % 3), "even", id % 2 == 0)));
    }
    return points;
  }

  private static VerifyReport live(Database database, VerifyOrder order) {
    Verifications verifications = database.verifications();
    return verifications.verify(verifications.prepare(order, _ -> {}));
  }

  private static VerifyReport stopped(Path data) {
    return stopped(data, VerifyOrder.all());
  }

  private static VerifyReport stopped(Path data, VerifyOrder order) {
    return Verifications.ofStopped(
        data, data.resolve("snapshots"), "lucene", new VerifyRun(order));
  }

  private static void isSound(VerifyReport report) {
    assertThat(report.results()).isNotEmpty();
    assertThat(report.results())
        .filteredOn(result -> result.outcome() == Outcome.FAILED)
        .isEmpty();
    assertThat(report.isSound()).isTrue();
    for (VerifyCheck check : VerifyCheck.values()) {
      assertThat(report.results())
          .as(check.label())
          .anyMatch(result -> result.check() == check && result.outcome() == Outcome.OK);
    }
  }

  /** A commit in the middle of it would make a copy that no kill leaves. */
  private static void copyUnchanged(Path from, Path to) throws IOException {
    byte[] before;
    Path manifest = docs(from).resolve("index/manifest");
    do {
      before = Files.readAllBytes(manifest);
      DurableFiles.deleteTree(to);
      try {
        copy(from, to);
      } catch (NoSuchFileException e) {
        before = new byte[0]; // what a merge has replaced
      }
    } while (!Arrays.equals(before, Files.readAllBytes(manifest)));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  private static List<Path> files(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path docs(Path data) {
    Path collections = data.resolve("collections");
    return files(collections).stream()
        .filter(file -> file.toString().endsWith(".vec"))
        .map(file -> collections.resolve(collections.relativize(file).getName(0)))
        .findFirst()
        .orElseThrow();
  }

  private static void flip(Path file, long position, int bit) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int at = (int) position;
    bytes[at] = (byte) (bytes[at] ^ (1 << bit));
    Files.write(file, bytes);
  }

  private static List<VerifyReport.Result> failed(VerifyReport report) {
    return report.results().stream()
        .filter(result -> result.outcome() == Outcome.FAILED)
        .toList();
  }

  private static String told(VerifyReport report) {
    StringBuilder told = new StringBuilder();
    for (VerifyReport.Result result : failed(report)) {
      result.findings().forEach(found -> told.append(result.check()).append(' ').append(found).append('\n'));
    }
    return told.toString();
  }

  @Test
  void hasNothingToSayOfWhatIsWhole() {
    isSound(stopped(closed));
    isSound(stopped(killed));
    assertThat(stopped(killed).results())
        .filteredOn(result -> result.check() == VerifyCheck.LOG)
        .anyMatch(result -> result.examined() >= 2);
  }

  @Test
  void changesNothing() throws Exception {
    Path copy = damaged.resolve("copy");
    copy(killed, copy);
    Map<String, Long> before = states(copy);
    isSound(stopped(copy));
    assertThat(states(copy)).isEqualTo(before);
  }

  private static Map<String, Long> states(Path root) throws IOException {
    Map<String, Long> states = new TreeMap<>();
    for (Path file : files(root)) {
      if (!file.endsWith("LOCK")) {
        states.put(
            root.relativize(file).toString(),
            Files.getLastModifiedTime(file).toMillis() + Files.size(file));
      }
    }
    return states;
  }

  @Test
  void namesEveryFileOfAnIndexInWhichABitIsWrong() throws Exception {
    Random random = new Random(SEED);
    Path copy = damaged.resolve("copy");
    copy(closed, copy);
    List<Path> index = files(docs(copy).resolve("index"));
    assertThat(index).hasSizeGreaterThan(10);
    for (Path file : index) {
      byte[] whole = Files.readAllBytes(file);
      long position = random.nextLong(whole.length);
      flip(file, position, random.nextInt(8));
      VerifyReport report = stopped(copy, DATA);
      assertThat(failed(report))
          .as("%s at %d, seed %d", file, position, SEED)
          .extracting(VerifyReport.Result::check)
          .containsOnly(VerifyCheck.FILES);
      assertThat(told(report)).contains(String.valueOf(file.getFileName()));
      Files.write(file, whole);
    }
    isSound(stopped(copy));
  }

  @Test
  void namesEveryFileOfAnIndexThatIsCutOffOrGone() throws Exception {
    Path copy = damaged.resolve("copy");
    copy(closed, copy);
    for (Path file : files(docs(copy).resolve("index"))) {
      byte[] whole = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(whole, whole.length - 2));
      assertThat(told(stopped(copy, DATA))).contains(String.valueOf(file.getFileName()));
      if (!file.endsWith("manifest")) {
        Files.delete(file);
        assertThat(told(stopped(copy, DATA))).as(file.toString()).contains("missing");
      }
      Files.write(file, whole);
    }
  }

  @Test
  void namesAnIndexFileThatAServerHasOpen() throws Exception {
    Path copy = damaged.resolve("copy");
    copy(closed, copy);
    Path file =
        files(docs(copy)).stream()
            .filter(one -> one.toString().endsWith(".vec"))
            .findFirst()
            .orElseThrow();
    flip(file, Files.size(file) / 2, 3);
    try (Database database = Database.open(copy)) {
      VerifyReport report = live(database, VerifyOrder.all());
      assertThat(failed(report)).extracting(VerifyReport.Result::check).containsExactly(VerifyCheck.FILES);
      assertThat(told(report)).contains(String.valueOf(file.getFileName()));
    }
  }

  @Test
  void namesTheLogFileInWhichABitIsWrong() throws Exception {
    Path copy = damaged.resolve("copy");
    copy(killed, copy);
    Path log =
        files(docs(copy).resolve("log")).stream()
            .filter(file -> file.toFile().length() > 100)
            .findFirst()
            .orElseThrow();
    byte[] whole = Files.readAllBytes(log);
    for (int position : List.of(0, 12, 40, 70, 90)) { // header, frame and body of the first record
      flip(log, position, 2);
      VerifyReport report = stopped(copy);
      assertThat(failed(report))
          .as("position %d", position)
          .extracting(VerifyReport.Result::check)
          .containsExactly(VerifyCheck.LOG);
      assertThat(told(report)).contains(String.valueOf(log.getFileName()));
      Files.write(log, whole);
    }
    Files.delete(log);
    assertThat(told(stopped(copy))).contains("operations are missing");
  }

  @Test
  void goesOnWithoutTheSystemLogAndSaysSo() throws Exception {
    Path copy = damaged.resolve("copy");
    copy(closed, copy);
    Path log = files(copy.resolve("system")).getFirst();
    flip(log, 70, 1);
    VerifyReport report = stopped(copy);
    assertThat(failed(report)).extracting(VerifyReport.Result::check).containsExactly(VerifyCheck.SYSTEM);
    assertThat(told(report)).contains(String.valueOf(log.getFileName()));
    assertThat(report.results())
        .anyMatch(result -> result.check() == VerifyCheck.FILES && result.outcome() == Outcome.SKIPPED);
  }

  @Test
  void missesTheFolderOfACollection() throws Exception {
    Path copy = damaged.resolve("copy");
    copy(closed, copy);
    Files.move(docs(copy), copy.resolve("collections/11111111-1111-1111-1111-111111111111"));
    VerifyReport report = stopped(copy);
    assertThat(told(report)).contains("SYSTEM").contains("docs");
    assertThat(report.results())
        .anyMatch(
            result -> result.note() != null && result.note().contains("belong to no collection"));
  }

  @Test
  void namesTheSnapshotInWhichABitIsWrong() throws Exception {
    Path copy = damaged.resolve("copy");
    copy(closed, copy);
    Path snapshot =
        files(copy.resolve("snapshots")).stream()
            .filter(file -> file.toString().endsWith(".snapshot"))
            .findFirst()
            .orElseThrow();
    flip(snapshot, Files.size(snapshot) / 2, 5);
    VerifyReport report = stopped(copy, VerifyOrder.of(EnumSet.of(VerifyScope.SNAPSHOT)));
    assertThat(report.results()).extracting(VerifyReport.Result::check).containsOnly(VerifyCheck.SNAPSHOT);
    assertThat(told(report)).contains(String.valueOf(snapshot.getFileName()));
  }

  @Test
  void looksOnlyAtWhatIsWanted() {
    VerifyReport report =
        stopped(closed, new VerifyOrder(EnumSet.of(VerifyScope.INDEX), "docs", 20, 1));
    assertThat(report.results())
        .extracting(VerifyReport.Result::check)
        .containsExactly(VerifyCheck.GRAPH, VerifyCheck.RECALL, VerifyCheck.PAYLOAD_INDEX);
    assertThat(report.results()).extracting(VerifyReport.Result::subject).containsOnly("docs");
    assertThat(report.results().get(1).examined()).isEqualTo(20);
    assertThat(report.results().get(2).examined()).isEqualTo(POINTS + 10);
  }

  @Test
  void leavesADirectoryAloneThatIsInUseOrNone() throws Exception {
    Path copy = damaged.resolve("copy");
    copy(closed, copy);
    try (Database _ = Database.open(copy)) {
      assertThatThrownBy(() -> stopped(copy))
          .isInstanceOf(VdbException.class)
          .hasMessageContaining("in use");
    }
    assertThatThrownBy(() -> stopped(damaged.resolve("absent")))
        .isInstanceOf(VdbException.class)
        .hasMessageContaining("not a data directory");
    assertThat(damaged.resolve("absent")).doesNotExist();
  }

  @Test
  void isGivenUp() {
    VerifyRun run = new VerifyRun(VerifyOrder.all());
    run.cancel();
    assertThatThrownBy(
            () -> Verifications.ofStopped(closed, closed.resolve("snapshots"), "lucene", run))
        .isInstanceOf(CancellationException.class);
  }
}
