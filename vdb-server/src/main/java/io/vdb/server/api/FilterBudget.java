package io.vdb.server.api;

import io.vdb.server.config.LimitsConfig;

/** Bounds the filters of one request while they are read: how deep they nest and what they hold. */
public final class FilterBudget {

  private final int maxDepth;
  private final int maxConditions;
  private int depth;
  private int conditions;

  /** Nothing is read yet. */
  public FilterBudget(LimitsConfig limits) {
    maxDepth = limits.maxFilterDepth();
    maxConditions = limits.maxFilterConditions();
  }

  /** Steps into a filter, or into a condition that may hold one. */
  public void enter(Place at) {
    depth++;
    if (depth > maxDepth) {
      throw ApiException.wrongInput(
          "`" + at.path() + "`: filters nest deeper than " + maxDepth + " levels");
    }
  }

  /** Steps out again. */
  public void leave() {
    depth--;
  }

  /** Counts a condition. */
  public void condition(Place at) {
    conditions++;
    if (conditions > maxConditions) {
      throw ApiException.wrongInput(
          "`" + at.path() + "`: a filter has more than the maximum of " + maxConditions
              + " conditions");
    }
  }

  /** Checks how many values a condition compares with. */
  public void values(Place at, int count) {
    at.checkCount("values", count, maxConditions);
  }
}
