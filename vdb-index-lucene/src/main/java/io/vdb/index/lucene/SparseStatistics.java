package io.vdb.index.lucene;

import io.vdb.core.index.OrdinalBits;
import io.vdb.core.index.SparseCounts;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/**
 * Counts which indices sparse vectors have, for one state. What is counted of the whole state is
 * kept: which points have a vector, once anybody asks, and how many have an index. Where segments
 * have no deleted documents, Lucene has the number of an index at hand; elsewhere its postings are
 * read once. Postings are read each time only while recent states hide some of the vectors. Safe for
 * concurrent use.
 */
final class SparseStatistics {

  /** Most indices of a vector whose counts are kept; more are counted each time. */
  private static final int MAX_KEPT = 100_000;

  private final IndexState state;
  private final DocumentOrdinals.Cache ordinals;
  private final VectorFields fields;
  private final Map<String, Counted> byName = new ConcurrentHashMap<>();

  SparseStatistics(IndexState state, DocumentOrdinals.Cache ordinals, VectorFields fields) {
    this.state = state;
    this.fields = fields;
    this.ordinals = ordinals;
  }

  /**
   * What is known of the vectors of one name.
   *
   * @param points ordinals of the live points that have one
   * @param count number of those
   * @param holders live points that have an index
   */
  private record Counted(OrdinalBits points, long count, Map<Integer, Long> holders) {

    /** Returns how many of these points are hidden. */
    long hidden(OrdinalBits hidden) {
      long count = 0;
      for (int at = hidden.nextSet(0); at >= 0; at = hidden.nextSet(at + 1)) {
        count += points.contains(at) ? 1 : 0;
      }
      return count;
    }
  }

  SparseCounts counts(String name, int[] indices, OrdinalBits hidden) throws IOException {
    Counted counted = counted(name);
    long without = counted.hidden(hidden);
    long[] holders = new long[indices.length];
    for (int i = 0; i < indices.length; i++) {
      holders[i] =
          without == 0 ? all(counted, name, indices[i]) : holders(name, indices[i], hidden);
    }
    return new SparseCounts(counted.count() - without, holders);
  }

  private Counted counted(String name) throws IOException {
    Counted known = byName.get(name);
    if (known != null) {
      return known;
    }
    OrdinalBits points = new OrdinalBits(state.ordinalLimit());
    for (LeafReaderContext leaf : state.vectors().leaves()) {
      addPoints(leaf.reader(), name, points);
    }
    Counted counted = new Counted(points, points.cardinality(), new ConcurrentHashMap<>());
    Counted other = byName.putIfAbsent(name, counted);
    return other == null ? counted : other;
  }

  private void addPoints(LeafReader segment, String name, OrdinalBits points)
      throws IOException {
    BinaryDocValues vectors = SparsePostings.of(segment, fields.sparse(name)).vectors();
    if (vectors == null) {
      return;
    }
    DocumentOrdinals ofSegment = ordinals.of(segment);
    Bits live = segment.getLiveDocs();
    for (int document = vectors.nextDoc();
        document != DocIdSetIterator.NO_MORE_DOCS;
        document = vectors.nextDoc()) {
      if (live == null || live.get(document)) {
        points.set(ofSegment.of(document));
      }
    }
  }

  private long all(Counted counted, String name, int index) throws IOException {
    Long known = counted.holders().get(index);
    if (known != null) {
      return known;
    }
    long holders = holders(name, index, null);
    if (counted.holders().size() < MAX_KEPT) {
      counted.holders().put(index, holders);
    }
    return holders;
  }

  private long holders(String name, int index, @Nullable OrdinalBits hidden)
      throws IOException {
    long holders = 0;
    for (LeafReaderContext leaf : state.vectors().leaves()) {
      LeafReader segment = leaf.reader();
      SparsePostings postings = SparsePostings.of(segment, fields.sparse(name));
      if (postings.find(index)) {
        holders +=
            hidden == null && segment.getLiveDocs() == null
                ? postings.count()
                : visible(segment, postings.documents(false), hidden);
      }
    }
    return holders;
  }

  private long visible(LeafReader segment, PostingsEnum documents, @Nullable OrdinalBits hidden)
      throws IOException {
    DocumentOrdinals ofSegment = ordinals.of(segment);
    Bits live = segment.getLiveDocs();
    long visible = 0;
    for (int document = documents.nextDoc();
        document != DocIdSetIterator.NO_MORE_DOCS;
        document = documents.nextDoc()) {
      if ((live == null || live.get(document))
          && (hidden == null || !hidden.contains(ofSegment.of(document)))) {
        visible++;
      }
    }
    return visible;
  }
}
