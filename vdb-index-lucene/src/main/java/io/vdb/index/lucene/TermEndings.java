package io.vdb.index.lucene;

import java.io.IOException;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

/** Walks over what the terms with one beginning go on with, in order. */
final class TermEndings {

  private final TermsEnum terms;
  private final BytesRef prefix;
  private @Nullable BytesRef ending;

  TermEndings(TermsEnum terms, BytesRef prefix) throws IOException {
    this.terms = terms;
    this.prefix = prefix;
    this.ending =
        terms.seekCeil(prefix) == TermsEnum.SeekStatus.END ? null : endingOf(terms.term());
  }

  private @Nullable BytesRef endingOf(@Nullable BytesRef term) {
    return term != null && StringHelper.startsWith(term, prefix)
        ? new BytesRef(term.bytes, term.offset + prefix.length, term.length - prefix.length)
        : null;
  }

  /** Returns the current ending, which stays as it is until {@link #next}; nothing at the end. */
  @Nullable BytesRef ending() {
    return ending;
  }

  void next() throws IOException {
    if (ending != null) {
      ending = endingOf(terms.next());
    }
  }

  /** Returns the documents of the current term. */
  PostingsEnum postings() throws IOException {
    return terms.postings(null, PostingsEnum.NONE);
  }

  /** Tells which of the two comes first; the one that is at its end comes last. */
  static int compare(TermEndings a, TermEndings b) {
    if (a.ending == null || b.ending == null) {
      return Boolean.compare(a.ending == null, b.ending == null);
    }
    return a.ending.compareTo(b.ending);
  }
}
