package io.vdb.core.query;

/** How examples are made into one score. */
public enum RecommendStrategy {
  /** Near to the mean of the positive examples, moved away from the mean of the negative ones. */
  AVERAGE_VECTOR,
  /** By the nearest of all examples: for it when it is positive, against it when it is negative. */
  BEST_SCORE,
  /** The sum of similarities to positive examples, less that of similarities to negative ones. */
  SUM_SCORES
}
