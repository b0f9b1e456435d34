package io.vdb.index.lucene;

import java.io.IOException;
import java.util.Objects;
import java.util.Set;
import org.apache.lucene.index.FilteredTermsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.MultiTermQuery;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.util.AttributeSource;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

/** Finds documents that hold, at a path, a value other than the given ones. */
final class OtherValuesQuery extends MultiTermQuery {

  private final PathKey path;
  private final Set<BytesRef> excluded;

  OtherValuesQuery(PathKey path, Set<BytesRef> excluded) {
    super(Fields.TERMS, CONSTANT_SCORE_REWRITE);
    this.path = path;
    this.excluded = Set.copyOf(excluded);
  }

  @Override
  protected TermsEnum getTermsEnum(Terms terms, AttributeSource attributes) throws IOException {
    BytesRef prefix = PayloadTerms.prefix(path);
    FilteredTermsEnum others =
        new FilteredTermsEnum(terms.iterator()) {
          @Override
          protected AcceptStatus accept(BytesRef term) {
            if (!StringHelper.startsWith(term, prefix)) {
              return AcceptStatus.END;
            }
            return excluded.contains(term) ? AcceptStatus.NO : AcceptStatus.YES;
          }

          @Override
          protected @Nullable BytesRef nextSeekTerm(@Nullable BytesRef current) {
            return current == null ? PayloadTerms.firstValue(path) : null;
          }
        };
    return others;
  }

  @Override
  public void visit(QueryVisitor visitor) {
    visitor.visitLeaf(this);
  }

  @Override
  public String toString(String field) {
    return "other(" + path.text() + ")";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OtherValuesQuery query
        && path.equals(query.path)
        && excluded.equals(query.excluded);
  }

  @Override
  public int hashCode() {
    return Objects.hash(path, excluded);
  }
}
