package io.vdb.it.clients;

import io.vdb.it.server.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a package manager put below the build folder. It is made once for each content of the file
 * that says what it holds, so that later runs need no network.
 */
final class Installation {

  private final Path folder;
  private final Path done;
  private final String wanted;

  /** An installation in a folder of this name, as the file says. */
  Installation(String name, Path file) throws IOException {
    folder = Distribution.work().resolveSibling(name);
    done = folder.resolve("installed");
    wanted = Files.readString(file);
  }

  Path folder() {
    return folder;
  }

  boolean isThere() throws IOException {
    return Files.exists(done) && Files.readString(done).equals(wanted);
  }

  /** Remembers that everything is there. */
  void finish() throws IOException {
    Files.writeString(done, wanted);
  }
}
