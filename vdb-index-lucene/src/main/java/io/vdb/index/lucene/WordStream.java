package io.vdb.index.lucene;

import java.util.Iterator;
import java.util.List;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.util.BytesRef;

/** Hands the words of a document to Lucene. Used once. */
final class WordStream extends TokenStream {

  /**
   * A word.
   *
   * @param term what is indexed
   * @param step how far it is behind the one before
   */
  record Word(BytesRef term, int step) {}

  private final Iterator<Word> words;
  private final BytesTermAttribute term = addAttribute(BytesTermAttribute.class);
  private final PositionIncrementAttribute step =
      addAttribute(PositionIncrementAttribute.class);

  WordStream(List<Word> words) {
    this.words = words.iterator();
  }

  @Override
  public boolean incrementToken() {
    clearAttributes();
    if (!words.hasNext()) {
      return false;
    }
    Word word = words.next();
    term.setBytesRef(word.term());
    step.setPositionIncrement(word.step());
    return true;
  }
}
