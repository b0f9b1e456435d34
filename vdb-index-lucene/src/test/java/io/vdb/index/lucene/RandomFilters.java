package io.vdb.index.lucene;

import io.vdb.core.filter.Condition;
import io.vdb.core.filter.FieldIndex;
import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.GeoArea;
import io.vdb.core.filter.GeoPoint;
import io.vdb.core.filter.PayloadSchema;
import io.vdb.core.filter.TextMatch;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes payloads and filters that have something to do with each other. */
final class RandomFilters {

  private static final String LONG_TEXT = "long ".repeat(1_000);
  private static final String PAIR = "a \ud83d\ude00 pair";

  private static final List<String> KEYS =
      List.of("a", "b", "c", "tags", "x.y", "a[0]", "\u0001", "", PAIR, LONG_TEXT);

  /** Texts that are points in time, and what they come to in microseconds. */
  static final Map<String, Long> TIMES =
      Map.of(
          "2024-02-29T12:30:00Z", 1_709_209_800_000_000L,
          "2024-02-29T13:30:00.000001+01:00", 1_709_209_800_000_001L,
          "2024-02-29 12:30", 1_709_209_800_000_000L,
          "2024-02-29", 1_709_164_800_000_000L,
          "1969-12-31T23:59:59.999999", -1L,
          "1970-01-01T00:00:00." + "0".repeat(70) + "Z", 0L);

  private final Random random;

