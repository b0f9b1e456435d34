package io.vdb.it.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.filter.Filter;
import io.vdb.core.model.PointId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** Asks a server and its model the same, and compares what they say. */
final class Asking {

  /** How many candidates a search of the graph keeps. */
  static final int EF = 256;

  private final Random random;
  private final RandomData data;
  private final Questions questions;
  private final int bound;
  private long wanted;
  private long found;
  private int asked;

  /**
   * Compares.
   *
   * @param bound what ids are below
   */
  Asking(Random random, RandomData data, int bound) {
    this.random = random;
    this.data = data;
    this.questions = new Questions(random, data, bound);
    this.bound = bound;
  }

  /** Returns how many queries were answered. */
  int asked() {
    return asked;
  }

  /** Returns how much of what is best the graph found. */
  double recall() {
    return wanted == 0 ? 1 : (double) found / (double) wanted;
  }

  /** Asks this often, for everything, over each of the protocols. */
  void ask(ReferenceCollection collection, List<Wire> wires, int times) throws Exception {
    for (int i = 0; i < times && collection.size() > 0; i++) {
      Question question = questions.about(collection);
      int limit = 1 + random.nextInt(30);
      List<Scored> expected = question.expected(collection);
      for (Wire wire : wires) {
        exact(collection, question, expected, limit, wire);
      }
      graph(collection, question, expected, limit, wires.get(random.nextInt(wires.size())));
      filtered(collection, data.filter(bound), wires.get(random.nextInt(wires.size())));
    }
  }

  private void exact(
      ReferenceCollection collection,
      Question question,
      List<Scored> expected,
      int limit,
      Wire wire)
      throws Exception {
    List<Scored> answer = wire.ask(collection.name(), question, limit, true);
    String about = about(collection, question + ", exact", wire);
    asked++;
    assertThat(answer).as(about).hasSize(Math.min(limit, expected.size()));
    assertScores(collection, question, expected, answer, about);
    for (int i = 0; i < answer.size(); i++) {
      // Up to ties: the score at each rank is that of the best at that rank.
      Scored best = expected.get(i);
      assertThat(Math.abs(answer.get(i).score() - best.score()))
          .as("%s: rank %s is %s instead of %s", about, i, answer.get(i), best)
          .isLessThanOrEqualTo(
              question.tolerance(collection, best)
                  + question.tolerance(collection, answer.get(i)));
    }
  }

  private void graph(
      ReferenceCollection collection,
      Question question,
      List<Scored> expected,
      int limit,
      Wire wire)
      throws Exception {
    List<Scored> answer = wire.ask(collection.name(), question, limit, false);
    String about = about(collection, question + ", by the graph", wire);
    asked++;
    assertScores(collection, question, expected, answer, about);
    List<Scored> best = expected.subList(0, Math.min(limit, expected.size()));
    assertThat(answer.size()).as(about).isLessThanOrEqualTo(limit);
    wanted += best.size();
    if (!best.isEmpty()) {
      found += answer.stream().filter(hit -> isAmong(collection, question, best, hit)).count();
    }
  }

  /** Tells whether something is as good as the last of the best. */
  private static boolean isAmong(
      ReferenceCollection collection, Question question, List<Scored> best, Scored hit) {
    Scored last = best.getLast();
    double room = question.tolerance(collection, last);
    return collection.distance().largerIsNearer()
        ? hit.score() >= last.score() - room
        : hit.score() <= last.score() + room;
  }

  /** Whatever is answered matches, is there once, has the score that it should have, and is in order. */
  private static void assertScores(
      ReferenceCollection collection,
      Question question,
      List<Scored> expected,
      List<Scored> answer,
      String about) {
    Map<PointId, Scored> right = new HashMap<>();
    expected.forEach(scored -> right.put(scored.id(), scored));
    assertThat(answer).as(about).extracting(Scored::id).doesNotHaveDuplicates();
    double before = collection.distance().largerIsNearer() ? Double.MAX_VALUE : -Double.MAX_VALUE;
    for (Scored hit : answer) {
      assertThat(right).as("%s: found what does not match", about).containsKey(hit.id());
      Scored should = Objects.requireNonNull(right.get(hit.id()));
      assertThat(Math.abs(hit.score() - should.score()))
          .as("%s: found %s instead of %s", about, hit, should)
          .isLessThanOrEqualTo(question.tolerance(collection, should));
      boolean inOrder =
          collection.distance().largerIsNearer() ? hit.score() <= before : hit.score() >= before;
      assertThat(inOrder).as("%s: the order of %s", about, answer).isTrue();
      before = hit.score();
    }
  }

  private static void filtered(ReferenceCollection collection, Filter filter, Wire wire)
      throws Exception {
    List<ModelPoint> matching = collection.matching(filter);
    assertThat(wire.count(collection.name(), filter))
        .as("%s", about(collection, "count of " + filter, wire))
        .isEqualTo(matching.size());
  }

  /** Compares every point, and the points of some filters. */
  void compareAll(ReferenceCollection collection, Wire wire) throws Exception {
    comparePoints(collection, Filter.ALL, wire);
    for (int i = 0; i < 4; i++) {
      comparePoints(collection, data.filter(bound), wire);
    }
  }

  private static void comparePoints(ReferenceCollection collection, Filter filter, Wire wire)
      throws Exception {
    String about = about(collection, "points of " + filter, wire);
    List<ModelPoint> expected = collection.matching(filter);
    List<ModelPoint> there = wire.scroll(collection.name(), filter, 1_000);
    assertThat(there.stream().map(ModelPoint::id).toList())
        .as(about)
        .isEqualTo(expected.stream().map(ModelPoint::id).toList());
    for (int i = 0; i < there.size(); i++) {
      ModelPoint point = there.get(i);
      ModelPoint should = expected.get(i);
      assertThat(point.payload())
          .as("%s: payload of %s", about, point.id())
          .isEqualTo(should.payload());
      assertThat(areClose(point.vector(), collection.stored(should)))
          .as("%s: vector of %s: %s", about, point.id(), Arrays.toString(point.vector()))
          .isTrue();
    }
  }

  private static boolean areClose(float[] a, float[] b) {
    boolean close = a.length == b.length;
    for (int i = 0; close && i < a.length; i++) {
      close = Math.abs(a[i] - b[i]) <= 1e-6f * Math.max(1, Math.abs(b[i]));
    }
    return close;
  }

  private static String about(ReferenceCollection collection, String what, Wire wire) {
    return collection.name() + " over " + wire.getClass().getSimpleName() + ": " + what;
  }
}
