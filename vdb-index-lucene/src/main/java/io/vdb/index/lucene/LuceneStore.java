package io.vdb.index.lucene;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.log.DurableFiles;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.store.NIOFSDirectory;
import org.apache.lucene.store.NoLockFactory;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One of the two Lucene indexes: its folder, its writer and its commits. */
final class LuceneStore {

  private static final Logger LOG = LoggerFactory.getLogger(LuceneStore.class);
  private static final String PENDING_COMMIT = "pending_segments";

  private final Path folder;
  private final Directory directory;
  private final IndexWriter writer;
  private final PinnedCommits commits;

  private LuceneStore(
      Path folder, Directory directory, IndexWriter writer, PinnedCommits commits) {
    this.folder = folder;
    this.directory = directory;
    this.writer = writer;
    this.commits = commits;
  }

  /**
   * Opens the index at a commit, and drops what is newer; or a new index in place of what is there.
   *
   * @param commit name of the commit; a new index when absent
   */
  static LuceneStore open(Path folder, @Nullable String commit, IndexWriterConfig config)
      throws IOException {
    DurableFiles.createFolder(folder);
    Directory directory = directory(folder);
    try {
      dropCommitsExcept(directory, commit);
      if (commit != null && !Arrays.asList(directory.listAll()).contains(commit)) {
        throw new VdbException(
            ErrorCode.DATA_LOSS, folder.resolve(commit) + " is missing; restore it or the folder");
      }
      PinnedCommits commits = new PinnedCommits(commit);
      config
          .setIndexDeletionPolicy(commits)
          .setOpenMode(
              commit == null
                  ? IndexWriterConfig.OpenMode.CREATE
                  : IndexWriterConfig.OpenMode.APPEND);
      return new LuceneStore(folder, directory, new IndexWriter(directory, config), commits);
    } catch (IOException | RuntimeException e) {
      IOUtils.closeWhileHandlingException(directory);
      throw e;
    }
  }

  /**
   * Only the default file system can map files into memory. The lock of the data directory keeps
   * other processes out; Lucene's own lock files would outlive a crash to no use.
   */
  private static Directory directory(Path folder) throws IOException {
    return new DurableDirectory(
        folder,
        isMapped(folder)
            ? new MMapDirectory(folder, NoLockFactory.INSTANCE)
            : new NIOFSDirectory(folder, NoLockFactory.INSTANCE));
  }

  private static boolean isMapped(Path folder) {
    return folder.getFileSystem().equals(FileSystems.getDefault());
  }

  /** A commit that no manifest names was cut off by a crash: the other index may not have it. */
  private static void dropCommitsExcept(Directory directory, @Nullable String commit)
      throws IOException {
    for (String file : directory.listAll()) {
      boolean isCommit =
          file.startsWith(IndexFileNames.SEGMENTS) || file.startsWith(PENDING_COMMIT);
      if (isCommit && !file.equals(commit)) {
        directory.deleteFile(file);
      }
    }
  }

  /** Tells whether files are mapped into memory. */
  boolean isMapped() {
    return isMapped(folder);
  }

  IndexWriter writer() {
    return writer;
  }

  /** Opens a reader on everything that was written, committed or not. */
  DirectoryReader open() throws IOException {
    return DirectoryReader.open(writer);
  }

  /** Makes what was written survive a crash; returns the name of the commit. */
  String commit() throws IOException {
    writer.commit();
    return commits.latest();
  }

  /** Says that the manifest names this commit, so that older ones can go. */
  void pin(String commit) throws IOException {
    commits.pin(commit);
    writer.deleteUnusedFiles();
  }

  /** Keeps the files of the commit that the manifest names, until it is released; returns them. */
  List<String> hold(String commit) {
    return commits.hold(commit);
  }

  /** Lets go of a commit; nothing is left to do once the index is closed. */
  void release(String commit) throws IOException {
    commits.release(commit);
    try {
      writer.deleteUnusedFiles();
    } catch (AlreadyClosedException e) {
      LOG.debug("Index {} was closed while a commit was held", folder, e);
    }
  }

  /** Ends merging and drops what was not committed. */
  void close() throws IOException {
    IOUtils.close(writer::rollback, directory);
  }
}
