package io.vdb.it.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.model.PointId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Compares what a server answers with what may be answered.
 *
 * @param about what was asked, for messages
 * @param listing everything that may be answered
 * @param offset how many of the best are left out
 * @param limit how many are wanted
 */
record Comparison(String about, Listing listing, int offset, int limit) {

  /** Fails with question, what was expected, and what was answered. */
  private String told(String what, List<Scored> answer) {
    return "%s%n%s%nexpected %s%ngot      %s%n".formatted(what, about, best(), answer);
  }

  private List<Scored> best() {
    List<Scored> points = listing.points();
    int from = listing.order() == Listing.Order.BY_CHANCE ? 0 : Math.min(offset, points.size());
    return points.subList(from, Math.min(from + limit, points.size()));
  }

  private Map<PointId, Scored> right() {
    Map<PointId, Scored> right = new HashMap<>();
    listing.points().forEach(scored -> right.put(scored.id(), scored));
    return right;
  }

  /** The answer is as good as can be. */
  void exactly(List<Scored> answer) {
    assertThat(answer).as(told("the number of points", answer)).hasSameSizeAs(best());
    areRight(answer);
    switch (listing.order()) {
      case LISTED -> isListed(answer);
      case RANKED -> isBest(answer);
      case BY_CHANCE -> {}
    }
  }

  private void isListed(List<Scored> answer) {
    assertThat(answer.stream().map(Scored::id).toList())
        .as(told("the order of points", answer))
        .isEqualTo(best().stream().map(Scored::id).toList());
  }

  /** Up to ties: the score at each rank is that of the best at that rank. */
  private void isBest(List<Scored> answer) {
    Map<PointId, Scored> right = right();
    for (int i = 0; i < answer.size(); i++) {
      Scored should = best().get(i);
      Scored is = Objects.requireNonNull(right.get(answer.get(i).id()));
      assertThat(is.isNear(should))
          .as(told("rank " + i + " is " + is + " instead of " + should, answer))
          .isTrue();
    }
  }

  /** Whatever is answered may be answered, is there once, has its score, and is in order. */
  void areRight(List<Scored> answer) {
    Map<PointId, Scored> right = right();
    assertThat(answer)
        .as(told("points that are there twice", answer))
        .extracting(Scored::id)
        .doesNotHaveDuplicates();
    for (Scored hit : answer) {
      assertThat(right)
          .as(told("found what does not match: " + hit, answer))
          .containsKey(hit.id());
      Scored should = Objects.requireNonNull(right.get(hit.id()));
      assertThat(hasScore(hit, should))
          .as(told("the score of " + hit + " instead of " + should, answer))
          .isTrue();
    }
    isInOrder(answer);
  }

  private static boolean hasScore(Scored hit, Scored should) {
    Number value = should.value();
    boolean sameValue =
        value == null
            ? hit.value() == null
            : hit.value() != null && hit.value().doubleValue() == value.doubleValue();
    // What has to be the same is told as a float, which REST writes in as few digits as will do.
    boolean sameScore = (float) hit.score() == (float) should.score();
    return sameValue && (sameScore || hit.isNear(should));
  }

  private void isInOrder(List<Scored> answer) {
    if (!listing.isRanked()) {
      return;
    }
    for (int i = 1; i < answer.size(); i++) {
      Scored before = answer.get(i - 1);
      Scored after = answer.get(i);
      int order = Double.compare(before.score(), after.score());
      boolean right =
          order == 0
              ? before.id().compareTo(after.id()) < 0
              : order > 0 == listing.largestFirst();
      assertThat(right)
          .as(told("the order of " + before + " and " + after, answer))
          .isTrue();
    }
  }

  /** Returns how many are wanted. */
  long wanted() {
    return best().size();
  }

  /** Returns how many of the answer are among the best, up to ties. */
  long found(List<Scored> answer) {
    List<Scored> best = best();
    if (best.isEmpty()) {
      return 0;
    }
    if (listing.order() == Listing.Order.BY_CHANCE) {
      return answer.size();
    }
    Map<PointId, Scored> right = right();
    Scored last = best.getLast();
    return answer.stream()
        .map(hit -> right.get(hit.id()))
        .filter(
            is ->
                is != null
                    && (listing.isRanked()
                        ? is.isNear(last)
                            || (is.score() > last.score()) == listing.largestFirst()
                        : best.contains(is)))
        .count();
  }
}
