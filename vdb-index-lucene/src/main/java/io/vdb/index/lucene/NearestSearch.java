package io.vdb.index.lucene;

import io.vdb.core.index.IndexHit;
import io.vdb.core.index.IndexQuery;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.NearestScorer;
import io.vdb.core.index.OrdinalSet;
import io.vdb.core.index.SearchTally;
import io.vdb.core.index.VectorScorer;
import io.vdb.core.model.DataType;
import io.vdb.core.model.Distance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.search.knn.KnnSearchStrategy;
import org.apache.lucene.util.hnsw.HnswGraph;
import org.apache.lucene.util.hnsw.HnswGraphSearcher;
import org.jspecify.annotations.Nullable;

/**
 * Searches the segments of one state one after the other.
 *
 * <p>A segment is walked by its graph, or compared vector by vector where that is cheaper. Lucene
 * walks fastest by its own means, which it has for the nearest to a vector under most distances. When
 * all are searched, the best of what the graphs found is then compared again with the exact scorer,
 * because Lucene squeezes scores into positive floats and loses digits on the way. Towards anything
 * else it is led by the exact scorer itself.
 *
 * <p>Comparing again only the best of all graphs together loses nothing. Every segment holds the same
 * kind of vectors under the same similarity, so that their scores are on one scale. A score is within
 * a share of {@link #ROUNDING} of a growing function of nearness: whatever scores worse than the
 * {@code k}-th best by more than that share is further away than {@code k} others, and so is not
 * among the {@code k} nearest, wherever the others come from.
 */
final class NearestSearch {

  /** Candidates kept in a graph walk when the caller does not say; see ADR 0002 for the figures. */
  static final int DEFAULT_EF = 100;

  /** With more of a segment accepted than this, walking over rejected nodes costs little. */
  private static final double MOSTLY_ACCEPTED = 0.4;

  /**
   * With less of a segment accepted than this, stepping only over accepted nodes loses its way; the
   * choice is then between comparing all and walking over the rejected ones.
   */
  private static final double HARDLY_ACCEPTED = 0.15;

  /**
   * How many times the candidates are kept where scores are not the nearness to one point, and what
   * is best may lie in several places.
   */
  private static final int BY_EXAMPLES = 2;

  /** Lucene's scores are within this share of the exact order. */
  private static final float ROUNDING = 1e-5f;

  /** Thresholds of Lucene's search that steps only over accepted nodes: never and always. */
  private static final KnnSearchStrategy OVER_ALL = new KnnSearchStrategy.Hnsw(0);

  private static final KnnSearchStrategy OVER_ACCEPTED = new KnnSearchStrategy.Hnsw(100);

  private final IndexState state;
  private final DocumentOrdinals.Cache ordinals;
  private final IndexSpec spec;
  private final VectorFields fields;

  NearestSearch(IndexState state, DocumentOrdinals.Cache ordinals, IndexSpec spec) {
    this.state = state;
    this.ordinals = ordinals;
    this.spec = spec;
    this.fields = VectorFields.of(spec);
  }

  /** How a graph is walked; absent where every accepted vector is compared. */
  private record Walk(KnnSearchStrategy strategy, int ef, String name, int limit) {}

  /** What the graph of one segment found, best first. */
  private record Found(
      NearestHits.Source source, SegmentVectors vectors, ScoreDoc[] candidates) {

    /** Returns how many candidates score no worse. */
    int atLeast(float worst) {
      int count = 0;
      while (count < candidates.length && candidates[count].score >= worst) {
        count++;
      }
      return count;
    }
  }

  /** Returns what Lucene compares with by its own means, nothing where it has none. */
  private float @Nullable [] queryForLucene(IndexQuery query) {
    return query.scorer() instanceof NearestScorer nearest
            && Kernels.hasLucene(spec.vector(query.vector()))
        ? nearest.query()
        : null;
  }

