package io.vdb.index.lucene;

import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.TextAnalysis;
import io.vdb.core.filter.WordMatch;
import io.vdb.core.index.IndexChange;
import io.vdb.core.index.IndexSnapshot;
import io.vdb.core.index.WordField;
import io.vdb.core.model.Distance;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures filters by words over 100,000 long texts, without postings of their words and with them.
 * No test: it is run by its name, and prints a table.
 */
final class WordFilterMeasurement {

  private static final int POINTS = 100_000;
  private static final int WORDS_OF_A_TEXT = 60;
  private static final int VOCABULARY = 50_000;

  /** Runs that are measured, after one that is not where there are several. */
  private static final int RUNS_WITH = 5;

  private static final int RUNS_WITHOUT = 1;
  private static final PayloadPath FIELD = PayloadPath.parse("text");
  private static final double MICROS = 1e3;

  @TempDir Path folder;

  private static final TextAnalysis PHRASES =
      new TextAnalysis(
          TextAnalysis.Tokenizer.WORD, true, false, null, null, Set.of(), true);

  /** Rank r has a share of roughly 1 / r of the words, as in natural texts. */
  private static String word(Random random) {
    int rank = (int) Math.exp(random.nextDouble() * Math.log(VOCABULARY));
    return "word" + rank;
  }

  @Test
  void words() throws Exception {
    measure("words", TextAnalysis.DEFAULT);
  }

  @Test
  void wordsAndTheirOrder() throws Exception {
    measure("words and their order", PHRASES);
  }

  private void measure(String what, TextAnalysis analysis) throws Exception {
    Random random = new Random(7);
    WordField field = new WordField(FIELD, analysis);
    try (TestIndex index = TestIndex.open(folder.resolve(what), 2, Distance.DOT)) {
      for (int start = 0; start < POINTS; start += 10_000) {
        List<IndexChange> changes = new ArrayList<>();
        for (int ordinal = start; ordinal < start + 10_000; ordinal++) {
          StringBuilder text = new StringBuilder();
          for (int i = 0; i < WORDS_OF_A_TEXT; i++) {
            text.append(word(random)).append(' ');
          }
          changes.add(
              TestIndex.change(
                  ordinal, Payload.of(Map.of("text", text.toString())), 1, ordinal));
        }
        index.apply(changes);
      }
      long bytes = index.awaitOptimized().sizes().payloadBytes();
      Map<String, Double> before = times(index, analysis, RUNS_WITHOUT);
      long start = System.nanoTime();
      index.index().indexWords(Set.of(field));
      while (index.index().indexMissingWords(4_000) > 0) {
        index.index().commit();
      }
      double seconds = (double) (System.nanoTime() - start) / 1e9;
      var _ = index.awaitOptimized();
      index.index().commit();
      long after = index.index().stats().sizes().payloadBytes();
      System.out.printf(
          "%s: built in %.1f s; payload files %.1f MB before, %.1f MB after%n",
          what, seconds, (double) bytes / 1e6, (double) after / 1e6);
      Map<String, Double> with = times(index, analysis, RUNS_WITH);
      before.forEach(
          (name, micros) -> {
            double indexed = with.getOrDefault(name, Double.NaN);
            System.out.printf(
                "| %s | %.1f ms | %.2f ms | %.0f |%n",
                name, micros / MICROS, indexed / MICROS, micros / indexed);
          });
    }
  }

  private static Map<String, Double> times(
      TestIndex index, TextAnalysis analysis, int runs)
      throws Exception {
    Map<String, Double> times = new LinkedHashMap<>();
    times.put("one word of most texts", time(index, analysis, runs, WordMatch.ALL, "word2"));
    times.put("two words of many", time(index, analysis, runs, WordMatch.ALL, "word2", "word5"));
    times.put("any of five", time(index, analysis, runs, WordMatch.ANY, "word9", "word30", "word99",
        "word300", "word999"));
    times.put("one rare word", time(index, analysis, runs, WordMatch.ALL, "word20000"));
    if (analysis.phraseMatching()) {
      times.put("a phrase", time(index, analysis, runs, WordMatch.PHRASE, "word2", "word1"));
    }
    return times;
  }

  private static double time(
      TestIndex index, TextAnalysis analysis, int runs, WordMatch how, String... words)
      throws Exception {
    Filter filter =
        Filter.must(new Condition.MatchWords(FIELD, how, analysis, List.of(words)));
    double[] micros = new double[runs];
    for (int run = runs > 1 ? -1 : 0; run < runs; run++) {
      try (IndexSnapshot snapshot = index.index().snapshot()) {
        long start = System.nanoTime();
        var _ = snapshot.matching(filter);
        if (run >= 0) {
          micros[run] = (double) (System.nanoTime() - start) / MICROS;
        }
      }
    }
    Arrays.sort(micros);
    return micros[runs / 2];
  }
}
