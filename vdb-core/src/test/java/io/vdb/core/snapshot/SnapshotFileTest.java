package io.vdb.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapshotFileTest {

  @TempDir private Path folder;

  private Path file = Path.of("");
  private SnapshotWriter.Written written = new SnapshotWriter.Written(0, "");

  /** What a visitor was given. */
  private static final class Content implements SnapshotVisitor {

    private final List<String> parts = new ArrayList<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Sink sink() {
      return buffer -> {
        byte[] part = new byte[buffer.remaining()];
        buffer.get(part);
        bytes.writeBytes(part);
      };
    }

    @Override
    public Sink file(int collection, String name) {
      return sink();
    }

    @Override
    public Sink record(int collection, int length) {
      bytes.writeBytes("|".getBytes(StandardCharsets.UTF_8));
      return sink();
    }

    @Override
    public void ended(SnapshotEntry entry) {
      parts.add(entry.name() + "=" + bytes.toString(StandardCharsets.UTF_8));
      bytes.reset();
    }
  }

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("small.snapshot");
    try (SnapshotWriter writer = SnapshotWriter.create(file, Progress.NONE)) {
      add(writer, "manifest", "seven");
      add(writer, "part/empty", "");
      writer.addLog(
          0,
          records -> {
            records.add(ByteBuffer.wrap("one".getBytes(StandardCharsets.UTF_8)));
            records.add(ByteBuffer.allocate(0));
            records.add(ByteBuffer.wrap("two".getBytes(StandardCharsets.UTF_8)));
          });
      written =
          writer.finish(
              SnapshotKind.COLLECTION,
              5,
              List.of(new SnapshotCollection("docs", Map.of("size", 4L), 7, 10)),
              Map.of());
    }
  }

  private static void add(SnapshotWriter writer, String name, String content)
      throws IOException {
    writer.addFile(
        0,
        name,
        Channels.newChannel(
            new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8))));
  }

  private String read(SnapshotVisitor visitor) throws IOException {
    try (SnapshotFile snapshot = SnapshotFile.open(file, "small.snapshot")) {
      return snapshot.read(visitor, Progress.NONE);
    }
  }

  @Test
  void givesBackWhatWasWritten() throws IOException {
    Content content = new Content();
    String sha256 = read(content);
    assertThat(content.parts)
        .containsExactly("0/index/manifest=seven", "0/index/part/empty=", "0/log=|one||two");
    assertThat(sha256).isEqualTo(written.sha256());
    assertThat(
            HexFormat.of()
                .formatHex(SnapshotFormat.sha256().digest(Files.readAllBytes(file))))
        .isEqualTo(written.sha256());
    assertThat(Files.size(file)).isEqualTo(written.bytes());
    try (SnapshotFile snapshot = SnapshotFile.open(file, "x")) {
      SnapshotManifest manifest = snapshot.manifest();
      assertThat(manifest.kind()).isEqualTo(SnapshotKind.COLLECTION);
      assertThat(manifest.createdMillis()).isEqualTo(5);
      assertThat(manifest.collections())
          .containsExactly(new SnapshotCollection("docs", Map.of("size", 4L), 7, 10));
    }
  }

  @Test
  void carriesFilesAndRecordsLargerThanAnyBuffer() throws IOException {
    byte[] large = new byte[3 * SnapshotFormat.BUFFER_BYTES + 17];
    new Random(4).nextBytes(large);
    try (SnapshotWriter writer = SnapshotWriter.create(file, Progress.NONE)) {
      writer.addFile(0, "a", Channels.newChannel(new ByteArrayInputStream(large)));
      writer.addLog(
          0,
          records -> {
            records.add(ByteBuffer.wrap(large, 0, SnapshotFormat.BUFFER_BYTES - 4));
            records.add(ByteBuffer.wrap(large));
            records.add(ByteBuffer.wrap(large, 5, 1));
          });
      var _ =
          writer.finish(
              SnapshotKind.COLLECTION,
              5,
              List.of(new SnapshotCollection("docs", Map.of(), 0, 3)),
              Map.of());
    }
    List<byte[]> found = new ArrayList<>();
    String _ =
        read(
            new SnapshotVisitor() {
              @Override
              public Sink file(int collection, String name) {
                return collect(large.length);
              }

              @Override
              public Sink record(int collection, int bytes) {
                return collect(bytes);
              }

              private Sink collect(int bytes) {
                ByteBuffer all = ByteBuffer.allocate(bytes);
                found.add(all.array());
                return all::put;
              }

              @Override
              public void ended(SnapshotEntry entry) {}
            });
    assertThat(found)
        .containsExactly(
            large,
            Arrays.copyOf(large, SnapshotFormat.BUFFER_BYTES - 4),
            large,
            Arrays.copyOfRange(large, 5, 6));
  }

  @Test
  void noticesEveryByteThatIsAnother() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < whole.length; i++) {
      for (int change : new int[] {0x01, 0x80, 0xff}) {
        byte[] changed = whole.clone();
        changed[i] ^= (byte) change;
        Files.write(file, changed);
        requireComplaint("byte " + i + " of " + whole.length);
      }
    }
  }

  @Test
  void noticesEveryCut() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      requireComplaint("the first " + length + " bytes of " + whole.length);
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    requireComplaint("a byte too many");
  }

  private void requireComplaint(String what) {
    assertThatThrownBy(() -> read(SnapshotVisitor.NONE))
        .as(what)
        .isInstanceOfSatisfying(
            VdbException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
              assertThat(e).hasMessageContaining("small.snapshot");
            });
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    complains(changed(whole, 0), "`small.snapshot` is not a snapshot of vdb");
    complains(
        changed(whole, 11),
        "snapshot `small.snapshot` has format 254, this program knows 1:"
            + " use the program that made it, or a newer one");
    complains(
        changed(whole, 16),
        "snapshot `small.snapshot` is damaged: the checksum of 0/index/manifest is wrong");
    complains(
        changed(whole, 14),
        "snapshot `small.snapshot` is damaged: the checksum of the whole file is wrong");
    complains(
        changed(whole, whole.length - 100),
        "snapshot `small.snapshot` is damaged: the checksum of its manifest is wrong");
    complains(
        Arrays.copyOf(whole, whole.length - 1),
        "snapshot `small.snapshot` is damaged: its end is missing");
    byte[] tar = new byte[1024];
    System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
    complains(
        tar,
        "`small.snapshot` is not a snapshot of vdb but a tar archive, such as Qdrant's, which cannot"
            + " be read");
  }

  private static byte[] changed(byte[] whole, int at) {
    byte[] changed = whole.clone();
    changed[at] ^= (byte) 0xff;
    return changed;
  }

  private void complains(byte[] content, String message) throws IOException {
    Files.write(file, content);
    assertThatThrownBy(() -> read(SnapshotVisitor.NONE)).hasMessage(message);
  }

  @Test
  void takesNoNameThatLeadsOutOfTheFolder() {
    for (String name :
        List.of(
            "0/index/../x", "0/index//x", "/0/index/x", "0/index/.x", "0/other", "1/index/x",
            "0/index/a\\b", "0/index/a/", "00/index/x", "0/log/x")) {
      assertThatThrownBy(() -> manifest(name, null)).as(name).isInstanceOf(Exception.class);
    }
    assertThat(manifest("0/index/payloads/_0_Lucene103_0.tim", null).entries()).hasSize(2);
    assertThatThrownBy(() -> manifest("0/index/x", "docs")).isInstanceOf(Exception.class);
  }

  private static SnapshotManifest manifest(String entry, @Nullable String alias) {
    String digest = "0".repeat(64);
    return new SnapshotManifest(
        SnapshotKind.COLLECTION,
        0,
        List.of(new SnapshotCollection("docs", Map.of(), 0, 0)),
        alias == null ? Map.of() : Map.of(alias, "docs"),
        List.of(new SnapshotEntry("0/log", 0, digest), new SnapshotEntry(entry, 0, digest)));
  }
}
