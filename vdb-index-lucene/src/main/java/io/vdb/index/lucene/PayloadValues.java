package io.vdb.index.lucene;

import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.FieldValues;
import io.vdb.core.index.OrdinalSet;
import io.vdb.core.index.ValueVisitor;
import io.vdb.core.model.PayloadPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.PointValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BitSet;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.SparseFixedBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values at one field from the terms and points that filters use. Payloads are looked at
 * only where those do not hold the value itself. Confined to one thread.
 */
final class PayloadValues {

  private final IndexState state;
  private final DocumentOrdinals.Cache ordinals;
  private final PayloadPath field;
  private final FieldType type;
  private final OrdinalSet accepted;
  private final ValueVisitor visitor;

  PayloadValues(
      IndexState state,
      DocumentOrdinals.Cache ordinals,
      PayloadPath field,
      FieldType type,
      OrdinalSet accepted,
      ValueVisitor visitor) {
    this.state = state;
    this.ordinals = ordinals;
    this.field = field;
    this.type = type;
    this.accepted = accepted;
    this.visitor = visitor;
  }

  void visit() throws IOException {
    if (FilterQueries.leadsThroughElement(field)) {
      valuesOf(FilterQueries.arrayTerm(field));
      return;
    }
    PathKey path = PathKey.of(field.steps());
    switch (type) {
      case KEYWORD, TEXT, DATETIME, UUID -> {
        terms(PayloadTerms.textPrefix(path), PayloadTerms.textPrefix(path.elements()), this::text);
        terms(
            PayloadTerms.longTextPrefix(path),
            PayloadTerms.longTextPrefix(path.elements()),
            this::longText);
      }
      case INTEGER ->
          terms(
              PayloadTerms.integerPrefix(path),
              PayloadTerms.integerPrefix(path.elements()),
              (value, _) -> ByteBuffer.wrap(value.bytes, value.offset, value.length).getLong());
      case BOOL ->
          terms(
              PayloadTerms.booleanPrefix(path),
              PayloadTerms.booleanPrefix(path.elements()),
              (value, _) -> value.bytes[value.offset] != 0);
      case FLOAT -> {
        numbers(path.numbersField());
        numbers(path.elements().numbersField());
        valuesOf(FilterQueries.unindexedNumbers(field));
      }
      case GEO -> throw new IllegalArgumentException("places are no single values");
    }
  }

  /** Makes a value of what a term ends with; nothing when it is not of the type. */
  @FunctionalInterface
  private interface Decoder {
    @Nullable Object decode(BytesRef ending, List<PostingsEnum> postings) throws IOException;
  }

  private @Nullable Object text(BytesRef ending, List<PostingsEnum> postings) {
    String text = ending.utf8ToString();
    return type.fits(text) ? text : null;
  }

  /** Looks into the payload of the first point that has a text which the term only has the digest of. */
  private @Nullable Object longText(BytesRef digest, List<PostingsEnum> postings)
      throws IOException {
    DocumentHolders holders = holders(postings);
    if (holders.next()) {
      for (Object value : FieldValues.of(field, type, holders.payload().asMapOnce())) {
        if (value instanceof String text && digest.bytesEquals(new BytesRef(Unicode.digest(text)))) {
          return text;
        }
      }
    }
    return null;
  }

  /**
   * Walks over the values of the field and those of elements of arrays there side by side, so that
   * each is met once.
   */
  private void terms(BytesRef ofField, BytesRef ofElements, Decoder decoder) throws IOException {
    Terms terms = MultiTerms.getTerms(state.payloads(), Fields.TERMS);
    if (terms == null) {
      return;
    }
    TermEndings single = new TermEndings(terms.iterator(), ofField);
    TermEndings elements = new TermEndings(terms.iterator(), ofElements);
    while (single.ending() != null || elements.ending() != null) {
      int order = TermEndings.compare(single, elements);
      BytesRef ending = order <= 0 ? single.ending() : elements.ending();
      if (ending != null) {
        Object value = decoder.decode(ending, postings(single, elements, order));
        if (value != null) {
          visitor.value(value, holders(postings(single, elements, order)));
        }
      }
      if (order <= 0) {
        single.next();
      }
      if (order >= 0) {
        elements.next();
      }
    }
  }

  private static List<PostingsEnum> postings(TermEndings single, TermEndings elements, int order)
      throws IOException {
    List<PostingsEnum> postings = new ArrayList<>(2);
    if (order <= 0) {
      postings.add(single.postings());
    }
    if (order >= 0) {
      postings.add(elements.postings());
    }
    return postings;
  }

  private DocumentHolders holders(List<? extends DocIdSetIterator> documents) {
    return new DocumentHolders(state.payloads().leaves(), ordinals, accepted, documents);
  }

  private void numbers(String numbersField) throws IOException {
    for (LeafReaderContext leaf : state.payloads().leaves()) {
      PointValues points = leaf.reader().getPointValues(numbersField);
      if (points != null) {
        points.intersect(new Numbers(leaf));
      }
    }
  }

  /** Hands over the numbers of one segment. */
  private final class Numbers implements PointValues.IntersectVisitor {
    private final LeafReaderContext leaf;

    Numbers(LeafReaderContext leaf) {
      this.leaf = leaf;
    }

    @Override
    public void visit(int document) {
      throw new IllegalStateException("every number is looked at");
    }

    @Override
    public void visit(int document, byte[] packed) throws IOException {
      DocIdSetIterator only =
          DocIdSetIterator.range(leaf.docBase + document, leaf.docBase + document + 1);
      visitor.value(DoublePoint.decodeDimension(packed, 0), holders(List.of(only)));
    }

    @Override
    public PointValues.Relation compare(byte[] min, byte[] max) {
      return PointValues.Relation.CELL_CROSSES_QUERY;
    }
  }

  /** Looks at the payloads of the documents of a term, and gathers the points by value. */
  private void valuesOf(BytesRef term) throws IOException {
    Terms terms = MultiTerms.getTerms(state.payloads(), Fields.TERMS);
    TermsEnum found = terms == null ? null : terms.iterator();
    if (found == null || !found.seekExact(term)) {
      return;
    }
    Map<Object, BitSet> documents = new LinkedHashMap<>();
    DocumentHolders having = holders(List.of(found.postings(null, PostingsEnum.NONE)));
    while (having.next()) {
      for (Object value : FieldValues.of(field, type, having.payload().asMapOnce())) {
        documents
            .computeIfAbsent(value, _ -> new SparseFixedBitSet(state.payloads().maxDoc()))
            .set(having.document());
      }
    }
    for (Map.Entry<Object, BitSet> entry : documents.entrySet()) {
      visitor.value(entry.getKey(), holders(List.of(new BitSetIterator(entry.getValue(), 0))));
    }
  }
}
