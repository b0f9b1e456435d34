package io.vdb.core.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What the tests of the log have in common. */
final class Logs {

  static final LogConfig SYNC = LogConfig.of(Durability.SYNC);

  private Logs() {}

  static FileOperationLog open(Path folder) throws IOException {
    return FileOperationLog.open(folder, SYNC, LogListener.NOOP);
  }

  static FileOperationLog open(Path folder, long fileBytes) throws IOException {
    return FileOperationLog.open(folder, SYNC.withFileBytes(fileBytes), LogListener.NOOP);
  }

  static List<ByteBuffer> bodies(String... texts) {
    return Arrays.stream(texts).map(Logs::body).toList();
  }

  static ByteBuffer body(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Replays into strings of the form {@code number:text}. */
  static List<String> replay(OperationLog log, long after) throws IOException {
    List<String> records = new ArrayList<>();
    log.replay(
        after,
        (sequence, body) -> records.add(sequence + ":" + StandardCharsets.UTF_8.decode(body)));
    return records;
  }

  static List<String> replay(Path folder) throws IOException {
    try (FileOperationLog log = open(folder)) {
      return replay(log, 0);
    }
  }

  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(path -> !path.endsWith(ForcedMark.FILE))
          .sorted()
          .toList();
    }
  }

  static Path onlyFile(Path folder) throws IOException {
    List<Path> files = files(folder);
    if (files.size() != 1) {
      throw new AssertionError("Expected one file, found " + files);
    }
    return files.getFirst();
  }

  /** Leaves nobody to say what was flushed, as a power loss may. */
  static void forgetForced(Path folder) throws IOException {
    boolean _ = Files.deleteIfExists(folder.resolve(ForcedMark.FILE));
  }

  static void flipBit(Path file, long offset) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) offset] ^= 0x10;
    Files.write(file, bytes);
  }
}
