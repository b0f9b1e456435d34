package io.vdb.index.lucene;

import io.vdb.core.log.DurableFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;

/** A directory that says so when its names cannot be flushed, which Lucene's own passes over. */
final class DurableDirectory extends FilterDirectory {

  private final Path folder;

  DurableDirectory(Path folder, Directory directory) {
    super(directory);
    this.folder = folder;
  }

  @Override
  public void syncMetaData() throws IOException {
    DurableFiles.forceFolder(folder);
  }
}
