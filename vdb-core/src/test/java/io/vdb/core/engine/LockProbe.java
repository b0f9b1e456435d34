package io.vdb.core.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Says whether another process holds the lock on a file. */
final class LockProbe {

  private LockProbe() {}

  /** Prints {@code locked} or {@code free}. */
  public static void main(String[] args) throws IOException {
    try (FileChannel channel = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
      System.out.println(channel.tryLock() == null ? "locked" : "free");
    }
  }
}
