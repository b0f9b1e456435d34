package io.vdb.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DurableFilesTest {

  @TempDir private Path folder;

  @Test
  void createsMissingFoldersAbove() throws IOException {
    DurableFiles.createFolder(folder.resolve("a/b/c"));
    assertThat(folder.resolve("a/b/c")).isDirectory();
  }

  @Test
  void leavesAnExistingFolderAsItIs() throws IOException {
    Files.writeString(folder.resolve("x"), "kept");
    DurableFiles.createFolder(folder);
    assertThat(folder.resolve("x")).hasContent("kept");
  }

  @Test
  void refusesToCreateAFolderWhereAFileIs() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> DurableFiles.createFolder(file))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void deletesATreeButNotWhatItLinksTo() throws IOException {
    Path kept = Files.createDirectory(folder.resolve("kept"));
    Files.writeString(kept.resolve("x"), "kept");
    Path tree = Files.createDirectories(folder.resolve("tree/a/b"));
    Files.writeString(tree.resolve("y"), "gone");
    Files.createSymbolicLink(tree.resolve("link"), kept);
    DurableFiles.deleteTree(folder.resolve("tree"));
    assertThat(folder.resolve("tree")).doesNotExist();
    assertThat(kept.resolve("x")).hasContent("kept");
  }

  @Test
  void deletesNothingWithoutComplaint() throws IOException {
    DurableFiles.deleteTree(folder.resolve("missing"));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void replacesContentAndLeavesNoTemporaryFile() throws IOException {
    Path file = folder.resolve("f");
    DurableFiles.writeAtomically(file, "one, which is longer".getBytes(StandardCharsets.UTF_8));
    DurableFiles.writeAtomically(file, "two".getBytes(StandardCharsets.UTF_8));
    assertThat(file).hasContent("two");
    assertThat(Logs.files(folder)).containsExactly(file);
  }

  @Test
  void overwritesALeftoverTemporaryFile() throws IOException {
    Files.writeString(folder.resolve("f.tmp"), "left over by a crash");
    DurableFiles.writeAtomically(folder.resolve("f"), new byte[] {'x'});
    assertThat(folder.resolve("f")).hasContent("x");
  }
}
