package io.vdb.core.filter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A combination of conditions; every clause that is given must hold. Without any, all points match.
 *
 * @param must all of these hold
 * @param should at least one of these holds, unless there are none
 * @param mustNot none of these holds
 * @param minShould at least so many of these hold; absent when there is no such clause
 */
public record Filter(
    List<Condition> must,
    List<Condition> should,
    List<Condition> mustNot,
    @Nullable MinShould minShould) {

  /** Matches every point. */
  public static final Filter ALL = new Filter(List.of(), List.of(), List.of(), null);

  /** Copies the lists. */
  public Filter {
    must = List.copyOf(must);
    should = List.copyOf(should);
    mustNot = List.copyOf(mustNot);
  }

  /**
   * At least {@code minCount} of the conditions hold.
   *
   * @param conditions what is counted
   * @param minCount at least 0
   */
  public record MinShould(List<Condition> conditions, int minCount) {
    /** Copies the list. */
    public MinShould {
      conditions = List.copyOf(conditions);
    }
  }

  /** Every condition holds. */
  public static Filter must(Condition... conditions) {
    return new Filter(List.of(conditions), List.of(), List.of(), null);
  }

  /** At least one condition holds. */
  public static Filter should(Condition... conditions) {
    return new Filter(List.of(), List.of(conditions), List.of(), null);
  }

  /** No condition holds. */
  public static Filter mustNot(Condition... conditions) {
    return new Filter(List.of(), List.of(), List.of(conditions), null);
  }

  /** Tells whether no clause is given. */
  public boolean isEmpty() {
    return must.isEmpty() && should.isEmpty() && mustNot.isEmpty() && minShould == null;
  }
}
