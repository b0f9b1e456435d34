package io.vdb.core.model;

import java.util.List;

/**
 * Answer to a search.
 *
 * @param points nearest first; equal scores in the order of ids
 * @param cost what finding them took
 */
public record SearchResult(List<ScoredPoint> points, SearchCost cost) {

  /** Copies the list. */
  public SearchResult {
    points = List.copyOf(points);
  }
}
