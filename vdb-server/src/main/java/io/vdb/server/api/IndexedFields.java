package io.vdb.server.api;

import io.vdb.core.filter.Condition;
import io.vdb.core.filter.FieldIndex;
import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.PayloadSchema;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.query.Expression;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which fields a request compares that no index is declared of which could answer it. */
final class IndexedFields {

  /** What an index can be good for. */
  private enum Use {
    KEYWORD_MATCH("keyword"),
    UUID_MATCH("uuid"),
    INTEGER_MATCH("integer"),
    INTEGER_RANGE("integer"),
    FLOAT_RANGE("float"),
    BOOL_MATCH("bool"),
    DATETIME_RANGE("datetime"),
    GEO("geo"),
    TEXT("text"),
    PHRASE("text (with phrase_matching: true)");

    private final String label;

    Use(String label) {
      this.label = label;
    }
  }

  private static final String USE_ANOTHER_FILTER =
      "Create an index for this key or use a different filter.";
  private static final String USE_ANOTHER_FORMULA =
      "Create an index for this key or use a different formula expression.";
  private static final String FOR_MATCHES =
      "Create an index supporting `match` for this key.";

  private final PayloadSchema declared;

  IndexedFields(PayloadSchema declared) {
    this.declared = declared;
  }

  /** Refuses a filter with a condition that has no index. */
  void check(@Nullable Filter filter) {
    if (filter != null) {
      check(filter, null, USE_ANOTHER_FILTER);
    }
  }

  /** Refuses a formula with a variable that has no index. */
  void check(Expression expression) {
    switch (expression) {
      case Expression.Field field ->
          require(
              field.path(),
              EnumSet.of(Use.INTEGER_MATCH, Use.INTEGER_RANGE, Use.FLOAT_RANGE),
              USE_ANOTHER_FORMULA);
      case Expression.GeoDistance distance ->
          require(distance.to(), EnumSet.of(Use.GEO), USE_ANOTHER_FORMULA);
      case Expression.DateTimeField time ->
          require(time.path(), EnumSet.of(Use.DATETIME_RANGE), USE_ANOTHER_FORMULA);
      case Expression.Holds holds -> check(holds.filter(), null, USE_ANOTHER_FORMULA);
      case Expression.Product product -> product.factors().forEach(this::check);
      case Expression.Sum sum -> sum.terms().forEach(this::check);
      case Expression.Quotient quotient -> {
        check(quotient.left());
        check(quotient.right());
      }
      case Expression.Power power -> {
        check(power.base());
        check(power.exponent());
      }
      case Expression.Function function -> check(function.of());
      case Expression.Decay decay -> {
        check(decay.x());
        Expression target = decay.target();
        if (target != null) {
          check(target);
        }
      }
      case Expression.Constant _, Expression.Score _ -> {}
    }
  }

  /** Refuses to group by a field whose values cannot be told apart by an index. */
  void checkGrouping(PayloadPath field) {
    FieldIndex index = declared.index(field).orElse(null);
    if (index == null) {
      throw StrictMode.refused(
          "Index required but not found for \"" + shown(field) + "\"", FOR_MATCHES);
    }
    Set<Use> matches =
        EnumSet.of(Use.KEYWORD_MATCH, Use.UUID_MATCH, Use.INTEGER_MATCH, Use.BOOL_MATCH);
    if (uses(index).stream().noneMatch(matches::contains)) {
      String label = index.type().label();
      throw StrictMode.refused(
          "Index of type \"" + Character.toUpperCase(label.charAt(0)) + label.substring(1)
              + "\" found for \"" + shown(field) + "\"",
          FOR_MATCHES);
    }
  }

  private void check(Filter filter, @Nullable PayloadPath object, String help) {
    Filter.MinShould minShould = filter.minShould();
    Stream.of(
            filter.must().stream(),
            filter.should().stream(),
            filter.mustNot().stream(),
            minShould == null
                ? Stream.<Condition>empty()
                : minShould.conditions().stream())
        .flatMap(all -> all)
        .forEach(condition -> check(condition, object, help));
  }

