package io.vdb.index.lucene;

import io.vdb.core.index.NearestScorer;
import io.vdb.core.index.SearchTally;
import io.vdb.core.index.VectorScorer;
import io.vdb.core.model.Distance;
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
 * Where a graph is entered for a scorer that is not the nearness to one point. What is best by it
 * may lie in several places with worse ones between them, and from the one entry of the graph the
 * way leads to one of those. So a sample of all vectors is scored, and the graph is entered at the
 * best of it, as well as where the guides of the scorer lead.
 *
 * <p>The largest dot products are in few places, too, whatever they are with, and between places far
 * apart there are hardly any links; so a smaller sample is scored for the product with one point.
 */
final class GraphEntries {

  /** Most guides that are followed; each costs a short walk. */
  private static final int MAX_GUIDES = 16;

  /** Candidates kept on the way to a guide, all of which become entries. */
  private static final int WIDTH = 16;

  /** Vectors of the sample, or up to twice as many. */
  private static final int SAMPLE = 256;

  /** How many of the sample become entries. */
  private static final int BEST = 32;

  /** The same for the product with one point. */
  private static final int PRODUCTS_SAMPLE = 128;

  private static final int PRODUCTS_BEST = 8;

  private final SegmentVectors vectors;
  private final HnswGraph graph;
  private final SearchTally tally;
  private final SparseFixedBitSet places;
  private int entries;

  private GraphEntries(SegmentVectors vectors, HnswGraph graph, SearchTally tally) {
    this.vectors = vectors;
    this.graph = graph;
    this.tally = tally;
    this.places = new SparseFixedBitSet(vectors.size());
  }

  /** Tells whether a scorer is anything but the nearness to one point. */
  static boolean areFor(VectorScorer scorer) {
    return !(scorer instanceof NearestScorer);
  }

  /** Returns how many candidates are kept in all, on the way to all guides. */
  static int candidates(VectorScorer scorer) {
    return WIDTH * Math.min(MAX_GUIDES, scorer.guides().size());
  }

  /**
   * Returns a strategy that starts at the entries for a scorer and goes on as another one, or that
   * other one where none are needed.
   */
  static KnnSearchStrategy behind(
      VectorScorer scorer,
      Distance distance,
      KnnSearchStrategy strategy,
      SegmentVectors vectors,
      SearchTally tally)
      throws IOException {
    boolean byExamples = areFor(scorer);
    if (!byExamples && distance != Distance.DOT) {
      return strategy;
    }
    GraphEntries found = new GraphEntries(vectors, vectors.graph(), tally);
    found.sample(
        scorer, byExamples ? SAMPLE : PRODUCTS_SAMPLE, byExamples ? BEST : PRODUCTS_BEST);
    List<VectorScorer> guides = scorer.guides();
    for (VectorScorer guide : guides.subList(0, Math.min(MAX_GUIDES, guides.size()))) {
      found.follow(guide);
    }
    return new KnnSearchStrategy.Seeded(
        new BitSetIterator(found.places, found.entries), found.entries, strategy);
  }

  /** Scores some of an upper layer, which has every so many vectors by chance. */
  private void sample(VectorScorer scorer, int wanted, int entered) throws IOException {
    int level = graph.numLevels() - 1;
    while (level > 0 && graph.getNodesOnLevel(level).size() < wanted) {
      level--;
    }
    HnswGraph.NodesIterator nodes = graph.getNodesOnLevel(level);
    int step = Math.max(1, nodes.size() / wanted);
    PlaceScorer sampled = new PlaceScorer(vectors, scorer);
    TopKnnCollector best = new TopKnnCollector(entered, Integer.MAX_VALUE);
    int compared = 0;
    for (int i = 0; nodes.hasNext(); i++) {
      int place = nodes.nextInt();
      if (i % step == 0) {
        best.collect(place, sampled.score(place));
        compared++;
      }
    }
    tally.visited(compared);
    tally.compared(compared);
    enter(best);
  }

  private void follow(VectorScorer guide) throws IOException {
    TopKnnCollector collector = new TopKnnCollector(WIDTH, Integer.MAX_VALUE);
    HnswGraphSearcher.search(new PlaceScorer(vectors, guide), collector, graph, null);
    tally.visited(collector.visitedCount());
    tally.compared(collector.visitedCount());
    enter(collector);
  }

  private void enter(TopKnnCollector collector) {
    for (ScoreDoc found : collector.topDocs().scoreDocs) {
      entries += places.getAndSet(found.doc) ? 0 : 1;
    }
  }
}
