package io.vdb.server.cli.demo;

import io.vdb.server.cli.load.Progress;
import io.vdb.server.cli.load.ProgressDisplay;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Searches with every query three times: once asking for the cost (which also warms up), once to
 * take the time, once exactly to know the truth. One search at a time, so that latency is latency.
 */
final class SearchRun {

  /** Exact search grows with the collection, so it stops here, but not before some queries. */
  private static final Duration EXACT_BUDGET = Duration.ofSeconds(60);

  private static final int LEAST_EXACT = 50;

  private final Searcher searcher;
  private final ProgressDisplay display;
  private final boolean largerIsNearer;

  SearchRun(Searcher searcher, ProgressDisplay display, boolean largerIsNearer) {
    this.searcher = searcher;
    this.display = display;
    this.largerIsNearer = largerIsNearer;
  }

  SearchFigures run(List<Query> queries) throws IOException, InterruptedException {
    List<Answer> explained = new ArrayList<>(queries.size());
    List<Answer> timed = new ArrayList<>(queries.size());
    try (Progress progress = display.start("searching", "searches")) {
      long total = 2L * queries.size();
      for (Query query : queries) {
        explained.add(searcher.explain(query.vector()));
        progress.update(explained.size(), total);
      }
      for (Query query : queries) {
        timed.add(searcher.search(query.vector()));
        progress.update(explained.size() + timed.size(), total);
      }
    }
    Percentiles latency = percentiles(timed, Answer::nanos);
    int compared = 0;
    long hits = 0;
    long possible = 0;
    try (Progress progress = display.start("comparing", "searches")) {
      long started = System.nanoTime();
      for (Query query : queries) {
        boolean late = System.nanoTime() - started > EXACT_BUDGET.toNanos();
        if (late && compared >= LEAST_EXACT) {
          break;
        }
        Answer exact = searcher.exact(query.vector());
        hits += timed.get(compared).countIn(exact, largerIsNearer);
        possible += exact.neighbours().size();
        compared++;
        progress.update(compared, queries.size());
      }
    }
    return new SearchFigures(
        queries.size(),
        possible == 0 ? 0 : (double) hits / possible,
        compared,
        latency.median(),
        latency.at(0.95),
        latency.at(0.99),
        percentiles(explained, Answer::segments).median(),
        percentiles(explained, Answer::visitedNodes).median(),
        percentiles(explained, Answer::distanceComputations).median());
  }

  private static Percentiles percentiles(List<Answer> answers, ToLongFunction<Answer> figure) {
    return new Percentiles(answers.stream().mapToLong(figure).toArray());
  }
}
