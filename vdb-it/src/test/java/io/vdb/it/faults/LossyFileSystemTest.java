package io.vdb.it.faults;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.log.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class LossyFileSystemTest {

  private final LossyFileSystem fileSystem = new LossyFileSystem();
  private final Path root = fileSystem.root();
  private final Path file = root.resolve("file");

  @Test
  void keepsWhatWasForced() throws IOException {
    write(file, "kept");
    DurableFiles.forceFile(file);
    DurableFiles.forceFolder(root);
    fileSystem.crash();
    assertThat(Files.readString(file)).isEqualTo("kept");
  }

  @Test
  void losesContentWrittenAfterTheLastForce() throws IOException {
    write(file, "kept");
    DurableFiles.forceFile(file);
    DurableFiles.forceFolder(root);
    Files.writeString(file, " lost", APPEND);
    assertThat(Files.readString(file)).isEqualTo("kept lost");
    fileSystem.crash();
    assertThat(Files.readString(file)).isEqualTo("kept");
  }

  @Test
  void restoresBytesThatWereOverwrittenOrCutWithoutForce() throws IOException {
    write(file, "0123456789");
    DurableFiles.forceFile(file);
    DurableFiles.forceFolder(root);
    try (FileChannel channel = FileChannel.open(file, WRITE)) {
      channel.write(buffer("xx"), 2);
      channel.truncate(5);
    }
    assertThat(Files.readString(file)).isEqualTo("01xx4");
    fileSystem.crash();
    assertThat(Files.readString(file)).isEqualTo("0123456789");
  }

  @Test
  void losesAFileWhoseFolderWasNotForced() throws IOException {
    write(file, "forced, but without a name");
    DurableFiles.forceFile(file);
    fileSystem.crash();
    assertThat(file).doesNotExist();
  }

  @Test
  void keepsTheNameButNotTheContentOfAFileThatWasNotForced() throws IOException {
    write(file, "lost");
    DurableFiles.forceFolder(root);
    fileSystem.crash();
    assertThat(Files.size(file)).isZero();
  }

  @Test
  void undoesARenameWhoseFolderWasNotForced() throws IOException {
    Path other = root.resolve("other");
    write(file, "content");
    DurableFiles.forceFile(file);
    DurableFiles.forceFolder(root);
    Files.move(file, other, StandardCopyOption.ATOMIC_MOVE);
    assertThat(file).doesNotExist();
    fileSystem.crash();
    assertThat(other).doesNotExist();
    assertThat(Files.readString(file)).isEqualTo("content");
  }

  @Test
  void bringsBackADeletedFileWhoseFolderWasNotForced() throws IOException {
    write(file, "content");
    DurableFiles.forceFile(file);
    DurableFiles.forceFolder(root);
    Files.delete(file);
    fileSystem.crash();
    assertThat(Files.readString(file)).isEqualTo("content");
  }

  @Test
  void losesAFolderWithAllInItWhenItsParentWasNotForced() throws IOException {
    Path folder = Files.createDirectory(root.resolve("folder"));
    write(folder.resolve("x"), "content");
    DurableFiles.forceFile(folder.resolve("x"));
    DurableFiles.forceFolder(folder);
    fileSystem.crash();
    assertThat(folder).doesNotExist();
  }

  @Test
  void keepsWhatTheDurableHelpersWrote() throws IOException {
    Path folder = root.resolve("a/b");
    DurableFiles.createFolder(folder);
    DurableFiles.writeAtomically(folder.resolve("x"), bytes("content"));
    fileSystem.crash();
    assertThat(Files.readString(folder.resolve("x"))).isEqualTo("content");
    DurableFiles.deleteTree(root.resolve("a"));
    fileSystem.crash();
    assertThat(root.resolve("a")).doesNotExist();
  }

  @Test
  void replacesAtomicallyWhateverSurvives() throws IOException {
    Set<String> outcomes = new HashSet<>();
    for (int seed = 0; seed < 200; seed++) {
      LossyFileSystem own = new LossyFileSystem();
      Path target = own.root().resolve("x");
      DurableFiles.writeAtomically(target, bytes("old"));
      own.powerOffAfter(1 + seed % 6);
      try {
        DurableFiles.writeAtomically(target, bytes("newer"));
      } catch (IOException e) {
        assertThat(e).hasMessage("The power is off");
      }
      own.crash(new Random(seed));
      outcomes.add(Files.readString(target));
    }
    assertThat(outcomes).containsExactlyInAnyOrder("old", "newer");
  }

  @Test
  void letsARandomPartSurvive() throws IOException {
    Set<String> outcomes = new HashSet<>();
    for (int seed = 0; seed < 50; seed++) {
      LossyFileSystem own = new LossyFileSystem();
      Path target = own.root().resolve("x");
      write(target, "a");
      DurableFiles.forceFolder(own.root());
      own.crash(new Random(seed));
      outcomes.add(Files.readString(target));
    }
    assertThat(outcomes).containsExactlyInAnyOrder("", "a", "\0");
  }

  @Test
  void failsChannelsThatWereOpenBeforeTheCrash() throws IOException {
    try (FileChannel channel = FileChannel.open(file, CREATE, WRITE)) {
      fileSystem.crash();
      assertThatThrownBy(() -> channel.write(buffer("x")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("crashed");
    }
  }

  @Test
  void failsForcesOnDemandAndTakesThePagesForClean() throws IOException {
    write(file, "lost");
    DurableFiles.forceFolder(root);
    fileSystem.failForces(true);
    assertThatThrownBy(() -> DurableFiles.forceFile(file)).isInstanceOf(IOException.class);
    fileSystem.failForces(false);
    DurableFiles.forceFile(file);
    assertThat(Files.readString(file)).isEqualTo("lost");
    fileSystem.crash();
    assertThat(Files.readString(file)).isEqualTo("\0\0\0\0");
  }

  @Test
  void fillsUpAfterTheBytesAllowed() throws IOException {
    fileSystem.limitWrites(3);
    assertThatThrownBy(() -> Files.writeString(file, "12345")).hasMessageContaining("No space");
    assertThat(Files.readString(file)).isEqualTo("123");
  }

  @Test
  void failsEverythingWithoutPowerUntilTheCrash() throws IOException {
    write(file, "content");
    fileSystem.powerOffAfter(1);
    assertThatThrownBy(() -> DurableFiles.forceFile(file)).hasMessage("The power is off");
    assertThatThrownBy(() -> Files.size(file)).hasMessage("The power is off");
    fileSystem.crash();
    assertThat(file).doesNotExist();
  }

  @Test
  void readsAndWritesLikeAnyFileSystem() throws IOException {
    try (FileChannel channel = FileChannel.open(file, CREATE_NEW, READ, WRITE)) {
      assertThat(channel.write(new ByteBuffer[] {buffer("abc"), buffer("def")})).isEqualTo(6);
      assertThat(channel.position()).isEqualTo(6);
      ByteBuffer read = ByteBuffer.allocate(10);
      assertThat(channel.read(read, 2)).isEqualTo(4);
      assertThat(channel.read(read, 6)).isEqualTo(-1);
      assertThat(channel.position(1).read(ByteBuffer.allocate(2))).isEqualTo(2);
      assertThat(channel.size()).isEqualTo(6);
    }
    assertThat(Files.readAttributes(file, "*")).containsEntry("size", 6L);
    assertThat(Files.isSameFile(file, root.resolve("x/../file"))).isTrue();
    assertThat(root.resolve("x/../file").toRealPath()).isEqualTo(file);
  }

  @Test
  void reportsTheUsualErrors() throws IOException {
    Path folder = Files.createDirectory(root.resolve("folder"));
    write(folder.resolve("x"), "");
    assertThatThrownBy(() -> Files.delete(folder)).isInstanceOf(DirectoryNotEmptyException.class);
    assertThatThrownBy(() -> Files.createDirectory(folder))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> FileChannel.open(folder.resolve("x"), CREATE_NEW, WRITE))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> Files.size(file)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> file.toRealPath()).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void locksAFileOnceUntilTheChannelIsClosed() throws IOException {
    FileChannel holder = FileChannel.open(file, CREATE, WRITE);
    try (FileChannel other = FileChannel.open(file, WRITE)) {
      assertThat(holder.tryLock().isValid()).isTrue();
      assertThatThrownBy(other::tryLock).isInstanceOf(OverlappingFileLockException.class);
      holder.close();
      assertThat(other.tryLock().isValid()).isTrue();
    }
  }

  @Test
  void listsFolders() throws IOException {
    Files.createDirectories(root.resolve("a/b"));
    write(root.resolve("a/x"), "");
    try (Stream<Path> entries = Files.walk(root)) {
      assertThat(entries)
          .containsExactly(
              root, root.resolve("a"), root.resolve("a/b"), root.resolve("a/x"));
    }
  }

  private static void write(Path path, String content) throws IOException {
    Files.writeString(path, content);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ByteBuffer buffer(String text) {
    return ByteBuffer.wrap(bytes(text));
  }
}
