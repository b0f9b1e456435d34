package io.vdb.it.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The tree of files, and the faults that were asked for. Safe for concurrent use. */
final class Disk {

  private final ReentrantLock lock = new ReentrantLock();
  private final FolderNode root = new FolderNode();
  private long boots;
  private long changes;
  private long powerOffAt = Long.MAX_VALUE;
  private long freeBytes = Long.MAX_VALUE;
  private long failingForces;
  private boolean writesFail;
  private int openFiles;
  private int mostOpenFiles = Integer.MAX_VALUE;

  /** An access to the tree. */
  @FunctionalInterface
  interface Access<T> {
    T run() throws IOException;
  }

  /** Runs something under the lock, if there is power. */
  <T> T access(Access<T> access) throws IOException {
    lock.lock();
    try {
      requirePower();
      return access.run();
    } finally {
      lock.unlock();
    }
  }

  /** Counts a change before it happens. */
  void beginChange() throws IOException {
    changes++;
    requirePower();
  }

  long boots() {
    return locked(() -> boots);
  }

  // What follows sets faults, and is called with or without power.

  void crash(@Nullable Random survival) {
    locked(
        () -> {
          root.crash(survival);
          boots++;
          powerOffAt = Long.MAX_VALUE;
          return boots;
        });
  }

  void powerOffAfter(long count) {
    // Power that is off stays off until the next boot.
    locked(() -> powerOffAt = changes < powerOffAt ? changes + count : powerOffAt);
  }

  long changes() {
    return locked(() -> changes);
  }

  boolean hasPower() {
    return locked(() -> changes < powerOffAt);
  }

  void failForces(long count) {
    locked(() -> failingForces = count);
  }

  void failWrites(boolean fail) {
    locked(() -> writesFail = fail);
  }

  void limitOpenFiles(int most) {
    locked(() -> mostOpenFiles = most);
  }

  int openFiles() {
    return locked(() -> openFiles);
  }

  void closed() {
    locked(() -> openFiles--);
  }

  void limitWrites(long bytes) {
    locked(() -> freeBytes = bytes);
  }

  // What follows is called inside access().

  void opening(Path path) throws IOException {
    if (openFiles >= mostOpenFiles) {
      throw new FileSystemException(path.toString(), null, "Too many open files");
    }
    openFiles++;
  }

  Node node(Path path) throws IOException {
    Node node = find(path);
    if (node == null) {
      throw new NoSuchFileException(path.toString());
    }
    return node;
  }

  FolderNode folder(Path path) throws IOException {
    if (node(path) instanceof FolderNode folder) {
      return folder;
    }
    throw new NotDirectoryException(path.toString());
  }

  @Nullable Node find(Path path) throws IOException {
    Node node = root;
    for (Path name : path) {
      if (!(node instanceof FolderNode folder)) {
        throw new FileSystemException(path.toString(), null, "Not a directory");
      }
      Node next = folder.get(name.toString());
      if (next == null) {
        return null;
      }
      node = next;
    }
    return node;
  }

  FileNode createFile(Path path) throws IOException {
    beginChange();
    FileNode file = new FileNode();
    parent(path).put(name(path), file);
    return file;
  }

  void createFolder(Path path) throws IOException {
    requireMissing(path);
    beginChange();
    parent(path).put(name(path), new FolderNode());
  }

  void delete(Path path) throws IOException {
    if (node(path) instanceof FolderNode folder && !folder.isEmpty()) {
      throw new DirectoryNotEmptyException(path.toString());
    }
    beginChange();
    parent(path).remove(name(path));
  }

  void move(Path source, Path target, boolean replace) throws IOException {
    Node node = node(source);
    if (!replace) {
      requireMissing(target);
    }
    if (find(target) instanceof FolderNode folder && !folder.isEmpty()) {
      throw new DirectoryNotEmptyException(target.toString());
    }
    beginChange();
    FolderNode from = parent(source);
    FolderNode to = parent(target);
    if (from.equals(to)) {
      from.rename(name(source), name(target), node);
    } else {
      to.put(name(target), node);
      from.remove(name(source));
    }
  }

  List<String> names(Path path) throws IOException {
    return folder(path).names();
  }

  int write(FileNode file, ByteBuffer source, long position) throws IOException {
    beginChange();
    if (writesFail) {
      throw new IOException("Input/output error");
    }
    int count = (int) Math.min(source.remaining(), freeBytes);
    if (count == 0 && source.hasRemaining()) {
      throw new IOException("No space left on device");
    }
    freeBytes -= freeBytes == Long.MAX_VALUE ? 0 : count;
    file.write(source, count, position);
    return count;
  }

  void force(Node node) throws IOException {
    beginChange();
    if (failingForces > 0) {
      failingForces--;
      if (node instanceof FileNode file) {
        file.forgetDirty();
      }
      throw new IOException("Input/output error");
    }
    node.force();
  }

  private FolderNode parent(Path path) throws IOException {
    Path parent = path.getParent();
    if (parent == null) {
      throw new FileSystemException(path.toString(), null, "The root cannot be changed");
    }
    return folder(parent);
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private void requireMissing(Path path) throws IOException {
    if (find(path) != null) {
      throw new FileAlreadyExistsException(path.toString());
    }
  }

  private void requirePower() throws IOException {
    if (!hasPower()) {
      throw new IOException("The power is off");
    }
  }

  <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }
}
