package io.vdb.index.lucene;

import io.vdb.core.index.SearchTally;
import io.vdb.core.index.VectorScorer;
import java.io.IOException;
import java.util.List;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.search.knn.KnnSearchStrategy;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.SparseFixedBitSet;
import org.apache.lucene.util.hnsw.HnswGraph;
import org.apache.lucene.util.hnsw.HnswGraphSearcher;

/**
 * Where a graph is entered for a scorer that has guides. From the one entry of the graph the way
 * leads to one of several examples, and often no further: what is best is near to all of them.
 */
final class GraphEntries {

  /** Most guides that are followed; each costs a short walk. */
  private static final int MAX_GUIDES = 16;

  /** Candidates kept on the way to a guide, all of which become entries. */
  private static final int WIDTH = 16;

  private GraphEntries() {}

  /** Returns how many candidates are kept in all, on the way to all guides. */
  static int candidates(List<VectorScorer> guides) {
    return WIDTH * Math.min(MAX_GUIDES, guides.size());
  }

  /** Returns a strategy that starts where the guides lead and goes on as another one. */
  static KnnSearchStrategy behind(
      List<VectorScorer> guides,
      KnnSearchStrategy strategy,
      SegmentVectors vectors,
      HnswGraph graph,
      SearchTally tally)
      throws IOException {
    if (guides.isEmpty()) {
      return strategy;
    }
    SparseFixedBitSet places = new SparseFixedBitSet(vectors.size());
    int entries = 0;
    for (VectorScorer guide : guides.subList(0, Math.min(MAX_GUIDES, guides.size()))) {
      TopKnnCollector collector = new TopKnnCollector(WIDTH, Integer.MAX_VALUE);
      HnswGraphSearcher.search(new PlaceScorer(vectors, guide), collector, graph, null);
      tally.visited(collector.visitedCount());
      tally.compared(collector.visitedCount());
      for (ScoreDoc found : collector.topDocs().scoreDocs) {
        entries += places.getAndSet(found.doc) ? 0 : 1;
      }
    }
    return new KnnSearchStrategy.Seeded(
        new BitSetIterator(places, entries), entries, strategy);
  }
}