  List<IndexHit> find(IndexQuery query, SearchTally tally) throws IOException {
    NearestHits hits = new NearestHits(query.k(), query.scorer());
    if (!query.exact()) {
      tally.ef(ef(query));
    }
    int points = state.vectors().numDocs();
    OrdinalSet accepted = query.accepted();
    double share =
        accepted == null || points == 0 ? 1 : Math.min(1, (double) accepted.cardinality() / points);
    float[] forLucene = queryForLucene(query);
    DataType type = spec.vector(query.vector()).dataType();
    String field = fields.dense(query.vector());
    Distance distance = spec.vector(query.vector()).distance();
    int fullScan = MergeRules.flatLimit(spec, query.vector());
    List<Found> walked = new ArrayList<>();
    for (LeafReaderContext leaf : state.vectors().leaves()) {
      SegmentVectors vectors = SegmentVectors.of(leaf.reader(), field, type);
      if (vectors != null) {
        AcceptedDocuments documents =
            new AcceptedDocuments(leaf.reader(), ordinals.of(leaf.reader()), accepted, share);
        new SegmentSearch(
                leaf, vectors, documents, query, forLucene, distance, fullScan, hits, tally)
            .run(walked);
      }
    }
    if (!walked.isEmpty()) {
      tally.rescoring();
      compareAgain(walked, query, hits, tally);
    }
    return hits.nearestFirst();
  }

  private static int ef(IndexQuery query) {
    Integer asked = query.ef();
    return Math.max(query.k(), asked == null ? DEFAULT_EF : asked);
  }

  private void compareAgain(
      List<Found> walked, IndexQuery query, NearestHits hits, SearchTally tally)
      throws IOException {
    float worst = kthBest(walked, query.k()) * (1 - ROUNDING);
    int compared = 0;
    for (Found found : walked) {
      int[] documents = new int[found.atLeast(worst)];
      for (int i = 0; i < documents.length; i++) {
        documents[i] = found.candidates()[i].doc;
      }
      Arrays.sort(documents);
      int[] places = documents.clone();
      found.vectors().toPlaces(places);
      for (int i = 0; i < places.length; i++) {
        hits.offer(
            found.source(),
            documents[i],
            query.scorer().score(found.vectors().vector(places[i])));
      }
      compared += places.length;
    }
    tally.compared(compared);
  }

  /** Returns the {@code k}-th best score of all candidates, or the worst when they are fewer. */
  private static float kthBest(List<Found> walked, int k) {
    ScoreDoc[] only = walked.getFirst().candidates();
    if (walked.size() == 1) {
      return only[Math.min(k, only.length) - 1].score;
    }
    int count = 0;
    for (Found found : walked) {
      count += Math.min(k, found.candidates().length);
    }
    float[] scores = new float[count];
    int next = 0;
    for (Found found : walked) {
      for (int i = 0; i < Math.min(k, found.candidates().length); i++) {
        scores[next++] = found.candidates()[i].score;
      }
    }
    Arrays.sort(scores);
    return scores[count - Math.min(k, count)];
  }

  /** The search of one segment. */
  private static final class SegmentSearch {
    private final LeafReaderContext leaf;
    private final LeafReader segment;
    private final SegmentVectors vectors;
    private final AcceptedDocuments documents;
    private final IndexQuery query;
    private final float @Nullable [] forLucene;
    private final Distance distance;
    private final int fullScan;
    private final NearestHits hits;
    private final SearchTally tally;
    private final NearestHits.Source source;

    /**
     * The search of a segment.
     *
     * @param fullScan of so many accepted vectors or fewer all are compared
     */
    SegmentSearch(
        LeafReaderContext leaf,
        SegmentVectors vectors,
        AcceptedDocuments documents,
        IndexQuery query,
        float @Nullable [] forLucene,
        Distance distance,
        int fullScan,
        NearestHits hits,
        SearchTally tally) {
      this.leaf = leaf;
      this.segment = leaf.reader();
      this.vectors = vectors;
      this.documents = documents;
      this.query = query;
      this.forLucene = forLucene;
      this.distance = distance;
      this.fullScan = fullScan;
      this.hits = hits;
      this.tally = tally;
      this.source = new NearestHits.Source(segment, documents.ordinals());
    }

    /**
     * Searches the segment.
     *
     * @param walked what a graph finds is added here, to be compared again
     */
    void run(List<Found> walked) throws IOException {
      Walk walk = plan();
      if (walk != null && walk(walk, walked)) {
        tally.segment(walk.name());
      } else {
        compareAll();
        tally.segment("exact");
      }
    }

