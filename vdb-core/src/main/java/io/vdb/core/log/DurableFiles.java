package io.vdb.core.log;

import io.vdb.core.fault.FailPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Changes to files and folders that survive a power loss once the method has returned. Works on any
 * file system; the caller sees to it that no two threads change the same path.
 */
public final class DurableFiles {

  private static final String TEMPORARY_SUFFIX = ".tmp";

  private DurableFiles() {}

  /** Creates the folder, and those above it, where they are missing. */
  public static void createFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path absolute = folder.toAbsolutePath();
    Path parent = absolute.getParent();
    if (parent != null) {
      createFolder(parent);
    }
    try {
      Files.createDirectory(absolute);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(absolute)) {
        throw e;
      }
    }
    if (parent != null) {
      forceFolder(parent);
    }
  }

  /**
   * Deletes the folder with all it contains. Links are removed, not followed. A folder that does
   * not exist is no error. A crash on the way leaves a part of the tree.
   */
  public static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(folder, new DeletingVisitor());
    Path parent = folder.toAbsolutePath().getParent();
    if (parent != null) {
      forceFolder(parent);
    }
  }

  /**
   * Gives the file this content, all or nothing: after a crash the file has either the old content
   * or the new. Uses a neighbour with the suffix {@code .tmp}.
   */
  public static void writeAtomically(Path file, byte[] content) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path temporary = absolute.resolveSibling(absolute.getFileName() + TEMPORARY_SUFFIX);
    Uninterruptibly.run(() -> writeAndForce(temporary, content));
    FailPoint.FILE_REPLACE.pass();
    Files.move(
        temporary,
        absolute,
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    FailPoint.FILE_REPLACED.pass();
    Path parent = absolute.getParent();
    if (parent != null) {
      forceFolder(parent);
    }
  }

  /** Flushes the content of a file, whoever wrote it. */
  public static void forceFile(Path file) throws IOException {
    Uninterruptibly.run(() -> openAndForce(file, StandardOpenOption.WRITE));
  }

  /** Flushes the names in a folder: what was created, renamed and deleted in it. */
  public static void forceFolder(Path folder) throws IOException {
    if (folder.getFileSystem().getSeparator().equals("\\")) {
      // Windows cannot open a folder, and writes its changes through.
      return;
    }
    Uninterruptibly.run(() -> openAndForce(folder, StandardOpenOption.READ));
  }

  private static void writeAndForce(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  private static void openAndForce(Path path, StandardOpenOption access) throws IOException {
    try (FileChannel channel = FileChannel.open(path, access)) {
      channel.force(true);
    }
  }

  private static final class DeletingVisitor extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
        throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
