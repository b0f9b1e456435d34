package io.vdb.core.engine;

import io.vdb.core.index.SearchTally;
import io.vdb.core.model.SearchCost;
import io.vdb.observability.spi.Context;
import java.util.List;

/**
 * One search while it goes on: when its stages ended, and what they took. Each end is read from the
 * clock once and serves everything that wants to know it. Confined to the thread of the search.
 */
final class SearchRun {

  /** Stages in order; the run is in one of them until it is over. */
  enum Stage {
    PLAN("plan"),
    FILTER("filter"),
    RECENT("search_recent"),
    SEGMENTS("search_segments"),
    FETCH("fetch"),
    OVER("");

    private final String span;

    Stage(String span) {
      this.span = span;
    }

    /** Returns the name of its span. */
    String span() {
      return span;
    }
  }

  private final Context context;
  private final boolean recording;
  private final SearchTally tally;
  private final long startNanos;
  private Stage stage = Stage.PLAN;
  private boolean filtered;
  private long plannedNanos;
  private long filteredNanos;
  private long recentNanos;
  private long searchedNanos;
  private long fetchedNanos;
  private long recentPoints;

  SearchRun() {
    startNanos = System.nanoTime();
    context = Context.current();
    recording = context.span().isRecording();
    tally = new SearchTally(recording);
  }

  Context context() {
    return context;
  }

  /** Tells whether somebody will look at spans. */
  boolean isRecording() {
    return recording;
  }

  SearchTally tally() {
    return tally;
  }

  long startNanos() {
    return startNanos;
  }

  /** The search can start. */
  void planned(boolean withFilter) {
    plannedNanos = System.nanoTime();
    filteredNanos = plannedNanos;
    filtered = withFilter;
    stage = withFilter ? Stage.FILTER : Stage.RECENT;
  }

  /** The filter has become a set of points. */
  void filtered() {
    filteredNanos = System.nanoTime();
    stage = Stage.RECENT;
  }

  /** The recent part is searched; only a trace tells it from the index. */
  void searchedRecent(long points) {
    recentPoints = points;
    tally.compared(points);
    recentNanos = recording ? System.nanoTime() : filteredNanos;
    tally.begin(recentNanos);
    stage = Stage.SEGMENTS;
  }

  /** The index is searched, and what its graphs found is compared again. */
  void searched() {
    searchedNanos = System.nanoTime();
    stage = Stage.FETCH;
  }

  /** What is returned is there. */
  void fetched() {
    fetchedNanos = System.nanoTime();
    stage = Stage.OVER;
  }

  /** Returns the stage that the run is in, or ended in. */
  Stage stage() {
    return stage;
  }

  boolean isFiltered() {
    return filtered;
  }

  boolean isRescored() {
    return tally.rescored();
  }

  long recentPoints() {
    return recentPoints;
  }

  long plannedNanos() {
    return plannedNanos;
  }

  long filteredNanos() {
    return filteredNanos;
  }

  long recentNanos() {
    return recentNanos;
  }

  long searchedNanos() {
    return searchedNanos;
  }

  long fetchedNanos() {
    return fetchedNanos;
  }

  /** Returns when the last of the segments was searched. */
  long segmentsNanos() {
    return isRescored() ? tally.rescoreStartNanos() : searchedNanos;
  }

  /** Returns what it cost when it is over. */
  SearchCost cost() {
    return costUntil(fetchedNanos);
  }

  /**
   * Returns what it cost so far: the stage that it is in took until now, those that it did not get to
   * took nothing.
   */
  SearchCost costUntil(long nowNanos) {
    long planned = endOf(Stage.PLAN, plannedNanos, nowNanos);
    long filterEnd = endOf(Stage.FILTER, filteredNanos, nowNanos);
    long searched = endOf(Stage.SEGMENTS, searchedNanos, nowNanos);
    long segments = isRescored() ? tally.rescoreStartNanos() : searched;
    long fetched = endOf(Stage.FETCH, fetchedNanos, nowNanos);
    return new SearchCost(
        tally.segments(),
        tally.visitedNodes(),
        tally.distanceComputations(),
        recentPoints,
        tally.strategy(),
        planned - startNanos,
        filterEnd - planned,
        segments - filterEnd,
        searched - segments,
        fetched - searched,
        List.of());
  }

  private long endOf(Stage past, long endNanos, long nowNanos) {
    return stage.compareTo(past) > 0 ? endNanos : nowNanos;
  }
}
