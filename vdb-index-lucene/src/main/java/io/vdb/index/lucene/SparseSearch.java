package io.vdb.index.lucene;

import io.vdb.core.index.IndexHit;
import io.vdb.core.index.SearchTally;
import io.vdb.core.index.SparseDotProduct;
import io.vdb.core.index.SparseQuery;
import io.vdb.core.index.SparseScorer;
import io.vdb.core.model.VectorValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.search.DocIdSetIterator;

/**
 * Finds the sparse vectors with the largest scores.
 *
 * <p>Dot products are found by the postings of the query's indices, of which every one is read. A
 * segment is gone through in windows of documents. In each, the postings of one index after the
 * other are added to the sums of their documents, in the order of indices, so that a sum is what
 * {@link SparseDotProduct} would make of the vector, to the last bit; then the documents that were met
 * are offered. That takes a time in proportion to the postings, and memory for one window.
 *
 * <p>Other scores may be those of vectors that have nothing in common with the query, so with them
 * every accepted vector is read and scored.
 */
final class SparseSearch {

  private static final int WINDOW_BITS = 11;
  private static final int WINDOW = 1 << WINDOW_BITS;

  private final IndexState state;
  private final DocumentOrdinals.Cache ordinals;
  private final VectorFields fields;
  private final float[] sums = new float[WINDOW];
  private final long[] met = new long[WINDOW / Long.SIZE];

  /** Makes ready for one search. */
  SparseSearch(IndexState state, DocumentOrdinals.Cache ordinals, VectorFields fields) {
    this.state = state;
    this.fields = fields;
    this.ordinals = ordinals;
  }

  /** The postings of one index of the query in one segment. */
  private record Component(PostingsEnum documents, float weight) {}

  List<IndexHit> find(SparseQuery query, SearchTally tally) throws IOException {
    NearestHits hits = new NearestHits(query.k(), query.scorer());
    for (LeafReaderContext leaf : state.vectors().leaves()) {
      DocumentOrdinals ofSegment = ordinals.of(leaf.reader());
      AcceptedDocuments documents =
          new AcceptedDocuments(leaf.reader(), ofSegment, query.accepted(), 1);
      NearestHits.Source source = new NearestHits.Source(leaf.reader(), ofSegment);
      SparsePostings postings = SparsePostings.of(leaf.reader(), fields.sparse(query.vector()));
      if (query.scorer() instanceof SparseDotProduct product) {
        List<Component> components = components(postings, product.query());
        if (!components.isEmpty()) {
          tally.compared(search(components, documents, source, hits));
          tally.segment("postings");
        }
      } else {
        BinaryDocValues vectors = postings.vectors();
        if (vectors != null) {
          tally.compared(scoreAll(vectors, query.scorer(), documents, source, hits));
          tally.segment("exact");
        }
      }
    }
    return hits.nearestFirst();
  }

  /** Scores all accepted vectors of a segment; returns how many those are. */
  private static long scoreAll(
      BinaryDocValues vectors,
      SparseScorer scorer,
      AcceptedDocuments documents,
      NearestHits.Source source,
      NearestHits hits)
      throws IOException {
    long accepted = 0;
    for (int document = vectors.nextDoc();
        document != DocIdSetIterator.NO_MORE_DOCS;
        document = vectors.nextDoc()) {
      if (documents.get(document)) {
        accepted++;
        float score = scorer.score(SparseFields.vector(vectors.binaryValue()));
        if (!Float.isNaN(score)) {
          hits.offer(source, document, score);
        }
      }
    }
    return accepted;
  }

  private static List<Component> components(SparsePostings postings, VectorValue.Sparse query)
      throws IOException {
    int[] indices = query.indices();
    float[] weights = query.values();
    List<Component> components = new ArrayList<>(indices.length);
    for (int i = 0; i < indices.length; i++) {
      if (postings.find(indices[i])) {
        PostingsEnum documents = postings.documents(true);
        if (documents.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
          components.add(new Component(documents, weights[i]));
        }
      }
    }
    return components;
  }

  /** Searches one segment; returns how many accepted documents it met. */
  private long search(
      List<Component> components,
      AcceptedDocuments documents,
      NearestHits.Source source,
      NearestHits hits)
      throws IOException {
    long accepted = 0;
    for (int first = first(components);
        first != DocIdSetIterator.NO_MORE_DOCS;
        first = first(components)) {
      int window = first & -WINDOW;
      for (Component component : components) {
        add(component, window);
      }
      accepted += offer(window, documents, source, hits);
    }
    return accepted;
  }

  /** Returns the first document that any component is at. */
  private static int first(List<Component> components) {
    int first = DocIdSetIterator.NO_MORE_DOCS;
    for (Component component : components) {
      first = Math.min(first, component.documents().docID());
    }
    return first;
  }

  /** Adds the postings of a component inside a window to the sums of their documents. */
  private void add(Component component, int window) throws IOException {
    PostingsEnum documents = component.documents();
    float weight = component.weight();
    int document = documents.docID();
    while (document - window < WINDOW) { // no more documents are beyond every window
      var _ = documents.nextPosition();
      int place = document - window;
      sums[place] += weight * SparseFields.value(documents.getPayload());
      met[place >>> 6] |= 1L << place;
      document = documents.nextDoc();
    }
  }

  /** Offers what was met in a window, and clears it for the next. */
  private long offer(
      int window, AcceptedDocuments documents, NearestHits.Source source, NearestHits hits) {
    long accepted = 0;
    for (int word = 0; word < met.length; word++) {
      for (long left = met[word]; left != 0; left &= left - 1) {
        int place = (word << 6) + Long.numberOfTrailingZeros(left);
        if (documents.get(window + place)) {
          accepted++;
          hits.offer(source, window + place, SparseDotProduct.finite(sums[place]));
        }
        sums[place] = 0;
      }
      met[word] = 0;
    }
    return accepted;
  }
}
