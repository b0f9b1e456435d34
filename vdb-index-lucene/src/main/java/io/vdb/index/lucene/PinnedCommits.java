package io.vdb.index.lucene;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.IndexCommit;
import org.apache.lucene.index.IndexDeletionPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the commit that the manifest names, those that somebody holds, and the latest one. Safe for
 * concurrent use.
 */
final class PinnedCommits extends IndexDeletionPolicy {

  private final Object lock = new Object();
  private final Map<String, Integer> held = new HashMap<>();
  private final Map<String, List<String>> files = new HashMap<>();
  private @Nullable String pinned;
  private @Nullable String latest;

  PinnedCommits(@Nullable String pinned) {
    this.pinned = pinned;
  }

  /** Says which commit the manifest names now. */
  void pin(String commit) {
    synchronized (lock) {
      pinned = commit;
    }
  }

  /**
   * Keeps the commit that the manifest names until it is released as often as it was held.
   *
   * @return the names of its files
   */
  List<String> hold(String commit) {
    synchronized (lock) {
      List<String> names = files.get(commit);
      if (names == null || !commit.equals(pinned)) {
        throw new IllegalStateException("the manifest does not name the commit " + commit);
      }
      held.merge(commit, 1, Integer::sum);
      return names;
    }
  }

  /** Undoes one {@link #hold}. */
  void release(String commit) {
    synchronized (lock) {
      held.computeIfPresent(commit, (_, holders) -> holders == 1 ? null : holders - 1);
    }
  }

  /** Returns the name of the last commit. */
  String latest() {
    synchronized (lock) {
      if (latest == null) {
        throw new IllegalStateException("there was no commit");
      }
      return latest;
    }
  }

  @Override
  public void onInit(List<? extends IndexCommit> commits) throws IOException {
    onCommit(commits);
  }

  @Override
  public void onCommit(List<? extends IndexCommit> commits) throws IOException {
    synchronized (lock) {
      files.clear();
      for (int i = 0; i < commits.size(); i++) {
        IndexCommit commit = commits.get(i);
        String name = commit.getSegmentsFileName();
        boolean last = i == commits.size() - 1;
        if (last) {
          latest = name;
        }
        if (last || name.equals(pinned) || held.containsKey(name)) {
          files.put(name, new ArrayList<>(commit.getFileNames()));
        } else {
          commit.delete();
        }
      }
    }
  }
}
