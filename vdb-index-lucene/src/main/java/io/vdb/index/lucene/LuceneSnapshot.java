package io.vdb.index.lucene;

import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.Filter;
import io.vdb.core.index.IdCursor;
import io.vdb.core.index.IndexHit;
import io.vdb.core.index.IndexQuery;
import io.vdb.core.index.IndexSnapshot;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.IndexedPoint;
import io.vdb.core.index.MultiQuery;
import io.vdb.core.index.OrdinalBits;
import io.vdb.core.index.OrdinalSet;
import io.vdb.core.index.SearchTally;
import io.vdb.core.index.SparseCounts;
import io.vdb.core.index.SparseQuery;
import io.vdb.core.index.ValueVisitor;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import io.vdb.core.model.Projection.VectorSelector;
import io.vdb.core.model.VectorConfig;
import io.vdb.core.model.VectorValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/** Reads one {@link IndexState}, which it retains until it is closed. */
final class LuceneSnapshot implements IndexSnapshot {

  private final IndexState state;
  private final DocumentOrdinals.Cache ordinals;
  private final NearestSearch search;
  private final SparseStatistics sparse;
  private final IndexSpec spec;
  private final VectorFields fields;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Takes over one retention of the state. */
  LuceneSnapshot(IndexState state, DocumentOrdinals.Cache ordinals, IndexSpec spec) {
    this.state = state;
    this.ordinals = ordinals;
    this.spec = spec;
    this.fields = VectorFields.of(spec);
    this.search = new NearestSearch(state, ordinals, spec);
    this.sparse = new SparseStatistics(state, ordinals, fields);
  }

  /** A live document. */
  private record Found(LeafReader segment, int document) {}

  @Override
  public long sequence() {
    return state.sequence();
  }

  @Override
  public int pointCount() {
    return state.payloads().numDocs();
  }

  @Override
  public int ordinalLimit() {
    return state.ordinalLimit();
  }

  @Override
  public int segmentCount() {
    return state.vectors().leaves().size();
  }

  @Override
  public void collectOrdinals(OrdinalBits used) throws IOException {
    IndexReads.unwrapped(() -> addAll(used));
  }

  private OrdinalBits addAll(OrdinalBits used) throws IOException {
    for (LeafReaderContext leaf : state.payloads().leaves()) {
      DocumentOrdinals ofSegment = ordinals.of(leaf.reader());
      Bits live = leaf.reader().getLiveDocs();
      for (int document = 0; document < leaf.reader().maxDoc(); document++) {
        if (live == null || live.get(document)) {
          used.set(ofSegment.of(document));
        }
      }
    }
    return used;
  }

  @Override
  public int ordinalOf(PointId id) throws IOException {
    return IndexReads.unwrapped(
        () -> {
          Found found = find(state.payloads(), Fields.idTerm(id));
          return found == null ? -1 : ordinals.of(found.segment()).of(found.document());
        });
  }

  private static @Nullable Found find(IndexReader reader, Term term) throws IOException {
    for (LeafReaderContext leaf : reader.leaves()) {
      PostingsEnum postings = leaf.reader().postings(term, PostingsEnum.NONE);
      if (postings != null) {
        Bits live = leaf.reader().getLiveDocs();
        for (int document = postings.nextDoc();
            document != DocIdSetIterator.NO_MORE_DOCS;
            document = postings.nextDoc()) {
          if (live == null || live.get(document)) {
            return new Found(leaf.reader(), document);
          }
        }
      }
    }
    return null;
  }

  @Override
  public @Nullable IndexedPoint point(PointId id, boolean withPayload, VectorSelector vectors)
      throws IOException {
    return IndexReads.<@Nullable IndexedPoint>unwrapped(
        () -> read(id, withPayload, vectors));
  }

  private @Nullable IndexedPoint read(PointId id, boolean withPayload, VectorSelector vectors)
      throws IOException {
    Found found = find(state.payloads(), Fields.idTerm(id));
    if (found == null) {
      return null;
    }
    int ordinal = ordinals.of(found.segment()).of(found.document());
    PayloadReader reader = new PayloadReader(found.segment());
    return new IndexedPoint(
        ordinal,
        id,
        reader.version(found.document()),
        reader.vectorNames(found.document(), fields),
        withPayload ? reader.payload(found.document()) : null,
        vectors.any() ? vectors(ordinal, vectors) : null);
  }

