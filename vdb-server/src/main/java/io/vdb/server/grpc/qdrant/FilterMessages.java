package io.vdb.server.grpc.qdrant;

import com.google.protobuf.Timestamp;
import io.qdrant.client.grpc.Common;
import io.qdrant.client.grpc.Common.DatetimeRange;
import io.qdrant.client.grpc.Common.FieldCondition;
import io.qdrant.client.grpc.Common.Match;
import io.qdrant.client.grpc.Common.NestedCondition;
import io.qdrant.client.grpc.Common.Range;
import io.qdrant.client.grpc.Common.ValuesCount;
import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.GeoArea;
import io.vdb.core.filter.TextMatch;
import io.vdb.core.model.PayloadPath;
import io.vdb.server.api.FieldTests;
import io.vdb.server.api.FilterBudget;
import io.vdb.server.config.LimitsConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads filters. One instance reads the filters of one request and counts their conditions. */
final class FilterMessages {

  private static final SupportedFields FIELD =
      SupportedFields.of(
          FieldCondition.getDescriptor(),
          "key", "match", "range", "geo_bounding_box", "geo_radius", "geo_polygon",
          "values_count", "datetime_range", "is_empty", "is_null");

  // What a Timestamp of Protocol Buffers may hold.
  private static final long FIRST_SECOND = -62_135_596_800L;
  private static final long LAST_SECOND = 253_402_300_799L;
  private static final int MAX_NANOS = 999_999_999;

  private final FilterBudget budget;
  private final LimitsConfig limits;

  FilterMessages(LimitsConfig limits) {
    this.budget = new FilterBudget(limits);
    this.limits = limits;
  }

  /** Reads a filter, or nothing when none is given. */
  @Nullable Filter optional(boolean given, Common.Filter message, Field around) {
    return given ? filter(message, around.at("filter")) : null;
  }

  /** Reads a filter. */
  Filter filter(Common.Filter message, Field at) {
    budget.enter(at);
    Filter filter = clauses(message, at);
    budget.leave();
    return filter;
  }

  private Filter clauses(Common.Filter message, Field at) {
    SupportedFields.checkKnown(message, at);
    return new Filter(
        conditions(message.getMustList(), at.at("must")),
        conditions(message.getShouldList(), at.at("should")),
        conditions(message.getMustNotList(), at.at("must_not")),
        message.hasMinShould()
            ? minShould(message.getMinShould(), at.at("min_should"))
            : null);
  }

  private Filter.MinShould minShould(Common.MinShould message, Field at) {
    SupportedFields.checkKnown(message, at);
    return new Filter.MinShould(
        conditions(message.getConditionsList(), at.at("conditions")),
        at.at("min_count").usize(message.getMinCount()));
  }