  private void check(Condition condition, @Nullable PayloadPath object, String help) {
    switch (condition) {
      case Condition.Nested nested -> check(nested.filter(), object, help);
      case Condition.NestedObject nested ->
          check(nested.filter(), within(object, nested.field()), help);
      case Condition.MatchAny match ->
          require(within(object, match.field()), matching(match.values()), help);
      case Condition.MatchExcept except ->
          require(within(object, except.field()), matching(except.values()), help);
      case Condition.MatchText match ->
          require(
              within(object, match.field()),
              EnumSet.of(
                  switch (match.how()) {
                    case TEXT, ANY_WORD -> Use.TEXT;
                    case PHRASE -> Use.PHRASE;
                    case PREFIX -> Use.KEYWORD_MATCH;
                  }),
              help);
      case Condition.Range range ->
          require(
              within(object, range.field()),
              EnumSet.of(Use.FLOAT_RANGE, Use.INTEGER_RANGE),
              help);
      case Condition.DateTimeRange range ->
          require(within(object, range.field()), EnumSet.of(Use.DATETIME_RANGE), help);
      case Condition.Geo geo -> require(within(object, geo.field()), EnumSet.of(Use.GEO), help);
      case Condition.ValuesCount count -> requireAny(within(object, count.field()), help);
      case Condition.IsEmpty isEmpty -> requireAny(within(object, isEmpty.field()), help);
      case Condition.IsNull isNull -> requireAny(within(object, isNull.field()), help);
      case Condition.HasId _,
          Condition.HasVector _,
          Condition.HasType _,
          Condition.MatchWords _ -> {} // the latter two are no conditions of requests
    }
  }

  private static PayloadPath within(@Nullable PayloadPath object, PayloadPath field) {
    return object == null ? field : object.followedBy(field);
  }

  private static Set<Use> matching(Set<Object> values) {
    Set<Use> uses = EnumSet.noneOf(Use.class);
    boolean texts = false;
    boolean uuids = true;
    for (Object value : values) {
      switch (value) {
        case Long _ -> uses.add(Use.INTEGER_MATCH);
        case Boolean _ -> uses.add(Use.BOOL_MATCH);
        default -> {
          texts = true;
          uuids &= FieldType.UUID.fits(value);
        }
      }
    }
    if (texts) {
      uses.add(Use.KEYWORD_MATCH);
      if (uuids) {
        uses.add(Use.UUID_MATCH);
      }
    }
    return uses;
  }

  private void requireAny(PayloadPath field, String help) {
    require(field, EnumSet.allOf(Use.class), help);
  }

  /** Nothing is needed for a condition without values, which holds never or always. */
  private void require(PayloadPath field, Set<Use> anyOf, String help) {
    FieldIndex index = declared.index(field).orElse(null);
    if (anyOf.isEmpty()
        || (index != null && uses(index).stream().anyMatch(anyOf::contains))) {
      return;
    }
    throw StrictMode.refused(
        "Index required but not found for \"" + shown(field) + "\" of one of the following types: ["
            + anyOf.stream()
                .map(use -> use.label)
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .collect(Collectors.joining(", "))
            + "]",
        help);
  }

  private static String shown(PayloadPath field) {
    return Place.shown(field.toString());
  }

  private static Set<Use> uses(FieldIndex index) {
    return switch (index.type()) {
      case KEYWORD -> EnumSet.of(Use.KEYWORD_MATCH);
      case UUID -> EnumSet.of(Use.UUID_MATCH);
      case FLOAT -> EnumSet.of(Use.FLOAT_RANGE);
      case BOOL -> EnumSet.of(Use.BOOL_MATCH);
      case GEO -> EnumSet.of(Use.GEO);
      case DATETIME -> EnumSet.of(Use.DATETIME_RANGE);
      case INTEGER -> {
        Set<Use> uses = EnumSet.of(Use.INTEGER_MATCH, Use.INTEGER_RANGE);
        if (isSet(index, "lookup", false)) {
          uses.remove(Use.INTEGER_MATCH);
        }
        if (isSet(index, "range", false)) {
          uses.remove(Use.INTEGER_RANGE);
        }
        yield uses;
      }
      case TEXT ->
          isSet(index, "phrase_matching", true)
              ? EnumSet.of(Use.TEXT, Use.PHRASE)
              : EnumSet.of(Use.TEXT);
    };
  }

  private static boolean isSet(FieldIndex index, String param, boolean value) {
    return index
        .params()
        .map(params -> Boolean.valueOf(value).equals(params.asMapOnce().get(param)))
        .orElse(false);
  }
}
