package io.vdb.core.snapshot;

import java.io.IOException;

/** Takes the entries of a snapshot, as they stand in the file. */
public interface SnapshotVisitor {

  /** Takes nothing; for checking alone. */
  SnapshotVisitor NONE =
      new SnapshotVisitor() {
        @Override
        public Sink file(int collection, String name) {
          return _ -> {};
        }

        @Override
        public Sink record(int collection, int bytes) {
          return _ -> {};
        }

        @Override
        public void ended(SnapshotEntry entry) {}
      };

  /**
   * A file of an index begins.
   *
   * @param collection position of the collection
   * @param name its name relative to the folder of the index, with {@code /}; plain names only, so
   *     that it does not lead out of that folder
   * @return what takes its bytes, until {@link #ended}
   */
  Sink file(int collection, String name) throws IOException;

  /**
   * The next record of a log begins.
   *
   * @param bytes its length
   * @return what takes its bytes, exactly so many
   */
  Sink record(int collection, int bytes) throws IOException;

  /** The entry is complete, and its checksum is right. */
  void ended(SnapshotEntry entry) throws IOException;
}
