package io.vdb.it.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.filter.Condition;
import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.Filter;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is asked besides queries: counts, values, orders, groups, matrices. */
final class OtherRequests {

  private static final List<String> GROUPED = List.of("k", "n", "deep.er", "any", "rows[].y");

  private final Random random;
  private final RandomData data;
  private final int bound;
  private final List<ReferenceCollection> collections;
  private final ReferenceQueries queries;
  private final Questions questions;
  private final Tally tally;

  OtherRequests(
      Random random,
      RandomData data,
      int bound,
      List<ReferenceCollection> collections,
      ReferenceQueries queries,
      Questions questions,
      Tally tally) {
    this.random = random;
    this.data = data;
    this.bound = bound;
    this.collections = collections;
    this.queries = queries;
    this.questions = questions;
    this.tally = tally;
  }

  /** Asks one of everything. */
  void ask(ReferenceCollection collection, Wire wire) throws Exception {
    count(collection, wire);
    groups(collection, wire);
    matrix(collection, wire);
    Ask.Ordered order = questions.order(collection);
    if (order != null) {
      scroll(collection, order, wire);
      facet(collection, wire);
    }
  }

  private void count(ReferenceCollection collection, Wire wire) throws Exception {
    Filter filter = data.filter(bound);
    assertThat(wire.count(collection.name(), filter))
        .as("%s", Asking.about(collection, "count of " + filter, wire))
        .isEqualTo(collection.matching(filter).size());
    tally.asked("count");
  }

  private void scroll(ReferenceCollection collection, Ask.Ordered order, Wire wire)
      throws Exception {
    Filter filter = data.filter(bound);
    int limit = 1 + random.nextInt(50);
    Listing listing =
        queries.answer(collection, Stage.of(order, "", filter, limit), limit);
    new Comparison(
            Asking.about(collection, "scroll by " + order + " of " + filter, wire),
            listing,
            0,
            limit)
        .exactly(wire.scroll(collection.name(), filter, order, limit));
    tally.asked("scroll by order");
  }

