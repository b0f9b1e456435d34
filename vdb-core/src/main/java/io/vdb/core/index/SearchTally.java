package io.vdb.core.index;

import java.util.Set;
import java.util.TreeSet;

/** Adds up what a search costs. Confined to the thread of the search. */
public final class SearchTally {

  private final Set<String> strategies = new TreeSet<>();
  private int segments;
  private long visitedNodes;
  private long distanceComputations;

  /** Notes one searched segment and how it was searched. */
  public void segment(String strategy) {
    segments++;
    strategies.add(strategy);
  }

  /** Notes graph nodes visited. */
  public void visited(long nodes) {
    visitedNodes += nodes;
  }

  /** Notes comparisons of a vector with the query. */
  public void compared(long vectors) {
    distanceComputations += vectors;
  }

  /** Returns the number of searched segments. */
  public int segments() {
    return segments;
  }

  /** Returns the number of visited graph nodes. */
  public long visitedNodes() {
    return visitedNodes;
  }

  /** Returns the number of comparisons. */
  public long distanceComputations() {
    return distanceComputations;
  }

  /** Returns how the segments were searched, joined by {@code +}, or {@code none}. */
  public String strategy() {
    return strategies.isEmpty() ? "none" : String.join("+", strategies);
  }
}
