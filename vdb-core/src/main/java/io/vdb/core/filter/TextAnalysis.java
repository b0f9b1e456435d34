package io.vdb.core.filter;

import io.vdb.core.error.VdbException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a text becomes words, the same for the texts of a field and for what is looked for in them.
 * Immutable; safe for concurrent use.
 *
 * @param tokenizer where words begin and end
 * @param lowercase whether upper and lower case are the same
 * @param asciiFolding whether letters are taken for the ASCII letters that they are made of
 * @param minLength code points of the shortest word that counts, or of the shortest beginning of one;
 *     absent for no bound
 * @param maxLength code points of the longest; absent for no bound
 * @param stopwords words that do not count, as they are after the steps above
 * @param phraseMatching whether phrases can be looked for
 */
public record TextAnalysis(
    Tokenizer tokenizer,
    boolean lowercase,
    boolean asciiFolding,
    @Nullable Integer minLength,
    @Nullable Integer maxLength,
    Set<String> stopwords,
    boolean phraseMatching) {

  /** Where words begin and end. */
  public enum Tokenizer {
    /** Words are runs of letters and digits. */
    WORD,
    /** Words are what white space separates. */
    WHITESPACE,
    /** As {@link #WORD}; what is looked for may be the beginning of a word. */
    PREFIX,
    /** As {@link #WORD}; a character of a script without spaces is a word of its own. */
    MULTILINGUAL;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** Returns its name in parameters. */
    public String label() {
      return label;
    }
  }

  /** Words in lower case, all of them, and no phrases. */
  public static final TextAnalysis DEFAULT =
      new TextAnalysis(Tokenizer.WORD, true, false, null, null, Set.of(), false);

  /** Checks the bounds and brings stopwords into the form in which words are compared. */
  public TextAnalysis {
    if (minLength != null && minLength < 0) {
      throw VdbException.invalid("min_token_len must be at least 0, but is " + minLength);
    }
    if (maxLength != null && maxLength < Math.max(1, minLength == null ? 1 : minLength)) {
      throw VdbException.invalid(
          "max_token_len must be at least 1 and at least min_token_len, but is " + maxLength);
    }
    Set<String> compared = new LinkedHashSet<>();
    for (String word : stopwords) {
      compared.add(normal(word, lowercase, asciiFolding));
    }
    stopwords = Set.copyOf(compared);
  }

  /**
   * Reads the parameters of a field index for texts: {@code tokenizer}, {@code lowercase}, {@code
   * ascii_folding}, {@code min_token_len}, {@code max_token_len}, {@code stopwords.custom}, {@code
   * phrase_matching}. Others have no effect.
   *
   * @throws VdbException with {@code INVALID_ARGUMENT} when one of them has a value that is not
   *     possible
   */
  public static TextAnalysis of(Map<String, ? extends @Nullable Object> params) {
    return new TextAnalysis(
        tokenizer(params.get("tokenizer")),
        flag(params, "lowercase", true),
        flag(params, "ascii_folding", false),
        length(params, "min_token_len"),
        length(params, "max_token_len"),
        stopwords(params.get("stopwords")),
        flag(params, "phrase_matching", false));
  }

  private static Tokenizer tokenizer(@Nullable Object value) {
    if (value == null) {
      return Tokenizer.WORD;
    }
    for (Tokenizer tokenizer : Tokenizer.values()) {
      if (tokenizer.label.equals(value)) {
        return tokenizer;
      }
    }
    throw wrong("tokenizer");
  }

  private static boolean flag(
      Map<String, ? extends @Nullable Object> params, String name, boolean absent) {
    return switch (params.get(name)) {
      case null -> absent;
      case Boolean value -> value;
      default -> throw wrong(name);
    };
  }

  private static @Nullable Integer length(
      Map<String, ? extends @Nullable Object> params, String name) {
    return switch (params.get(name)) {
      case null -> null;
      case Integer value -> value;
      case Long value when value >= 0 -> (int) Math.min(value, Integer.MAX_VALUE);
      default -> throw wrong(name);
    };
  }

  private static Set<String> stopwords(@Nullable Object value) {
    return switch (value) {
      case null -> Set.of();
      case Map<?, ?> set when set.get("custom") instanceof List<?> custom -> {
        Set<String> words = new LinkedHashSet<>();
        for (Object word : custom) {
          if (!(word instanceof String text)) {
            throw wrong("stopwords.custom");
          }
          words.add(text);
        }
        yield words;
      }
      case Map<?, ?> set when set.get("custom") == null -> Set.of();
      default -> throw wrong("stopwords");
    };
  }

  private static VdbException wrong(String name) {
    return VdbException.invalid("the index parameter `" + name + "` has a value of a wrong kind");
  }

  /** Returns a text that is the same for two analyses if they make the same words of any text. */
  public String key() {
    return String.join(
        "\n",
        tokenizer.label(),
        Boolean.toString(lowercase),
        Boolean.toString(asciiFolding),
        String.valueOf(minLength),
        String.valueOf(maxLength),
        Boolean.toString(phraseMatching),
        String.join("\n", new TreeSet<>(stopwords)));
  }

  /** Returns the words of a text in their order. Every one is given as often as it occurs. */
  public List<String> words(String text) {
    List<String> words = new ArrayList<>();
    split(text, word -> addWord(words, word));
    return words;
  }

  private void addWord(List<String> words, String word) {
    String normal = normal(word, lowercase, asciiFolding);
    if (stopwords.contains(normal)) {
      return;
    }
    if (tokenizer == Tokenizer.PREFIX) {
      words.add(maxLength == null ? normal : beginning(normal, maxLength));
    } else if (isLongEnough(normal)
        && (maxLength == null || normal.codePointCount(0, normal.length()) <= maxLength)) {
      words.add(normal);
    }
  }

  private static String beginning(String word, int codePoints) {
    return word.codePointCount(0, word.length()) <= codePoints
        ? word
        : word.substring(0, word.offsetByCodePoints(0, codePoints));
  }

  /** Tells whether a word may stand for longer ones that begin with it. */
  public boolean isBeginning(String sought) {
    return tokenizer == Tokenizer.PREFIX && !sought.isEmpty() && isLongEnough(sought);
  }

  private boolean isLongEnough(String word) {
    return minLength == null || word.codePointCount(0, word.length()) >= minLength;
  }

  private static String normal(String word, boolean lowercase, boolean asciiFolding) {
    String folded = asciiFolding ? AsciiFolding.fold(word) : word;
    return lowercase ? folded.toLowerCase(Locale.ROOT) : folded;
  }

  private void split(String text, Consumer<String> word) {
    int start = -1;
    int at = 0;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      int next = at + Character.charCount(c);
      boolean inWord = isOfWord(c);
      if (start >= 0 && (!inWord || standsAlone(c))) {
        word.accept(text.substring(start, at));
        start = -1;
      }
      if (inWord && standsAlone(c)) {
        word.accept(text.substring(at, next));
      } else if (inWord && start < 0) {
        start = at;
      }
      at = next;
    }
    if (start >= 0) {
      word.accept(text.substring(start));
    }
  }

  private boolean isOfWord(int c) {
    if (tokenizer == Tokenizer.WHITESPACE) {
      return !TextMatch.isWhiteSpace(c);
    }
    if (Character.isAlphabetic(c)) {
      return true;
    }
    int type = Character.getType(c);
    return type == Character.DECIMAL_DIGIT_NUMBER
        || type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER;
  }

  /** Tells whether a character is written without spaces to its neighbours. */
  private boolean standsAlone(int c) {
    if (tokenizer != Tokenizer.MULTILINGUAL || c < 0x0e00) {
      return false;
    }
    return switch (Character.UnicodeScript.of(c)) {
      case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
      default -> false;
    };
  }
}
