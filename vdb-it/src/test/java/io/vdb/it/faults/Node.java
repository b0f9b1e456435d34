package io.vdb.it.faults;

import java.nio.file.attribute.FileTime;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A file or folder, whatever its names are. Guarded by the lock of the {@link Disk}. */
sealed interface Node permits FileNode, FolderNode {

  /** Returns when it came to be. */
  FileTime createdAt();

  /** Forgets what was not flushed. */
  void crash(@Nullable Random survival);

  /** Makes everything that it holds survive. */
  void force();
}
