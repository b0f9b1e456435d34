package io.vdb.core.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** Holds a data directory until it is killed. */
final class LockHolder {

  private LockHolder() {}

  /** Takes the folder given and prints {@code held}. */
  public static void main(String[] args) throws IOException {
    try (DataDirectory directory = DataDirectory.open(Path.of(args[0]))) {
      System.out.println("held " + directory.root());
      // Standard input stays open as long as the parent lives.
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }
}
