package io.vdb.it.reference;

import io.vdb.core.filter.Condition;
import io.vdb.core.filter.FieldIndex;
import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.GeoArea;
import io.vdb.core.filter.GeoPoint;
import io.vdb.core.filter.PayloadSchema;
import io.vdb.core.filter.TextMatch;
import io.vdb.core.model.DataType;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import io.vdb.core.model.VectorValue;
import io.vdb.index.lucene.FilterOracle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Points, and filters that find some of them; all that both protocols can express. */
final class RandomData {

  /** How texts become words where that is declared. */
  static final Map<String, @Nullable Object> WORDS_BY_TEXT =
      Map.of("tokenizer", "word", "phrase_matching", true);

  private static final int CLUSTERS = 20;
  private static final int MOST_ROWS = 3;
  private static final List<String> WORDS =
      List.of("red", "Green", "blue", "sky", "sea", "\u00e9t\u00e9", "7th");

  /** In an order that does not change, so that a seed makes the same. */
  private static final TreeMap<String, Long> TIMES = new TreeMap<>(FilterOracle.times());

  private static final List<String> PATHS =
      List.of(
          "k", "n", "f", "b", "t", "g", "text", "any", "rows", "rows[].x", "rows[].y", "rows[0].x",
          "deep.er", "absent");

  private static final List<String> VECTOR_NAMES =
      List.of(
          "", "cosine", "dot", "euclid", "manhattan", "whole", "half", "byte", "rows", "sparse",
          "words", "other");

  private final Random random;
  private final Map<VectorLayout.Dense, List<float[]>> centres = new HashMap<>();

  RandomData(Random random) {
    this.random = random;
  }

  private float[] gaussian(int size, double wide) {
    float[] vector = new float[size];
    for (int i = 0; i < size; i++) {
      vector[i] = (float) (wide * random.nextGaussian());
    }
    return vector;
  }

  /** Near others, now and then the same as others: ties are wanted. */
  VectorValue vector(VectorLayout.Dense layout) {
    int rows = layout.multi() ? 1 + random.nextInt(MOST_ROWS) : 1;
    return layout.of(IntStream.range(0, rows).mapToObj(_ -> row(layout)).toList());
  }

  private float[] row(VectorLayout.Dense layout) {
    if (layout.whole()) {
      float[] vector = new float[layout.size()];
      for (int i = 0; i < vector.length; i++) {
        vector[i] = random.nextInt(9) - 4;
      }
      return vector;
    }
    List<float[]> around =
        centres.computeIfAbsent(
            layout,
            _ ->
                IntStream.range(0, CLUSTERS)
                    .mapToObj(i -> gaussian(layout.size(), 3))
                    .toList());
    float[] centre = pick(around);
    if (random.nextInt(30) == 0) {
      return centre.clone();
    }
    float[] vector = gaussian(layout.size(), 1);
    for (int i = 0; i < vector.length; i++) {
      vector[i] += centre[i];
      if (layout.type() == DataType.UINT8) {
        vector[i] = 128 + 20 * vector[i]; // seldom out of the range
      }
    }
    return vector;
  }

  /** A few components, seldom none; some indices are frequent, and a third have whole values. */
  VectorValue.Sparse sparse() {
    boolean whole = random.nextInt(3) == 0;
    Map<Integer, Float> components = new TreeMap<>();
    for (int i = random.nextInt(9); i > 0; i--) {
      double frequent = random.nextDouble();
      int index = (int) (60 * frequent * frequent * frequent);
      float value = whole ? random.nextInt(9) - 3 : (float) (1 + random.nextGaussian());
      components.put(random.nextInt(40) == 0 ? -1 - index : index, value);
    }
    int[] indices = components.keySet().stream().mapToInt(Integer::intValue).toArray();
    float[] values = new float[indices.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Objects.requireNonNull(components.get(indices[i]));
    }
    return VectorValue.Sparse.of(indices, values);
  }

  VectorValue vector(VectorLayout layout, String name) {
    return layout.dense(name).<VectorValue>map(this::vector).orElseGet(this::sparse);
  }

  /** Most of the vectors of a layout, seldom none. */
  Map<String, VectorValue> vectors(VectorLayout layout) {
    Map<String, VectorValue> vectors = new LinkedHashMap<>();
    if (random.nextInt(40) > 0) {
      for (String name : layout.names()) {
        if (random.nextInt(8) > 0) {
          vectors.put(name, vector(layout, name));
        }
      }
    }
    return vectors;
  }