  private List<Condition> conditions(List<Common.Condition> messages, Field at) {
    List<Condition> conditions = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      conditions.add(only(messages.get(i), at.at(i)));
    }
    return conditions;
  }

  /** Reads one condition. */
  Condition only(Common.Condition message, Field at) {
    budget.condition(at);
    budget.enter(at);
    Condition condition = condition(message, at);
    budget.leave();
    return condition;
  }

  private Condition condition(Common.Condition message, Field at) {
    SupportedFields.checkKnown(message, at);
    return switch (message.getConditionOneOfCase()) {
      case FIELD -> field(message.getField(), at.at("field"));
      case IS_EMPTY -> {
        Field place = at.at("is_empty");
        SupportedFields.checkKnown(message.getIsEmpty(), place);
        yield new Condition.IsEmpty(key(message.getIsEmpty().getKey(), place));
      }
      case IS_NULL -> {
        Field place = at.at("is_null");
        SupportedFields.checkKnown(message.getIsNull(), place);
        yield new Condition.IsNull(key(message.getIsNull().getKey(), place));
      }
      case HAS_ID -> {
        Field place = at.at("has_id");
        SupportedFields.checkKnown(message.getHasId(), place);
        yield new Condition.HasId(
            new HashSet<>(
                PointMessages.ids(
                    message.getHasId().getHasIdList(), place, limits.maxBatchPoints())));
      }
      case FILTER -> new Condition.Nested(clauses(message.getFilter(), at.at("filter")));
      case NESTED -> nested(message.getNested(), at.at("nested"));
      case HAS_VECTOR -> {
        SupportedFields.checkKnown(message.getHasVector(), at.at("has_vector"));
        yield new Condition.HasVector(message.getHasVector().getHasVector());
      }
      case CONDITIONONEOF_NOT_SET -> throw at.malformed("a condition must be of one kind");
    };
  }

  private Condition nested(NestedCondition message, Field at) {
    SupportedFields.checkKnown(message, at);
    PayloadPath key = key(message.getKey(), at);
    if (!message.hasFilter()) {
      throw at.missing("filter");
    }
    return new Condition.NestedObject(key, filter(message.getFilter(), at.at("filter")));
  }

  private static PayloadPath key(String key, Field at) {
    if (key.isEmpty()) {
      throw at.missing("key");
    }
    return at.at("key").payloadPath(key);
  }

  private Condition field(FieldCondition message, Field at) {
    FIELD.check(message, at);
    FieldTests tests = new FieldTests();
    if (message.hasMatch()) {
      tests.add(match(message.getMatch(), at.at("match")));
    }
    if (message.hasRange()) {
      tests.add(range(message.getRange(), at.at("range")));
    }
    if (message.hasGeoBoundingBox()) {
      tests.add(
          within(
              GeoMessages.boundingBox(message.getGeoBoundingBox(), at.at("geo_bounding_box"))));
    }
    if (message.hasGeoRadius()) {
      tests.add(within(GeoMessages.circle(message.getGeoRadius(), at.at("geo_radius"))));
    }
    if (message.hasGeoPolygon()) {
      tests.add(within(GeoMessages.polygon(message.getGeoPolygon(), at.at("geo_polygon"))));
    }
    if (message.hasValuesCount()) {
      tests.add(valuesCount(message.getValuesCount(), at.at("values_count")));
    }
    if (message.hasDatetimeRange()) {
      tests.add(datetimeRange(message.getDatetimeRange(), at.at("datetime_range")));
    }
    if (message.hasIsEmpty()) {
      tests.add(Condition.IsEmpty::new, message.getIsEmpty());
    }
    if (message.hasIsNull()) {
      tests.add(Condition.IsNull::new, message.getIsNull());
    }
    return tests.on(key(message.getKey(), at), at);
  }

  private Function<PayloadPath, Condition> match(Match message, Field at) {
    SupportedFields.checkKnown(message, at);
    return switch (message.getMatchValueCase()) {
      case KEYWORD -> any(Set.of(message.getKeyword()));
      case INTEGER -> any(Set.of(message.getInteger()));
      case BOOLEAN -> any(Set.of(message.getBoolean()));
      case KEYWORDS -> {
        SupportedFields.checkKnown(message.getKeywords(), at);
        yield any(values(message.getKeywords().getStringsList(), at));
      }
      case INTEGERS -> {
        SupportedFields.checkKnown(message.getIntegers(), at);
        yield any(values(message.getIntegers().getIntegersList(), at));
      }
      case EXCEPT_KEYWORDS -> {
        SupportedFields.checkKnown(message.getExceptKeywords(), at);
        yield except(values(message.getExceptKeywords().getStringsList(), at));
      }
      case EXCEPT_INTEGERS -> {
        SupportedFields.checkKnown(message.getExceptIntegers(), at);
        yield except(values(message.getExceptIntegers().getIntegersList(), at));
      }
      case TEXT -> text(TextMatch.TEXT, message.getText());
      case PHRASE -> text(TextMatch.PHRASE, message.getPhrase());
      case TEXT_ANY -> text(TextMatch.ANY_WORD, message.getTextAny());
      case MATCHVALUE_NOT_SET ->
          throw at.malformed(
              "a match takes one of `value`, `any`, `except`, `text`, `text_any`, `phrase`");
    };
  }

  private Set<Object> values(List<?> values, Field at) {
    budget.values(at, values.size());
    return new LinkedHashSet<>(values);
  }

  private static Function<PayloadPath, Condition> any(Set<Object> values) {
    return path -> new Condition.MatchAny(path, values);
  }

  private static Function<PayloadPath, Condition> except(Set<Object> values) {
    return path -> new Condition.MatchExcept(path, values);
  }

  private static Function<PayloadPath, Condition> range(Range message, Field at) {
    SupportedFields.checkKnown(message, at);
    Double gt = lower(message.hasGt(), message.getGt(), at.at("gt"));
    Double gte = lower(message.hasGte(), message.getGte(), at.at("gte"));
    Double lt = upper(message.hasLt(), message.getLt(), at.at("lt"));
    Double lte = upper(message.hasLte(), message.getLte(), at.at("lte"));
    return path -> new Condition.Range(path, gt, gte, lt, lte);
  }

  /** Returns a bound, unless every number is within it. */
  private static @Nullable Double lower(boolean given, double bound, Field at) {
    return given && at.notNan(bound) != Double.NEGATIVE_INFINITY ? bound : null;
  }

  private static @Nullable Double upper(boolean given, double bound, Field at) {
    return given && at.notNan(bound) != Double.POSITIVE_INFINITY ? bound : null;
  }

  private static Function<PayloadPath, Condition> text(TextMatch how, String text) {
    return path -> new Condition.MatchText(path, how, text);
  }

  private static Function<PayloadPath, Condition> within(GeoArea area) {
    return path -> new Condition.Geo(path, area);
  }

  private static Function<PayloadPath, Condition> valuesCount(ValuesCount message, Field at) {
    SupportedFields.checkKnown(message, at);
    Long gt = count(message.hasGt(), message.getGt(), at.at("gt"));
    Long gte = count(message.hasGte(), message.getGte(), at.at("gte"));
    Long lt = count(message.hasLt(), message.getLt(), at.at("lt"));
    Long lte = count(message.hasLte(), message.getLte(), at.at("lte"));
    return path -> new Condition.ValuesCount(path, gt, gte, lt, lte);
  }

  private static @Nullable Long count(boolean given, long unsigned, Field at) {
    return given ? (long) at.usize(unsigned) : null;
  }

  private static Function<PayloadPath, Condition> datetimeRange(
      DatetimeRange message, Field at) {
    SupportedFields.checkKnown(message, at);
    Long gt = micros(message.hasGt(), message.getGt(), at.at("gt"));
    Long gte = micros(message.hasGte(), message.getGte(), at.at("gte"));
    Long lt = micros(message.hasLt(), message.getLt(), at.at("lt"));
    Long lte = micros(message.hasLte(), message.getLte(), at.at("lte"));
    return path -> new Condition.DateTimeRange(path, gt, gte, lt, lte);
  }

  private static @Nullable Long micros(boolean given, Timestamp time, Field at) {
    return given ? micros(time, at) : null;
  }

  /** Returns microseconds since 1970; what is finer is cut off, as it is in texts. */
  static long micros(Timestamp time, Field at) {
    SupportedFields.checkKnown(time, at);
    boolean valid =
        time.getSeconds() >= FIRST_SECOND
            && time.getSeconds() <= LAST_SECOND
            && time.getNanos() >= 0
            && time.getNanos() <= MAX_NANOS;
    if (!valid) {
      throw at.malformed("not a point in time of the years 1 to 9999");
    }
    return time.getSeconds() * 1_000_000 + time.getNanos() / 1_000;
  }
}
