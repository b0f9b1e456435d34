package io.vdb.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.engine.Collection;
import io.vdb.core.engine.Database;
import io.vdb.core.filter.FieldIndex;
import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.Filter;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.FacetHit;
import io.vdb.core.model.OrderBy;
import io.vdb.core.model.OrderedRecord;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointSelector;
import io.vdb.core.model.PointWrite;
import io.vdb.core.model.Projection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders and counts by the values of a field are those of the payloads, wherever points are. */
class FieldReadsTest {

  private static final int POINTS = 400;
  private static final List<FieldType> TYPES = List.of(FieldType.values());
  private static final PayloadPath N = PayloadPath.parse("n");

  @TempDir Path folder;

  private final Map<PointId, Payload> payloads = new TreeMap<>();
  private Database database;
  private Collection collection;

  @BeforeEach
  void open() {
    database = FlushedOften.open(folder, 100);
    create("c");
  }

  private void create(String name) {
    payloads.clear();
    collection = database.createCollection(name, CollectionConfig.of(1, Distance.DOT));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void put(long id, Payload payload) {
    putAll(id, List.of(payload));
  }

  /** Puts points with ids from the first one on. */
  private void putAll(long first, List<Payload> added) {
    for (int from = 0; from < added.size(); from += 50) {
      List<Point> points = new ArrayList<>();
      for (int i = from; i < Math.min(from + 50, added.size()); i++) {
        PointId id = PointId.of(first + i);
        points.add(new Point(id, new float[] {1}, added.get(i)));
        payloads.put(id, added.get(i));
      }
      collection.upsert(points, Acknowledge.DURABLE);
    }
  }

  private void declare(PayloadPath field, FieldType type) {
    database.createPayloadIndex(collection.name(), field, FieldIndex.of(type));
  }

  @Test
  void agreeWithThePayloads() {
    for (long seed = 1; seed <= 3; seed++) {
      Random random = new Random(seed);
      RandomFilters generator = new RandomFilters(random);
      create("seed" + seed);
      List<Payload> first = new ArrayList<>();
      for (int i = 0; i < POINTS; i++) {
        first.add(Payload.of(random.nextBoolean() ? generator.object(3) : generator.texts()));
      }
      putAll(0, first);
      for (int i = 0; i < 40; i++) {
        PointId id = List.copyOf(payloads.keySet()).get(random.nextInt(payloads.size()));
        Payload payload = Payload.of(generator.object(3));
        collection.write(
            new PointWrite.OverwritePayload(new PointSelector.Ids(List.of(id)), payload),
            Acknowledge.VISIBLE);
        payloads.put(id, payload);
        PointId gone = PointId.of(random.nextInt(POINTS));
        collection.delete(new PointSelector.Ids(List.of(gone)), Acknowledge.VISIBLE);
        payloads.remove(gone);
        put(random.nextInt(POINTS), Payload.of(generator.object(3)));
      }
      for (int i = 0; i < 150; i++) {
        PayloadPath field = generator.path(2);
        FieldType type = TYPES.get(random.nextInt(TYPES.size()));
        Filter filter = random.nextBoolean() ? Filter.ALL : generator.filter(2);
        declare(field, type);
        int limit = random.nextInt(3) == 0 ? POINTS : 1 + random.nextInt(5);
        String about = "seed " + seed + ", " + type + " at " + field + ", " + filter;
        switch (type) {
          case INTEGER -> {
            assertOrdered(field, type, limit, filter, random, about);
            assertCounted(field, type, limit, filter, about);
          }
          case FLOAT, DATETIME -> assertOrdered(field, type, limit, filter, random, about);
          case KEYWORD, BOOL, UUID -> assertCounted(field, type, limit, filter, about);
          case TEXT, GEO -> {}
        }
      }
    }
  }

  private void assertOrdered(
      PayloadPath field, FieldType type, int limit, Filter filter, Random random, String about) {
    boolean descending = random.nextBoolean();
    Number start =
        switch (random.nextInt(3)) {
          case 0 -> type == FieldType.DATETIME ? 1_709_209_800_000_000L : random.nextInt(4);
          case 1 -> type == FieldType.DATETIME ? null : (Number) (random.nextInt(9) / 2.0);
          default -> null;
        };
    List<Map.Entry<PointId, Double>> expected = new ArrayList<>();
    matching(filter)
        .forEach(
            id ->
                values(id, field).stream()
                    .map(value -> number(type, value))
                    .filter(number -> number != null)
                    .filter(
                        number ->
                            start == null
                                || (descending
                                    ? number <= start.doubleValue()
                                    : number >= start.doubleValue()))
                    .min(descending ? Comparator.reverseOrder() : Comparator.naturalOrder())
                    .ifPresent(first -> expected.add(Map.entry(id, first))));
    Comparator<Map.Entry<PointId, Double>> byValue = Map.Entry.comparingByValue();
    expected.sort(
        (descending ? byValue.reversed() : byValue).thenComparing(Map.Entry.comparingByKey()));

    List<OrderedRecord> found =
        collection.ordered(
            new OrderBy(field, descending, start), limit, filter, Projection.NONE);

    assertThat(found)
        .as("order from %s, %s", start, about)
        .extracting(record -> record.point().id())
        .containsExactlyElementsOf(
            expected.stream().limit(limit).map(Map.Entry::getKey).toList());
    assertThat(found)
        .as("values of the order, %s", about)
        .extracting(record -> record.value().doubleValue())
        .containsExactlyElementsOf(
            expected.stream().limit(limit).map(entry -> entry.getValue() + 0.0).toList());
  }

  private void assertCounted(
      PayloadPath field, FieldType type, int limit, Filter filter, String about) {
    Map<Object, Long> counts = new HashMap<>();
    matching(filter)
        .forEach(
            id ->
                values(id, field).stream()
                    .filter(value -> isOf(type, value))
                    .forEach(value -> counts.merge(value, 1L, Long::sum)));
    List<FacetHit> expected = new ArrayList<>();
    counts.forEach((value, count) -> expected.add(new FacetHit(value, count)));
    expected.sort(
        Comparator.comparingLong((FacetHit hit) -> -hit.count())
            .thenComparing(hit -> comparable(hit.value())));

    assertThat(collection.facet(field, limit, filter))
        .as("facet, %s", about)
        .containsExactlyElementsOf(expected.stream().limit(limit).toList());
  }

  @SuppressWarnings("unchecked") // values of one type
  private static Comparable<Object> comparable(Object value) {
    return (Comparable<Object>) value;
  }

  private List<PointId> matching(Filter filter) {
    return payloads.entrySet().stream()
        .filter(entry -> ReferenceFilter.matches(filter, entry.getKey(), entry.getValue().asMap()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private Set<@Nullable Object> values(PointId id, PayloadPath field) {
    Set<@Nullable Object> values = new HashSet<>();
    field.forEachValue(
        Objects.requireNonNull(payloads.get(id)).asMap(),
        value -> {
          if (value instanceof List<?> list) {
            values.addAll(list);
          } else {
            values.add(value);
          }
        });
    return values;
  }

  private static @Nullable Double number(FieldType type, @Nullable Object value) {
    return switch (type) {
      case INTEGER -> value instanceof Long number ? (Double) (double) number : null;
      case FLOAT -> value instanceof Number number ? (Double) number.doubleValue() : null;
      default -> {
        Long micros = value instanceof String text ? RandomFilters.TIMES.get(text) : null;
        yield micros == null ? null : (Double) (double) micros;
      }
    };
  }

  private static boolean isOf(FieldType type, @Nullable Object value) {
    return switch (type) {
      case INTEGER -> value instanceof Long;
      case BOOL -> value instanceof Boolean;
      case UUID -> "f81d4fae-7dec-11d0-a765-00a0c91e6bf6".equals(value);
      default -> value instanceof String;
    };
  }

  @Test
  void tellLargeWholeNumbersApart() {
    long[] numbers = {
      Long.MIN_VALUE, -1, 0, 9_007_199_254_740_992L, 9_007_199_254_740_993L, Long.MAX_VALUE
    };
    for (int i = 0; i < numbers.length; i++) {
      put(numbers.length - i, Payload.of(Map.of("n", numbers[i])));
    }
    declare(N, FieldType.INTEGER);
    fillUp();

    assertThat(collection.ordered(new OrderBy(N, false, null), 10, null, Projection.NONE))
        .extracting(OrderedRecord::value)
        .containsExactly(
            Long.MIN_VALUE, -1L, 0L, 9_007_199_254_740_992L, 9_007_199_254_740_993L, Long.MAX_VALUE);
    assertThat(
            collection.ordered(
                new OrderBy(N, true, 9_007_199_254_740_992L), 2, null, Projection.NONE))
        .extracting(OrderedRecord::value)
        .containsExactly(9_007_199_254_740_992L, 0L);
  }

  /** Writes so many points that those before them are in the index. */
  private void fillUp() {
    putAll(1_000_000, Collections.nCopies(300, Payload.EMPTY));
  }

  @Test
  void meetAPointOnceWhereverItHasAValue() {
    put(1, Payload.parse("{\"a\":[{\"b\":\"x\"},{\"b\":[\"x\",\"y\"]}],\"n\":[1.5,3.5,2.5]}"));
    put(2, Payload.parse("{\"a\":[{\"b\":[\"x\",\"x\"]}],\"n\":3}"));
    PayloadPath b = PayloadPath.parse("a[].b");
    declare(b, FieldType.KEYWORD);
    declare(N, FieldType.FLOAT);
    fillUp();

    assertThat(collection.facet(b, 10, null))
        .containsExactly(new FacetHit("x", 2), new FacetHit("y", 1));
    assertThat(collection.ordered(new OrderBy(N, true, null), 10, null, Projection.NONE))
        .extracting(OrderedRecord::value)
        .containsExactly(3.5, 3.0);
  }

  @Test
  void findNumbersThatHaveNoFieldOfTheirOwn() {
    List<Payload> added = new ArrayList<>();
    for (int i = 0; i < 1_200; i++) {
      added.add(Payload.of(Map.of("field" + i, i / 2.0)));
    }
    putAll(0, added);
    PayloadPath late = PayloadPath.parse("field1020"); // and in the index by now
    declare(late, FieldType.FLOAT);

    assertThat(collection.ordered(new OrderBy(late, false, null), 10, null, Projection.ALL))
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.value()).isEqualTo(510.0);
              assertThat(found.point().id()).isEqualTo(PointId.of(1_020));
              assertThat(found.point().payload()).isEqualTo(payloads.get(PointId.of(1_020)));
            });
  }
}
