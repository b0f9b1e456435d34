package io.vdb.index.lucene;

import io.vdb.core.index.CommittedFiles;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.List;

/** Before the first commit there is nothing to hold. */
enum NoCommit implements CommittedFiles {
  INSTANCE;

  @Override
  public long sequence() {
    return 0;
  }

  @Override
  public List<File> files() {
    return List.of();
  }

  @Override
  public ReadableByteChannel open(File file) throws IOException {
    throw new IOException("there was no commit that could hold " + file.name());
  }

  @Override
  public void close() {}
}
