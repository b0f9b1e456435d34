package io.vdb.it.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.filter.Filter;
import io.vdb.core.model.VectorValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Asks a server and its model the same, and compares what they say. */
final class Asking {

  /** How many candidates a search of the graph keeps. */
  static final int EF = 256;

  private static final int MOST_IN_BATCH = 4;

  /** A request of either form. */
  @FunctionalInterface
  private interface Asked {
    List<Scored> answer(String collection, Question question, boolean exact) throws Exception;
  }

  private final Random random;
  private final RandomData data;
  private final ReferenceQueries queries;
  private final Questions questions;
  private final OtherRequests others;
  private final int bound;
  private final Tally tally = new Tally();

  /**
   * Compares.
   *
   * @param bound what ids are below
   * @param collections all there are
   */
  Asking(Random random, RandomData data, int bound, List<ReferenceCollection> collections) {
    this.random = random;
    this.data = data;
    this.bound = bound;
    Map<String, ReferenceCollection> byName = new HashMap<>();
    collections.forEach(collection -> byName.put(collection.name(), collection));
    queries = new ReferenceQueries(byName);
    questions = new Questions(random, data, bound, collections, queries);
    others = new OtherRequests(random, data, bound, collections, queries, questions, tally);
  }

  Tally tally() {
    return tally;
  }

  List<String> kinds() {
    List<String> kinds = new ArrayList<>(questions.kinds());
    for (OlderForm form : OlderForm.values()) {
      kinds.add(form.label());
      kinds.add(form.label() + " batch");
    }
    return kinds;
  }

  /** Asks this often, and everything over each of the protocols. */
  void ask(ReferenceCollection collection, List<Wire> wires, int times) throws Exception {
    Map<OlderForm, List<Questions.Drawn>> older = new EnumMap<>(OlderForm.class);
    for (int i = 0; i < times && collection.size() > 0; i++) {
      Questions.Drawn drawn = questions.about(collection);
      for (Wire wire : wires) {
        List<Scored> answer = wire.query(collection.name(), drawn.question(), true);
        compared(collection, drawn, "exactly", wire).exactly(answer);
        tally.asked(drawn.question().kind());
      }
      Wire any = data.pick(wires);
      graph(collection, drawn, any, any::query);
      OlderForm form = OlderForm.of(drawn.question().stage());
      if (form != null) {
        older.computeIfAbsent(form, _ -> new ArrayList<>()).add(drawn);
      }
    }
    for (Wire wire : wires) {
      older(collection, older, wire);
    }
    if (collection.size() > 0) {
      batch(collection, data.pick(wires));
      for (Wire wire : wires) {
        others.ask(collection, wire);
      }
    }
  }

  /** Asks the same as before, alone and together. */
  private void older(
      ReferenceCollection collection, Map<OlderForm, List<Questions.Drawn>> older, Wire wire)
      throws Exception {
    for (Map.Entry<OlderForm, List<Questions.Drawn>> entry : older.entrySet()) {
      OlderForm form = entry.getKey();
      for (Questions.Drawn each : entry.getValue()) {
        Questions.Drawn drawn = each.as(form.label());
        List<Scored> answer = wire.older(form, collection.name(), drawn.question(), true);
        compared(collection, drawn, "exactly", wire).exactly(answer);
        tally.asked(form.label());
        graph(
            collection, drawn, wire, (name, asked, exact) -> wire.older(form, name, asked, exact));
      }
      List<List<Scored>> answers =
          wire.older(form, collection.name(), questions(entry.getValue()));
      inBatch(collection, entry.getValue(), answers, form.label() + " batch", wire);
    }
  }

  private static List<Question> questions(List<Questions.Drawn> drawn) {
    return drawn.stream().map(Questions.Drawn::question).toList();
  }

  private static Comparison compared(
      ReferenceCollection collection, Questions.Drawn drawn, String how, Wire wire) {
    Question question = drawn.question();
    return new Comparison(
        about(collection, how + ": " + question, wire),
        drawn.listing(),
        question.offset(),
        question.stage().limit());
  }