  RandomFilters(Random random) {
    this.random = random;
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private String key() {
    return random.nextInt(8) > 0 ? pick(KEYS.subList(0, 4)) : pick(KEYS);
  }

  Map<String, @Nullable Object> object(int depth) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      object.put(key(), value(depth - 1));
    }
    return object;
  }

  private @Nullable Object value(int depth) {
    int kind = random.nextInt(depth > 0 ? 10 : 6);
    return switch (kind) {
      case 0 -> null;
      case 1, 2, 3, 4, 5 -> scalar();
      case 6, 7 -> object(depth);
      default -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(value(depth - 1));
        }
        yield Collections.unmodifiableList(list);
      }
    };
  }

  private Object scalar() {
    return switch (random.nextInt(8)) {
      case 0 -> (long) random.nextInt(4);
      case 5 -> pick(List.copyOf(TIMES.keySet()));
      case 6 -> place();
      case 1 -> random.nextInt(8) / 2.0;
      case 2 -> random.nextBoolean();
      default -> text();
    };
  }

  /** Mostly a place on a grid; some are not on the earth, some are no places. */
  Map<String, Object> place() {
    Map<String, Object> place = new LinkedHashMap<>();
    place.put("lon", coordinate(random.nextInt(15) == 0 ? 400 : 180));
    if (random.nextInt(10) > 0) {
      place.put("lat", coordinate(random.nextInt(15) == 0 ? 200 : 90));
    }
    if (random.nextInt(15) == 0) {
      place.put("lat", "0");
    }
    return place;
  }

  private Object coordinate(int most) {
    int degrees = (random.nextInt(2 * most / 10 + 1) - most / 10) * 10;
    return random.nextBoolean() ? (Object) (long) degrees : (Object) (double) degrees;
  }

  private GeoPoint corner() {
    return new GeoPoint(random.nextInt(19) * 10 - 90, random.nextInt(37) * 10 - 180);
  }

  /** A place on no line through places of the grid. */
  private GeoPoint offGrid() {
    return new GeoPoint(random.nextDouble() * 180 - 90, random.nextDouble() * 360 - 180);
  }

  private List<GeoPoint> ring() {
    List<GeoPoint> ring = new ArrayList<>();
    for (int i = random.nextInt(5) + 3; i > 0; i--) {
      ring.add(offGrid());
    }
    ring.add(ring.getFirst());
    return ring;
  }

  GeoArea area() {
    return switch (random.nextInt(3)) {
      case 0 -> new GeoArea.BoundingBox(corner(), corner());
      case 1 ->
          new GeoArea.Circle(
              random.nextBoolean() ? corner() : offGrid(),
              random.nextDouble() * (random.nextBoolean() ? 21_000_000 : 3_000_000));
      default ->
          new GeoArea.Polygon(ring(), random.nextBoolean() ? List.of(ring()) : List.of());
    };
  }

  private @Nullable Long time() {
    return random.nextBoolean()
        ? null
        : pick(List.copyOf(TIMES.values())) + random.nextInt(3) - 1;
  }

  private @Nullable Long count() {
    return random.nextBoolean() ? null : (long) random.nextInt(4);
  }

  private String sought() {
    return pick(
        List.of(
            "", "1", "2 3", "ng lo", "l", "2024", "x\u20031", "\ud83d\ude00", "long long ",
            "LONG lon", "pair a", "a pair", "02 29", "29t1", "29T12", "30 2024", "2024 02 2"));
  }

  /** Fields near the outside, most of them texts of a few words. */
  Map<String, @Nullable Object> texts() {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (String key : KEYS.subList(0, 3)) {
      object.put(
          key,
          switch (random.nextInt(4)) {
            case 0 -> List.of(words(), Map.of(key(), words()));
            case 1 -> Map.of(key(), words());
            default -> words();
          });
    }
    return object;
  }

  private String words() {
    StringBuilder words = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      words.append(
          pick(
              List.of(
                  "Long", "lon", "pair", "a", "2024", "02", "29T12", "\u6771\u4eac2", "\ud83d\ude00",
                  "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "\u00c9t\u00e9", "long ".repeat(20))));
      words.append(pick(List.of(" ", "-", "\u2003", "", ".")));
    }
    return words.toString();
  }

  /** A match of the texts that {@link #texts} makes. */
  Condition textCondition() {
    PayloadPath path = path(2);
    Condition match =
        new Condition.MatchText(path, pick(List.of(TextMatch.values())), words());
    return random.nextInt(4) == 0
        ? new Condition.NestedObject(
            new PayloadPath(List.of(new PayloadPath.Key(key()))), Filter.must(match))
        : match;
  }

  /** Declares texts, and now and then something else, of fields near the outside. */
  PayloadSchema schema() {
    PayloadSchema schema = PayloadSchema.EMPTY;
    for (int i = random.nextInt(6); i > 0; i--) {
      PayloadPath field = path(2);
      FieldIndex index =
          random.nextInt(5) == 0
              ? FieldIndex.of(pick(List.of(FieldType.values())))
              : FieldIndex.of(FieldType.TEXT, Payload.of(textParams()));
      schema = schema.with(field, index);
    }
    return schema;
  }

  private Map<String, Object> textParams() {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("tokenizer", pick(List.of("word", "whitespace", "prefix", "multilingual")));
    params.put("phrase_matching", random.nextBoolean());
    params.put("lowercase", random.nextBoolean());
    if (random.nextInt(3) == 0) {
      params.put("min_token_len", random.nextInt(4));
    }
    if (random.nextInt(3) == 0) {
      params.put("max_token_len", 3 + random.nextInt(3));
    }
    if (random.nextInt(3) == 0) {
      params.put("stopwords", Map.of("custom", List.of("pair", "t", "2024")));
    }
    return params;
  }

  private String text() {
    return random.nextInt(10) == 0
        ? pick(List.of(LONG_TEXT, PAIR, "", "a \ufffd pair", "true"))
        : String.valueOf(random.nextInt(4));
  }

  private Object matchable() {
    Object value = scalar();
    return value instanceof Double || value instanceof Map ? "0" : value;
  }

  private PayloadPath path() {
    return path(4);
  }

  PayloadPath path(int most) {
    List<PayloadPath.Step> steps = new ArrayList<>();
    steps.add(new PayloadPath.Key(key()));
    for (int i = random.nextInt(most); i > 0; i--) {
      steps.add(
          switch (random.nextInt(5)) {
            case 0, 1 -> new PayloadPath.All();
            case 2 -> new PayloadPath.Index(random.nextInt(2));
            default -> new PayloadPath.Key(key());
          });
    }
    return new PayloadPath(steps);
  }

  private @Nullable Double bound() {
    return random.nextBoolean() ? null : random.nextInt(8) / 2.0;
  }

  private Set<Object> matchables() {
    Set<Object> values = new HashSet<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      values.add(matchable());
    }
    return values;
  }

  private Condition condition(int depth) {
    return switch (random.nextInt(depth > 0 ? 21 : 17)) {
      case 0, 1, 2 -> new Condition.MatchAny(path(), matchables());
      case 3 -> new Condition.MatchExcept(path(), matchables());
      case 4 -> new Condition.Range(path(), bound(), bound(), bound(), bound());
      case 5 -> new Condition.IsEmpty(path());
      case 6 -> new Condition.IsNull(path());
      case 7 ->
          new Condition.HasId(
              Set.of(
                  PointId.of(random.nextInt(400)), PointId.of(400 + random.nextInt(400))));
      case 8 -> new Condition.MatchText(path(), pick(List.of(TextMatch.values())), sought());
      case 9 -> new Condition.DateTimeRange(path(), time(), time(), time(), time());
      case 10 -> new Condition.ValuesCount(path(), count(), count(), count(), count());
      case 11 -> new Condition.HasVector(pick(List.of("", "other", "none")));
      case 12, 13 -> new Condition.Geo(path(), area());
      case 14, 15 ->
          new Condition.MatchText(path(2), pick(List.of(TextMatch.values())), sought());
      case 16 -> new Condition.HasType(path(), pick(List.of(FieldType.values())));
      case 17, 18, 19 -> new Condition.NestedObject(path(), filter(depth - 1));
      default -> new Condition.Nested(filter(depth - 1));
    };
  }

  private List<Condition> conditions(int depth) {
    List<Condition> conditions = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      conditions.add(condition(depth));
    }
    return conditions;
  }

  Filter filter(int depth) {
    List<Condition> once = conditions(depth);
    List<Condition> counted = new ArrayList<>(once);
    counted.addAll(once); // a condition given twice counts twice
    return new Filter(
        conditions(depth),
        conditions(depth),
        random.nextBoolean() ? conditions(depth) : List.of(),
        random.nextInt(3) == 0 ? new Filter.MinShould(counted, random.nextInt(4)) : null);
  }
}
