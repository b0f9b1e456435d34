package io.vdb.index.lucene;

import io.vdb.core.index.IndexSizes;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.OrdinalBits;
import io.vdb.core.model.VectorConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFileNames;
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

  /**
   * Returns the segments of the vector index, as merging sees them.
   *
   * @param graphsWanted whether any vector is to have a graph
   * @param living fields that vectors may have
   */
  List<MergeRules.Segment<Integer>> vectorSegments(boolean graphsWanted, Set<String> living) {
    List<MergeRules.Segment<Integer>> segments = new ArrayList<>();
    for (LeafReaderContext leaf : vectors.leaves()) {
      segments.add(
          new MergeRules.Segment<>(
              leaf.ord,
              leaf.reader().numDocs(),
              leaf.reader().numDeletedDocs(),
              GraphVectorsFormat.hasGraph(info(leaf).info, graphsWanted),
              LivingFields.isStale(leaf.reader(), living)));
    }
    return segments;
  }

  /** Returns the names of the segments of the vector index that have vectors which there are no more. */
  Set<String> staleSegments(Set<String> living) {
    Set<String> stale = new HashSet<>();
    for (LeafReaderContext leaf : vectors.leaves()) {
      if (LivingFields.isStale(leaf.reader(), living)) {
        stale.add(info(leaf).info.name);
      }
    }
    return stale;
  }

  /** Returns how many live vectors graphs hold. */
  long indexedVectors(IndexSpec spec) throws IOException {
    VectorFields fields = VectorFields.of(spec);
    long indexed = 0;
    for (LeafReaderContext leaf : vectors.leaves()) {
      if (hasGraph(leaf)) {
        for (Map.Entry<String, VectorConfig> vector : spec.vectors().entrySet()) {
          SegmentVectors values =
              SegmentVectors.of(
                  leaf.reader(), fields.dense(vector.getKey()), vector.getValue().dataType());
          indexed += values == null || !values.hasGraph() ? 0 : values.live();
        }
      }
    }
    return indexed;
  }

  /** Tells whether the segment of the vector index is one of those with graphs, where they are wanted. */
  static boolean hasGraph(LeafReaderContext leaf) {
    return GraphVectorsFormat.hasGraph(info(leaf).info);
  }

  /**
   * Returns the sizes of all files of the segments.
   *
   * @param mapped whether files are mapped into memory
   */
  IndexSizes sizes(boolean mapped) throws IOException {
    long graphBytes = 0;
    long vectorBytes = 0;
    long otherBytes = 0;
    for (DirectoryReader reader : List.of(payloads, vectors)) {
      for (LeafReaderContext leaf : reader.leaves()) {
        SegmentCommitInfo info = info(leaf);
        for (String file : info.files()) {
          long bytes = info.info.dir.fileLength(file);
          switch (IndexFileNames.getExtension(file)) {
            case "vex", "vem" -> graphBytes += bytes;
            case "vec", "vemf" -> vectorBytes += bytes;
            case null, default -> otherBytes += bytes;
          }
        }
      }
    }
    return new IndexSizes(
        graphBytes, vectorBytes, otherBytes, mapped ? graphBytes + vectorBytes + otherBytes : 0);
  }

  private static SegmentCommitInfo info(LeafReaderContext leaf) {
    return ((SegmentReader) leaf.reader()).getSegmentInfo();
  }
}
