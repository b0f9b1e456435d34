package io.vdb.server.logging;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file that makes room for the next when it is full or the day (UTC) is over. Full ones are named
 * after the time, compressed in the background, and the oldest deleted. Each write goes to the
 * operating system at once, and never into two files. Safe for concurrent use.
 *
 * <p>A disk that cannot be written costs lines: the file is tried again with each line, and the first
 * failure is told on standard error as well as thrown.
 */
final class RotatingFile extends OutputStream {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final String STAMP_GLOB = "????????T??????.???Z*";
  private static final String COMPRESSED = ".gz";
  private static final String UNFINISHED = ".tmp";
  private static final long MILLIS_PER_DAY = 86_400_000;

  private final Path file;
  private final long maxBytes;
  private final int maxFiles;
  private final InstantSource clock;
  private final Object lock = new Object();
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("vdb-log-files").daemon(true).factory());
  private @Nullable OutputStream open;
  private long size;
  private long day;
  private boolean failing;

  private RotatingFile(Path file, long maxBytes, int maxFiles, InstantSource clock) {
    this.file = file;
    this.maxBytes = maxBytes;
    this.maxFiles = maxFiles;
    this.clock = clock;
  }

  /**
   * Opens a file, whose folder is there.
   *
   * @param maxBytes after which the next file begins; a single longer write has a file of its own
   * @param maxFiles how many full ones are kept
   */
  static RotatingFile open(Path file, long maxBytes, int maxFiles, InstantSource clock)
      throws IOException {
    RotatingFile rotating = new RotatingFile(file, maxBytes, maxFiles, clock);
    rotating.openFile();
    rotating.background.execute(rotating::tidy); // what an end in the middle left behind
    return rotating;
  }

  private OutputStream openFile() throws IOException {
    OutputStream opened =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    size = Files.size(file);
    day = (size == 0 ? clock.millis() : Files.getLastModifiedTime(file).toMillis()) / MILLIS_PER_DAY;
    open = opened;
    return opened;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    synchronized (lock) {
      try {
        OutputStream out = outputFor(length);
        out.write(bytes, from, length);
        size += length;
        failing = false;
      } catch (IOException e) {
        tellOnce(e);
        throw e;
      }
    }
  }

  private OutputStream outputFor(int length) throws IOException {
    boolean full = size > 0 && size + length > maxBytes;
    if (full || (size > 0 && clock.millis() / MILLIS_PER_DAY != day)) {
      rotate();
    }
    OutputStream out = open;
    return out == null ? openFile() : out;
  }

  private void rotate() throws IOException {
    OutputStream out = open;
    open = null;
    if (out != null) {
      out.close();
    }
    Files.move(file, freeName());
    size = 0;
    if (!background.isShutdown()) {
      background.execute(this::tidy);
    }
  }

  private Path freeName() {
    String stamp = file.getFileName() + "." + STAMP.format(clock.instant());
    Path name = file.resolveSibling(stamp);
    for (int i = 1; exists(name); i++) {
      name = file.resolveSibling("%s-%06d".formatted(stamp, i));
    }
    return name;
  }

  private static boolean exists(Path name) {
    return Files.exists(name) || Files.exists(compressed(name));
  }

  private static Path compressed(Path name) {
    return name.resolveSibling(name.getFileName() + COMPRESSED);
  }

  private void tellOnce(IOException e) {
    if (!failing) {
      failing = true;
      System.err.println("vdb: lines for the log " + file + " are lost: " + e);
    }
  }

  /** Compresses full files and deletes the oldest. */
  private void tidy() {
    try {
      for (Path full : full()) {
        if (!full.toString().endsWith(COMPRESSED)) {
          compress(full);
        }
      }
      List<Path> oldestFirst = full();
      for (Path old : oldestFirst.subList(0, Math.max(0, oldestFirst.size() - maxFiles))) {
        Files.deleteIfExists(old);
      }
    } catch (IOException e) {
      synchronized (lock) {
        tellOnce(e);
      }
    }
  }

  private List<Path> full() throws IOException {
    Path folder = file.resolveSibling(".");
    String prefix = file.getFileName() + ".";
    var stamps = folder.getFileSystem().getPathMatcher("glob:" + STAMP_GLOB);
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(
              each -> {
                String name = String.valueOf(each.getFileName());
                return name.startsWith(prefix)
                    && !name.endsWith(UNFINISHED)
                    && stamps.matches(Path.of(name.substring(prefix.length())));
              })
          .sorted()
          .toList();
    }
  }

  /** The compressed file takes its name when it is whole, and only then the other one goes. */
  private static void compress(Path full) throws IOException {
    Path unfinished = full.resolveSibling(full.getFileName() + COMPRESSED + UNFINISHED);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(unfinished))) {
      Files.copy(full, out);
    } catch (NoSuchFileException e) {
      Files.deleteIfExists(unfinished); // somebody else moved it away
      return;
    }
    Files.move(unfinished, compressed(full), StandardCopyOption.ATOMIC_MOVE);
    Files.delete(full);
  }

  /** Waits until nothing is left to compress; what is written meanwhile is written. */
  void finishCompressing(long seconds) {
    try {
      background.submit(() -> {}).get(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      return; // it is done after the next start
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (lock) {
      background.shutdown();
      OutputStream out = open;
      open = null;
      if (out != null) {
        out.close();
      }
    }
  }
}
