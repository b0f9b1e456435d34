package io.vdb.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.index.IndexChange;
import io.vdb.core.index.IndexEnvironment;
import io.vdb.core.index.IndexInspection;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.VectorIndex;
import io.vdb.core.model.Distance;
import io.vdb.core.model.HnswConfig;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PointId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.store.NIOFSDirectory;
import org.apache.lucene.util.hnsw.HnswGraph;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage that no checksum shows. */
final class InspectionTest {

  @TempDir private Path folder;
  private final IndexSpec spec = new IndexSpec(2, Distance.COSINE, HnswConfig.DEFAULT);

  /** Keeps what is found. */
  private static final class Found implements IndexInspection.Findings {
    private final List<String> messages = new ArrayList<>();
    private final AtomicLong examined = new AtomicLong();

    @Override
    public void found(@Nullable String file, String what) {
      messages.add(what);
    }

    @Override
    public void examined(long count) {
      examined.addAndGet(count);
    }
  }

  /** A look of an inspection. */
  private interface Look {
    void at(IndexInspection inspection, IndexInspection.Findings findings) throws IOException;
  }

  private void write(float x) throws IOException {
    List<IndexChange> changes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      float[] vector = i == 1 ? new float[] {x, 0} : new float[] {0, 1};
      changes.add(
          new IndexChange.Put(i, PointId.of(10 + i), 1, vector, Payload.of(Map.of("n", 1L))));
    }
    try (VectorIndex index =
        new LuceneIndexProvider()
            .open(folder, spec, new IndexEnvironment("test", 1, () -> {}))) {
      index.apply(changes, 1);
      long _ = index.commit();
    }
  }

  private Found found(Look look) throws IOException {
    Found found = new Found();
    try (IndexInspection inspection =
        new LuceneIndexProvider().inspect(folder, spec).orElseThrow()) {
      look.at(inspection, found);
    }
    return found;
  }

  /** Changes one of the two Lucene indexes alone, and lets the manifest name that. */
  private void change(Change change) throws IOException {
    Manifest manifest = Objects.requireNonNull(Manifest.read(folder));
    String commit;
    try (NIOFSDirectory directory = new NIOFSDirectory(folder.resolve(LuceneParts.PAYLOADS))) {
      try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(null));
          DirectoryReader reader = DirectoryReader.open(writer)) {
        change.to(writer, new PointDocuments(reader, spec));
        writer.commit();
      }
      commit = SegmentInfos.getLastCommitSegmentsFileName(directory);
    }
    new Manifest(
            manifest.sequence(), commit, manifest.vectors(), manifest.shapes(), manifest.sparse())
        .write(folder);
  }

  /** A change of the payload index. */
  private interface Change {
    void to(IndexWriter writer, PointDocuments documents) throws IOException;
  }

  @Test
  void findsNothingWrongWithAWholeIndex() throws Exception {
    write(1);
    Found found =
        found(
            (inspection, findings) -> {
              assertThat(inspection.verifyFiles(findings)).isTrue();
              inspection.verifyCounts(findings);
              inspection.verifyOrphans(findings);
              inspection.verifyDimensions(findings);
              inspection.verifyGraphs(findings);
              assertThat(inspection.committedSequence()).isEqualTo(1);
            });
    assertThat(found.messages).isEmpty();
    assertThat(found.examined.get()).isGreaterThan(10);
  }

  @Test
  void findsAPointWithoutPayload() throws Exception {
    write(1);
    change((writer, _) -> writer.deleteDocuments(Fields.ordinalTerm(1)));
    assertThat(found(IndexInspection::verifyOrphans).messages)
        .containsExactly("point 11 has vectors but no payload");
    assertThat(found(IndexInspection::verifyCounts).messages)
        .containsExactly("there are 2 payloads and 3 vectors");
  }

  @Test
  void findsAnOrdinalOfTwoPoints() throws Exception {
    write(1);
    change(
        (writer, documents) ->
            writer.updateDocument(
                Fields.ordinalTerm(1),
                documents.payload(1, PointId.of(77), 1, _ -> true, Payload.EMPTY)));
    assertThat(found(IndexInspection::verifyOrphans).messages)
        .containsExactly("ordinal 1 is of point 11 and of another one");
  }

  @Test
  void findsAPointThatIsThereTwice() throws Exception {
    write(1);
    change(
        (writer, documents) ->
            writer.addDocument(
                documents.payload(9, PointId.of(11), 1, _ -> true, Payload.EMPTY)));
    assertThat(found(IndexInspection::verifyCounts).messages)
        .contains("there are 4 payloads and 3 vectors", "point 11 is there twice");
    assertThat(found(IndexInspection::verifyOrphans).messages)
        .containsExactly("the point with ordinal 9 has a payload but no vectors");
  }

  @Test
  void findsAVectorThatIsNotOfLengthOne() throws Exception {
    write(1.5f);
    assertThat(found(IndexInspection::verifyDimensions).messages)
        .containsExactly("the vector at place 1 is not of length 1");
  }

  /** A graph with one level, whose nodes have these neighbours. */
  private static HnswGraph graph(int[]... neighbours) {
    return new HnswGraph() {
      private int node;
      private int at;

      @Override
      public void seek(int level, int target) {
        node = target;
        at = 0;
      }

      @Override
      public int size() {
        return neighbours.length;
      }

      @Override
      public int nextNeighbor() {
        return at < neighbours[node].length
            ? neighbours[node][at++]
            : DocIdSetIterator.NO_MORE_DOCS;
      }

      @Override
      public int numLevels() {
        return 1;
      }

      @Override
      public int maxConn() {
        return 2;
      }

      @Override
      public int entryNode() {
        return 0;
      }

      @Override
      public int neighborCount() {
        return neighbours[node].length;
      }

      @Override
      public NodesIterator getNodesOnLevel(int level) {
        return new ArrayNodesIterator(IntStream.range(0, neighbours.length).toArray());
      }
    };
  }

  private static List<String> told(HnswGraph graph, int size) throws IOException {
    Found found = new Found();
    VectorChecks.graph(graph, size, "graph", found);
    return found.messages;
  }

  @Test
  void findsNodesThatNoSearchReaches() throws Exception {
    int[][] ring =
        IntStream.range(0, 10)
            .mapToObj(node -> new int[] {(node + 1) % 10})
            .toArray(int[][]::new);
    assertThat(told(graph(ring), 10)).isEmpty();
    ring[4] = new int[] {0};
    assertThat(told(graph(ring), 10))
        .containsExactly("5 of 10 nodes of the graph are reached from nowhere");
    ring[4] = new int[] {10};
    assertThat(told(graph(ring), 10))
        .containsExactly("the graph leads to node 10, which there is not");
    assertThat(told(graph(ring), 9)).containsExactly("the graph has 10 nodes for 9 vectors");
  }
}
