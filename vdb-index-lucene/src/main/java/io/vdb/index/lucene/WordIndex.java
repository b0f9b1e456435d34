package io.vdb.index.lucene;

import io.vdb.core.filter.TextAnalysis;
import io.vdb.core.index.WordField;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.Term;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * The terms of the words of one field of texts: eight bytes that stand for the field and how its texts
 * become words, and the word. A document whose words are indexed carries a mark, whether it has
 * texts or not; one without it is decided by its texts.
 */
final class WordIndex {

  /** Longer words have no term; their documents are looked at. */
  private static final int MAX_WORD_BYTES = 200;

  private static final int KEY_BYTES = 8;

  /** Stands behind the key in marks, where words are indexed. */
  private static final byte INDEXED = 'i';

  /** The same of a document with several texts, whose words meet in no single one, maybe. */
  private static final byte SEVERAL_TEXTS = 's';

  /** The same of a document with a word that has no term. */
  private static final byte ODD_WORDS = 'o';

  private static final FieldType UNORDERED = type(IndexOptions.DOCS);
  private static final FieldType ORDERED = type(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);

  private final WordField field;
  private final byte[] key;

  WordIndex(WordField field) {
    this.field = field;
    this.key = Arrays.copyOf(Unicode.digest(field.key()), KEY_BYTES);
  }

  private static FieldType type(IndexOptions options) {
    FieldType type = new FieldType();
    type.setTokenized(true);
    type.setOmitNorms(true);
    type.setIndexOptions(options);
    type.freeze();
    return type;
  }

  TextAnalysis analysis() {
    return field.analysis();
  }

  /** Returns the Lucene field of the words. Only where phrases are looked for is their order kept. */
  String luceneField() {
    return analysis().phraseMatching() ? Fields.ORDERED_WORDS : Fields.WORDS;
  }

  /** Adds the words of a payload to its document, and says so. */
  void add(Document document, Map<String, @Nullable Object> payload) {
    List<List<String>> texts = field.words(payload);
    boolean ordered = analysis().phraseMatching();
    List<WordStream.Word> words = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    boolean odd = false;
    int step = 1;
    for (List<String> text : texts) {
      for (String word : text) {
        boolean hasTerm = hasTerm(word);
        odd |= !hasTerm;
        if (hasTerm && (ordered || seen.add(word))) {
          words.add(new WordStream.Word(bytes(word), step));
          step = 0;
        }
        step++; // also over a word without a term, on which a phrase ends
      }
      step++; // keeps phrases from reaching from one text into the next
    }
    if (!words.isEmpty()) {
      document.add(
          new Field(luceneField(), new WordStream(words), ordered ? ORDERED : UNORDERED));
    }
    document.add(new StringField(Fields.WORD_MARKS, mark(INDEXED), Field.Store.NO));
    if (texts.size() > 1) {
      document.add(new StringField(Fields.WORD_MARKS, mark(SEVERAL_TEXTS), Field.Store.NO));
    }
    if (odd) {
      document.add(new StringField(Fields.WORD_MARKS, mark(ODD_WORDS), Field.Store.NO));
    }
  }

  /** Returns the mark of documents whose words are indexed. */
  Term indexed() {
    return new Term(Fields.WORD_MARKS, mark(INDEXED));
  }

  /** Returns the mark of those that have several texts. */
  Term severalTexts() {
    return new Term(Fields.WORD_MARKS, mark(SEVERAL_TEXTS));
  }

  /** Returns the mark of those with words that have no term. */
  Term oddWords() {
    return new Term(Fields.WORD_MARKS, mark(ODD_WORDS));
  }

  private BytesRef mark(byte kind) {
    byte[] mark = Arrays.copyOf(key, KEY_BYTES + 1);
    mark[KEY_BYTES] = kind;
    return new BytesRef(mark);
  }

  /** Tells whether a word is held as it is. */
  static boolean hasTerm(String word) {
    return word.length() <= MAX_WORD_BYTES
        && Unicode.isWellFormed(word)
        && word.getBytes(StandardCharsets.UTF_8).length <= MAX_WORD_BYTES;
  }

  /** Returns the term of a word, or what the terms begin with of all that begin with it. */
  Term term(String word) {
    return new Term(luceneField(), bytes(word));
  }

  private BytesRef bytes(String word) {
    byte[] utf8 = word.getBytes(StandardCharsets.UTF_8);
    byte[] term = Arrays.copyOf(key, KEY_BYTES + utf8.length);
    System.arraycopy(utf8, 0, term, KEY_BYTES, utf8.length);
    return new BytesRef(term);
  }
}
