package io.vdb.server.rest;

import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.GeoArea;
import io.vdb.core.filter.TextMatch;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import io.vdb.server.api.FieldTests;
import io.vdb.server.api.FilterBudget;
import io.vdb.server.config.LimitsConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads one condition of a filter. */
final class ConditionReader {

  private final JsonReader in;
  private final FilterReader filters;
  private final FilterBudget budget;
  private final LimitsConfig limits;
  private final GeoAreaReader areas;

  ConditionReader(
      JsonReader in, FilterReader filters, FilterBudget budget, LimitsConfig limits) {
    this.in = in;
    this.filters = filters;
    this.budget = budget;
    this.limits = limits;
    this.areas = new GeoAreaReader(in);
  }

  /** What a condition object turned out to hold, since its fields come in any order. */
  final class Parts {
    @Nullable PayloadPath key;
    final FieldTests tests = new FieldTests();
    final List<Condition> whole = new ArrayList<>();
    final FilterReader.Clauses clauses = filters.clauses();
    boolean hasFieldParts;
    boolean hasClauses;
  }

  Condition condition() throws IOException {
    Parts parts = parts();
    filters.nested(() -> in.object(name -> read(name, parts)));
    return whole(parts);
  }

  /** Returns a condition of which nothing is read yet. */
  Parts parts() {
    return new Parts();
  }

  /** Returns the condition when all its fields are read. */
  Condition whole(Parts parts) throws IOException {
    int kinds = (parts.hasFieldParts ? 1 : 0) + (parts.hasClauses ? 1 : 0) + parts.whole.size();
    if (kinds > 1) {
      throw in.malformed("a condition must be of one kind, this one mixes several");
    }
    if (!parts.whole.isEmpty()) {
      return parts.whole.getFirst();
    }
    if (!parts.hasFieldParts) {
      return new Condition.Nested(parts.clauses.filter());
    }
    PayloadPath key = parts.key;
    if (key == null) {
      throw in.missing("key");
    }
    return parts.tests.on(key, in);
  }

  /** Reads one field of a condition. */
  void read(String name, Parts parts) throws IOException {
    if (FilterReader.Clauses.isClause(name)) {
      parts.hasClauses = true;
      parts.clauses.read(name);
      return;
    }
    switch (name) {
      case "key" -> {
        parts.hasFieldParts = true;
        parts.key = in.payloadPath();
      }
      case "match" -> field(parts, this::match);
      case "range" -> field(parts, this::range);
      case "is_empty" -> emptiness(parts, Condition.IsEmpty::new);
      case "is_null" -> emptiness(parts, Condition.IsNull::new);
      case "geo_bounding_box" -> field(parts, () -> within(areas.boundingBox()));
      case "geo_radius" -> field(parts, () -> within(areas.circle()));
      case "geo_polygon" -> field(parts, () -> within(areas.polygon()));
      case "values_count" -> field(parts, this::valuesCount);
      case "has_id" -> parts.whole.add(hasId());
      case "has_vector" -> parts.whole.add(new Condition.HasVector(in.string()));
      case "nested" -> parts.whole.add(nested());
      default ->
          throw in.unknownField(
              name, "key", "match", "range", "geo_bounding_box", "geo_radius", "geo_polygon",
              "values_count", "is_empty", "is_null", "has_id", "has_vector", "nested", "must",
              "should", "must_not", "min_should");
    }
  }

  /** Reads a test of a field. */
  @FunctionalInterface
  private interface TestReader {
    Function<PayloadPath, Condition> read() throws IOException;
  }

  private void field(Parts parts, TestReader reader) throws IOException {
    parts.hasFieldParts = true;
    if (!in.isNull()) {
      parts.tests.add(reader.read());
    }
  }

  /** Both {@code {"key": k, "is_empty": true}} and {@code {"is_empty": {"key": k}}}. */
  private void emptiness(Parts parts, Function<PayloadPath, Condition> test) throws IOException {
    if (in.isObject()) {
      PayloadPath[] path = new PayloadPath[1];
      in.object(
          name -> {
            if (!name.equals("key")) {
              throw in.unknownField(name, "key");
            }
            path[0] = in.payloadPath();
          });
      if (path[0] == null) {
        throw in.missing("key");
      }
      parts.whole.add(test.apply(path[0]));
      return;
    }
    parts.hasFieldParts = true;
    if (!in.isNull()) {
      parts.tests.add(test, in.bool());
    }
  }

  private static Function<PayloadPath, Condition> within(GeoArea area) {
    return path -> new Condition.Geo(path, area);
  }

