package io.vdb.index.lucene;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import org.apache.lucene.index.IndexCommit;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.Directory;

/** The commit that a manifest names, whatever other commits a crash has left beside it. Only read. */
final class ManifestCommit extends IndexCommit {

  private final Directory directory;
  private final SegmentInfos segments;

  ManifestCommit(Directory directory, SegmentInfos segments) {
    this.directory = directory;
    this.segments = segments;
  }

  @Override
  public String getSegmentsFileName() {
    return segments.getSegmentsFileName();
  }

  @Override
  public Collection<String> getFileNames() throws IOException {
    return segments.files(true);
  }

  @Override
  public Directory getDirectory() {
    return directory;
  }

  @Override
  public void delete() {
    throw new UnsupportedOperationException("only read");
  }

  @Override
  public boolean isDeleted() {
    return false;
  }

  @Override
  public int getSegmentCount() {
    return segments.size();
  }

  @Override
  public long getGeneration() {
    return segments.getGeneration();
  }

  @Override
  public Map<String, String> getUserData() {
    return segments.getUserData();
  }
}
