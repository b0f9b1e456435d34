package io.vdb.index.lucene;

import io.vdb.core.filter.Condition;
import io.vdb.core.filter.FilterEvaluator;
import java.io.IOException;
import java.util.Objects;
import org.apache.lucene.index.FilteredTermsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.MultiTermQuery;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.util.AttributeSource;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

/**
 * Finds documents that hold, at a path, a text that fulfils a condition and is short enough to be a
 * term. Every text there is looked at once, however many documents hold it.
 */
final class TextTermsQuery extends MultiTermQuery {

  private final PathKey path;
  private final Condition condition;

  TextTermsQuery(PathKey path, Condition condition) {
    super(Fields.TERMS, CONSTANT_SCORE_REWRITE);
    this.path = path;
    this.condition = condition;
  }

  @Override
  protected TermsEnum getTermsEnum(Terms terms, AttributeSource attributes) throws IOException {
    BytesRef prefix = PayloadTerms.textPrefix(path);
    return new FilteredTermsEnum(terms.iterator()) {
      @Override
      protected AcceptStatus accept(BytesRef term) {
        if (!StringHelper.startsWith(term, prefix)) {
          return AcceptStatus.END;
        }
        String text =
            new BytesRef(term.bytes, term.offset + prefix.length, term.length - prefix.length)
                .utf8ToString();
        return FilterEvaluator.fulfils(condition, text) ? AcceptStatus.YES : AcceptStatus.NO;
      }

      @Override
      protected @Nullable BytesRef nextSeekTerm(@Nullable BytesRef current) {
        return current == null ? prefix : null;
      }
    };
  }

  @Override
  public void visit(QueryVisitor visitor) {
    visitor.visitLeaf(this);
  }

  @Override
  public String toString(String field) {
    return "texts(" + path.text() + ")";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TextTermsQuery query
        && path.equals(query.path)
        && condition.equals(query.condition);
  }

  @Override
  public int hashCode() {
    return Objects.hash(path, condition);
  }
}
