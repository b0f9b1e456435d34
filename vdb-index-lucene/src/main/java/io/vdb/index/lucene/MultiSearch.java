package io.vdb.index.lucene;

import io.vdb.core.index.IndexHit;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.MultiQuery;
import io.vdb.core.index.SearchTally;
import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;

/** Compares the multivectors of every accepted point, one segment after the other. */
final class MultiSearch {

  private final IndexState state;
  private final DocumentOrdinals.Cache ordinals;
  private final IndexSpec spec;
  private final VectorFields fields;

  MultiSearch(IndexState state, DocumentOrdinals.Cache ordinals, IndexSpec spec) {
    this.state = state;
    this.ordinals = ordinals;
    this.spec = spec;
    this.fields = VectorFields.of(spec);
  }

  List<IndexHit> find(MultiQuery query, SearchTally tally) throws IOException {
    NearestHits hits = new NearestHits(query.k(), query.scorer());
    for (LeafReaderContext leaf : state.vectors().leaves()) {
      MultiVectors vectors =
          MultiVectors.of(
              leaf.reader(), fields.multi(query.vector()), spec.vector(query.vector()));
      if (vectors != null) {
        tally.compared(search(leaf, vectors, query, hits));
        tally.segment("exact");
      }
    }
    return hits.nearestFirst();
  }

  /** Searches a segment; returns how many points it compared. */
  private int search(
      LeafReaderContext leaf, MultiVectors vectors, MultiQuery query, NearestHits hits)
      throws IOException {
    DocumentOrdinals ofSegment = ordinals.of(leaf.reader());
    AcceptedDocuments documents =
        new AcceptedDocuments(leaf.reader(), ofSegment, query.accepted(), 1);
    NearestHits.Source source = new NearestHits.Source(leaf.reader(), ofSegment);
    int compared = 0;
    for (int document = vectors.next();
        document != DocIdSetIterator.NO_MORE_DOCS;
        document = vectors.next()) {
      if (documents.get(document)) {
        vectors.read();
        hits.offer(source, document, query.scorer().score(vectors));
        compared++;
      }
    }
    return compared;
  }
}