  private Condition nested() throws IOException {
    PayloadPath[] key = new PayloadPath[1];
    Filter[] filter = new Filter[1];
    in.object(
        name -> {
          switch (name) {
            case "key" -> key[0] = in.payloadPath();
            case "filter" -> filter[0] = filters.filter();
            default -> throw in.unknownField(name, "key", "filter");
          }
        });
    if (key[0] == null) {
      throw in.missing("key");
    }
    if (filter[0] == null) {
      throw in.missing("filter");
    }
    return new Condition.NestedObject(key[0], filter[0]);
  }

  private Function<PayloadPath, Condition> valuesCount() throws IOException {
    @Nullable Long[] bounds = new @Nullable Long[4];
    bounds(i -> bounds[i] = in.isNull() ? null : in.count());
    return path -> new Condition.ValuesCount(path, bounds[0], bounds[1], bounds[2], bounds[3]);
  }

  private Condition hasId() throws IOException {
    Set<PointId> ids = new HashSet<>(in.pointIds(limits.maxBatchPoints()));
    return new Condition.HasId(ids);
  }

  private Function<PayloadPath, Condition> match() throws IOException {
    List<Function<PayloadPath, Condition>> found = new ArrayList<>();
    in.object(
        name -> {
          switch (name) {
            case "value", "keyword", "integer" -> {
              Set<Object> value = Set.of(scalar(name));
              found.add(path -> new Condition.MatchAny(path, value));
            }
            case "any" -> {
              Set<Object> values = values();
              found.add(path -> new Condition.MatchAny(path, values));
            }
            case "except" -> {
              Set<Object> values = values();
              found.add(path -> new Condition.MatchExcept(path, values));
            }
            case "text" -> found.add(text(TextMatch.TEXT));
            case "text_any" -> found.add(text(TextMatch.ANY_WORD));
            case "phrase" -> found.add(text(TextMatch.PHRASE));
            case "prefix" -> found.add(text(TextMatch.PREFIX));
            default ->
                throw in.unknownField(
                    name, "value", "any", "except", "text", "text_any", "phrase", "prefix");
          }
        });
    if (found.size() != 1) {
      throw in.malformed(
          "a match takes one of `value`, `any`, `except`, `text`, `text_any`, `phrase`, `prefix`");
    }
    return found.getFirst();
  }

  private Function<PayloadPath, Condition> text(TextMatch how) throws IOException {
    String text = in.string();
    return path -> new Condition.MatchText(path, how, text);
  }

  private Object scalar(String name) throws IOException {
    if (in.isString() && !name.equals("integer")) {
      return in.string();
    }
    if (in.isBoolean() && name.equals("value")) {
      return in.bool();
    }
    if (in.isInteger() && !name.equals("keyword")) {
      return integer();
    }
    throw in.expected(
        switch (name) {
          case "keyword" -> "a string";
          case "integer" -> "an integer";
          default -> "a string, an integer or a boolean";
        });
  }

  private Long integer() throws IOException {
    if (in.anything() instanceof Long value) {
      return value;
    }
    throw in.malformed("the integer is out of the range of i64");
  }

  private Set<Object> values() throws IOException {
    Set<Object> values = new LinkedHashSet<>();
    Set<Class<?>> types = new HashSet<>();
    in.array(
        () -> {
          Object value =
              in.isString() ? in.string() : in.isInteger() ? integer() : notAnyValue();
          types.add(value.getClass());
          if (types.size() > 1) {
            throw in.malformed("values must be all strings or all integers");
          }
          values.add(value);
          budget.values(in, values.size());
        });
    return values;
  }

  private Object notAnyValue() {
    throw in.expected("a string or an integer");
  }

  /** Reads a range of numbers, or of points in time, which are texts. */
  private Function<PayloadPath, Condition> range() throws IOException {
    @Nullable Double[] numbers = new @Nullable Double[4];
    @Nullable Long[] times = new @Nullable Long[4];
    boolean[] holds = new boolean[2];
    bounds(
        i -> {
          if (in.isString()) {
            times[i] = in.micros(in.string());
            holds[0] = true;
          } else if (!in.isNull()) {
            numbers[i] = in.f64();
            holds[1] = true;
          }
        });
    if (holds[0] && holds[1]) {
      throw in.malformed("a range is either of numbers or of points in time");
    }
    return holds[0]
        ? path -> new Condition.DateTimeRange(path, times[0], times[1], times[2], times[3])
        : path -> new Condition.Range(path, numbers[0], numbers[1], numbers[2], numbers[3]);
  }

  /** Reads one of the bounds gt, gte, lt and lte, in this order. */
  @FunctionalInterface
  private interface Bound {
    void read(int index) throws IOException;
  }

  private void bounds(Bound bound) throws IOException {
    in.object(
        name -> {
          switch (name) {
            case "gt" -> bound.read(0);
            case "gte" -> bound.read(1);
            case "lt" -> bound.read(2);
            case "lte" -> bound.read(3);
            default -> throw in.unknownField(name, "lt", "gt", "gte", "lte");
          }
        });
  }
}
