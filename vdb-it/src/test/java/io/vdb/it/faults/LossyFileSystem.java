package io.vdb.it.faults;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * A file system in memory that remembers what was flushed and can lose the rest, as a power loss
 * does. A file keeps what was there when it was last forced, a folder the names that it had when it
 * was last forced; nothing else survives {@link #crash()}. Safe for concurrent use.
 *
 * <p>Faults can be asked for: flushes that fail, a disk that fills up, a power loss at a given
 * change.
 */
public final class LossyFileSystem extends FileSystem {

  private final String name = "disk-" + UUID.randomUUID();
  private final Disk disk = new Disk();
  private final LossyProvider provider = new LossyProvider(this, disk);

  /**
   * Returns the topmost folder, which exists and is empty at first. Its name is another one after
   * each crash, since programs remember by their real paths what they have locked, and a machine
   * that starts again remembers nothing. Paths with the old name lead to the same places.
   */
  public Path root() {
    return getPath("/" + name + "-" + disk.boots());
  }

  /** Goes back to what was flushed. Channels that were open fail from now on. */
  public void crash() {
    disk.crash(null);
  }

  /**
   * Like {@link #crash()}, but some of what was not flushed survives: any sectors of a file and any
   * length, and the first few changes of names in a folder.
   */
  public void crash(Random survival) {
    disk.crash(survival);
  }

  /**
   * Lets everything fail from the change with this number on, counted from now, until a crash.
   * Writing, forcing, creating, renaming, cutting and deleting are changes.
   */
  public void powerOffAfter(long changes) {
    disk.powerOffAfter(changes);
  }

  /** Tells whether the power is on. */
  public boolean hasPower() {
    return disk.hasPower();
  }

  /** Returns how many changes were begun so far. */
  public long changes() {
    return disk.changes();
  }

  /**
   * Makes every flush fail, or work again. What a failed flush should have written counts as
   * written from then on, though it is not: so does Linux.
   */
  public void failForces(boolean fail) {
    disk.failForces(fail ? Long.MAX_VALUE : 0);
  }

  /** The same for so many flushes, after which they work again. */
  public void failNextForces(int count) {
    disk.failForces(count);
  }

  /** Makes every write fail, as a broken disk does, or work again. */
  public void failWrites(boolean fail) {
    disk.failWrites(fail);
  }

  /** Makes opening a file fail while so many are open. */
  public void limitOpenFiles(int most) {
    disk.limitOpenFiles(most);
  }

  /** Returns how many files are open. */
  public int openFiles() {
    return disk.openFiles();
  }

  /** Makes writes fail once this many more bytes were written. */
  public void limitWrites(long bytes) {
    disk.limitWrites(bytes);
  }

  @Override
  public LossyProvider provider() {
    return provider;
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException("It ends with its last reference");
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public String getSeparator() {
    return "/";
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return List.of(root());
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return List.of(new LossyFileStore());
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return Set.of("basic");
  }

  @Override
  public Path getPath(String first, String... more) {
    return new LossyPath(this, Path.of(first, more));
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    throw new UnsupportedOperationException("getPathMatcher");
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    throw new UnsupportedOperationException("getUserPrincipalLookupService");
  }

  @Override
  public WatchService newWatchService() throws IOException {
    throw new UnsupportedOperationException("newWatchService");
  }
}
