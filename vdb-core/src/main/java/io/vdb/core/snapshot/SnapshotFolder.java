package io.vdb.core.snapshot;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.fault.FailPoint;
import io.vdb.core.log.DurableFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where snapshots are kept: full ones in the folder itself, those of a collection in a folder of its
 * own below. Beside each stands a file with its checksum, in the form of {@code sha256sum}. A
 * snapshot appears and disappears in one step; what a crash leaves is removed when the folder is
 * opened. Belongs to one database. Safe for concurrent use.
 */
public final class SnapshotFolder {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotFolder.class);

  /** Where snapshots arrive that come from elsewhere. */
  private static final String INCOMING = ".incoming";

  private static final String FULL = "full-snapshot";
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
  private static final int SHA_256_CHARACTERS = 64;

  private final Path root;
  private final Object lock = new Object();
  private final Set<Path> reserved = new HashSet<>();
  private volatile long bytes;
  private volatile @Nullable Instant newest;

  private SnapshotFolder(Path root) {
    this.root = root;
  }

  /** Opens the folder, creates it when it is missing, and removes what was not completed. */
  public static SnapshotFolder open(Path root) throws IOException {
    DurableFiles.createFolder(root);
    SnapshotFolder folder = new SnapshotFolder(root);
    DurableFiles.deleteTree(root.resolve(INCOMING));
    folder.clean(root);
    for (Path sub : folder.subfolders()) {
      folder.clean(sub);
    }
    folder.count();
    return folder;
  }

  private List<Path> subfolders() throws IOException {
    return entries(root).stream()
        .filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
        .toList();
  }

  private static List<Path> entries(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    } catch (NoSuchFileException e) {
      return List.of(); // nothing was ever kept there
    }
    return entries;
  }

  private void clean(Path folder) throws IOException {
    boolean changed = false;
    for (Path entry : entries(folder)) {
      String name = nameOf(entry);
      boolean unfinished =
          name.endsWith(SnapshotNames.SUFFIX + SnapshotNames.TEMPORARY_SUFFIX)
              || name.endsWith(
                  SnapshotNames.SUFFIX
                      + SnapshotNames.CHECKSUM_SUFFIX
                      + SnapshotNames.TEMPORARY_SUFFIX);
      boolean orphan =
          name.endsWith(SnapshotNames.SUFFIX + SnapshotNames.CHECKSUM_SUFFIX)
              && !Files.exists(
                  entry.resolveSibling(
                      name.substring(
                          0, name.length() - SnapshotNames.CHECKSUM_SUFFIX.length())));
      if ((unfinished || orphan) && !Files.isDirectory(entry)) {
        LOG.info("Removing a snapshot that was not completed: {}", entry);
        Files.delete(entry);
        changed = true;
      }
    }
    if (changed) {
      DurableFiles.forceFolder(folder);
    }
  }

  private static String nameOf(Path path) {
    return String.valueOf(path.getFileName());
  }

  /** Returns the bytes of all snapshots, as of the last change or list. */
  public long bytes() {
    return bytes;
  }

  /** Returns when the newest snapshot was completed, if there is one. */
  public @Nullable Instant newest() {
    return newest;
  }

  private void count() throws IOException {
    synchronized (lock) {
      List<Path> folders = new ArrayList<>(subfolders());
      folders.add(root);
      long sum = 0;
      Instant latest = null;
      for (Path folder : folders) {
        for (SnapshotInfo info : list(folder)) {
          sum += info.bytes();
          latest = latest == null || info.created().isAfter(latest) ? info.created() : latest;
        }
      }
      bytes = sum;
      newest = latest;
    }
  }

  private Path folder(@Nullable String collection) {
    return collection == null ? root : root.resolve(SnapshotNames.folderOf(collection));
  }

  /**
   * Returns the snapshots of a collection, or the full ones, oldest first.
   *
   * @param collection name of the collection; full ones when absent
   */
  public List<SnapshotInfo> list(@Nullable String collection) throws IOException {
    List<SnapshotInfo> found = list(folder(collection));
    count();
    return found;
  }

  private static List<SnapshotInfo> list(Path folder) throws IOException {
    List<SnapshotInfo> found = new ArrayList<>();
    for (Path file : entries(folder)) {
      if (SnapshotNames.isName(nameOf(file))) {
        SnapshotInfo info = describe(file);
        if (info != null) {
          found.add(info);
        }
      }
    }
    found.sort(
        Comparator.comparing(SnapshotInfo::created).thenComparing(SnapshotInfo::name));
    return found;
  }

  /** Returns nothing for what is no file, or none any more. */
  private static @Nullable SnapshotInfo describe(Path file) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(
              file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.isRegularFile()
          ? new SnapshotInfo(
              nameOf(file),
              attributes.lastModifiedTime().toInstant(),
              attributes.size(),
              checksum(file))
          : null;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static @Nullable String checksum(Path file) throws IOException {
    try {
      // Whatever bytes a damaged disk has made of it, it is only the worse for that file.
      byte[] content = Files.readAllBytes(checksumFile(file));
      String text = new String(content, StandardCharsets.ISO_8859_1);
      String sha256 = text.substring(0, Math.min(text.length(), SHA_256_CHARACTERS));
      return SHA_256.matcher(sha256).matches() ? sha256 : null;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static Path checksumFile(Path file) {
    return file.resolveSibling(nameOf(file) + SnapshotNames.CHECKSUM_SUFFIX);
  }

  /**
   * Returns the file of a snapshot.
   *
   * @param collection name of the collection; a full one when absent
   * @throws VdbException with {@code NOT_FOUND} when there is none of this name, whatever the name
   */
  public Path find(@Nullable String collection, String name) {
    if (SnapshotNames.isName(name)) {
      Path file = folder(collection).resolve(name);
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        return file;
      }
    }
    throw SnapshotNames.notFound(name);
  }

  /**
   * Deletes a snapshot; whoever reads it may finish.
   *
   * @throws VdbException with {@code NOT_FOUND} when there is none of this name
   */
  public void delete(@Nullable String collection, String name) throws IOException {
    Path file = find(collection, name);
    try {
      Files.delete(file);
    } catch (NoSuchFileException e) {
      throw SnapshotNames.notFound(name);
    }
    FailPoint.SNAPSHOT_DELETE.pass();
    // One by one, so that a power loss can never bring back a snapshot without its checksum.
    DurableFiles.forceFolder(folder(collection));
    boolean _ = Files.deleteIfExists(checksumFile(file));
    count();
  }

  /** Tells whether a file is one of those that are kept here, links followed. */
  public boolean holds(Path file) throws IOException {
    return file.toRealPath().startsWith(root.toRealPath());
  }

  /**
   * Checks that so many bytes fit on the disk of a folder.
   *
   * @throws VdbException with {@code UNAVAILABLE} when they do not
   */
  public static void requireSpace(Path folder, long bytes) throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < bytes) {
      throw new VdbException(
          ErrorCode.UNAVAILABLE,
          "there is not enough disk space: " + bytes + " bytes are needed, " + free + " are free");
    }
  }

  /** Returns the folder, for looking at its disk. */
  public Path root() {
    return root;
  }

  /** Begins a snapshot of a collection, or a full one, under a name that is not taken. */
  public Pending begin(@Nullable String collection, Instant time) throws IOException {
    String prefix = collection == null ? FULL : SnapshotNames.prefixOf(collection);
    return begin(collection, SnapshotNames.of(prefix, time));
  }

  private Pending begin(@Nullable String collection, String wanted) throws IOException {
    Path folder = folder(collection);
    DurableFiles.createFolder(folder);
    synchronized (lock) {
      String name = wanted;
      Path file = folder.resolve(name);
      for (int i = 2; reserved.contains(file) || Files.exists(file); i++) {
        name = SnapshotNames.other(wanted, i);
        file = folder.resolve(name);
      }
      reserved.add(file);
      return new Pending(file, file.resolveSibling(name + SnapshotNames.TEMPORARY_SUFFIX));
    }
  }

  /** Begins to take in a file from elsewhere. */
  public Incoming receive() throws IOException {
    Path folder = root.resolve(INCOMING);
    DurableFiles.createFolder(folder);
    return new Incoming(folder.resolve(UUID.randomUUID().toString()));
  }

  /** A snapshot that nobody sees yet. Closing it before it is published removes it. */
  public final class Pending implements Closeable {

    private final Path file;
    private final Path temporary;
    private boolean published;

    private Pending(Path file, Path temporary) {
      this.file = file;
      this.temporary = temporary;
    }

    /** Returns the file to write. */
    public Path path() {
      return temporary;
    }

    /** Lets everybody see the file, which is complete and on the disk. */
    public SnapshotInfo publish(String sha256) throws IOException {
      return publish(temporary, sha256);
    }

    private SnapshotInfo publish(Path complete, String sha256) throws IOException {
      FailPoint.SNAPSHOT_PUBLISH.pass();
      String line = sha256 + "  " + nameOf(file) + "\n";
      DurableFiles.writeAtomically(
          checksumFile(file), line.getBytes(StandardCharsets.UTF_8));
      FailPoint.SNAPSHOT_CHECKSUM.pass();
      Files.move(complete, file, StandardCopyOption.ATOMIC_MOVE);
      FailPoint.SNAPSHOT_PUBLISHED.pass();
      published = true;
      DurableFiles.forceFolder(Objects.requireNonNull(file.toAbsolutePath().getParent()));
      count();
      SnapshotInfo info = describe(file);
      if (info == null) {
        throw new NoSuchFileException(file.toString());
      }
      return info;
    }

    @Override
    public void close() throws IOException {
      synchronized (lock) {
        reserved.remove(file);
      }
      if (!published) {
        Files.deleteIfExists(temporary);
        Files.deleteIfExists(checksumFile(file));
      }
    }
  }

  /** A file that comes from elsewhere. Closing it removes it, unless it was kept. */
  public final class Incoming implements Closeable {

    private final Path path;

    private Incoming(Path path) {
      this.path = path;
    }

    /** Returns the file to write. */
    public Path path() {
      return path;
    }

    /**
     * Keeps the file, which was found to be a snapshot, with those of a collection.
     *
     * @param wanted its name when that can be one and is not taken
     */
    public SnapshotInfo keep(String collection, String wanted, String sha256)
        throws IOException {
      DurableFiles.forceFile(path);
      Pending kept =
          SnapshotNames.isName(wanted)
              ? begin(collection, wanted)
              : begin(collection, Instant.now());
      try (kept) {
        return kept.publish(path, sha256);
      }
    }

    @Override
    public void close() throws IOException {
      Files.deleteIfExists(path);
    }
  }
}
