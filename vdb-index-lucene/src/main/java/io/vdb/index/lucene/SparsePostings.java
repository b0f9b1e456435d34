package io.vdb.index.lucene;

import io.vdb.core.model.VectorValue;
import java.io.IOException;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** The sparse vectors of one name in one segment. Confined to one thread. */
final class SparsePostings {

  private final LeafReader segment;
  private final String field;
  private final BytesRef term = new BytesRef(new byte[Integer.BYTES]);
  private final @Nullable TermsEnum terms;

  private SparsePostings(LeafReader segment, String field, @Nullable Terms terms)
      throws IOException {
    this.segment = segment;
    this.field = field;
    this.terms = terms == null ? null : terms.iterator();
  }

  static SparsePostings of(LeafReader segment, String field) throws IOException {
    return new SparsePostings(segment, field, segment.terms(field));
  }

  /** Finds an index; tells whether any document, deleted ones included, has it. */
  boolean find(int index) throws IOException {
    if (terms == null) {
      return false;
    }
    SparseFields.putTerm(index, term);
    return terms.seekExact(term);
  }

  private TermsEnum found() {
    if (terms == null) {
      throw new IllegalStateException("nothing was found");
    }
    return terms;
  }

  /** Returns how many documents, deleted ones included, have the index that was found. */
  int count() throws IOException {
    return found().docFreq();
  }

  /** Returns the documents that have the index that was found, with or without its values. */
  PostingsEnum documents(boolean values) throws IOException {
    return found().postings(null, values ? PostingsEnum.PAYLOADS : PostingsEnum.NONE);
  }

  /** Returns which documents have a vector, deleted ones included; nothing when none has. */
  @Nullable BinaryDocValues vectors() throws IOException {
    return segment.getBinaryDocValues(field);
  }

  /** Reads the vector of a document, or nothing when it has none. */
  VectorValue.@Nullable Sparse vector(int document) throws IOException {
    BinaryDocValues vectors = vectors();
    return vectors != null && vectors.advanceExact(document)
        ? SparseFields.vector(vectors.binaryValue())
        : null;
  }
}