  /** How many points have each value, the most frequent first, equally frequent ones in order. */
  private void facet(ReferenceCollection collection, Wire wire) throws Exception {
    String field = data.pick(List.of("k", "n", "b", "rows[].y", "deep.er"));
    Class<?> type =
        switch (field) {
          case "b" -> Boolean.class;
          case "n", "deep.er" -> Long.class;
          default -> String.class;
        };
    Filter filter = data.filter(bound);
    int limit = 1 + random.nextInt(12);
    Map<Object, Long> counts = new HashMap<>();
    for (ModelPoint point : collection.matching(filter)) {
      FieldReading.distinct(point.payload(), field, type)
          .forEach(value -> counts.merge(value, 1L, Long::sum));
    }
    List<Map.Entry<Object, Long>> expected =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<Object, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry::getKey, OtherRequests::compare))
            .limit(limit)
            .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
            .toList();
    assertThat(wire.facet(collection.name(), field, filter, limit))
        .as("%s", Asking.about(collection, "facet of " + field + " in " + filter, wire))
        .isEqualTo(expected);
    tally.asked("facet");
  }

  private static int compare(Object a, Object b) {
    return switch (a) {
      case String text -> text.compareTo((String) b);
      case Long number -> number.compareTo((Long) b);
      default -> Boolean.compare((Boolean) a, (Boolean) b);
    };
  }

  /** Groups of the best points, each with its best points; up to ties. */
  private void groups(ReferenceCollection collection, Wire wire) throws Exception {
    String field = data.pick(GROUPED);
    int size = 1 + random.nextInt(4);
    int limit = 1 + random.nextInt(8);
    ReferenceCollection lookup = random.nextBoolean() ? data.pick(collections) : null;
    Grouping grouping = grouping(collection, field, limit);
    if (grouping == null) {
      return;
    }
    Stage asked = grouping.stage();
    String name = collection.name();
    String lookupName = lookup == null ? null : lookup.name();
    String kind = asked.prefetch().isEmpty() ? "groups" : "groups of prefetched";
    String about =
        Asking.about(
            collection,
            "groups of " + size + " by " + field + ": " + new Question("", asked, 0),
            wire);
    compare(
        new Grouped(grouping, field, size, lookup, about),
        collection,
        wire.groups(name, asked, field, size, lookupName));
    tally.asked(kind);
    OlderForm form = OlderForm.of(asked);
    if (form != null && form.hasGroups()) {
      compare(
          new Grouped(grouping, field, size, lookup, form.label() + ", " + about),
          collection,
          wire.olderGroups(form, name, asked, field, size, lookupName));
      tally.asked(form.label() + " groups");
    }
  }

  /**
   * What groups were asked for.
   *
   * @param size how many points each has at most
   * @param lookup where what they are about is
   * @param about all of it, for messages
   */
  private record Grouped(
      Grouping grouping,
      String field,
      int size,
      @Nullable ReferenceCollection lookup,
      String about) {}

  private static void compare(
      Grouped grouped, ReferenceCollection collection, List<Wire.Group> answer) {
    Grouping grouping = grouped.grouping();
    String about = grouped.about();
    int limit = grouping.stage().limit();
    String field = grouped.field();
    Map<Object, List<Scored>> expected = grouping.members(collection, field);
    List<Object> keys = List.copyOf(expected.keySet());
    assertThat(answer)
        .as("%s%nexpected %s%ngot      %s", about, keys, answer)
        .hasSize(Math.min(limit, keys.size()));
    assertThat(answer).extracting(Wire.Group::key).as(about).doesNotHaveDuplicates();
    for (int i = 0; i < answer.size(); i++) {
      Wire.Group group = answer.get(i);
      List<Scored> members = expected.get(group.key());
      assertThat(members).as("%s%na group of nothing: %s", about, group).isNotNull();
      List<Scored> best = Objects.requireNonNull(members);
      List<Scored> atRank = Objects.requireNonNull(expected.get(keys.get(i)));
      assertThat(best.getFirst().isNear(atRank.getFirst()))
          .as("%s%ngroup %s is %s instead of %s%ngot %s", about, i, group, keys.get(i), answer)
          .isTrue();
      new Comparison(
              about + ", group " + group.key(),
              grouping.listing().of(best),
              0,
              grouped.size())
          .exactly(group.points());
      assertThat(group.lookup() == null ? null : group.lookup().payload())
          .as("%s, what group %s is about", about, group.key())
          .isEqualTo(payload(grouped.lookup(), group.key()));
    }
  }

  private static @Nullable Map<String, @Nullable Object> payload(
      @Nullable ReferenceCollection lookup, Object key) {
    if (lookup == null || !(key instanceof Long number) || number < 0) {
      return null;
    }
    PointId id = PointId.of(number);
    return lookup.has(id) ? lookup.get(id).payload() : null;
  }

  /**
   * A query for groups, and everything that may be in them.
   *
   * @param stage as it is asked
   */
  private record Grouping(Stage stage, Listing listing) {

    /** Returns the groups in the order of their best points. */
    Map<Object, List<Scored>> members(ReferenceCollection collection, String field) {
      Map<Object, List<Scored>> members = new LinkedHashMap<>();
      for (Scored point : listing.points()) {
        for (Object key :
            FieldReading.distinct(
                collection.get(point.id()).payload(), field, String.class, Long.class)) {
          members.computeIfAbsent(key, _ -> new ArrayList<>()).add(point);
        }
      }
      return members;
    }
  }

  private @Nullable Grouping grouping(
      ReferenceCollection collection, String field, int groups) {
    for (int i = 0; i < 20; i++) {
      Stage stage = questions.stage(collection);
      if (stage == null || !canBeGrouped(stage)) {
        continue;
      }
      PayloadPath path = PayloadPath.parse(field);
      Filter hasKey =
          Filter.should(
              new Condition.HasType(path, FieldType.KEYWORD),
              new Condition.HasType(path, FieldType.INTEGER));
      Stage asked = stage.withLimit(groups);
      try {
        return new Grouping(
            asked,
            queries.answer(
                collection, enlarged(asked, groups), List.of(hasKey), Integer.MAX_VALUE));
      } catch (Undecided _) {
        // another one is drawn
      }
    }
    return null;
  }

  /** What is listed or drawn has no best points. */
  private static boolean canBeGrouped(Stage stage) {
    return switch (stage.ask()) {
      case Ask.Diverse _, Ask.ById _, Ask.Ordered _, Ask.Sample _ -> false;
      default -> true;
    };
  }

  /** Prefetches find as many more points as there are groups. */
  private static Stage enlarged(Stage stage, int groups) {
    return stage.over(
        stage.prefetch().stream()
            .map(each -> enlarged(each, groups).withLimit(each.limit() * groups))
            .toList());
  }

  /** Points by chance, and of each the nearest among the others. */
  private void matrix(ReferenceCollection collection, Wire wire) throws Exception {
    String using = data.pick(collection.layout().names());
    Filter filter = data.filter(bound);
    int sample = 2 + random.nextInt(20);
    int limit = 1 + random.nextInt(5);
    boolean asPairs = random.nextBoolean();
    List<Wire.Pair> pairs =
        asPairs
            ? wire.matrixPairs(collection.name(), using, filter, sample, limit)
            : wire.matrixOffsets(collection.name(), using, filter, sample, limit);
    String about =
        Asking.about(
            collection,
            "matrix of %s among %s by `%s` in %s%ngot %s"
                .formatted(limit, sample, using, filter, pairs),
            wire);
    Set<PointId> candidates = new HashSet<>();
    for (ModelPoint point : collection.matching(filter)) {
      if (point.vectors().containsKey(using)) {
        candidates.add(point.id());
      }
    }
    Map<PointId, List<Wire.Pair>> rows = new LinkedHashMap<>();
    pairs.forEach(pair -> rows.computeIfAbsent(pair.a(), _ -> new ArrayList<>()).add(pair));
    int chosen = Math.min(sample, candidates.size());
    if (collection.layout().dense(using).isPresent()) {
      assertThat(rows).as(about).hasSize(chosen < 2 ? 0 : chosen);
    } else {
      // Those that have no index in common with any other of the sample are not to be seen.
      assertThat(rows).as(about).hasSizeLessThanOrEqualTo(chosen);
    }
    assertThat(candidates).as(about).containsAll(rows.keySet());
    for (Map.Entry<PointId, List<Wire.Pair>> row : rows.entrySet()) {
      Set<PointId> others = new LinkedHashSet<>(rows.keySet());
      others.remove(row.getKey());
      new Comparison(
              about + ", row " + row.getKey(),
              queries.nearest(collection, using, row.getKey(), others),
              0,
              limit)
          .exactly(
              row.getValue().stream()
                  .map(pair -> new Scored(pair.b(), pair.score(), 0, null))
                  .toList());
    }
    tally.asked(asPairs ? "matrix pairs" : "matrix offsets");
  }
}