  /** A number below the bound, or seldom a UUID. */
  PointId id(int bound) {
    return random.nextInt(20) == 0
        ? PointId.of(new UUID(7, random.nextInt(Math.max(1, bound / 20))))
        : PointId.of((long) random.nextInt(bound));
  }

  ModelPoint point(VectorLayout layout, int bound) {
    return new ModelPoint(id(bound), vectors(layout), payload());
  }

  /** Any part of a payload, in any type where filters look for several. */
  Map<String, @Nullable Object> payload() {
    Map<String, @Nullable Object> payload = new LinkedHashMap<>();
    field(payload, "k", word());
    field(payload, "n", (long) random.nextInt(40));
    field(payload, "f", random.nextInt(80) / 4.0);
    field(payload, "b", random.nextBoolean());
    field(payload, "t", pick(List.copyOf(TIMES.keySet())));
    field(payload, "g", place());
    field(payload, "text", words());
    field(payload, "deep", Map.of("er", List.of((long) random.nextInt(9), word())));
    field(payload, "rows", rows());
    field(payload, "any", scalar());
    single(payload, "price", random.nextBoolean() ? (Object) random.nextLong(20) : number());
    single(payload, "spot", place());
    single(payload, "seen", pick(List.copyOf(TIMES.keySet())));
    return payload;
  }

  private Double number() {
    return random.nextInt(40) / 4.0;
  }

  /** One value or none, so that a formula can compute with it. */
  private void single(Map<String, @Nullable Object> payload, String name, Object value) {
    switch (random.nextInt(6)) {
      case 0 -> {}
      case 1 -> payload.put(name, null);
      case 2 -> payload.put(name, List.of(value));
      default -> payload.put(name, value);
    }
  }

  private void field(Map<String, @Nullable Object> payload, String name, Object value) {
    switch (random.nextInt(10)) {
      case 0, 1 -> {}
      case 2 -> payload.put(name, null);
      case 3 -> payload.put(name, List.of());
      case 4 -> payload.put(name, List.of(value, scalar()));
      default -> payload.put(name, value);
    }
  }

  private Object scalar() {
    return switch (random.nextInt(5)) {
      case 0 -> (long) random.nextInt(5);
      case 1 -> random.nextInt(10) / 2.0;
      case 2 -> random.nextBoolean();
      default -> word();
    };
  }

