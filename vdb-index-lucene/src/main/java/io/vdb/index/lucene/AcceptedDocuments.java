package io.vdb.index.lucene;

import io.vdb.core.index.OrdinalSet;
import java.io.IOException;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/** The documents of a segment that are live and whose ordinals are accepted. */
final class AcceptedDocuments extends AcceptDocs implements Bits {

  private final LeafReader segment;
  private final @Nullable Bits live;
  private final DocumentOrdinals ordinals;
  private final @Nullable OrdinalSet accepted;
  private final int estimate;

  /**
   * The accepted documents.
   *
   * @param accepted all when absent
   * @param share of the live points that is accepted, over all segments
   */
  AcceptedDocuments(
      LeafReader segment, DocumentOrdinals ordinals, @Nullable OrdinalSet accepted, double share) {
    this.segment = segment;
    this.live = segment.getLiveDocs();
    this.ordinals = ordinals;
    this.accepted = accepted;
    this.estimate = (int) Math.ceil(segment.numDocs() * share);
  }

  DocumentOrdinals ordinals() {
    return ordinals;
  }

  @Override
  public boolean get(int document) {
    return (live == null || live.get(document))
        && (accepted == null || accepted.contains(ordinals.of(document)));
  }

  @Override
  public int length() {
    return segment.maxDoc();
  }

  /** Returns the exact number, by counting when there is a filter. */
  int count() {
    if (accepted == null) {
      return segment.numDocs();
    }
    int count = 0;
    for (int document = 0; document < segment.maxDoc(); document++) {
      if (get(document)) {
        count++;
      }
    }
    return count;
  }

  @Override
  public @Nullable Bits bits() {
    return accepted == null ? live : this;
  }

  @Override
  public DocIdSetIterator iterator() {
    return new DocIdSetIterator() {
      private int document = -1;

      @Override
      public int docID() {
        return document;
      }

      @Override
      public int nextDoc() throws IOException {
        return advance(document + 1);
      }

      @Override
      public int advance(int target) {
        document = target;
        while (document < segment.maxDoc() && !get(document)) {
          document++;
        }
        if (document >= segment.maxDoc()) {
          document = NO_MORE_DOCS;
        }
        return document;
      }

      @Override
      public long cost() {
        return estimate;
      }
    };
  }

  @Override
  public int cost() {
    return estimate;
  }
}
