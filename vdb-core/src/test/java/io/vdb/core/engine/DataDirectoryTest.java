package io.vdb.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataDirectoryTest {

  @TempDir private Path temp;

  @Test
  void createsAMissingFolder() throws IOException {
    Path root = temp.resolve("a/b");
    try (DataDirectory directory = DataDirectory.open(root)) {
      assertThat(root.resolve("format.json")).hasContent("{\"format\":1}");
      assertThat(directory.systemLog()).isEqualTo(root.resolve("system"));
    }
  }

  @Test
  void keepsEachCollectionInAFolderNamedByItsId() throws IOException {
    UUID id = UUID.fromString("00000000-0000-4000-8000-000000000001");
    try (DataDirectory directory = DataDirectory.open(temp)) {
      assertThat(directory.collection(id))
          .isEqualTo(temp.resolve("collections").resolve(id.toString()));
    }
  }

  @Test
  void opensAgainOnceClosed() throws IOException {
    DataDirectory first = DataDirectory.open(temp);
    Files.createDirectory(first.systemLog());
    first.close();
    first.close();
    try (DataDirectory second = DataDirectory.open(temp)) {
      assertThat(second.systemLog()).isDirectory();
    }
  }

  @Test
  void refusesASecondHolderInThisProcess() throws IOException {
    try (DataDirectory held = DataDirectory.open(temp)) {
      assertRefused(held.root(), ErrorCode.UNAVAILABLE)
          .hasMessageContaining(temp.toString())
          .hasMessageContaining("this same process");
    }
  }

  @Test
  void staysLockedForOthersAfterARefusedSecondHolder() throws Exception {
    try (DataDirectory held = DataDirectory.open(temp)) {
      assertRefused(temp, ErrorCode.UNAVAILABLE);
      assertThat(tryLockInAnotherProcess(held.root().resolve("LOCK"))).isEqualTo("locked");
    }
    assertThat(tryLockInAnotherProcess(temp.resolve("LOCK"))).isEqualTo("free");
  }

  @Test
  void namesTheProcessThatHoldsTheFolder() throws Exception {
    Process holder = start(LockHolder.class, temp);
    try {
      assertThat(holder.inputReader().readLine()).isEqualTo("held " + temp);
      assertRefused(temp, ErrorCode.UNAVAILABLE)
          .hasMessageContaining(temp.toString())
          .hasMessageContaining("pid " + holder.pid());
    } finally {
      holder.destroyForcibly().waitFor();
    }
    DataDirectory.open(temp).close();
  }

  @Test
  void refusesANewerFormat() throws IOException {
    Files.writeString(temp.resolve("format.json"), "{\"format\": 2, \"more\": {\"x\": [1]}}");
    assertRefused(temp, ErrorCode.DATA_LOSS)
        .hasMessageContaining("format 2")
        .hasMessageContaining("knows 1")
        .hasMessageContaining("newer program");
  }

  @Test
  void refusesADamagedFormatFile() throws IOException {
    for (String content : new String[] {"", "{", "[]", "{\"format\":\"1\"}", "{\"format\":0}"}) {
      Files.writeString(temp.resolve("format.json"), content);
      assertRefused(temp, ErrorCode.DATA_LOSS).hasMessageContaining("format.json");
    }
  }

  @Test
  void refusesAFolderWithForeignContentAndLeavesItAlone() throws IOException {
    Path home = Files.createDirectory(temp.resolve("home"));
    Files.writeString(home.resolve("letter.txt"), "dear");
    assertRefused(home, ErrorCode.UNAVAILABLE)
        .hasMessageContaining(home.toString())
        .hasMessageContaining("letter.txt");
    try (var entries = Files.list(home)) {
      assertThat(entries).containsExactly(home.resolve("letter.txt"));
    }
  }

  @Test
  void acceptsWhatAStartThatWasCutShortLeft() throws IOException {
    Files.createFile(temp.resolve("LOCK"));
    Files.createFile(temp.resolve("format.json.tmp"));
    DataDirectory.open(temp).close();
    assertThat(temp.resolve("format.json")).exists();
  }

  @Test
  void refusesAFileInPlaceOfAFolder() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));
    assertRefused(file, ErrorCode.UNAVAILABLE)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("not a folder");
  }

  @Test
  void refusesAFolderThatCannotBeCreated() throws IOException {
    Path below = Files.createFile(temp.resolve("file")).resolve("data");
    assertRefused(below, ErrorCode.UNAVAILABLE)
        .hasMessageContaining(below.toString())
        .hasMessageContaining("choose an empty or new folder");
  }

  @Test
  void refusesAFolderWhoseLockCannotBeWritten() throws IOException {
    Files.createDirectory(temp.resolve("LOCK"));
    assertRefused(temp, ErrorCode.UNAVAILABLE).hasMessageContaining(temp.toString());
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      Path root, ErrorCode code) {
    return assertThatThrownBy(() -> DataDirectory.open(root))
        .isInstanceOfSatisfying(
            VdbException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private static String tryLockInAnotherProcess(Path file) throws Exception {
    Process process = start(LockProbe.class, file);
    String answer = process.inputReader().readLine();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return answer;
  }

  private static Process start(Class<?> program, Path file) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            program.getName(),
            file.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
