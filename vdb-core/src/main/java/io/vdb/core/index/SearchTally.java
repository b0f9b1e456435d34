package io.vdb.core.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Adds up what the search of an index takes. Confined to the thread of the search.
 *
 * <p>For a search that is traced it also tells groups of segments apart: neighbours that were
 * searched in the same way.
 */
public final class SearchTally {

  /** How many ways to search a segment an index may have. */
  private static final int MAX_STRATEGIES = 8;

  /**
   * Neighbouring segments that were searched in the same way.
   *
   * @param strategy how
   * @param segments how many, at least 1
   * @param startNanos when the search of the first of them began, as {@link System#nanoTime} tells it
   * @param endNanos when the search of the last of them ended
   * @param visitedNodes graph nodes visited
   * @param distanceComputations comparisons of a vector with the query
   */
  public record Group(
      String strategy,
      int segments,
      long startNanos,
      long endNanos,
      long visitedNodes,
      long distanceComputations) {}

  private final boolean grouping;
  private final List<Group> groups;
  private String[] strategies = new String[2];
  private int strategyCount;
  private int segments;
  private int ef;
  private long visitedNodes;
  private long distanceComputations;
  private boolean rescored;
  private long rescoreStartNanos;
  private long groupEndNanos;
  private long groupedVisits;
  private long groupedComputations;

  /** A tally that only adds up. */
  public SearchTally() {
    this(false);
  }

  /** A tally that tells groups of segments apart if asked to, which costs clock readings. */
  public SearchTally(boolean grouping) {
    this.grouping = grouping;
    this.groups = grouping ? new ArrayList<>() : List.of();
  }

  /** Notes when the first segment is begun; matters only to a tally of groups. */
  public void begin(long startNanos) {
    groupEndNanos = startNanos;
  }

  /**
   * Notes one segment that has just been searched, and how. What was visited and compared since the
   * one before it was for this one.
   */
  public void segment(String strategy) {
    segments++;
    note(strategy);
    if (grouping) {
      group(strategy);
    }
  }

  private void note(String strategy) {
    for (int i = 0; i < strategyCount; i++) {
      if (strategies[i].equals(strategy)) {
        return;
      }
    }
    if (strategyCount == MAX_STRATEGIES) {
      return;
    }
    if (strategyCount == strategies.length) {
      strategies = Arrays.copyOf(strategies, MAX_STRATEGIES);
    }
    strategies[strategyCount++] = strategy;
  }

  private void group(String strategy) {
    long now = System.nanoTime();
    long visits = visitedNodes - groupedVisits;
    long computations = distanceComputations - groupedComputations;
    if (!groups.isEmpty() && groups.getLast().strategy().equals(strategy)) {
      Group last = groups.removeLast();
      groups.add(
          new Group(
              strategy,
              last.segments() + 1,
              last.startNanos(),
              now,
              last.visitedNodes() + visits,
              last.distanceComputations() + computations));
    } else {
      groups.add(new Group(strategy, 1, groupEndNanos, now, visits, computations));
    }
    groupEndNanos = now;
    groupedVisits = visitedNodes;
    groupedComputations = distanceComputations;
  }

  /** Notes how many candidates are kept where a graph is walked; the most of several counts. */
  public void ef(int candidates) {
    ef = Math.max(ef, candidates);
  }

  /** Notes graph nodes visited. */
  public void visited(long nodes) {
    visitedNodes += nodes;
  }

  /** Notes comparisons of a vector with the query. */
  public void compared(long vectors) {
    distanceComputations += vectors;
  }

  /** Notes that all segments are searched and that what graphs found is now compared again. */
  public void rescoring() {
    rescored = true;
    rescoreStartNanos = System.nanoTime();
  }

  /** Returns the number of searched segments. */
  public int segments() {
    return segments;
  }

  /** Returns the number of candidates kept; 0 where no graph was to be walked. */
  public int ef() {
    return ef;
  }

  /** Returns the number of visited graph nodes. */
  public long visitedNodes() {
    return visitedNodes;
  }

  /** Returns the number of comparisons. */
  public long distanceComputations() {
    return distanceComputations;
  }

  /** Tells whether anything was compared again. */
  public boolean rescored() {
    return rescored;
  }

  /** Returns when comparing again began; means nothing unless it did. */
  public long rescoreStartNanos() {
    return rescoreStartNanos;
  }

  /** Returns the groups in the order of searching; none unless they were asked for. */
  public List<Group> groups() {
    return List.copyOf(groups);
  }

  /** Returns how the segments were searched, joined by {@code +}, or {@code none}. */
  public String strategy() {
    return switch (strategyCount) {
      case 0 -> "none";
      case 1 -> strategies[0];
      default -> {
        String[] sorted = Arrays.copyOf(strategies, strategyCount);
        Arrays.sort(sorted);
        yield String.join("+", sorted);
      }
    };
  }
}
