package io.vdb.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.filter.Condition;
import io.vdb.core.filter.FieldIndex;
import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.TextMatch;
import io.vdb.core.index.WordField;
import java.util.HashSet;
import java.util.Set;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.FilterEvaluator;
import io.vdb.core.filter.PayloadSchema;
import io.vdb.core.index.IndexChange;
import io.vdb.core.index.IndexSnapshot;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.OrdinalBits;
import io.vdb.core.model.Distance;
import io.vdb.core.model.HnswConfig;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import io.vdb.core.model.VectorConfig;
import io.vdb.core.model.VectorValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lucene's answers are those of the evaluator. */
final class FilterEquivalenceTest {

  @TempDir Path folder;

  private final Map<Integer, Payload> payloads = new HashMap<>();

  /** Every third point has no default vector, every fifth has one with a name. */
  private static boolean has(int ordinal, String name) {
    return switch (name) {
      case "" -> ordinal % 3 != 0;
      case "other" -> ordinal % 5 == 0;
      default -> false;
    };
  }

  private static NamedVectors vectorsOf(int ordinal) {
    Map<String, VectorValue> vectors = new HashMap<>();
    for (String name : List.of("", "other")) {
      if (has(ordinal, name)) {
        vectors.put(name, new VectorValue.Dense(new float[] {1, 0}));
      }
    }
    return NamedVectors.of(vectors);
  }

  private static TestIndex open(Path folder) throws IOException {
    VectorConfig vector = VectorConfig.of(2, Distance.DOT);
    return TestIndex.open(
        folder, new IndexSpec(Map.of("", vector, "other", vector), HnswConfig.DEFAULT));
  }

  private void put(TestIndex index, List<Payload> added) throws IOException {
    List<IndexChange> changes = new ArrayList<>();
    for (Payload payload : added) {
      int ordinal = payloads.size();
      payloads.put(ordinal, payload);
      changes.add(
          new IndexChange.Put(
              ordinal, PointId.of(ordinal), 1, vectorsOf(ordinal), payload));
    }
    index.apply(changes);
  }

  private void assertSame(TestIndex index, Filter filter, String about) throws IOException {
    assertSame(index, filter, PayloadSchema.EMPTY, about);
  }

  private void assertSame(TestIndex index, Filter asked, PayloadSchema schema, String about)
      throws IOException {
    Filter filter = schema.resolve(asked);
    List<Integer> expected = new ArrayList<>();
    payloads.forEach(
        (ordinal, payload) -> {
          boolean matches = FilterEvaluator.matches(
                  filter, PointId.of(ordinal), payload, name -> has(ordinal, name));
          assertThat(matches)
              .as("%s: %s on %s", about, filter, payload)
              .isEqualTo(
                  ReferenceFilter.matches(
                      asked,
                      schema,
                      PointId.of(ordinal),
                      payload.asMap(),
                      name -> has(ordinal, name)));
          if (matches) {
            expected.add(ordinal);
          }
        });
    List<Integer> found = new ArrayList<>();
    try (IndexSnapshot snapshot = index.index().snapshot()) {
      OrdinalBits matching = snapshot.matching(filter);
      for (int at = matching.nextSet(0); at >= 0; at = matching.nextSet(at + 1)) {
        found.add(at);
      }
    }
    assertThat(found).as("%s: %s", about, filter).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void agreesOnGeneratedPayloadsAndFilters() throws Exception {
    for (long seed = 1; seed <= 3; seed++) {
      payloads.clear();
      RandomFilters generator = new RandomFilters(new Random(seed));
      try (TestIndex index = open(folder.resolve("seed" + seed))) {
        for (int batch = 0; batch < 4; batch++) {
          List<Payload> added = new ArrayList<>();
          for (int i = 0; i < 100; i++) {
            added.add(Payload.of(generator.object(3)));
          }
          put(index, added);
        }
        replaceAndDelete(index, generator);
        for (int i = 0; i < 500; i++) {
          assertSame(
              index, generator.filter(3), generator.schema(), "seed " + seed + ", filter " + i);
        }
      }
    }
  }

  private void replaceAndDelete(TestIndex index, RandomFilters generator) throws IOException {
    List<IndexChange> changes = new ArrayList<>();
    for (int ordinal = 0; ordinal < payloads.size(); ordinal += 7) {
      Payload payload = Payload.of(generator.object(3));
      payloads.put(ordinal, payload);
      changes.add(
          new IndexChange.PutPayload(
              ordinal, PointId.of(ordinal), 9, vectorsOf(ordinal).names(), payload));
    }
    for (int ordinal = 1; ordinal < payloads.size(); ordinal += 7) {
      changes.add(new IndexChange.Delete(ordinal, PointId.of(ordinal)));
    }
    index.apply(changes);
    changes.forEach(
        change -> {
          if (change instanceof IndexChange.Delete delete) {
            payloads.remove(delete.ordinal());
          }
        });
  }

  @Test
  void agreesOnWordsOfFieldsOfTexts() throws Exception {
    RandomFilters generator = new RandomFilters(new Random(2));
    try (TestIndex index = open(folder)) {
      List<Payload> added = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        added.add(Payload.of(generator.texts()));
      }
      put(index, added);
      for (int i = 0; i < 400; i++) {
        assertSame(
            index,
            Filter.must(generator.textCondition()),
            generator.schema(),
            "filter " + i);
      }
    }
  }