    private @Nullable Walk plan() throws IOException {
      if (query.exact() || !IndexState.hasGraph(leaf) || !vectors.hasGraph()) {
        return null;
      }
      int ef = GraphEntries.areFor(query.scorer()) ? BY_EXAMPLES * ef(query) : ef(query);
      int size = vectors.size();
      int candidates = candidates();
      double walkCost = Math.log(size) * (ef + GraphEntries.candidates(query.scorer()));
      if (walkCost >= candidates || (query.accepted() != null && candidates <= fullScan)) {
        return null;
      }
      if (query.accepted() == null) {
        return new Walk(OVER_ALL, ef, "graph", Integer.MAX_VALUE);
      }
      double share = (double) candidates / size;
      if (share >= MOSTLY_ACCEPTED) {
        return new Walk(OVER_ALL, ef, "filtered_graph", candidates);
      }
      if (share >= HARDLY_ACCEPTED) {
        return new Walk(OVER_ACCEPTED, 2 * ef, "filtered_graph", candidates);
      }
      return walkCost / share < candidates
          ? new Walk(OVER_ALL, ef, "filtered_graph", candidates)
          : null;
    }

    /** Estimates how many vectors are accepted, taking documents without one for as many as others. */
    private int candidates() {
      return vectors.size() == segment.maxDoc()
          ? documents.cost()
          : (int) Math.ceil((double) documents.cost() * vectors.size() / segment.maxDoc());
    }

    /** Walks the graph; false when that found too little, or took more than comparing all would. */
    private boolean walk(Walk walk, List<Found> walked) throws IOException {
      tally.ef(walk.ef());
      if (forLucene == null) {
        return walkWithScorer(walk);
      }
      TopKnnCollector collector = new TopKnnCollector(walk.ef(), walk.limit(), entering(walk));
      segment.searchNearestVectors(vectors.field(), forLucene, collector, documents);
      tally.visited(collector.visitedCount());
      tally.compared(collector.visitedCount());
      ScoreDoc[] found = collector.topDocs().scoreDocs;
      if (collector.earlyTerminated() || isShort(found.length)) {
        return false;
      }
      if (found.length > 0) {
        walked.add(new Found(source, vectors, found));
      }
      return true;
    }

    private KnnSearchStrategy entering(Walk walk) throws IOException {
      return GraphEntries.behind(query.scorer(), distance, walk.strategy(), vectors, tally);
    }

    /** The same with any scorer: what is found has its exact score, and is not compared again. */
    private boolean walkWithScorer(Walk walk) throws IOException {
      PlaceScorer scorer = new PlaceScorer(vectors, query.scorer());
      HnswGraph graph = vectors.graph();
      TopKnnCollector collector = new TopKnnCollector(walk.ef(), walk.limit(), entering(walk));
      HnswGraphSearcher.search(
          scorer,
          collector,
          graph,
          vectors.values().getAcceptOrds(documents.bits()),
          candidates());
      tally.visited(collector.visitedCount());
      tally.compared(collector.visitedCount());
      ScoreDoc[] found = collector.topDocs().scoreDocs;
      if (collector.earlyTerminated() || isShort(found.length)) {
        return false;
      }
      for (ScoreDoc candidate : found) {
        hits.offer(source, vectors.document(candidate.doc), scorer.scoreOf(candidate.score));
      }
      return true;
    }

    /** Tells whether the walk did not get to enough of the accepted vectors. */
    private boolean isShort(int found) {
      if (found >= query.k()) {
        return false;
      }
      boolean all = vectors.size() == segment.maxDoc();
      return found < (all ? documents.count() : vectors.count(documents));
    }

    private void compareAll() throws IOException {
      VectorScorer scorer = query.scorer();
      int compared = 0;
      for (int place = 0; place < vectors.size(); place++) {
        int document = vectors.document(place);
        if (documents.get(document)) {
          hits.offer(source, document, scorer.score(vectors.vector(place)));
          compared++;
        }
      }
      tally.compared(compared);
    }
  }
}
