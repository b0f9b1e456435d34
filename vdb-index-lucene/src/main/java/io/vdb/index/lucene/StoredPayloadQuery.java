package io.vdb.index.lucene;

import io.vdb.core.filter.Filter;
import io.vdb.core.filter.FilterEvaluator;
import java.io.IOException;
import java.util.Objects;
import java.util.Map;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.TwoPhaseIterator;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;

/**
 * Decides a filter by looking at the stored payload of every candidate: slow, and never wrong. For
 * what terms and points cannot tell.
 */
final class StoredPayloadQuery extends Query {

  /** Reading and parsing a payload, in units of a simple comparison. */
  private static final float COST = 2_000;

  private final Query candidates;
  private final Filter filter;
  private static final VectorFields NO_VECTORS = new VectorFields(Map.of());

  private final VectorFields vectors;

  /**
   * A query.
   *
   * @param candidates matches at least what the filter matches, or at least what is to be asked for
   * @param vectors that a point may have
   */
  StoredPayloadQuery(Query candidates, Filter filter, VectorFields vectors) {
    this.candidates = candidates;
    this.filter = filter;
    this.vectors = vectors;
  }

  /** A query whose filter asks for payload only. */
  StoredPayloadQuery(Query candidates, Filter filter) {
    this(candidates, filter, NO_VECTORS);
  }

  @Override
  public Query rewrite(IndexSearcher searcher) throws IOException {
    Query rewritten = candidates.rewrite(searcher);
    return rewritten.equals(candidates) ? this : new StoredPayloadQuery(rewritten, filter, vectors);
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost)
      throws IOException {
    Weight candidateWeight =
        candidates.createWeight(searcher, ScoreMode.COMPLETE_NO_SCORES, boost);
    return new ConstantScoreWeight(this, boost) {
      @Override
      public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext context)
          throws IOException {
        ScorerSupplier found = candidateWeight.scorerSupplier(context);
        return found == null ? null : new Supplier(found, context.reader(), score(), scoreMode);
      }

      @Override
      public boolean isCacheable(LeafReaderContext context) {
        return false;
      }
    };
  }

  private final class Supplier extends ScorerSupplier {
    private final ScorerSupplier found;
    private final LeafReader segment;
    private final float score;
    private final ScoreMode scoreMode;

    Supplier(ScorerSupplier found, LeafReader segment, float score, ScoreMode scoreMode) {
      this.found = found;
      this.segment = segment;
      this.score = score;
      this.scoreMode = scoreMode;
    }

    @Override
    public Scorer get(long leadCost) throws IOException {
      PayloadReader payloads = new PayloadReader(segment);
      TwoPhaseIterator checked =
          new TwoPhaseIterator(found.get(leadCost).iterator()) {
            @Override
            public boolean matches() throws IOException {
              int document = approximation.docID();
              return FilterEvaluator.matches(
                  filter,
                  payloads.id(document),
                  payloads.payload(document).asMapOnce(),
                  payloads.vectorNames(document, vectors)::contains);
            }

            @Override
            public float matchCost() {
              return COST;
            }
          };
      return new ConstantScoreScorer(score, scoreMode, checked);
    }

    @Override
    public long cost() {
      return found.cost();
    }
  }

  @Override
  public void visit(QueryVisitor visitor) {
    visitor.visitLeaf(this);
  }

  @Override
  public String toString(String field) {
    return "stored(" + candidates.toString(field) + ")";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StoredPayloadQuery query
        && candidates.equals(query.candidates)
        && filter.equals(query.filter)
        && vectors.equals(query.vectors);
  }

  @Override
  public int hashCode() {
    return Objects.hash(candidates, filter, vectors);
  }
}
