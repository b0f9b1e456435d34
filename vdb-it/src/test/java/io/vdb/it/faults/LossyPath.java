package io.vdb.it.faults;

import java.io.IOException;
import java.net.URI;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;

/**
 * A path in a {@link LossyFileSystem}; the default file system works out the names.
 *
 * @param fileSystem where it leads
 * @param names the same path of the default file system
 */
record LossyPath(LossyFileSystem fileSystem, Path names) implements Path {

  private LossyPath with(Path other) {
    return new LossyPath(fileSystem, other);
  }

  private @Nullable LossyPath withNullable(@Nullable Path other) {
    return other == null ? null : with(other);
  }

  /** Returns the absolute path below the root folder, whatever that is called. */
  Path placeOnDisk() {
    Path normal = toAbsolutePath().names.normalize();
    Path top = Path.of("/");
    return normal.getNameCount() <= 1
        ? top
        : top.resolve(normal.subpath(1, normal.getNameCount()));
  }

  private static Path namesOf(Path other) {
    return other instanceof LossyPath path ? path.names : other;
  }

  @Override
  public LossyFileSystem getFileSystem() {
    return fileSystem;
  }

  @Override
  public boolean isAbsolute() {
    return names.isAbsolute();
  }

  @Override
  public @Nullable Path getRoot() {
    return withNullable(names.getRoot());
  }

  @Override
  public @Nullable Path getFileName() {
    return withNullable(names.getFileName());
  }

  @Override
  public @Nullable Path getParent() {
    return withNullable(names.getParent());
  }

  @Override
  public int getNameCount() {
    return names.getNameCount();
  }

  @Override
  public Path getName(int index) {
    return with(names.getName(index));
  }

  @Override
  public Path subpath(int beginIndex, int endIndex) {
    return with(names.subpath(beginIndex, endIndex));
  }

  @Override
  public boolean startsWith(Path other) {
    return names.startsWith(namesOf(other));
  }

  @Override
  public boolean endsWith(Path other) {
    return names.endsWith(namesOf(other));
  }

  @Override
  public Path normalize() {
    return with(names.normalize());
  }

  @Override
  public Path resolve(Path other) {
    return with(names.resolve(namesOf(other)));
  }

  @Override
  public Path relativize(Path other) {
    return with(names.relativize(namesOf(other)));
  }

  @Override
  public URI toUri() {
    return URI.create("lossy://" + toAbsolutePath());
  }

  @Override
  public LossyPath toAbsolutePath() {
    return with(Path.of("/").resolve(names));
  }

  @Override
  public LossyPath toRealPath(LinkOption... options) throws IOException {
    if (!fileSystem.provider().isThere(this)) {
      throw new NoSuchFileException(toString());
    }
    Path normal = placeOnDisk();
    return (LossyPath) fileSystem.root().resolve(Path.of("/").relativize(normal).toString());
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException("register");
  }

  @Override
  public int compareTo(Path other) {
    return names.compareTo(namesOf(other));
  }

  @Override
  public String toString() {
    return names.toString();
  }
}
