package io.vdb.server.api;

import io.vdb.server.config.LimitsConfig;

/** Bounds a query while it is read: how deep it nests, and how much it compares and computes. */
public final class QueryBudget {

  /** Deepest nesting of prefetches, and of expressions; they are walked recursively. */
  private static final int MAX_DEPTH = 64;

  private final int maxParts;
  private int stages;
  private int stageDepth;
  private int examples;
  private int expressions;
  private int expressionDepth;

  /** Nothing is read yet. */
  public QueryBudget(LimitsConfig limits) {
    maxParts = limits.maxFilterConditions();
  }

  /** Steps into a prefetch. */
  public void enterPrefetch(Place at) {
    stageDepth++;
    if (stageDepth > MAX_DEPTH) {
      throw ApiException.wrongInput(
          "`" + at.path() + "`: prefetches nest deeper than " + MAX_DEPTH + " levels");
    }
    at.checkCount("prefetches in a query", ++stages, maxParts);
  }

  /** Steps out again. */
  public void leavePrefetch() {
    stageDepth--;
  }

  /** Counts an example, with which every point is compared. */
  public void example(Place at) {
    at.checkCount("examples in a query", ++examples, maxParts);
  }

  /** Steps into a part of a formula. */
  public void enterExpression(Place at) {
    expressionDepth++;
    if (expressionDepth > MAX_DEPTH) {
      throw ApiException.wrongInput(
          "`" + at.path() + "`: expressions nest deeper than " + MAX_DEPTH + " levels");
    }
    at.checkCount("expressions in a query", ++expressions, maxParts);
  }

  /** Steps out again. */
  public void leaveExpression() {
    expressionDepth--;
  }
}
