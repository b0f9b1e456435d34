package io.vdb.core.engine;

import io.vdb.core.model.SearchCost;
import io.vdb.observability.spi.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One compound query while it goes on: its steps, and what they took. Confined to the thread of the
 * query.
 */
final class QueryRun {

  /** A step, which may have others below it. */
  static final class Step {
    private final @Nullable Step parent;
    private final String kind;
    private final int depth;
    private final int limit;
    private final long startNanos;
    private final List<SearchRun> searches = new ArrayList<>(1);
    private String mergeKind = "";
    private long mergeNanos;
    private long endNanos;
    private int results;
    private boolean over;

    private Step(@Nullable Step parent, String kind, int limit, long startNanos) {
      this.parent = parent;
      this.kind = kind;
      this.depth = parent == null ? 0 : parent.depth + 1;
      this.limit = limit;
      this.startNanos = startNanos;
    }

    @Nullable Step parent() {
      return parent;
    }

    String kind() {
      return kind;
    }

    int limit() {
      return limit;
    }

    long startNanos() {
      return startNanos;
    }

    /** Returns the searches of the collection that it made. */
    List<SearchRun> searches() {
      return searches;
    }

    /** Tells whether it worked on what steps below it had found. */
    boolean merged() {
      return mergeNanos != 0;
    }

    /** Returns what that work is called. */
    String mergeKind() {
      return mergeKind;
    }

    /** Returns when it began to work on that. */
    long mergeNanos() {
      return mergeNanos;
    }

    /** Returns when it was over, or else the time given. */
    long endNanos(long otherwise) {
      return over ? endNanos : otherwise;
    }

    boolean isOver() {
      return over;
    }

    int results() {
      return results;
    }
  }

  private final Context context;
  private final boolean recording;
  private final long startNanos;
  private final List<Step> steps = new ArrayList<>();
  private @Nullable Step current;
  private long compared;
  private long fetchNanos;
  private long endNanos;

  QueryRun() {
    startNanos = System.nanoTime();
    context = Context.current();
    recording = context.span().isRecording();
  }

  Context context() {
    return context;
  }

  /** Tells whether somebody will look at spans. */
  boolean isRecording() {
    return recording;
  }

  long startNanos() {
    return startNanos;
  }

  List<Step> steps() {
    return steps;
  }

  /** A step begins, below the one that has not ended yet. */
  Step begin(String kind, int limit) {
    Step step = new Step(current, kind, limit, System.nanoTime());
    steps.add(step);
    current = step;
    return step;
  }

  /** The current step begins to work on what those below it have found. */
  void merging(String kind) {
    if (current != null) {
      current.mergeKind = kind;
      current.mergeNanos = System.nanoTime();
    }
  }

  /** A step has found what it was to find. */
  void end(Step step, int results) {
    step.endNanos = System.nanoTime();
    step.results = results;
    step.over = true;
    current = step.parent;
  }

  /** Returns the measurement of a search of the collection for the current step. */
  SearchRun search() {
    SearchRun run = new SearchRun();
    if (current != null) {
      current.searches.add(run);
    }
    return run;
  }

  /** Notes comparisons of vectors outside searches of the collection. */
  void compared(long vectors) {
    compared += vectors;
  }

  /** All steps are over; what is left is to read the points that are returned. */
  void found() {
    fetchNanos = System.nanoTime();
  }

  /** Everything is there. */
  void fetched() {
    endNanos = System.nanoTime();
  }

  /** Returns when reading the returned points began; 0 when it did not get there. */
  long fetchNanos() {
    return fetchNanos;
  }

  long endNanos() {
    return endNanos;
  }

  /** Returns what it cost when it is over. */
  SearchCost cost() {
    return costUntil(endNanos);
  }

  /** Returns what it cost so far. */
  SearchCost costUntil(long nowNanos) {
    int segments = 0;
    long visited = 0;
    long computations = compared;
    long recent = 0;
    long filter = 0;
    long search = 0;
    long rescore = 0;
    TreeSet<String> strategies = new TreeSet<>();
    for (Step step : steps) {
      for (SearchRun run : step.searches) {
        boolean searched = run.stage().compareTo(SearchRun.Stage.SEGMENTS) > 0;
        SearchCost cost = run.costUntil(searched ? run.searchedNanos() : nowNanos);
        segments += cost.segments();
        visited += cost.visitedNodes();
        computations += cost.distanceComputations();
        recent += cost.recentPoints();
        filter += cost.filterNanos();
        search += cost.searchNanos();
        rescore += cost.rescoreNanos();
        strategies.addAll(List.of(cost.strategy().split("\\+")));
      }
      if (step.merged()) {
        rescore += Math.max(0, step.endNanos(nowNanos) - step.mergeNanos);
      }
    }
    if (strategies.size() > 1) {
      strategies.remove("none");
    }
    long fetch = fetchNanos == 0 ? 0 : nowNanos - fetchNanos;
    long plan = Math.max(0, nowNanos - startNanos - filter - search - rescore - fetch);
    return new SearchCost(
        segments,
        visited,
        computations,
        recent,
        strategies.isEmpty() ? "none" : String.join("+", strategies),
        plan,
        filter,
        search,
        rescore,
        fetch,
        stages(nowNanos));
  }

  private List<SearchCost.Stage> stages(long nowNanos) {
    List<SearchCost.Stage> stages = new ArrayList<>(steps.size());
    for (Step step : steps) {
      stages.add(
          new SearchCost.Stage(
              step.kind,
              step.depth,
              step.limit,
              step.results,
              step.endNanos(nowNanos) - step.startNanos));
    }
    return stages;
  }
}
