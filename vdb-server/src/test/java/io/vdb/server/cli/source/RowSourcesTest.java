package io.vdb.server.cli.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.model.PointId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RowSourcesTest {

  @TempDir private Path folder = Path.of("");

  private Path write(byte[]... parts) throws IOException {
    return Files.write(folder.resolve("file"), VectorFiles.join(parts));
  }

  private static List<Row> readAll(Path file) throws IOException {
    try (RowSource source = RowSources.open(file)) {
      return readAll(source);
    }
  }

  private static List<Row> readAll(RowSource source) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (Row row = source.next(); row != null; row = source.next()) {
      rows.add(row);
    }
    return rows;
  }

  @Test
  void namesMissingFile() {
    assertThatThrownBy(() -> RowSources.open(folder.resolve("none.npy")))
        .isInstanceOf(MalformedSourceException.class)
        .hasMessageContaining("none.npy")
        .hasMessageContaining("does not exist");
  }

  @Test
  void refusesFolder() {
    assertThatThrownBy(() -> RowSources.open(folder)).hasMessageContaining("is a folder");
  }

  @Test
  void refusesEmptyFile() throws IOException {
    Path file = write();
    assertThatThrownBy(() -> RowSources.open(file)).hasMessageContaining("the file is empty");
  }

  @Test
  void refusesUnknownFormat() throws IOException {
    Path file = write("id,vector\n".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> RowSources.open(file))
        .hasMessageContaining("neither IDX, npy nor JSON Lines");
  }

  @Test
  void refusesBrokenGzipHeader() throws IOException {
    Path file = write(new byte[] {0x1f, (byte) 0x8b, 7});
    assertThatThrownBy(() -> RowSources.open(file)).isInstanceOf(MalformedSourceException.class);
  }

  @Nested
  final class Idx {

    @Test
    void flattensTrailingDimensions() throws IOException {
      Path file = VectorFiles.idxBytes(folder.resolve("images"), 3, 2, 2);
      List<Row> rows = readAll(file);
      assertThat(rows).hasSize(3);
      assertThat(rows.get(2).number()).isEqualTo(2);
      assertThat(rows.get(2).vector()).containsExactly(8, 9, 10, 11);
    }

    @Test
    void readsBytesAsUnsigned() throws IOException {
      Path file = write(VectorFiles.idxHeader(8, 1, 2), new byte[] {(byte) 255, 1});
      assertThat(readAll(file).getFirst().vector()).containsExactly(255, 1);
    }

    @ParameterizedTest
    @CsvSource({"9,1", "11,2", "12,4", "13,4", "14,8"})
    void readsEveryType(int type, int size) throws IOException {
      ByteBuffer data = ByteBuffer.allocate(2 * size);
      for (int value : new int[] {-3, 100}) {
        switch (type) {
          case 9 -> data.put((byte) value);
          case 11 -> data.putShort((short) value);
          case 12 -> data.putInt(value);
          case 13 -> data.putFloat(value);
          default -> data.putDouble(value);
        }
      }
      Path file = write(VectorFiles.idxHeader(type, 1, 2), data.array());
      assertThat(readAll(file).getFirst().vector()).containsExactly(-3, 100);
    }

    @Test
    void readsGzip() throws IOException {
      byte[] plain = Files.readAllBytes(VectorFiles.idxBytes(folder.resolve("plain"), 5, 7));
      assertThat(readAll(write(VectorFiles.gzip(plain)))).hasSize(5);
    }

    @Test
    void givesRowsBeforeTheCutThenNamesTheRow() throws IOException {
      byte[] plain = Files.readAllBytes(VectorFiles.idxBytes(folder.resolve("plain"), 5, 4));
      try (RowSource source = RowSources.open(write(Arrays.copyOf(plain, plain.length - 5)))) {
        for (int i = 0; i < 3; i++) {
          assertThat(source.next()).isNotNull();
        }
        assertThatThrownBy(source::next)
            .isInstanceOf(MalformedSourceException.class)
            .hasMessageContaining("cut off in row 3")
            .hasMessageContaining("5 rows of 4 bytes")
            .hasMessageContaining("this row has 3")
            .hasMessageContaining("byte 27");
      }
    }

    @Test
    void saysThatCompressedDataEndsEarly() throws IOException {
      byte[] packed = VectorFiles.gzip(noise(500, 64));
      Path file = write(Arrays.copyOf(packed, packed.length / 2));
      assertThatThrownBy(() -> readAll(file))
          .isInstanceOf(MalformedSourceException.class)
          .hasMessageContaining("cut off in row")
          .hasMessageContaining("of the unpacked data")
          .hasMessageContaining("the compressed data ends early");
    }

    @Test
    void saysThatCompressedDataIsDamaged() throws IOException {
      byte[] packed = VectorFiles.gzip(noise(500, 64));
      Arrays.fill(packed, packed.length / 2, packed.length / 2 + 20, (byte) 0xff);
      assertThatThrownBy(() -> readAll(write(packed)))
          .isInstanceOf(MalformedSourceException.class)
          .hasMessageContaining("the compressed data");
    }

    private static byte[] noise(int rows, int components) {
      byte[] data = new byte[rows * components];
      new SplittableRandom(1).nextBytes(data);
      return VectorFiles.join(VectorFiles.idxHeader(8, rows, components), data);
    }

    @Test
    void refusesDataBehindTheLastRow() throws IOException {
      Path file = write(VectorFiles.idxHeader(8, 1, 2), new byte[3]);
      assertThatThrownBy(() -> readAll(file)).hasMessageContaining("goes on after the 1 rows");
    }

    @Test
    void refusesCutHeader() throws IOException {
      Path file = write(Arrays.copyOf(VectorFiles.idxHeader(8, 1, 2), 9));
      assertThatThrownBy(() -> RowSources.open(file)).hasMessageContaining("IDX header");
    }

    @Test
    void refusesUnknownType() throws IOException {
      Path file = write(VectorFiles.idxHeader(7, 1, 2), new byte[2]);
      assertThatThrownBy(() -> RowSources.open(file)).hasMessageContaining("0x7 is unknown");
    }

    @Test
    void refusesLabelsAsVectors() throws IOException {
      Path file = write(VectorFiles.idxHeader(8, 2), new byte[2]);
      assertThatThrownBy(() -> RowSources.open(file)).hasMessageContaining("1 dimension where 2");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65_537, -1})
    void refusesRowsThatNoCollectionTakes(int components) throws IOException {
      Path file = write(VectorFiles.idxHeader(8, 2, components), new byte[2]);
      assertThatThrownBy(() -> RowSources.open(file)).hasMessageContaining("1 to 65536");
    }

    @Test
    void namesRowAndComponentThatAreNotFinite() throws IOException {
      byte[] data = ByteBuffer.allocate(16).putFloat(12, Float.NaN).array();
      Path file = write(VectorFiles.idxHeader(13, 2, 2), data);
      assertThatThrownBy(() -> readAll(file))
          .hasMessageContaining("component 1 of row 1")
          .hasMessageContaining("byte 24");
    }
  }

  @Nested
  final class Labels {

    @Test
    void becomePayload() throws IOException {
      Path images = VectorFiles.idxBytes(folder.resolve("images"), 2, 3);
      Path labels = VectorFiles.idxBytes(folder.resolve("labels"), 2);
      try (RowSource source = RowSources.openLabelled(images, labels)) {
        assertThat(readAll(source))
            .extracting(Row::payload)
            .containsExactly("{\"label\":0}", "{\"label\":1}");
      }
    }

    @Test
    void mustBeAsManyAsRows() throws IOException {
      Path images = VectorFiles.idxBytes(folder.resolve("images"), 2, 3);
      Path labels = VectorFiles.idxBytes(folder.resolve("labels"), 3);
      assertThatThrownBy(() -> RowSources.openLabelled(images, labels))
          .hasMessageContaining("has 3 labels")
          .hasMessageContaining("has 2 rows");
    }

    @Test
    void areFoundBesideImages() throws IOException {
      Path images = folder.resolve("t10k-images-idx3-ubyte.gz");
      assertThat(RowSources.labelsBeside(images)).isEmpty();
      Path labels = Files.createFile(folder.resolve("t10k-labels-idx1-ubyte.gz"));
      assertThat(RowSources.labelsBeside(images)).contains(labels);
    }
  }

  @Nested
  final class Npy {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "<f2", ">f2", "<f4", ">f4", "<f8", ">f8", "|i1", "|u1", "<i2", ">u2", "<i4", ">u4", "<i8",
          ">u8"
        })
    void readsEveryTypeAndOrder(String descr) throws IOException {
      boolean big = descr.startsWith(">");
      int size = descr.charAt(2) - '0';
      ByteBuffer data =
          ByteBuffer.allocate(4 * size)
              .order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      for (int value = 5; value < 9; value++) {
        switch (descr.substring(1)) {
          case "f2" -> data.putShort(Float.floatToFloat16(value));
          case "f4" -> data.putFloat(value);
          case "f8" -> data.putDouble(value);
          case "i1", "u1" -> data.put((byte) value);
          case "i2", "u2" -> data.putShort((short) value);
          case "i4", "u4" -> data.putInt(value);
          default -> data.putLong(value);
        }
      }
      List<Row> rows = readAll(write(VectorFiles.npyHeader(descr, 2, 2), data.array()));
      assertThat(rows).hasSize(2);
      assertThat(rows.get(0).vector()).containsExactly(5, 6);
      assertThat(rows.get(1).vector()).containsExactly(7, 8);
    }

    @Test
    void readsLargeUnsignedNumbers() throws IOException {
      byte[] data = ByteBuffer.allocate(8).putLong(-1L).array();
      List<Row> rows = readAll(write(VectorFiles.npyHeader(">u8", 1, 1), data));
      assertThat(rows.getFirst().vector()).containsExactly(0x1p64f);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void readsEveryVersion(int version) throws IOException {
      byte[] header =
          VectorFiles.npyHeader(
              version, "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 2), }");
      assertThat(readAll(write(header, new byte[] {3, 4})).getFirst().vector())
          .containsExactly(3, 4);
    }

    @Test
    void refusesNewerVersion() throws IOException {
      Path file = write(VectorFiles.npyHeader(4, "{}"));
      assertThatThrownBy(() -> RowSources.open(file)).hasMessageContaining("npy version 4");
    }

    @Test
    void refusesFortranOrder() throws IOException {
      Path file =
          write(
              VectorFiles.npyHeader(
                  1, "{'descr': '<f4', 'fortran_order': True, 'shape': (1, 2), }"),
              new byte[8]);
      assertThatThrownBy(() -> RowSources.open(file))
          .hasMessageContaining("Fortran order")
          .hasMessageContaining("ascontiguousarray");
    }

    @Test
    void refusesOneDimension() throws IOException {
      Path file =
          write(
              VectorFiles.npyHeader(
                  1, "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"),
              new byte[8]);
      assertThatThrownBy(() -> RowSources.open(file)).hasMessageContaining("(rows, components)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<c8", "|b1", "<U4", "|O8"})
    void refusesOtherTypes(String descr) throws IOException {
      Path file = write(VectorFiles.npyHeader(descr, 1, 1), new byte[16]);
      assertThatThrownBy(() -> RowSources.open(file)).hasMessageContaining("not supported");
    }

    @Test
    void refusesRecords() throws IOException {
      Path file =
          write(
              VectorFiles.npyHeader(
                  1, "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1, 1), }"));
      assertThatThrownBy(() -> RowSources.open(file)).hasMessageContaining("descr");
    }

    @Test
    void refusesHugeHeader() throws IOException {
      byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, 0, 0, 0, 0x7f};
      Path file = write(start);
      assertThatThrownBy(() -> RowSources.open(file)).hasMessageContaining("too long");
    }

    @Test
    void namesRowThatIsCutOff() throws IOException {
      Path file = write(VectorFiles.npyHeader("<f4", 3, 2), new byte[20]);
      assertThatThrownBy(() -> readAll(file))
          .hasMessageContaining("cut off in row 2")
          .hasMessageContaining("this row has 4");
    }

    @Test
    void refusesDoubleThatNoFloatHolds() throws IOException {
      byte[] data = ByteBuffer.allocate(8).putDouble(1e300).array();
      Path file = write(VectorFiles.npyHeader(">f8", 1, 1), data);
      assertThatThrownBy(() -> readAll(file)).hasMessageContaining("not a finite 32-bit float");
    }
  }

  @Nested
  final class JsonLines {

    private Path lines(String... lines) throws IOException {
      return Files.writeString(folder.resolve("lines"), String.join("\n", lines));
    }

    @Test
    void readsObjects() throws IOException {
      List<Row> rows =
          readAll(
              lines(
                  "{\"id\": 7, \"vector\": [0.1, -2e-3], \"payload\": {\"k\": [1.50, \"ä\"]}}",
                  "{\"vector\": [1, 2]}"));
      assertThat(rows.get(0).id()).isEqualTo(PointId.of(7));
      assertThat(rows.get(0).vector()).containsExactly(0.1f, -2e-3f);
      assertThat(rows.get(0).payload()).isEqualTo("{\"k\": [1.50, \"ä\"]}");
      assertThat(rows.get(1).id()).isNull();
      assertThat(rows.get(1).payload()).isNull();
    }

    @Test
    void readsArrays() throws IOException {
      assertThat(readAll(lines("[1, 2, 3]", "[4, 5, 6]", "")).get(1).vector())
          .containsExactly(4, 5, 6);
    }

    @Test
    void readsGzip() throws IOException {
      byte[] plain = Files.readAllBytes(lines("[1, 2]", "[3, 4]"));
      assertThat(readAll(write(VectorFiles.gzip(plain)))).hasSize(2);
    }

    @Test
    void skipsEmptyLinesAndReadsWindowsOnes() throws IOException {
      List<Row> rows = readAll(lines("\uFEFF[1]\r", "\r", "", "[2]\r"));
      assertThat(rows).extracting(Row::number).containsExactly(0L, 1L);
    }

    @Test
    void readsLargeAndUuidIds() throws IOException {
      List<Row> rows =
          readAll(
              lines(
                  "{\"id\": 18446744073709551615, \"vector\": [1]}",
                  "{\"id\": \"c56a4180-65aa-42ec-a945-5fd21dec0538\", \"vector\": [1]}"));
      assertThat(rows.get(0).id()).isEqualTo(PointId.of(-1L));
      assertThat(rows.get(1).id())
          .isEqualTo(PointId.of(UUID.fromString("c56a4180-65aa-42ec-a945-5fd21dec0538")));
    }

    @Test
    void readsNamesWithEscapedSurrogatePairs() throws IOException {
      List<Row> rows =
          readAll(lines("{\"vector\": [1], \"payload\": {\"\\ud83d\\ude00\": 1}}", "[2]"));
      assertThat(rows.get(0).payload()).isEqualTo("{\"\ud83d\ude00\": 1}");
      assertThat(rows).hasSize(2);
    }

    @Test
    void namesLineAndByteOfBadJson() throws IOException {
      Path file = lines("[1, 2]", "[3, 4}");
      assertThatThrownBy(() -> readAll(file))
          .isInstanceOf(MalformedSourceException.class)
          .hasMessageContaining("line 2 is not valid JSON")
          .hasMessageContaining("byte 12");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"id\": -1, \"vector\": [1, 2]}|neither an unsigned 64-bit number nor a UUID",
          "{\"id\": 1.5, \"vector\": [1, 2]}|neither",
          "{\"id\": \"x\", \"vector\": [1, 2]}|is not a UUID",
          "{\"id\": \"12\", \"vector\": [1, 2]}|a number in quotes",
          "{\"vector\": 3}|not an array",
          "{\"vector\": [1, \"2\"]}|component 1 of its vector is not a number",
          "{\"vector\": [1, 1e39]}|not a finite 32-bit float",
          "{\"vector\": [1, NaN]}|not valid JSON: Non-standard token 'NaN' (at",
          "{\"vector\": [1, 2], \"payload\": [1]}|payload is not an object",
          "{\"vektor\": [1, 2]}|unknown key \"vektor\"",
          "{\"vector\": [1, 2], \"vector\": [1, 2]}|Duplicate",
          "{\"id\": 1}|has no vector",
          "[]|has no vector",
          "[1, 2] [3, 4]|more than one JSON value",
          "[1, 2, 3]|3 components, the first row has 2",
          "7|an object with a vector, or an array",
          "[1, 2|line 2"
        })
    void refusesWrongLine(String lineAndReason) throws IOException {
      String[] parts = lineAndReason.split("\\|", -1);
      Path file = lines("[1, 2]", parts[0]);
      assertThatThrownBy(() -> readAll(file))
          .isInstanceOf(MalformedSourceException.class)
          .hasMessageContaining("line 2")
          .hasMessageContaining(parts[1]);
    }

    @Test
    void saysThatCompressedDataEndsEarly() throws IOException {
      String many = "[0.5, 0.25, 0.125]\n".repeat(5_000);
      byte[] packed = VectorFiles.gzip(many.getBytes(StandardCharsets.UTF_8));
      Path file = write(Arrays.copyOf(packed, packed.length / 2));
      assertThatThrownBy(() -> readAll(file))
          .isInstanceOf(MalformedSourceException.class)
          .hasMessageContaining("line")
          .hasMessageContaining("the compressed data ends early");
    }

    @Test
    void estimatesRowsFromBytes() throws IOException {
      Path file = lines("[1, 2]\n".repeat(40_000));
      try (RowSource source = RowSources.open(file)) {
        assertThat(source.expectedRows()).isEqualTo(RowSource.UNKNOWN);
        for (int i = 0; i < 20_000; i++) {
          source.next();
        }
        assertThat(source.expectedRows()).isBetween(25_000L, 40_000L);
      }
    }
  }
}
