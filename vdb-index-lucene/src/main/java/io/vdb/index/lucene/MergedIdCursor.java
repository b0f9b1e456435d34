package io.vdb.index.lucene;

import io.vdb.core.index.IdCursor;
import io.vdb.core.model.PointId;
import java.io.IOException;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Walks over the ids of all segments at once, in order. */
final class MergedIdCursor implements IdCursor {

  private final PriorityQueue<SegmentIds> heads =
      new PriorityQueue<>(Comparator.comparing(SegmentIds::term));
  private @Nullable SegmentIds current;

  MergedIdCursor(DirectoryReader payloads, DocumentOrdinals.Cache ordinals, @Nullable PointId from)
      throws IOException {
    for (LeafReaderContext leaf : payloads.leaves()) {
      Terms terms = leaf.reader().terms(Fields.ID);
      if (terms != null) {
        SegmentIds ids = new SegmentIds(leaf, terms.iterator(), ordinals);
        if (ids.seek(from)) {
          heads.add(ids);
        }
      }
    }
  }

  @Override
  public boolean next() throws IOException {
    if (current != null && current.next()) {
      heads.add(current);
    }
    current = heads.poll();
    return current != null;
  }

  private SegmentIds current() {
    if (current == null) {
      throw new IllegalStateException("there is no current point");
    }
    return current;
  }

  @Override
  public PointId id() {
    return Fields.id(current().term());
  }

  @Override
  public int ordinal() {
    return current().ordinal();
  }

  /** The ids of the live documents of one segment, in order. */
  private static final class SegmentIds {
    private final TermsEnum terms;
    private final @Nullable Bits live;
    private final DocumentOrdinals ordinals;
    private @Nullable PostingsEnum postings;
    private BytesRef term = new BytesRef();
    private int document;

    SegmentIds(LeafReaderContext leaf, TermsEnum terms, DocumentOrdinals.Cache ordinals)
        throws IOException {
      this.terms = terms;
      this.live = leaf.reader().getLiveDocs();
      this.ordinals = ordinals.of(leaf.reader());
    }

    /** Moves to the first live document from the id on. */
    boolean seek(@Nullable PointId from) throws IOException {
      if (from == null) {
        return next();
      }
      if (terms.seekCeil(Fields.idBytes(from)) == TermsEnum.SeekStatus.END) {
        return false;
      }
      return isAtLive() || next();
    }

    boolean next() throws IOException {
      while (terms.next() != null) {
        if (isAtLive()) {
          return true;
        }
      }
      return false;
    }

    private boolean isAtLive() throws IOException {
      postings = terms.postings(postings, PostingsEnum.NONE);
      for (int found = postings.nextDoc();
          found != DocIdSetIterator.NO_MORE_DOCS;
          found = postings.nextDoc()) {
        if (live == null || live.get(found)) {
          document = found;
          term = terms.term();
          return true;
        }
      }
      return false;
    }

    BytesRef term() {
      return term;
    }

    int ordinal() {
      return ordinals.of(document);
    }
  }
}
