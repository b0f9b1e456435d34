package io.vdb.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vdb.core.index.IndexHit;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.SearchTally;
import io.vdb.core.index.VectorKernel;
import io.vdb.core.model.Distance;
import io.vdb.core.model.HnswConfig;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.PointId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several graphs in one index, which merging leaves only when they are very large. */
class RescoreTest {

  private static final long SEED = 11;
  private static final int GRAPHS = 4;
  private static final int EACH = 500;
  private static final int DIMENSION = 24;

  /** Small enough that walking a graph of this size is cheaper than comparing all. */
  private static final int EF = 70;


  private final Random random = new Random(SEED);
  private final List<float[]> vectors = new ArrayList<>();
  private final Directory joined = new ByteBuffersDirectory();

  @BeforeEach
  void drawVectors() {
    for (int i = 0; i < GRAPHS * EACH; i++) {
      vectors.add(vector());
    }
  }

  @AfterEach
  void close() throws IOException {
    joined.close();
  }

  /** Of unit length, so that every distance may be asked for. */
  private float[] vector() {
    float[] vector = new float[DIMENSION];
    double squares = 0;
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextGaussian();
      squares += (double) vector[i] * vector[i];
    }
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) (vector[i] / Math.sqrt(squares));
    }
    return vector;
  }

  private static IndexSpec spec(Distance distance) {
    return new IndexSpec(DIMENSION, distance, HnswConfig.DEFAULT);
  }

  private static IndexWriterConfig config(Distance distance) {
    return new IndexWriterConfig(null)
        .setUseCompoundFile(false)
        .setCodec(new GraphCodec(spec(distance), 0, null, 1));
  }

  /** Writes segments with a graph each, and brings them into one index as they are. */
  private IndexState segments(Distance distance, int graphs) throws IOException {
    List<Directory> parts = new ArrayList<>();
    try (IndexWriter writer =
        new IndexWriter(joined, config(distance).setMergePolicy(NoMergePolicy.INSTANCE))) {
      for (int graph = 0; graph < graphs; graph++) {
        Directory part = new ByteBuffersDirectory();
        parts.add(part);
        writeGraph(part, distance, graph * EACH);
      }
      writer.addIndexes(parts.toArray(Directory[]::new));
    }
    for (Directory part : parts) {
      part.close();
    }
    DirectoryReader reader = DirectoryReader.open(joined);
    reader.incRef(); // it stands for the payloads as well
    return new IndexState(reader, reader, 1, vectors.size());
  }

  private void writeGraph(Directory part, Distance distance, int from) throws IOException {
    try (IndexWriter writer = new IndexWriter(part, config(distance));
        DirectoryReader empty = DirectoryReader.open(writer)) {
      PointDocuments documents = new PointDocuments(empty, spec(distance));
      for (int ordinal = from; ordinal < from + EACH; ordinal++) {
        writer.addDocument(
            documents.vectors(
                ordinal, PointId.of(ordinal), NamedVectors.of(vectors.get(ordinal))));
        if (ordinal == from + EACH / 2) {
          writer.flush(); // of two segments, so that there is something to merge
        }
      }
      writer.forceMerge(1);
    }
  }

  private static SearchTally search(
      IndexState state, Distance distance, float[] query, int k, List<IndexHit> into)
      throws IOException {
    SearchTally tally = new SearchTally(true);
    into.addAll(
        new NearestSearch(state, new DocumentOrdinals.Cache(), spec(distance))
            .find(TestIndex.query(distance, query, k, EF, false, null), tally));
    return tally;
  }

  private List<Integer> nearest(Distance distance, float[] query, int k, int among) {
    VectorKernel kernel = Kernels.of(distance);
    Comparator<Integer> nearer =
        (a, b) ->
            distance.compareScores(
                kernel.score(query, vectors.get(a)), kernel.score(query, vectors.get(b)));
    return IntStream.range(0, among)
        .boxed()
        .sorted(nearer.thenComparing(Comparator.naturalOrder()))
        .limit(k)
        .toList();
  }

  @ParameterizedTest
  @EnumSource(Distance.class)
  void findsTheNearestOfAllGraphsAndComparesOnlyThemAgain(Distance distance) throws Exception {
    IndexState state = segments(distance, GRAPHS);
    try {
      int k = 10;
      int found = 0;
      for (int i = 0; i < 50; i++) {
        float[] query = vector();
        List<IndexHit> hits = new ArrayList<>();
        SearchTally tally = search(state, distance, query, k, hits);
        List<Integer> wanted = nearest(distance, query, k, GRAPHS * EACH);
        found += (int) hits.stream().filter(hit -> wanted.contains(hit.ordinal())).count();
        assertThat(tally.segments()).isEqualTo(GRAPHS);
        assertThat(tally.strategy()).isEqualTo("graph");
        // Lucene does not know this one, so the graph is walked with the exact comparison.
        boolean exactWalk = distance == Distance.MANHATTAN;
        assertThat(tally.rescored()).isNotEqualTo(exactWalk);
        long again = tally.distanceComputations() - tally.visitedNodes();
        assertThat(again)
            .as("compared again, seed %d", SEED)
            .isBetween(exactWalk ? 0L : k, exactWalk ? 0L : k + 3L);
        for (IndexHit hit : hits) {
          // SIMD adds up in another order before it is compiled than after.
          assertThat(hit.score())
              .isCloseTo(
                  Kernels.of(distance).score(query, vectors.get(hit.ordinal())), within(1e-5f));
        }
      }
      assertThat(found / (50.0 * k)).as("recall, seed %d", SEED).isGreaterThan(0.97);
    } finally {
      state.release();
    }
  }

  @Test
  void tellsNeighbouringSegmentsThatAreSearchedAlikeAsOneGroup() throws Exception {
    IndexState state = segments(Distance.DOT, GRAPHS);
    try {
      List<IndexHit> hits = new ArrayList<>();
      SearchTally tally = search(state, Distance.DOT, vector(), 5, hits);
      assertThat(tally.groups()).hasSize(1);
      SearchTally.Group group = tally.groups().getFirst();
      assertThat(group.strategy()).isEqualTo("graph");
      assertThat(group.segments()).isEqualTo(GRAPHS);
      assertThat(group.visitedNodes()).isEqualTo(tally.visitedNodes());
      assertThat(group.endNanos()).isLessThanOrEqualTo(tally.rescoreStartNanos());
    } finally {
      state.release();
    }
  }
}
