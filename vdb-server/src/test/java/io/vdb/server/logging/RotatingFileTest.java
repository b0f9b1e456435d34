package io.vdb.server.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RotatingFileTest {

  private static final long SECONDS = 60;

  @TempDir Path folder;
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final InstantSource clock = now::get;

  private RotatingFile open(long maxBytes, int maxFiles) throws IOException {
    return RotatingFile.open(folder.resolve("vdb.log"), maxBytes, maxFiles, clock);
  }

  private static void write(RotatingFile file, String line) throws IOException {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    file.write(bytes, 0, bytes.length);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static List<String> lines(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        BufferedReader text =
            new BufferedReader(
                new InputStreamReader(
                    file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in,
                    StandardCharsets.UTF_8))) {
      return text.lines().toList();
    }
  }

  @Test
  void losesNoLineWhenManyThreadsFillManyFiles() throws Exception {
    try (RotatingFile file = open(2_000, 1_000)) {
      List<Thread> threads =
          IntStream.range(0, 8)
              .mapToObj(
                  t ->
                      Thread.ofVirtual()
                          .start(
                              () -> {
                                try {
                                  for (int i = 0; i < 500; i++) {
                                    write(file, "thread " + t + " line " + i);
                                  }
                                } catch (IOException e) {
                                  throw new UncheckedIOException(e);
                                }
                              }))
              .toList();
      for (Thread thread : threads) {
        thread.join();
      }
      file.finishCompressing(SECONDS);
    }
    List<String> all = new ArrayList<>();
    for (Path file : files()) {
      all.addAll(lines(file));
    }
    assertThat(all).hasSize(8 * 500).doesNotHaveDuplicates();
    assertThat(files()).hasSizeGreaterThan(20);
    assertThat(files())
        .filteredOn(file -> !file.endsWith("vdb.log"))
        .allMatch(file -> file.toString().endsWith(".gz"));
    assertThat(Files.size(folder.resolve("vdb.log"))).isLessThanOrEqualTo(2_000);
  }

  @Test
  void keepsTheLatestFullFiles() throws Exception {
    try (RotatingFile file = open(10, 3)) {
      for (int i = 10; i < 30; i++) {
        write(file, "line " + i);
        now.set(now.get().plusMillis(5));
      }
      file.finishCompressing(SECONDS);
    }
    List<String> all = new ArrayList<>();
    for (Path file : files()) {
      all.addAll(lines(file));
    }
    assertThat(all).containsExactlyInAnyOrder("line 26", "line 27", "line 28", "line 29");
  }

  @Test
  void beginsAFileEachDay() throws Exception {
    try (RotatingFile file = open(1_000_000, 3)) {
      write(file, "yesterday");
      now.set(now.get().plus(Duration.ofDays(1)));
      write(file, "today");
      file.finishCompressing(SECONDS);
    }
    assertThat(files()).hasSize(2);
    assertThat(lines(folder.resolve("vdb.log"))).containsExactly("today");
  }

  @Test
  void goesOnWithTheFileOfTheRunBeforeAndCompressesWhatThatLeft() throws Exception {
    Path left = folder.resolve("vdb.log.20260102T030405.678Z");
    Files.writeString(left, "left\n");
    Files.writeString(folder.resolve("vdb.log"), "before\n");
    Files.writeString(folder.resolve("vdb.log.notes"), "of somebody else\n");
    try (RotatingFile file = open(1_000_000, 3)) {
      write(file, "after");
      file.finishCompressing(SECONDS);
    }
    assertThat(lines(folder.resolve("vdb.log"))).containsExactly("before", "after");
    assertThat(left).doesNotExist();
    assertThat(lines(folder.resolve("vdb.log.20260102T030405.678Z.gz"))).containsExactly("left");
    assertThat(folder.resolve("vdb.log.notes")).exists();
  }
}
