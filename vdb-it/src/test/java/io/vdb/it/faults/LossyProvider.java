package io.vdb.it.faults;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the calls of {@link java.nio.file.Files} into accesses to the {@link Disk}. */
final class LossyProvider extends FileSystemProvider {

  private final LossyFileSystem fileSystem;
  private final Disk disk;

  LossyProvider(LossyFileSystem fileSystem, Disk disk) {
    this.fileSystem = fileSystem;
    this.disk = disk;
  }

  boolean isThere(Path path) throws IOException {
    return disk.access(() -> disk.find(absolute(path)) != null);
  }

  @Override
  public String getScheme() {
    return "lossy";
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return disk.access(() -> open(path, options));
  }

  @Override
  public FileChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
    List<Path> entries = new ArrayList<>();
    for (String name : disk.access(() -> disk.names(absolute(folder)))) {
      Path entry = folder.resolve(name);
      if (filter.accept(entry)) {
        entries.add(entry);
      }
    }
    return new Listing(entries);
  }

  @Override
  public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
    change(() -> disk.createFolder(absolute(folder)));
  }

  @Override
  public void delete(Path path) throws IOException {
    change(() -> disk.delete(absolute(path)));
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    List<CopyOption> all = Arrays.asList(options);
    boolean replace =
        all.contains(StandardCopyOption.REPLACE_EXISTING)
            || all.contains(StandardCopyOption.ATOMIC_MOVE);
    change(() -> disk.move(absolute(source), absolute(target), replace));
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) {
    throw new UnsupportedOperationException("copy");
  }

  @Override
  public boolean isSameFile(Path path, Path other) throws IOException {
    return disk.access(() -> disk.node(absolute(path)).equals(disk.node(absolute(other))));
  }

  @Override
  public boolean isHidden(Path path) {
    return false;
  }

  @Override
  public LossyFileStore getFileStore(Path path) {
    return new LossyFileStore();
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    attributes(path);
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return null;
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    if (!type.equals(BasicFileAttributes.class)) {
      throw new UnsupportedOperationException(type.getName());
    }
    return type.cast(attributes(path));
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    Map<String, Object> all = attributes(path).toMap();
    String wanted = names.startsWith("basic:") ? names.substring("basic:".length()) : names;
    if (wanted.equals("*")) {
      return all;
    }
    Map<String, Object> chosen = new LinkedHashMap<>();
    for (String name : List.of(wanted.split(",", -1))) {
      Object value = all.get(name);
      if (value == null) {
        throw new IllegalArgumentException("No attribute " + name);
      }
      chosen.put(name, value);
    }
    return chosen;
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
    throw new UnsupportedOperationException("setAttribute");
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException("newFileSystem");
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return fileSystem;
  }

  @Override
  public Path getPath(URI uri) {
    return fileSystem.getPath(uri.getPath());
  }

  private LossyAttributes attributes(Path path) throws IOException {
    return disk.access(() -> LossyAttributes.of(disk.node(absolute(path))));
  }

  private FileChannel open(Path path, Set<? extends OpenOption> options) throws IOException {
    Path absolute = absolute(path);
    disk.opening(absolute);
    boolean opened = false;
    try {
      FileChannel channel = opened(path, absolute, options);
      opened = true;
      return channel;
    } finally {
      if (!opened) {
        disk.closed();
      }
    }
  }

  private FileChannel opened(Path path, Path absolute, Set<? extends OpenOption> options)
      throws IOException {
    boolean append = options.contains(StandardOpenOption.APPEND);
    boolean write = append || options.contains(StandardOpenOption.WRITE);
    boolean read = !write || options.contains(StandardOpenOption.READ);
    Node node = disk.find(absolute);
    if (node != null && write && options.contains(StandardOpenOption.CREATE_NEW)) {
      throw new FileAlreadyExistsException(path.toString());
    }
    if (node == null) {
      boolean create =
          options.contains(StandardOpenOption.CREATE)
              || options.contains(StandardOpenOption.CREATE_NEW);
      if (!create || !write) {
        throw new NoSuchFileException(path.toString());
      }
      node = disk.createFile(absolute);
    }
    if (node instanceof FolderNode && write) {
      throw new FileSystemException(path.toString(), null, "Is a directory");
    }
    LossyChannel channel = new LossyChannel(disk, node, read, write, append);
    if (write && options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
      channel.truncate(0);
    }
    return channel;
  }

  private Path absolute(Path path) {
    if (path instanceof LossyPath lossy && lossy.fileSystem().equals(fileSystem)) {
      return lossy.placeOnDisk();
    }
    throw new ProviderMismatchException(path.toString());
  }

  private void change(Change change) throws IOException {
    disk.access(
        () -> {
          change.run();
          return this;
        });
  }

  @FunctionalInterface
  private interface Change {
    void run() throws IOException;
  }

  /** A list of entries, read when it was asked for. */
  private record Listing(List<Path> entries) implements DirectoryStream<Path> {
    @Override
    public Iterator<Path> iterator() {
      return entries.iterator();
    }

    @Override
    public void close() {}
  }
}