  private List<Object> rows() {
    List<Object> rows = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      rows.add(Map.of("x", (long) random.nextInt(4), "y", word()));
    }
    return rows;
  }

  Map<String, Object> place() {
    return Map.of("lat", random.nextDouble() * 160 - 80, "lon", random.nextDouble() * 340 - 170);
  }

  private String word() {
    return pick(WORDS);
  }

  private String words() {
    StringBuilder words = new StringBuilder(word());
    for (int i = random.nextInt(4); i > 0; i--) {
      words.append(random.nextBoolean() ? " " : ", ").append(word());
    }
    return words.toString();
  }

  /** Declares a field of each type. */
  static PayloadSchema schema() {
    Payload words = Payload.of(WORDS_BY_TEXT);
    return PayloadSchema.EMPTY
        .with(PayloadPath.parse("k"), FieldIndex.of(FieldType.KEYWORD))
        .with(PayloadPath.parse("n"), FieldIndex.of(FieldType.INTEGER))
        .with(PayloadPath.parse("f"), FieldIndex.of(FieldType.FLOAT))
        .with(PayloadPath.parse("b"), FieldIndex.of(FieldType.BOOL))
        .with(PayloadPath.parse("t"), FieldIndex.of(FieldType.DATETIME))
        .with(PayloadPath.parse("g"), FieldIndex.of(FieldType.GEO))
        .with(PayloadPath.parse("rows[].y"), FieldIndex.of(FieldType.KEYWORD))
        .with(PayloadPath.parse("deep.er"), FieldIndex.of(FieldType.INTEGER))
        .with(PayloadPath.parse("text"), FieldIndex.of(FieldType.TEXT, words));
  }

  /** Every filter, the empty one now and then. */
  Filter filter(int bound) {
    return random.nextInt(5) == 0 ? Filter.ALL : filter(bound, 2);
  }

  private Filter filter(int bound, int depth) {
    List<Condition> counted = conditions(bound, depth, 3);
    return new Filter(
        conditions(bound, depth, 1),
        conditions(bound, depth, 3),
        conditions(bound, depth, 1),
        counted.isEmpty() || random.nextBoolean()
            ? null
            : new Filter.MinShould(counted, 1 + random.nextInt(counted.size())));
  }

  private List<Condition> conditions(int bound, int depth, int most) {
    return IntStream.range(0, random.nextInt(most + 1))
        .mapToObj(i -> condition(bound, depth))
        .toList();
  }

  private PayloadPath path(String usual) {
    return PayloadPath.parse(random.nextInt(5) == 0 ? pick(PATHS) : usual);
  }

  /** A condition that holds no others. */
  Condition condition(int bound) {
    return condition(bound, 0);
  }

  private Condition condition(int bound, int depth) {
    return switch (random.nextInt(depth > 0 ? 19 : 16)) {
      case 0 -> new Condition.MatchAny(path("k"), Set.of(word(), word() + "x"));
      case 1 -> new Condition.MatchAny(path("n"), Set.of((long) random.nextInt(40), -5L));
      case 2 -> new Condition.MatchAny(path("b"), Set.of(random.nextBoolean()));
      case 3 -> new Condition.MatchAny(path("rows[].y"), Set.of(word()));
      case 4 -> new Condition.MatchExcept(path("k"), Set.of(word(), word() + "x"));
      case 5 -> new Condition.MatchExcept(path("any"), Set.of((long) random.nextInt(5)));
      case 6 -> range(path(random.nextBoolean() ? "f" : "n"));
      case 7 -> times(path("t"));
      case 8 -> new Condition.Geo(path("g"), area());
      case 9 -> counts(path(random.nextBoolean() ? "rows" : "k"));
      case 10 -> new Condition.IsEmpty(path("k"));
      case 11 -> new Condition.IsNull(path("n"));
      case 12 -> new Condition.HasId(Set.copyOf(ids(bound)));
      case 13 -> new Condition.HasVector(pick(VECTOR_NAMES));
      case 14 ->
          new Condition.MatchText(
              path("text"), random.nextBoolean() ? TextMatch.TEXT : TextMatch.PHRASE, sought());
      case 15 -> new Condition.MatchText(path("text"), TextMatch.ANY_WORD, sought());
      case 16 -> new Condition.Nested(filter(bound, depth - 1));
      default -> new Condition.NestedObject(PayloadPath.parse("rows"), row());
    };
  }

  private String sought() {
    return random.nextInt(3) == 0 ? words() : random.nextBoolean() ? word() : "re";
  }

  private List<PointId> ids(int bound) {
    return IntStream.range(0, 1 + random.nextInt(30)).mapToObj(i -> id(bound)).distinct().toList();
  }

  private Filter row() {
    return Filter.must(
        new Condition.MatchAny(PayloadPath.parse("x"), Set.of((long) random.nextInt(4))),
        new Condition.MatchAny(PayloadPath.parse("y"), Set.of(word())));
  }

  private Condition range(PayloadPath path) {
    double low = random.nextInt(40) / 2.0;
    double high = low + random.nextInt(20);
    return random.nextBoolean()
        ? new Condition.Range(path, low, null, null, high)
        : new Condition.Range(path, null, low, high, null);
  }

  private Condition times(PayloadPath path) {
    long low = pick(List.copyOf(TIMES.values()));
    return random.nextBoolean()
        ? new Condition.DateTimeRange(path, low, null, null, null)
        : new Condition.DateTimeRange(path, null, low, low + 2_000_000L, null);
  }

  private Condition counts(PayloadPath path) {
    long count = random.nextInt(3);
    return random.nextBoolean()
        ? new Condition.ValuesCount(path, null, count, count + 1, null)
        : new Condition.ValuesCount(path, count, null, null, 3L);
  }

  GeoPoint anywhere() {
    return new GeoPoint(random.nextDouble() * 150 - 75, random.nextDouble() * 300 - 150);
  }

  private GeoArea area() {
    GeoPoint a = anywhere();
    GeoPoint b = anywhere();
    return switch (random.nextInt(3)) {
      case 0 -> new GeoArea.Circle(a, (double) (random.nextFloat() * 6_000_000));
      case 1 -> new GeoArea.Polygon(List.of(a, b, anywhere(), a), List.of());
      default ->
          new GeoArea.BoundingBox(
              new GeoPoint(Math.max(a.lat(), b.lat()), Math.min(a.lon(), b.lon())),
              new GeoPoint(Math.min(a.lat(), b.lat()), Math.max(a.lon(), b.lon())));
    };
  }

  /** The text of a point in time. */
  String time() {
    return pick(List.copyOf(TIMES.keySet()));
  }

  <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
