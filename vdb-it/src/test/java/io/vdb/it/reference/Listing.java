package io.vdb.it.reference;

import java.util.Comparator;
import java.util.List;

/**
 * What may be answered.
 *
 * @param points all of them, where more match than are wanted
 * @param order in which order
 * @param largestFirst whether the larger of two scores is the better one
 * @param tiesById whether of equal ones those with the smaller ids are kept, when not all are
 */
record Listing(
    List<Scored> points, Order order, boolean largestFirst, boolean tiesById) {

  /** In which order points stand. */
  enum Order {
    /** The best score first, equal ones by id. */
    RANKED,
    /** As they are listed. */
    LISTED,
    /** Any of them may be answered. */
    BY_CHANCE
  }

  /** Ranks points. */
  static Listing ranked(List<Scored> points, boolean largestFirst, boolean tiesById) {
    Comparator<Scored> byScore = Comparator.comparingDouble(Scored::score);
    return new Listing(
        points.stream()
            .sorted((largestFirst ? byScore.reversed() : byScore).thenComparing(Scored::id))
            .toList(),
        Order.RANKED,
        largestFirst,
        tiesById);
  }

  /** Points that have no scores. */
  static Listing unscored(List<Scored> points, Order order) {
    return new Listing(points, order, true, true);
  }

  /** Returns some of the points in the same order. */
  Listing of(List<Scored> some) {
    return new Listing(some, order, largestFirst, tiesById);
  }

  boolean isRanked() {
    return order == Order.RANKED;
  }

  /**
   * Returns the first points, of which it is certain that they are, in whatever order.
   *
   * @throws Undecided when that depends on rounding, or on chance
   */
  List<Scored> firstOnes(int limit) {
    if (points.size() <= limit) {
      return points;
    }
    if (order == Order.BY_CHANCE) {
      throw new Undecided();
    }
    Scored last = points.get(limit - 1);
    Scored next = points.get(limit);
    if (isRanked() && (isOpen(last, limit, 1) || isOpen(next, limit - 1, -1))) {
      throw new Undecided();
    }
    return points.subList(0, limit);
  }

  /** Tells whether a point may be on the other side of the cut, where points are from here on. */
  private boolean isOpen(Scored point, int from, int step) {
    for (int i = from; i >= 0 && i < points.size() && point.isNear(points.get(i)); i += step) {
      if (!tiesById || points.get(i).score() != point.score()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns the first points, of which it is certain that they stand in this order.
   *
   * @throws Undecided when that depends on rounding, or on chance
   */
  List<Scored> firstInOrder(int limit) {
    List<Scored> first = firstOnes(limit);
    if (order == Order.BY_CHANCE && first.size() > 1) {
      throw new Undecided();
    }
    for (int i = 1; i < first.size() && isRanked(); i++) {
      Scored before = first.get(i - 1);
      Scored after = first.get(i);
      if (before.isNear(after) && before.score() != after.score()) {
        throw new Undecided();
      }
    }
    return first;
  }
}
