package io.vdb.core.filter;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/** How words are looked for among the words of a text. Without words nothing is found. */
public enum WordMatch {
  /** All of them are there, in any order. */
  ALL {
    @Override
    boolean finds(TextAnalysis analysis, List<String> sought, List<String> words) {
      if (analysis.tokenizer() == TextAnalysis.Tokenizer.PREFIX) {
        NavigableSet<String> sorted = new TreeSet<>(words);
        return sought.stream().allMatch(word -> isIn(sorted, word, analysis));
      }
      return new HashSet<>(words).containsAll(sought);
    }
  },
  /** At least one of them is there. */
  ANY {
    @Override
    boolean finds(TextAnalysis analysis, List<String> sought, List<String> words) {
      if (analysis.tokenizer() == TextAnalysis.Tokenizer.PREFIX) {
        NavigableSet<String> sorted = new TreeSet<>(words);
        return sought.stream().anyMatch(word -> isIn(sorted, word, analysis));
      }
      Set<String> there = new HashSet<>(words);
      return sought.stream().anyMatch(there::contains);
    }
  },
  /** They are there one after the other. */
  PHRASE {
    @Override
    boolean finds(TextAnalysis analysis, List<String> sought, List<String> words) {
      String last = sought.getLast();
      if (!analysis.isBeginning(last)) {
        return Collections.indexOfSubList(words, sought) >= 0;
      }
      int before = sought.size() - 1;
      for (int at = 0; at + before < words.size(); at++) {
        if (words.get(at + before).startsWith(last)
            && words.subList(at, at + before).equals(sought.subList(0, before))) {
          return true;
        }
      }
      return false;
    }
  };

  abstract boolean finds(TextAnalysis analysis, List<String> sought, List<String> words);

  private static boolean isIn(NavigableSet<String> words, String sought, TextAnalysis analysis) {
    if (!analysis.isBeginning(sought)) {
      return words.contains(sought);
    }
    String first = words.ceiling(sought);
    return first != null && first.startsWith(sought);
  }
}
