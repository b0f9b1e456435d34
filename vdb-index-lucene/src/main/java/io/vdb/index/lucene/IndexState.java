package io.vdb.index.lucene;

import io.vdb.core.index.OrdinalBits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentReader;

/**
 * Both Lucene indexes at one sequence number. Immutable; whoever uses it retains the readers.
 *
 * @param ordinalLimit larger than every ordinal in use
 */
record IndexState(
    DirectoryReader payloads, DirectoryReader vectors, long sequence, int ordinalLimit) {

  /** Returns this state with the limit of these ordinals. Both share one retention. */
  IndexState withLimit(OrdinalBits used) {
    int limit = 0;
    for (int at = used.nextSet(0); at >= 0; at = used.nextSet(limit)) {
      limit = at + 1;
    }
    return new IndexState(payloads, vectors, sequence, limit);
  }

  /** Adds a user. Only while another one holds the readers. */
  void retain() {
    payloads.incRef();
    vectors.incRef();
  }

  /** Takes a user away; files go with the last one. */
  void release() throws IOException {
    try {
      payloads.decRef();
    } finally {
      vectors.decRef();
    }
  }

  /** Returns the segments of the vector index, as merging sees them. */
  List<MergeRules.Segment<Integer>> vectorSegments() {
    List<MergeRules.Segment<Integer>> segments = new ArrayList<>();
    for (LeafReaderContext leaf : vectors.leaves()) {
      segments.add(
          new MergeRules.Segment<>(
              leaf.ord,
              leaf.reader().numDocs(),
              leaf.reader().numDeletedDocs(),
              hasGraph(leaf)));
    }
    return segments;
  }

  /** Tells whether the segment of the vector index has a graph. */
  static boolean hasGraph(LeafReaderContext leaf) {
    return GraphVectorsFormat.hasGraph(info(leaf).info);
  }

  /** Returns the size of all segments on disk. */
  long bytes() throws IOException {
    long bytes = 0;
    for (DirectoryReader reader : List.of(payloads, vectors)) {
      for (LeafReaderContext leaf : reader.leaves()) {
        bytes += info(leaf).sizeInBytes();
      }
    }
    return bytes;
  }

  private static SegmentCommitInfo info(LeafReaderContext leaf) {
    return ((SegmentReader) leaf.reader()).getSegmentInfo();
  }
}