  @Test
  void agreesOnWordsBeforeWhileAndAfterTheyAreIndexed() throws Exception {
    RandomFilters generator = new RandomFilters(new Random(3));
    PayloadSchema schema = generator.schema();
    Set<WordField> fields = new HashSet<>();
    schema
        .fields()
        .forEach(
            (field, type) ->
                type.analysis()
                    .ifPresent(analysis -> fields.add(new WordField(field, analysis))));
    assertThat(fields).hasSizeGreaterThan(1);
    try (TestIndex index = open(folder)) {
      for (int batch = 0; batch < 3; batch++) {
        putTexts(index, generator, 100);
      }
      assertThat(index.index().pointsWithoutWords()).isZero();
      index.index().indexWords(fields);
      assertThat(index.index().pointsWithoutWords()).isEqualTo(300);
      sameWords(index, generator, schema, "declared");

      putTexts(index, generator, 100);
      assertThat(index.index().pointsWithoutWords()).isEqualTo(300);
      assertThat(index.index().indexMissingWords(150)).isEqualTo(150);
      assertThat(index.index().pointsWithoutWords()).isEqualTo(150);
      replaceAndDelete(index, generator);
      sameWords(index, generator, schema, "half built");

      while (index.index().indexMissingWords(70) > 0) {
        sameWords(index, generator, schema, "going on");
      }
      assertThat(index.index().pointsWithoutWords()).isZero();
      sameWords(index, generator, schema, "built");
      putTexts(index, generator, 50);
      index.awaitOptimized();
      sameWords(index, generator, schema, "merged");

      index.index().indexWords(Set.of());
      putTexts(index, generator, 50);
      assertThat(index.index().pointsWithoutWords()).isZero();
      sameWords(index, generator, schema, "dropped");
      index.index().indexWords(fields);
      assertThat(index.index().pointsWithoutWords()).isEqualTo(50);
      index.index().commit();
    }
    try (TestIndex again = open(folder)) {
      again.index().indexWords(fields);
      assertThat(again.index().pointsWithoutWords()).isEqualTo(50);
      sameWords(again, generator, schema, "opened again");
    }
  }

