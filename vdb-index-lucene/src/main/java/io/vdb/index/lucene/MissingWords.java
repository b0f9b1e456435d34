package io.vdb.index.lucene;

import io.vdb.core.model.Payload;
import io.vdb.core.model.PointId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/** Finds documents that lack the words of a field. Only segments with such documents are read. */
final class MissingWords {

  private final IndexState state;
  private final List<WordIndex> words;

  MissingWords(IndexState state, List<WordIndex> words) {
    this.state = state;
    this.words = words;
  }

  /** Returns how many live documents there are. */
  long count() throws IOException {
    long count = 0;
    for (LeafReaderContext leaf : state.payloads().leaves()) {
      FixedBitSet lacking = lacking(leaf.reader(), words);
      count += lacking == null ? 0 : lacking.cardinality();
    }
    return count;
  }

  /** A point as it is in the index. */
  record Lacking(
      int ordinal, PointId id, long version, Set<String> vectorNames, Payload payload) {}

  /** Reads some of them. */
  List<Lacking> read(int most, DocumentOrdinals.Cache ordinals, VectorFields vectors)
      throws IOException {
    List<Lacking> found = new ArrayList<>();
    for (LeafReaderContext leaf : state.payloads().leaves()) {
      FixedBitSet lacking = lacking(leaf.reader(), words);
      if (lacking != null && found.size() < most) {
        read(leaf.reader(), lacking, most, ordinals, vectors, found);
      }
    }
    return found;
  }

  private static void read(
      LeafReader segment,
      FixedBitSet lacking,
      int most,
      DocumentOrdinals.Cache ordinals,
      VectorFields vectors,
      List<Lacking> found)
      throws IOException {
    DocumentOrdinals ofSegment = ordinals.of(segment);
    PayloadReader reader = new PayloadReader(segment);
    for (int document = lacking.nextSetBit(0);
        document != DocIdSetIterator.NO_MORE_DOCS && found.size() < most;
        document =
            document + 1 < lacking.length()
                ? lacking.nextSetBit(document + 1)
                : DocIdSetIterator.NO_MORE_DOCS) {
      found.add(
          new Lacking(
              ofSegment.of(document),
              reader.id(document),
              reader.version(document),
              Set.copyOf(reader.vectorNames(document, vectors)),
              reader.payload(document)));
    }
  }

  /** Returns the live documents of a segment that lack words of one of them; nothing for none. */
  static @Nullable FixedBitSet lacking(LeafReader segment, List<WordIndex> words)
      throws IOException {
    FixedBitSet lacking = null;
    for (WordIndex index : words) {
      if (segment.docFreq(index.indexed()) < segment.maxDoc()) {
        FixedBitSet one = without(segment, index);
        if (lacking == null) {
          lacking = one;
        } else {
          lacking.or(one);
        }
      }
    }
    Bits live = segment.getLiveDocs();
    if (lacking != null && live != null) {
      for (int document = 0; document < lacking.length(); document++) {
        if (!live.get(document)) {
          lacking.clear(document);
        }
      }
    }
    return lacking == null || lacking.scanIsEmpty() ? null : lacking;
  }

  private static FixedBitSet without(LeafReader segment, WordIndex index) throws IOException {
    FixedBitSet without = new FixedBitSet(segment.maxDoc());
    without.set(0, segment.maxDoc());
    PostingsEnum having = segment.postings(index.indexed(), PostingsEnum.NONE);
    if (having != null) {
      for (int document = having.nextDoc();
          document != DocIdSetIterator.NO_MORE_DOCS;
          document = having.nextDoc()) {
        without.clear(document);
      }
    }
    return without;
  }
}
