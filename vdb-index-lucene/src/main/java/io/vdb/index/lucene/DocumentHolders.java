package io.vdb.index.lucene;

import io.vdb.core.index.Holders;
import io.vdb.core.index.OrdinalBits;
import io.vdb.core.index.OrdinalSet;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PointId;
import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/** The live and accepted points among documents of the payload index, numbered across segments. */
final class DocumentHolders implements Holders {

  private final List<LeafReaderContext> leaves;
  private final DocumentOrdinals.Cache cache;
  private final OrdinalSet accepted;
  private final List<? extends DocIdSetIterator> documents;

  /** Points that were met already; absent where none is met twice. */
  private final @Nullable OrdinalBits met;

  private int at;
  private int document = -1;
  private int ordinal;
  private @Nullable Segment segment;

  /** What is looked up once for each segment. */
  private record Segment(
      LeafReaderContext leaf, @Nullable Bits live, DocumentOrdinals ordinals, PayloadReader reader) {

    boolean holds(int document) {
      return document >= leaf.docBase && document < leaf.docBase + leaf.reader().maxDoc();
    }
  }

  /**
   * Holders of a value.
   *
   * @param documents each of them in ascending order; a document in two of them counts once
   */
  DocumentHolders(
      List<LeafReaderContext> leaves,
      DocumentOrdinals.Cache cache,
      OrdinalSet accepted,
      List<? extends DocIdSetIterator> documents) {
    this.leaves = leaves;
    this.cache = cache;
    this.accepted = accepted;
    this.documents = documents;
    this.met = documents.size() > 1 ? new OrdinalBits(0) : null;
  }

  @Override
  public boolean next() throws IOException {
    while (at < documents.size()) {
      document = documents.get(at).nextDoc();
      if (document == DocIdSetIterator.NO_MORE_DOCS) {
        at++;
        segment = null; // the next ones begin with the first segment again
      } else if (isAccepted(segment())) {
        return true;
      }
    }
    return false;
  }

  private Segment segment() throws IOException {
    Segment current = segment;
    if (current == null || !current.holds(document)) {
      LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(document, leaves));
      current =
          new Segment(
              leaf,
              leaf.reader().getLiveDocs(),
              cache.of(leaf.reader()),
              new PayloadReader(leaf.reader()));
      segment = current;
    }
    return current;
  }

  private boolean isAccepted(Segment current) {
    int inSegment = document - current.leaf().docBase;
    if (current.live() != null && !current.live().get(inSegment)) {
      return false;
    }
    ordinal = current.ordinals().of(inSegment);
    if (!accepted.contains(ordinal) || (met != null && met.contains(ordinal))) {
      return false;
    }
    if (met != null) {
      met.set(ordinal);
    }
    return true;
  }

  @Override
  public int ordinal() {
    return ordinal;
  }

  /** Returns the number of the current document across segments. */
  int document() {
    return document;
  }

  @Override
  public PointId id() throws IOException {
    Segment current = segment();
    return current.reader().id(document - current.leaf().docBase);
  }

  Payload payload() throws IOException {
    Segment current = segment();
    return current.reader().payload(document - current.leaf().docBase);
  }
}
