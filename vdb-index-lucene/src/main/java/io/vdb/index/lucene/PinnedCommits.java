package io.vdb.index.lucene;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.IndexCommit;
import org.apache.lucene.index.IndexDeletionPolicy;
import org.jspecify.annotations.Nullable;

/** Keeps the commit that the manifest names, and the latest one. */
final class PinnedCommits extends IndexDeletionPolicy {

  private volatile @Nullable String pinned;
  private volatile @Nullable String latest;

  PinnedCommits(@Nullable String pinned) {
    this.pinned = pinned;
  }

  /** Says which commit the manifest names now. */
  void pin(String commit) {
    pinned = commit;
  }

  /** Returns the name of the last commit. */
  String latest() {
    String name = latest;
    if (name == null) {
      throw new IllegalStateException("there was no commit");
    }
    return name;
  }

  @Override
  public void onInit(List<? extends IndexCommit> commits) throws IOException {
    onCommit(commits);
  }

  @Override
  public void onCommit(List<? extends IndexCommit> commits) throws IOException {
    for (int i = 0; i < commits.size(); i++) {
      IndexCommit commit = commits.get(i);
      if (i == commits.size() - 1) {
        latest = commit.getSegmentsFileName();
      } else if (!commit.getSegmentsFileName().equals(pinned)) {
        commit.delete();
      }
    }
  }
}