  private NamedVectors vectors(int ordinal, VectorSelector wanted) throws IOException {
    Found found = find(state.vectors(), Fields.ordinalTerm(ordinal));
    if (found == null) {
      throw new IllegalStateException("ordinal " + ordinal + " has a payload but no vectors");
    }
    Map<String, VectorValue> vectors = new TreeMap<>();
    for (String name : spec.sparseVectors()) {
      if (wanted.wants(name)) {
        VectorValue sparse =
            SparsePostings.of(found.segment(), fields.sparse(name)).vector(found.document());
        if (sparse != null) {
          vectors.put(name, sparse);
        }
      }
    }
    for (Map.Entry<String, VectorConfig> vector : spec.vectors().entrySet()) {
      String name = vector.getKey();
      if (wanted.wants(name) && vector.getValue().multi()) {
        MultiVectors values = MultiVectors.of(found.segment(), fields.multi(name), vector.getValue());
        VectorValue multi = values == null ? null : values.value(found.document());
        if (multi != null) {
          vectors.put(name, multi);
        }
      } else if (wanted.wants(name)) {
        SegmentVectors values =
            SegmentVectors.of(
                found.segment(), fields.dense(name), vector.getValue().dataType());
        int place = values == null ? -1 : values.placeOf(found.document());
        if (values != null && place >= 0) {
          vectors.put(name, new VectorValue.Dense(values.vector(place).clone()));
        }
      }
    }
    return NamedVectors.of(vectors);
  }

  @Override
  public OrdinalBits matching(Filter filter) throws IOException {
    return IndexReads.unwrapped(() -> evaluate(filter));
  }

  private OrdinalBits evaluate(Filter filter) throws IOException {
    OrdinalBits matching = new OrdinalBits(state.ordinalLimit());
    if (filter.isEmpty()) {
      return addAll(matching);
    }
    IndexSearcher searcher = new IndexSearcher(state.payloads());
    searcher.setQueryCache(null);
    Weight weight =
        searcher.createWeight(
            searcher.rewrite(FilterQueries.of(filter, fields)), ScoreMode.COMPLETE_NO_SCORES, 1);
    for (LeafReaderContext leaf : state.payloads().leaves()) {
      Scorer scorer = weight.scorer(leaf);
      if (scorer != null) {
        addLive(leaf.reader(), scorer.iterator(), matching);
      }
    }
    return matching;
  }

  private void addLive(LeafReader segment, DocIdSetIterator documents, OrdinalBits matching)
      throws IOException {
    DocumentOrdinals ofSegment = ordinals.of(segment);
    Bits live = segment.getLiveDocs();
    for (int document = documents.nextDoc();
        document != DocIdSetIterator.NO_MORE_DOCS;
        document = documents.nextDoc()) {
      if (live == null || live.get(document)) {
        matching.set(ofSegment.of(document));
      }
    }
  }

  @Override
  public void values(
      PayloadPath field, FieldType type, OrdinalSet accepted, ValueVisitor visitor)
      throws IOException {
    IndexReads.<@Nullable Void>unwrapped(
        () -> {
          new PayloadValues(state, ordinals, field, type, accepted, visitor).visit();
          return null;
        });
  }

  @Override
  public List<IndexHit> nearest(IndexQuery query, SearchTally tally) throws IOException {
    return IndexReads.unwrapped(() -> search.find(query, tally));
  }

  @Override
  public List<IndexHit> nearestSparse(SparseQuery query, SearchTally tally) throws IOException {
    return IndexReads.unwrapped(() -> new SparseSearch(state, ordinals, fields).find(query, tally));
  }

  @Override
  public List<IndexHit> nearestMulti(MultiQuery query, SearchTally tally) throws IOException {
    return IndexReads.unwrapped(() -> new MultiSearch(state, ordinals, spec).find(query, tally));
  }

  @Override
  public SparseCounts sparseCounts(String vector, int[] indices, OrdinalBits hidden)
      throws IOException {
    return IndexReads.unwrapped(() -> sparse.counts(vector, indices, hidden));
  }

  @Override
  public IdCursor ids(@Nullable PointId from) throws IOException {
    return IndexReads.unwrapped(() -> new MergedIdCursor(state.payloads(), ordinals, from));
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        state.release();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
