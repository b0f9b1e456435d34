package io.vdb.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapshotFolderTest {

  private static final Instant TIME = Instant.parse("2026-02-03T04:05:06.789Z");

  @TempDir private Path root;

  @SuppressWarnings("NullAway.Init") // before each test
  private SnapshotFolder folder;

  @BeforeEach
  void open() throws IOException {
    folder = SnapshotFolder.open(root);
  }

  private SnapshotInfo add(@Nullable String collection)
      throws IOException {
    try (SnapshotFolder.Pending pending = folder.begin(collection, TIME)) {
      Files.writeString(pending.path(), "content");
      return pending.publish("ab".repeat(32));
    }
  }

  @Test
  void showsASnapshotOnlyWhenItIsPublished() throws IOException {
    try (SnapshotFolder.Pending pending = folder.begin("docs", TIME)) {
      Files.writeString(pending.path(), "content");
      assertThat(folder.list("docs")).isEmpty();
      SnapshotInfo info = pending.publish("ab".repeat(32));
      assertThat(info.name()).isEqualTo("docs-2026-02-03-04-05-06.snapshot");
      assertThat(info.bytes()).isEqualTo(7);
      assertThat(info.sha256()).isEqualTo("ab".repeat(32));
      assertThat(folder.list("docs")).containsExactly(info);
    }
    assertThat(folder.list("docs")).hasSize(1);
    assertThat(folder.list("other")).isEmpty();
    assertThat(folder.list(null)).isEmpty();
    assertThat(folder.bytes()).isEqualTo(7);
    assertThat(root.resolve("docs/docs-2026-02-03-04-05-06.snapshot.checksum"))
        .hasContent("ab".repeat(32) + "  docs-2026-02-03-04-05-06.snapshot");
  }

  @Test
  void removesWhatIsNotPublished() throws IOException {
    try (SnapshotFolder.Pending pending = folder.begin("docs", TIME)) {
      Files.writeString(pending.path(), "content");
    }
    assertThat(root.resolve("docs")).isEmptyDirectory();
    try (SnapshotFolder.Incoming incoming = folder.receive()) {
      Files.writeString(incoming.path(), "content");
    }
    assertThat(root.resolve(".incoming")).isEmptyDirectory();
  }

  @Test
  void removesAtTheStartWhatACrashLeft() throws IOException {
    SnapshotInfo kept = add("docs");
    Path docs = root.resolve("docs");
    Files.writeString(docs.resolve("half.snapshot.tmp"), "x");
    Files.writeString(docs.resolve("gone.snapshot.checksum"), "x");
    Files.writeString(docs.resolve("gone.snapshot.checksum.tmp"), "x");
    Files.writeString(docs.resolve("notes.txt"), "somebody else's");
    Files.writeString(root.resolve("full.snapshot.tmp"), "x");
    Files.createDirectories(root.resolve(".incoming"));
    Files.writeString(root.resolve(".incoming/x"), "x");
    folder = SnapshotFolder.open(root);
    assertThat(docs)
        .isDirectoryContaining("glob:**/notes.txt")
        .isDirectoryNotContaining("glob:**.tmp")
        .isDirectoryNotContaining("glob:**/gone*");
    assertThat(root.resolve("full.snapshot.tmp")).doesNotExist();
    assertThat(root.resolve(".incoming")).doesNotExist();
    assertThat(folder.list("docs")).containsExactly(kept);
    assertThat(folder.bytes()).isEqualTo(7);
    assertThat(folder.newest()).isEqualTo(kept.created());
  }

  @Test
  void givesNoNameTwice() throws IOException {
    Set<String> names = new HashSet<>();
    try (SnapshotFolder.Pending first = folder.begin("docs", TIME);
        SnapshotFolder.Pending second = folder.begin("docs", TIME)) {
      assertThat(first.path()).isNotEqualTo(second.path());
    }
    for (int i = 0; i < 3; i++) {
      names.add(add("docs").name());
    }
    assertThat(names)
        .containsExactlyInAnyOrder(
            "docs-2026-02-03-04-05-06.snapshot",
            "docs-2026-02-03-04-05-06-2.snapshot",
            "docs-2026-02-03-04-05-06-3.snapshot");
  }

  @Test
  void deletesForGood() throws IOException {
    SnapshotInfo full = add(null);
    assertThat(full.name()).startsWith("full-snapshot-");
    folder.delete(null, full.name());
    assertThat(root).isEmptyDirectory();
    assertThat(folder.bytes()).isZero();
    assertThat(folder.newest()).isNull();
    assertThatThrownBy(() -> folder.delete(null, full.name()))
        .isInstanceOfSatisfying(
            VdbException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessage("Snapshot " + full.name() + " not found");
  }

  @Test
  void findsNothingOutsideOfTheFolder() throws IOException {
    SnapshotInfo info = add("docs");
    Path outside = root.resolve("outside.snapshot");
    Files.writeString(outside, "secret");
    Files.createSymbolicLink(root.resolve("docs/link.snapshot"), outside);
    Files.createDirectories(root.resolve("docs/folder.snapshot"));
    for (String name :
        List.of(
            "../outside.snapshot", "..", ".", "", "link.snapshot", "folder.snapshot",
            outside.toString(), info.name() + ".checksum", "..\\outside.snapshot",
            "a/../" + info.name(), "\u0000.snapshot", ".snapshot", "x".repeat(300) + ".snapshot")) {
      assertThatThrownBy(() -> folder.find("docs", name))
          .as(name)
          .isInstanceOfSatisfying(
              VdbException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }
    assertThat(folder.list("docs")).containsExactly(info);
    assertThat(folder.holds(folder.find("docs", info.name()))).isTrue();
    assertThat(folder.holds(Path.of(""))).isFalse();
  }

  @Test
  void givesEachCollectionAFolderOfItsOwnInTheRoot() throws IOException {
    Set<Path> folders = new HashSet<>();
    List<String> names =
        List.of(
            "docs", "Gr\u00f6\u00dfe", "a b", "%", "...", ".incoming", "x.snapshot",
            "x.snapshot.tmp", "x".repeat(255), "x".repeat(254) + "y", "\u4e2d".repeat(255));
    for (String name : names) {
      SnapshotInfo info = add(name);
      assertThat(info.name()).matches("[\\w.-]+\\.snapshot");
      Path parent = Objects.requireNonNull(folder.find(name, info.name()).getParent());
      assertThat(parent).hasParentRaw(root);
      folders.add(parent);
      assertThat(folder.list(name)).containsExactly(info);
    }
    assertThat(folders).hasSize(names.size());
    assertThat(folder.list(null)).isEmpty();
    SnapshotFolder again = SnapshotFolder.open(root);
    for (String name : names) {
      assertThat(again.list(name)).hasSize(1);
    }
  }

  @Test
  void keepsWhatCameFromElsewhere() throws IOException {
    try (SnapshotFolder.Incoming incoming = folder.receive()) {
      Files.writeString(incoming.path(), "content");
      assertThat(incoming.keep("docs", "mine.snapshot", "cd".repeat(32)).name())
          .isEqualTo("mine.snapshot");
    }
    try (SnapshotFolder.Incoming incoming = folder.receive()) {
      Files.writeString(incoming.path(), "content");
      assertThat(incoming.keep("docs", "../mine.snapshot", "cd".repeat(32)).name())
          .startsWith("docs-");
    }
    assertThat(folder.list("docs")).hasSize(2);
  }

  @Test
  void tellsHowMuchSpaceIsMissing() {
    assertThatThrownBy(() -> SnapshotFolder.requireSpace(root, Long.MAX_VALUE))
        .isInstanceOfSatisfying(
            VdbException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessageMatching(
            "there is not enough disk space: 9223372036854775807 bytes are needed, \\d+ are free");
  }
}
