package io.vdb.core.engine;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.log.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The folder that a database lives in: held by one process at a time, and marked with the version
 * of its format. Safe for concurrent use.
 *
 * <p>The lock is the operating system's, so it ends with the process whatever happens to it. The
 * file {@code LOCK} stays, and names the last holder.
 */
final class DataDirectory implements AutoCloseable {

  /** The only format that there is so far. */
  static final int FORMAT = 1;

  private static final String LOCK_FILE = "LOCK";
  private static final String FORMAT_FILE = "format.json";

  /**
   * What may be in a folder that no database has used: leftovers of a first start, mounts, and
   * snapshots that are to be restored.
   */
  private static final Set<String> HARMLESS =
      Set.of(
          LOCK_FILE,
          FORMAT_FILE,
          FORMAT_FILE + ".tmp",
          "lost+found",
          DatabaseConfig.SNAPSHOTS);

  private static final int MAX_PID_BYTES = 32;

  /**
   * Real paths of the folders that this process holds. On POSIX systems closing any channel of a
   * file gives up all the locks that the process has on it, so a second attempt within the process
   * must end before it opens the file.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path root;
  private final Path key;
  private final FileChannel lock;
  private final AtomicBoolean closed = new AtomicBoolean();

  private DataDirectory(Path root, Path key, FileChannel lock) {
    this.root = root;
    this.key = key;
    this.lock = lock;
  }

  /**
   * Takes the folder for this process, and creates it when it is missing.
   *
   * @throws VdbException with UNAVAILABLE when the folder cannot be used or is in use; with
   *     DATA_LOSS when its format is newer than {@link #FORMAT} or cannot be read
   */
  static DataDirectory open(Path root) {
    if (Files.exists(root) && !Files.isDirectory(root)) {
      throw unusable(root, "it is not a folder", null);
    }
    try {
      DurableFiles.createFolder(root);
      requireOursOrEmpty(root);
      return hold(root, root.toRealPath());
    } catch (IOException e) {
      throw unusable(root, e.toString(), e);
    }
  }

  Path root() {
    return root;
  }

  /** Returns where the system log is kept. */
  Path systemLog() {
    return root.resolve("system");
  }

  /** Returns where the collections are kept, each in a folder named by its id. */
  Path collections() {
    return root.resolve("collections");
  }

  /** Returns where one collection is kept. */
  Path collection(UUID id) {
    return collections().resolve(id.toString());
  }

  /** Lets other processes have the folder. Idempotent. */
  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      lock.close();
      HELD.remove(key);
    }
  }

  private static void requireOursOrEmpty(Path root) throws IOException {
    if (Files.exists(root.resolve(FORMAT_FILE))) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
      for (Path entry : entries) {
        if (!HARMLESS.contains(entry.getFileName().toString())) {
          throw unusable(
              root,
              "it holds %s but no %s, so it is not a data directory"
                  .formatted(entry.getFileName(), FORMAT_FILE),
              null);
        }
      }
    }
  }

  private static DataDirectory hold(Path root, Path key) throws IOException {
    if (!HELD.add(key)) {
      throw inUse(root, "this same process");
    }
    try {
      FileChannel lock = lock(root);
      try {
        checkFormat(root);
        return new DataDirectory(root, key, lock);
      } catch (IOException | RuntimeException e) {
        closeAfter(lock, e);
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      HELD.remove(key);
      throw e;
    }
  }

  private static FileChannel lock(Path root) throws IOException {
    Path file = root.resolve(LOCK_FILE);
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (!tryLock(channel)) {
        throw inUse(root, holder(channel));
      }
      channel.truncate(0);
      String pid = Long.toString(ProcessHandle.current().pid());
      channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
      channel.force(true);
      return channel;
    } catch (IOException | RuntimeException e) {
      closeAfter(channel, e);
      throw e;
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Held by a copy of this class in another class loader.
      return false;
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MAX_PID_BYTES);
    channel.read(bytes, 0);
    String pid = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
    return pid.matches("\\d+") ? "another process (pid " + pid + ")" : "another process";
  }

  private static void checkFormat(Path root) throws IOException {
    Path file = root.resolve(FORMAT_FILE);
    if (!Files.exists(file)) {
      DurableFiles.writeAtomically(
          file, "{\"format\":%d}\n".formatted(FORMAT).getBytes(StandardCharsets.UTF_8));
      return;
    }
    int format =
        readFormat(Files.readAllBytes(file))
            .orElseThrow(
                () ->
                    new VdbException(
                        ErrorCode.DATA_LOSS,
                        "%s is damaged: expected {\"format\":NUMBER}".formatted(file)));
    if (format > FORMAT) {
      throw new VdbException(
          ErrorCode.DATA_LOSS,
          ("Data directory %s has format %d, this program knows %d: a newer program wrote it, use"
                  + " that one, unless %s is damaged")
              .formatted(root.toAbsolutePath(), format, FORMAT, FORMAT_FILE));
    }
  }

  /** Returns the format; empty when the file is not what we write. Newer fields are passed over. */
  private static Optional<Integer> readFormat(byte[] json) throws IOException {
    try (JsonParser parser = JsonFactory.builder().build().createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      Optional<Integer> format = Optional.empty();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("format") && value == JsonToken.VALUE_NUMBER_INT) {
          format = Optional.of(parser.getIntValue());
        } else {
          parser.skipChildren();
        }
      }
      return format.filter(number -> number >= 1);
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static VdbException inUse(Path root, String holder) {
    return new VdbException(
        ErrorCode.UNAVAILABLE,
        "Data directory %s is in use by %s: stop it, or choose another data directory"
            .formatted(root.toAbsolutePath(), holder));
  }

  private static VdbException unusable(Path root, String reason, @Nullable Throwable cause) {
    return new VdbException(
        ErrorCode.UNAVAILABLE,
        "Cannot use data directory %s (%s): choose an empty or new folder that can be written to"
            .formatted(root.toAbsolutePath(), reason),
        cause);
  }

  private static void closeAfter(FileChannel channel, Exception failure) {
    try {
      channel.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
