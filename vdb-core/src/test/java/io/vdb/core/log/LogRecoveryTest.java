package io.vdb.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogRecoveryTest {

  private static final int HEADER = 32;
  private static final int FRAME = 32;

  @TempDir private Path root;
  private Path folder = Path.of("");

  @BeforeEach
  void createFolder() throws IOException {
    folder = Files.createDirectory(root.resolve("log"));
  }

  @Test
  void cutsOffATailTornAtAnyByte() throws IOException {
    write("first", "second", "the third and last");
    byte[] whole = Files.readAllBytes(Logs.onlyFile(folder));
    int lastStart = whole.length - FRAME - "the third and last".length();
    for (int length = lastStart; length < whole.length; length++) {
      Path file = replaceWith(Arrays.copyOf(whole, length));
      assertThat(Logs.replay(folder))
          .as("cut at %s", length)
          .containsExactly("1:first", "2:second");
      assertThat(Files.size(file)).isEqualTo(lastStart);
    }
  }

  @Test
  void goesOnBehindACutTail() throws IOException {
    write("first", "second");
    Path file = Logs.onlyFile(folder);
    replaceWith(Arrays.copyOf(Files.readAllBytes(file), (int) Files.size(file) - 1));
    try (FileOperationLog log = Logs.open(folder)) {
      assertThat(log.append(Logs.bodies("again"))).isEqualTo(2);
    }
    assertThat(Logs.replay(folder)).containsExactly("1:first", "2:again");
  }

  @Test
  void cutsOffALastRecordWithAnyByteChanged() throws IOException {
    write("first", "second", "last");
    byte[] whole = Files.readAllBytes(Logs.onlyFile(folder));
    int lastStart = whole.length - FRAME - "last".length();
    for (int at = lastStart; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x01;
      replaceWith(changed);
      assertThat(Logs.replay(folder)).as("byte %s", at).containsExactly("1:first", "2:second");
    }
  }

  @Test
  void reportsALastRecordThatWasFlushedAndIsCutAtAnyByte() throws IOException {
    write("first", "second", "the third and last");
    Path file = Logs.onlyFile(folder);
    byte[] whole = Files.readAllBytes(file);
    int lastStart = whole.length - FRAME - "the third and last".length();
    for (int length = lastStart; length < whole.length; length++) {
      byte[] cut = Files.readAllBytes(Files.write(file, Arrays.copyOf(whole, length)));
      assertDamaged(() -> Logs.open(folder), file, lastStart);
      assertThat(Files.readAllBytes(file)).isEqualTo(cut);
    }
    Files.write(file, whole);
    assertThat(Logs.replay(folder)).hasSize(3);
  }

  @Test
  void reportsALastRecordThatWasFlushedAndHasAnyBitChanged() throws IOException {
    write("first", "last");
    Path file = Logs.onlyFile(folder);
    byte[] whole = Files.readAllBytes(file);
    int lastStart = whole.length - FRAME - "last".length();
    for (int bit = 8 * lastStart; bit < 8 * whole.length; bit++) {
      byte[] changed = whole.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      Files.write(file, changed);
      assertDamaged(() -> Logs.open(folder), file, lastStart);
    }
  }

  @Test
  void losesNothingWithAnyBitOfTheMarkChanged() throws IOException {
    write("first", "last");
    Path mark = folder.resolve("forced");
    byte[] whole = Files.readAllBytes(mark);
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      byte[] changed = whole.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      Files.write(mark, changed);
      assertThat(Logs.replay(folder)).containsExactly("1:first", "2:last");
      assertThat(Files.readAllBytes(mark)).isEqualTo(whole);
    }
  }

  @Test
  void reportsThatAllFilesAreMissing() throws IOException {
    write("first");
    Files.delete(Logs.onlyFile(folder));
    assertThatThrownBy(() -> Logs.open(folder))
        .isInstanceOf(VdbException.class)
        .hasMessageContaining(folder.toString());
  }

  @Test
  void removesAFileThatWasBegunAndHasNoNameYet() throws IOException {
    write("first");
    Path begun = folder.resolve("00000000000000000002.log.tmp");
    Files.write(begun, new byte[7]);
    assertThat(Logs.replay(folder)).containsExactly("1:first");
    assertThat(begun).doesNotExist();
  }

  @Test
  void cutsOffATailOfZeros() throws IOException {
    write("first");
    Path file = Logs.onlyFile(folder);
    long size = Files.size(file);
    Files.write(file, new byte[100_000], StandardOpenOption.APPEND);
    assertThat(Logs.replay(folder)).containsExactly("1:first");
    assertThat(Files.size(file)).isEqualTo(size);
  }

  @Test
  void reportsAnyChangedByteInTheMiddleAndChangesNothing() throws IOException {
    write("first", "second", "third");
    byte[] whole = Files.readAllBytes(Logs.onlyFile(folder));
    int secondStart = HEADER + FRAME + "first".length();
    int thirdStart = secondStart + FRAME + "second".length();
    for (int at = secondStart; at < thirdStart; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x01;
      Path file = replaceWith(changed);
      assertDamaged(() -> Logs.open(folder), file, secondStart);
      assertThat(Files.readAllBytes(file)).isEqualTo(changed);
    }
  }

  @Test
  void cutsOffAGroupThatReachedTheDiskOutOfOrder() throws IOException {
    try (FileOperationLog log = Logs.open(folder)) {
      log.append(Logs.bodies("acknowledged"));
      log.append(Logs.bodies("torn", "written before its neighbour"));
    }
    Path file = Logs.onlyFile(folder);
    int tornStart = HEADER + FRAME + "acknowledged".length();
    Logs.forgetForced(folder);
    Logs.flipBit(file, tornStart + FRAME);
    assertThat(Logs.replay(folder)).containsExactly("1:acknowledged");
    assertThat(Files.size(file)).isEqualTo(tornStart);
  }

  @Test
  void doesNotTakeTheLogOfAnotherFolderInAPayloadForARecord() throws IOException {
    Path other = root.resolve("other");
    try (FileOperationLog log = Logs.open(other)) {
      for (int i = 0; i < 20; i++) {
        log.append(Logs.bodies("r" + i));
      }
    }
    ByteBuffer payload = ByteBuffer.wrap(Files.readAllBytes(Logs.onlyFile(other)));
    try (FileOperationLog log = Logs.open(folder)) {
      log.append(Logs.bodies("first"));
      log.append(List.of(payload));
    }
    Logs.forgetForced(folder);
    Logs.flipBit(Logs.onlyFile(folder), HEADER + FRAME + "first".length());
    assertThat(Logs.replay(folder)).containsExactly("1:first");
  }

  @Test
  void reportsDamageInAnEarlierFile() throws IOException {
    writeFiles("a", "b", "c");
    Path second = Logs.files(folder).get(1);
    Logs.flipBit(second, HEADER + FRAME);
    assertDamaged(() -> Logs.open(folder), second, HEADER);
  }

  @Test
  void reportsAnEarlierFileThatWasShortened() throws IOException {
    writeFiles("a", "b", "c");
    Path second = Logs.files(folder).get(1);
    byte[] whole = Files.readAllBytes(second);
    Files.write(second, Arrays.copyOf(whole, whole.length - 1));
    assertDamaged(() -> Logs.open(folder), second, HEADER);
  }

  @Test
  void reportsAMissingFile() throws IOException {
    writeFiles("a", "b", "c");
    List<Path> files = Logs.files(folder);
    Files.delete(files.get(1));
    assertDamaged(() -> Logs.open(folder), files.get(0), Files.size(files.get(0)));
    assertThat(Logs.files(folder)).containsExactly(files.get(0), files.get(2));
  }

  @Test
  void reportsADamagedHeader() throws IOException {
    write("first");
    Path file = Logs.onlyFile(folder);
    for (int at = 0; at < HEADER; at++) {
      Logs.flipBit(file, at);
      assertDamaged(() -> Logs.open(folder), file, 0);
      Logs.flipBit(file, at);
    }
    assertThat(Logs.replay(folder)).containsExactly("1:first");
  }

  @Test
  void reportsAFileUnderTheNameOfAnother() throws IOException {
    write("first");
    Path renamed = folder.resolve("00000000000000000007.log");
    Files.move(Logs.onlyFile(folder), renamed);
    assertDamaged(() -> Logs.open(folder), renamed, 0);
  }

  @Test
  void removesALastFileWhoseCreationWasCutShort() throws IOException {
    writeFiles("a", "b");
    Path begun = folder.resolve("00000000000000000003.log");
    for (int length = 0; length <= HEADER; length++) {
      Files.write(begun, new byte[length]);
      assertThat(Logs.replay(folder)).as("length %s", length).containsExactly("1:a", "2:b");
      assertThat(begun).doesNotExist();
    }
  }

  @Test
  void beginsAnewWhenTheVeryFirstFileWasCutShort() throws IOException {
    Files.write(folder.resolve("00000000000000000001.log"), new byte[7]);
    try (FileOperationLog log = Logs.open(folder)) {
      assertThat(log.append(Logs.bodies("a"))).isEqualTo(1);
    }
  }

  @Test
  void reportsAnOnlyFileWithoutHeaderWhenItsNumbersWouldBeLost() throws IOException {
    Path file = folder.resolve("00000000000000000009.log");
    Files.write(file, new byte[7]);
    assertDamaged(() -> Logs.open(folder), file, 0);
    assertThat(file).exists();
  }

  @Test
  void reportsDamageThatHappensWhileOpenWhenReplaying() throws IOException {
    try (FileOperationLog log = Logs.open(folder)) {
      log.append(Logs.bodies("first"));
      Path file = Logs.onlyFile(folder);
      Logs.flipBit(file, HEADER + FRAME);
      assertDamaged(() -> Logs.replay(log, 0), file, HEADER);
    }
  }

  @Test
  void findsAtEveryCutTheRecordsThatAreWhole() throws IOException {
    TreeMap<Long, Integer> recordsAtLength = new TreeMap<>();
    try (FileOperationLog log = Logs.open(folder)) {
      for (int i = 0; i < 10; i++) {
        recordsAtLength.put(log.sizeBytes(), i);
        log.append(Logs.bodies("x".repeat(i)));
      }
    }
    byte[] whole = Files.readAllBytes(Logs.onlyFile(folder));
    for (int length = HEADER; length < whole.length; length++) {
      replaceWith(Arrays.copyOf(whole, length));
      assertThat(Logs.replay(folder))
          .as("cut at %s", length)
          .hasSize(recordsAtLength.floorEntry((long) length).getValue());
    }
  }

  /** Appends each as a group of its own. */
  private void write(String... bodies) throws IOException {
    try (FileOperationLog log = Logs.open(folder)) {
      for (String body : bodies) {
        log.append(Logs.bodies(body));
      }
    }
  }

  /** Appends each to a file of its own. */
  private void writeFiles(String... bodies) throws IOException {
    try (FileOperationLog log = Logs.open(folder, 1)) {
      for (String body : bodies) {
        log.append(Logs.bodies(body));
      }
    }
  }

  /** Leaves this content, and nothing that says whether it had ever been more. */
  private Path replaceWith(byte[] content) throws IOException {
    Logs.forgetForced(folder);
    return Files.write(Logs.onlyFile(folder), content);
  }

  private static void assertDamaged(ThrowingCallable action, Path file, long offset) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            VdbException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_LOSS))
        .hasMessageContaining(file.toString())
        .hasMessageContaining("offset " + offset + ":");
  }
}