  private void putTexts(TestIndex index, RandomFilters generator, int count) throws IOException {
    List<Payload> added = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      added.add(Payload.of(generator.texts()));
    }
    int first = payloads.keySet().stream().mapToInt(ordinal -> ordinal + 1).max().orElse(0);
    List<IndexChange> changes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int ordinal = first + i;
      payloads.put(ordinal, added.get(i));
      changes.add(
          new IndexChange.Put(
              ordinal, PointId.of(ordinal), 1, vectorsOf(ordinal), added.get(i)));
    }
    index.apply(changes);
  }

  private void sameWords(
      TestIndex index, RandomFilters generator, PayloadSchema schema, String about)
      throws IOException {
    for (int i = 0; i < 80; i++) {
      assertSame(index, Filter.must(generator.textCondition()), schema, about + " " + i);
    }
  }

  @Test
  void wordsThatAreTooLongOrNoTextAreFoundAllTheSame() throws Exception {
    String tooLong = "w".repeat(300);
    String half = "\ud800";
    Map<String, Object> ordered =
        Map.of("type", "text", "tokenizer", "whitespace", "phrase_matching", true);
    Map<String, Object> beginnings = Map.of("type", "text", "tokenizer", "prefix");
    PayloadSchema schema =
        PayloadSchema.EMPTY
            .with(PayloadPath.parse("o"), FieldIndex.of(FieldType.TEXT, Payload.of(ordered)))
            .with(PayloadPath.parse("b"), FieldIndex.of(FieldType.TEXT, Payload.of(beginnings)));
    Set<WordField> fields = new HashSet<>();
    schema
        .fields()
        .forEach(
            (field, type) ->
                fields.add(new WordField(field, type.analysis().orElseThrow())));
    try (TestIndex index = open(folder)) {
      index.index().indexWords(fields);
      List<String> texts =
          List.of(
              "a " + tooLong + " b", "a b", tooLong + "x", "b a", "ab", "a", "b");
      List<Payload> added = new ArrayList<>();
      for (String one : texts) {
        added.add(Payload.of(Map.of("o", one, "b", one)));
        added.add(Payload.of(Map.of("o", List.of(one, "b c"), "b", List.of("c", one))));
      }
      put(index, added);
      assertThat(index.index().pointsWithoutWords()).isZero();
      for (String field : List.of("o", "b")) {
        for (TextMatch how : TextMatch.values()) {
          for (String sought :
              List.of("a b", "a", tooLong, "www", half, "a " + tooLong, "b c", "a c", "b b", "")) {
            assertSame(
                index,
                Filter.must(
                    new Condition.MatchText(PayloadPath.parse(field), how, sought)),
                schema,
                field + " " + how + " " + sought);
          }
        }
      }
    }
  }

  @Test
  void agreesOnPlacesOnTheEarthAndOffIt() throws Exception {
    RandomFilters generator = new RandomFilters(new Random(1));
    PayloadPath at = PayloadPath.parse("at");
    try (TestIndex index = open(folder)) {
      List<Payload> added = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        added.add(Payload.of(Map.of("at", generator.place())));
        added.add(Payload.of(Map.of("at", List.of(generator.place(), generator.place()))));
      }
      put(index, added);
      for (int i = 0; i < 200; i++) {
        assertSame(
            index, Filter.must(new Condition.Geo(at, generator.area())), "area " + i);
      }
    }
  }

  @Test
  void agreesOnNumbersBeyondTheBoundOfFields() throws Exception {
    try (TestIndex index = open(folder)) {
      List<Payload> added = new ArrayList<>();
      for (int i = 0; i < 1_300; i++) {
        added.add(Payload.of(Map.of("field" + i, (long) i, "common", (long) i)));
      }
      put(index, added);
      for (int i : new int[] {0, 900, 998, 999, 1_000, 1_001, 1_299}) {
        assertSame(index, Filter.must(Condition.between("field" + i, i, i)), "path " + i);
        assertSame(index, Filter.must(Condition.match("field" + i, (long) i)), "path " + i);
      }
      assertSame(index, Filter.must(Condition.between("common", 990, 1_010)), "common");
    }
  }

  @Test
  void agreesOnManyConditions() throws Exception {
    try (TestIndex index = open(folder)) {
      List<Payload> added = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        added.add(Payload.of(Map.of("n", (long) i)));
      }
      put(index, added);
      List<Condition> conditions = new ArrayList<>();
      for (int i = 0; i < 3_000; i++) {
        conditions.add(Condition.match("n", 2L * i));
      }
      assertSame(
          index, new Filter(List.of(), conditions, List.of(), null), "thousands of conditions");
    }
  }

  @Test
  void agreesOnNumbersAtTheEdges() throws Exception {
    List<Object> numbers =
        List.of(
            0L, 0.0, -0.0, 5L, 5.0, -5L, Long.MAX_VALUE, Long.MIN_VALUE, 9.007199254740992e15,
            9_007_199_254_740_993L, Double.MIN_VALUE, -Double.MIN_VALUE, Double.MAX_VALUE, 1e300);
    try (TestIndex index = open(folder)) {
      List<Payload> added = new ArrayList<>();
      numbers.forEach(number -> added.add(Payload.of(Map.of("n", number))));
      added.add(Payload.parse("{\"n\":123456789012345678901234567890}"));
      put(index, added);
      PayloadPath path = PayloadPath.parse("n");
      List<@Nullable Double> bounds = new ArrayList<>();
      numbers.forEach(number -> bounds.add(((Number) number).doubleValue()));
      bounds.addAll(
          Arrays.asList(
              null, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
      for (Double low : bounds) {
        for (Double high : bounds) {
          assertSame(
              index, Filter.must(new Condition.Range(path, low, null, high, null)), "exclusive");
          assertSame(
              index, Filter.must(new Condition.Range(path, null, low, null, high)), "inclusive");
        }
      }
      for (Object number : numbers) {
        if (number instanceof Long) {
          assertSame(index, Filter.must(Condition.match("n", number)), "equal");
        }
      }
    }
  }
}
