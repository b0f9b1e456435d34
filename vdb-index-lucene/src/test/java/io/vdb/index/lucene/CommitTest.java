package io.vdb.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.index.CommittedFiles;
import io.vdb.core.index.IndexChange;
import io.vdb.core.index.IndexSnapshot;
import io.vdb.core.model.Distance;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PointId;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommitTest {

  @TempDir Path folder;
  @TempDir Path other;

  private TestIndex open(Path path) throws IOException {
    return TestIndex.open(path, 2, Distance.EUCLID);
  }

  private static List<Long> ids(TestIndex index) throws IOException {
    List<Long> ids = new ArrayList<>();
    try (IndexSnapshot snapshot = index.index().snapshot()) {
      var cursor = snapshot.ids(null);
      while (cursor.next()) {
        if (cursor.id() instanceof PointId.Num number) {
          ids.add(number.value());
        }
      }
      assertThat(snapshot.pointCount()).isEqualTo(ids.size());
    }
    return ids;
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(from)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      Path target = to.resolve(from.relativize(file).toString());
      Files.createDirectories(target.getParent());
      Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Test
  void opensAtExactlyTheCommittedSequence() throws Exception {
    try (TestIndex index = open(folder)) {
      index.put(0, 1, 1);
      index.put(1, 2, 2);
      assertThat(index.index().commit()).isEqualTo(2);
      index.put(2, 3, 3);
      index.apply(new IndexChange.Delete(0, PointId.of(0)));
    }

    try (TestIndex index = open(folder)) {
      assertThat(index.index().committedSequence()).isEqualTo(2);
      assertThat(ids(index)).containsExactly(0L, 1L);
      assertThat(index.nearest(new float[] {3, 3}, 9)).hasSize(2);
    }
  }

  private static void copy(CommittedFiles commit, Path to) throws IOException {
    for (CommittedFiles.File file : commit.files()) {
      Path target = to.resolve(file.name());
      Files.createDirectories(target.getParent());
      try (var content = Channels.newInputStream(commit.open(file))) {
        assertThat(Files.copy(content, target)).isEqualTo(file.bytes());
      }
    }
  }

  private static long files(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void holdsTheFilesOfACommitWhateverComesAfterIt() throws Exception {
    try (TestIndex index = open(folder)) {
      index.put(0, 1, 1);
      index.put(1, 2, 2);
      index.index().commit();
      CommittedFiles held = index.index().committedFiles();
      CommittedFiles again = index.index().committedFiles();
      assertThat(held.sequence()).isEqualTo(2);
      index.fill(0, 200, 20, new Random(1)); // replaces both points, and has something to merge
      index.index().commit();
      index.index().optimize();
      index.awaitOptimized();
      index.index().commit();
      copy(held, other.resolve("first"));
      held.close();
      held.close();
      copy(again, other.resolve("second"));
      long before = files(folder);
      again.close();
      assertThat(files(folder)).isLessThan(before);
      try (CommittedFiles latest = index.index().committedFiles()) {
        assertThat(latest.sequence()).isEqualTo(index.index().committedSequence());
        copy(latest, other.resolve("latest"));
      }
      assertThat(ids(index)).hasSize(200);
    }
    for (String copy : List.of("first", "second")) {
      try (TestIndex index = open(other.resolve(copy))) {
        assertThat(index.index().committedSequence()).isEqualTo(2);
        assertThat(ids(index)).containsExactly(0L, 1L);
        assertThat(index.nearest(new float[] {2, 2}, 1).getFirst().ordinal()).isEqualTo(1);
      }
    }
    try (TestIndex index = open(other.resolve("latest"))) {
      assertThat(ids(index)).hasSize(200);
    }
    try (TestIndex index = open(folder)) {
      assertThat(ids(index)).hasSize(200);
    }
  }

  @Test
  void holdsNothingBeforeTheFirstCommitAndLetsGoAfterTheEnd() throws Exception {
    CommittedFiles held;
    try (TestIndex index = open(folder)) {
      try (CommittedFiles none = index.index().committedFiles()) {
        assertThat(none.sequence()).isZero();
        assertThat(none.files()).isEmpty();
      }
      index.put(0, 1, 1);
      index.index().commit();
      held = index.index().committedFiles();
    }
    held.close();
    try (TestIndex index = open(folder)) {
      assertThat(ids(index)).containsExactly(0L);
      try (CommittedFiles opened = index.index().committedFiles()) {
        assertThat(opened.sequence()).isEqualTo(1);
        copy(opened, other);
      }
    }
    try (TestIndex index = open(other)) {
      assertThat(ids(index)).containsExactly(0L);
    }
  }

  @Test
  void opensEmptyWhenNothingWasCommitted() throws Exception {
    try (TestIndex index = open(folder)) {
      index.put(0, 1, 1);
    }

    try (TestIndex index = open(folder)) {
      assertThat(index.index().committedSequence()).isZero();
      assertThat(ids(index)).isEmpty();
      index.put(5, 1, 1);
      assertThat(ids(index)).containsExactly(5L);
    }
  }

  @Test
  void goesOnAfterBeingOpenedAgain() throws Exception {
    for (int round = 0; round < 4; round++) {
      try (TestIndex index = open(folder)) {
        index.put(round, round, round);
        index.index().commit();
        index.put(100 + round, round, round);
      }
    }

    try (TestIndex index = open(folder)) {
      assertThat(ids(index)).containsExactly(0L, 1L, 2L, 3L);
    }
  }

  @Test
  void dropsACommitThatOnlyOneOfTheTwoIndexesFinished() throws Exception {
    try (TestIndex index = open(folder)) {
      index.put(0, 1, 1);
      index.index().commit();
      copy(folder, other);
      index.put(1, 2, 2);
      index.index().commit();
      // As a crash between the two leaves it: the payloads are new, the rest is old.
      copy(folder.resolve("payloads"), other.resolve("payloads"));
    }

    try (TestIndex index = open(other)) {
      assertThat(index.index().committedSequence()).isEqualTo(1);
      assertThat(ids(index)).containsExactly(0L);
      index.put(1, 3, 3);
      index.index().commit();
    }
    try (TestIndex index = open(other)) {
      assertThat(ids(index)).containsExactly(0L, 1L);
    }
  }

  @Test
  void dropsACommitThatTheManifestDoesNotName() throws Exception {
    try (TestIndex index = open(folder)) {
      index.put(0, 1, 1);
      index.index().commit();
      copy(folder, other);
      index.put(1, 2, 2);
      index.index().commit();
      copy(folder.resolve("payloads"), other.resolve("payloads"));
      copy(folder.resolve("vectors"), other.resolve("vectors"));
      Files.writeString(other.resolve("manifest.tmp"), "cut off");
    }

    try (TestIndex index = open(other)) {
      assertThat(ids(index)).containsExactly(0L);
    }
  }

  @Test
  void keepsOneCommitOnDisk() throws Exception {
    try (TestIndex index = open(folder)) {
      for (int i = 0; i < 5; i++) {
        index.put(i, i, i);
        index.index().commit();
      }
      for (String part : List.of("payloads", "vectors")) {
        try (Stream<Path> files = Files.list(folder.resolve(part))) {
          assertThat(files.filter(file -> file.getFileName().toString().startsWith("segments_")))
              .hasSize(1);
        }
      }
    }
  }

  @Test
  void commitsMergedSegmentsUnderTheSameSequence() throws Exception {
    Random random = new Random(1);
    try (TestIndex index = open(folder)) {
      index.fill(0, 12_000, 6_000, random);
      index.index().commit();
      index.awaitOptimized();
      assertThat(index.index().commit()).isEqualTo(2);
    }

    try (TestIndex index = open(folder)) {
      assertThat(index.index().committedSequence()).isEqualTo(2);
      assertThat(index.index().stats().indexedVectors()).isEqualTo(12_000);
    }
  }

  @Test
  void finishesAfterOpeningWhatWasLeftToOptimize() throws Exception {
    Random random = new Random(1);
    try (TestIndex index = open(folder)) {
      index.fill(0, 12_000, 6_000, random);
      index.index().commit();
    }

    try (TestIndex index = open(folder)) {
      index.await(() -> !index.index().stats().optimizing());
      assertThat(index.index().stats().indexedVectors()).isEqualTo(12_000);
    }
  }

  private void rewriteManifest(String from, String to) throws IOException {
    Path file = folder.resolve("manifest");
    String json = Files.readString(file).lines().findFirst().orElseThrow().replace(from, to);
    CRC32C crc = new CRC32C();
    crc.update(json.getBytes(StandardCharsets.UTF_8));
    Files.writeString(file, json + "\n" + Long.toHexString(crc.getValue()) + "\n");
  }

  private void commitOne() throws IOException {
    try (TestIndex index = open(folder)) {
      index.put(0, 1, 1);
      index.index().commit();
    }
  }

  @Test
  void refusesANewerFormatAndSaysSo() throws Exception {
    commitOne();
    rewriteManifest("\"format\":2", "\"format\":6");

    assertThatThrownBy(() -> open(folder))
        .isInstanceOfSatisfying(
            VdbException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_LOSS))
        .hasMessageContaining("manifest has format 6 but this program knows formats up to 5");
  }

  @Test
  void readsTheFormatOfOneVectorWithoutAName() throws Exception {
    try (TestIndex index = open(folder)) {
      index.put(0, 1, 1);
      index.put(1, 5, 5);
      index.index().commit();
    }
    String shapes =
        Files.readString(folder.resolve("manifest")).replaceAll("(?s).*(\"shapes\":.*})}.*", "$1");
    assertThat(shapes).startsWith("\"shapes\"");
    rewriteManifest(shapes, "\"dimension\":2,\"distance\":\"EUCLID\"");
    rewriteManifest("\"format\":2", "\"format\":1");

    try (TestIndex index = open(folder)) {
      assertThat(index.nearest(new float[] {5, 5}, 1).getFirst().ordinal()).isEqualTo(1);
    }
    rewriteManifest("\"dimension\":2", "\"dimension\":3");
    assertThatThrownBy(() -> open(folder)).hasMessageContaining("dimension=3");
  }

  @Test
  void refusesADamagedManifest() throws Exception {
    commitOne();
    Path file = folder.resolve("manifest");
    Files.writeString(file, Files.readString(file).replace("\"sequence\":1", "\"sequence\":7"));

    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(VdbException.class)
        .hasMessageContaining("checksum");
  }

  @Test
  void refusesAMissingCommit() throws Exception {
    commitOne();
    rewriteManifest("\"vectors\":\"segments_1\"", "\"vectors\":\"segments_9\"");

    assertThatThrownBy(() -> open(folder))
        .isInstanceOfSatisfying(
            VdbException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_LOSS))
        .hasMessageContaining("segments_9");
  }

  @Test
  void refusesAnIndexOfOtherVectors() throws Exception {
    commitOne();

    assertThatThrownBy(() -> TestIndex.open(folder, 3, Distance.EUCLID))
        .isInstanceOf(VdbException.class)
        .hasMessageContaining("dimension=2");
  }

  @Test
  void refusesADamagedSegment() throws Exception {
    commitOne();
    try (Stream<Path> files = Files.list(folder.resolve("vectors"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".si")).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 0x55;
        Files.write(file, bytes);
      }
    }

    assertThatThrownBy(() -> open(folder))
        .isInstanceOfSatisfying(
            VdbException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_LOSS));
  }

  @Test
  void canBeClosedTwice() throws Exception {
    TestIndex index = open(folder);
    index.apply(TestIndex.change(0, Payload.EMPTY, 1, 1));
    index.close();
    index.close();

    assertThatThrownBy(() -> index.index().snapshot()).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> index.put(1, 1, 1)).isInstanceOf(IOException.class);
  }
}