  /**
   * Graphs may miss points, but what they find is right. What is asked of those that prefetches
   * found is another question where they miss some, so that only finding counts there.
   */
  private void graph(
      ReferenceCollection collection, Questions.Drawn drawn, Wire wire, Asked asked)
      throws Exception {
    Question question = drawn.question();
    List<Scored> answer = asked.answer(collection.name(), question, false);
    Comparison comparison = compared(collection, drawn, "by the graph", wire);
    boolean chosen = question.stage().ask() instanceof Ask.Diverse;
    if (question.stage().prefetch().isEmpty() && !chosen) {
      comparison.areRight(answer);
    }
    assertThat(answer.size())
        .as(comparison.about())
        .isLessThanOrEqualTo(question.stage().limit());
    tally.asked(question.kind());
    tally.searched(question.kind(), comparison.wanted(), comparison.found(answer));
  }

  private void batch(ReferenceCollection collection, Wire wire) throws Exception {
    List<Questions.Drawn> drawn = new ArrayList<>();
    for (int i = random.nextInt(MOST_IN_BATCH); i >= 0; i--) {
      drawn.add(questions.about(collection));
    }
    inBatch(
        collection, drawn, wire.query(collection.name(), questions(drawn)), "batch", wire);
  }

  private void inBatch(
      ReferenceCollection collection,
      List<Questions.Drawn> drawn,
      List<List<Scored>> answers,
      String kind,
      Wire wire) {
    assertThat(answers).hasSameSizeAs(drawn);
    for (int i = 0; i < answers.size(); i++) {
      compared(collection, drawn.get(i), "in a " + kind, wire).exactly(answers.get(i));
      tally.asked(kind);
    }
  }

  /** Compares every point, and the points of some filters. */
  void compareAll(ReferenceCollection collection, Wire wire) throws Exception {
    comparePoints(collection, Filter.ALL, wire);
    for (int i = 0; i < 4; i++) {
      comparePoints(collection, data.filter(bound), wire);
    }
  }

  private void comparePoints(ReferenceCollection collection, Filter filter, Wire wire)
      throws Exception {
    String about = about(collection, "points of " + filter, wire);
    List<ModelPoint> expected = collection.matching(filter);
    List<ModelPoint> there =
        wire.scroll(collection.name(), filter, 1 + random.nextInt(1_000) + expected.size() / 20);
    assertThat(there.stream().map(ModelPoint::id).toList())
        .as(about)
        .isEqualTo(expected.stream().map(ModelPoint::id).toList());
    for (int i = 0; i < there.size(); i++) {
      ModelPoint point = there.get(i);
      ModelPoint should = expected.get(i);
      assertThat(point.payload())
          .as("%s: payload of %s", about, point.id())
          .isEqualTo(should.payload());
      assertThat(point.vectors().keySet())
          .as("%s: vectors of %s", about, point.id())
          .isEqualTo(should.vectors().keySet());
      for (String name : should.vectors().keySet()) {
        assertThat(areClose(point.vector(name), should.vector(name)))
            .as(
                "%s: vector `%s` of %s is %s instead of %s",
                about, name, point.id(), shown(point.vector(name)), shown(should.vector(name)))
            .isTrue();
      }
    }
    tally.asked("scroll");
  }

  private static boolean areClose(VectorValue a, VectorValue b) {
    return switch (a) {
      case VectorValue.Dense dense ->
          b instanceof VectorValue.Dense other
              && areClose(dense.components(), other.components());
      case VectorValue.Sparse sparse ->
          b instanceof VectorValue.Sparse other
              && Arrays.equals(sparse.indices(), other.indices())
              && Arrays.equals(sparse.values(), other.values());
      case VectorValue.Multi multi ->
          b instanceof VectorValue.Multi other
              && multi.dimension() == other.dimension()
              && areClose(multi.components(), other.components());
    };
  }

  private static boolean areClose(float[] a, float[] b) {
    boolean close = a.length == b.length;
    for (int i = 0; close && i < a.length; i++) {
      close = Math.abs(a[i] - b[i]) <= 1e-6f * Math.max(1, Math.abs(b[i]));
    }
    return close;
  }

  private static String shown(VectorValue value) {
    return String.valueOf(JsonStage.vector(value) instanceof float[] components
        ? Arrays.toString(components)
        : JsonStage.vector(value));
  }

  static String about(ReferenceCollection collection, String what, Wire wire) {
    return collection.name() + " over " + wire.getClass().getSimpleName() + ", " + what;
  }
}
