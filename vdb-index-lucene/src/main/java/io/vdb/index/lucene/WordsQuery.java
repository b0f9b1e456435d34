package io.vdb.index.lucene;

import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.WordMatch;
import io.vdb.core.index.WordField;
import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;

/**
 * Finds texts by the postings of their words, in the documents that have them, and by another query
 * in those that do not. In a segment all of whose live documents have them only postings are read.
 */
final class WordsQuery extends Query {

  /** Of more different words the texts are looked at. */
  private static final int MAX_WORDS = 200;

  private final Condition.MatchWords condition;
  private final WordIndex words;
  private final Query otherwise;

  /**
   * A query.
   *
   * @param otherwise matches the same by other means
   */
  WordsQuery(Condition.MatchWords condition, Query otherwise) {
    this.condition = condition;
    this.words = new WordIndex(new WordField(condition.field(), condition.analysis()));
    this.otherwise = otherwise;
  }

  /** Tells whether words are few enough, and postings can tell of each whether it is there. */
  static boolean canFind(Condition.MatchWords condition) {
    return condition.words().size() <= MAX_WORDS
        && condition.words().stream().allMatch(WordIndex::hasTerm);
  }

  /** Returns what finds the same among the documents that have words. */
  private Query byPostings() {
    if (condition.words().isEmpty()) {
      return MatchNoDocsQuery.INSTANCE;
    }
    Query found =
        switch (condition.how()) {
          case ANY -> any();
          case ALL -> inOneText(all());
          case PHRASE -> phrase();
        };
    return condition.words().stream().anyMatch(words.analysis()::isBeginning)
        ? or(found, checked(new TermQuery(words.oddWords()))) // what begins so may have no term
        : found;
  }

  private Query word(String word) {
    Term term = words.term(word);
    return words.analysis().isBeginning(word) ? new PrefixQuery(term) : new TermQuery(term);
  }

  private Query any() {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    condition.words().forEach(word -> any.add(word(word), BooleanClause.Occur.SHOULD));
    return any.build();
  }

  private Query all() {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    condition.words().forEach(word -> all.add(word(word), BooleanClause.Occur.FILTER));
    return all.build();
  }

  /** Of several texts only the payload tells whether one of them has all the words. */
  private Query inOneText(Query all) {
    if (condition.words().size() == 1) {
      return all;
    }
    Query several = new TermQuery(words.severalTexts());
    return or(
        without(all, several),
        checked(
            new BooleanQuery.Builder()
                .add(all, BooleanClause.Occur.FILTER)
                .add(several, BooleanClause.Occur.FILTER)
                .build()));
  }

  private Query phrase() {
    List<String> sought = condition.words();
    if (words.analysis().isBeginning(sought.getLast())) {
      return sought.size() == 1 ? any() : checked(all());
    }
    PhraseQuery.Builder phrase = new PhraseQuery.Builder();
    sought.forEach(word -> phrase.add(words.term(word)));
    return phrase.build();
  }

  private Query checked(Query candidates) {
    return new StoredPayloadQuery(candidates, Filter.must(condition));
  }

  private static Query or(Query one, Query other) {
    return new BooleanQuery.Builder()
        .add(one, BooleanClause.Occur.SHOULD)
        .add(other, BooleanClause.Occur.SHOULD)
        .build();
  }

  private static Query without(Query some, Query others) {
    return new BooleanQuery.Builder()
        .add(some, BooleanClause.Occur.FILTER)
        .add(others, BooleanClause.Occur.MUST_NOT)
        .build();
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost)
      throws IOException {
    Query postings = byPostings();
    Weight indexed = weight(searcher, postings);
    Weight unindexed = weight(searcher, otherwise);
    Weight mixed =
        weight(searcher, or(postings, without(otherwise, new TermQuery(words.indexed()))));
    return new ConstantScoreWeight(this, boost) {
      @Override
      public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext context)
          throws IOException {
        LeafReader segment = context.reader();
        if (segment.docFreq(words.indexed()) == 0) {
          return unindexed.scorerSupplier(context);
        }
        // Deleted documents may lack words for ever; they must not have the others looked at.
        boolean complete = MissingWords.lacking(segment, List.of(words)) == null;
        return (complete ? indexed : mixed).scorerSupplier(context);
      }

      @Override
      public boolean isCacheable(LeafReaderContext context) {
        return false;
      }
    };
  }

  private static Weight weight(IndexSearcher searcher, Query query) throws IOException {
    return searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1);
  }

  @Override
  public void visit(QueryVisitor visitor) {
    visitor.visitLeaf(this);
  }

  @Override
  public String toString(String field) {
    return "words(" + condition.how() + ")";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WordsQuery query && condition.equals(query.condition);
  }

  @Override
  public int hashCode() {
    return condition.hashCode();
  }
}
