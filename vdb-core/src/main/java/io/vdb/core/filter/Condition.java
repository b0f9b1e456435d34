package io.vdb.core.filter;

import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One condition of a filter. A condition on a field holds when any value that the path leads to
 * fulfils it; an array fulfils it when any of its elements does.
 */
public sealed interface Condition {

  /**
   * The field equals one of the values. Types are distinct: 5, 5.0, "5" and true match only
   * themselves.
   *
   * @param values {@link Long}, {@link String} or {@link Boolean}
   */
  record MatchAny(PayloadPath field, Set<Object> values) implements Condition {
    /** Copies the values and checks their types. */
    public MatchAny {
      values = MatchValues.copy(values);
    }
  }

  /**
   * The field has a value other than null, of any type, that equals none of the values.
   *
   * @param values {@link Long}, {@link String} or {@link Boolean}
   */
  record MatchExcept(PayloadPath field, Set<Object> values) implements Condition {
    /** Copies the values and checks their types. */
    public MatchExcept {
      values = MatchValues.copy(values);
    }
  }

  /** The field is a number, integer or not, within the bounds that are given. */
  record Range(
      PayloadPath field,
      @Nullable Double gt,
      @Nullable Double gte,
      @Nullable Double lt,
      @Nullable Double lte)
      implements Condition {

    /** Tells whether a number is within the bounds. */
    public boolean contains(double value) {
      return (gt == null || value > gt)
          && (gte == null || value >= gte)
          && (lt == null || value < lt)
          && (lte == null || value <= lte);
    }
  }

  /**
   * The field is a text in which another one is found.
   *
   * @param how how it is looked for
   * @param text what is looked for
   */
  record MatchText(PayloadPath field, TextMatch how, String text) implements Condition {}

  /**
   * The field is a text in which words are found. {@link PayloadSchema#resolve} makes this of {@link
   * MatchText}.
   *
   * @param how how they are looked for
   * @param analysis how the text becomes words
   * @param words what is looked for, as the analysis leaves it; without words nothing is found
   */
  record MatchWords(PayloadPath field, WordMatch how, TextAnalysis analysis, List<String> words)
      implements Condition {

    /** Copies the list. */
    public MatchWords {
      words = List.copyOf(words);
    }

    /** Tells whether the words are found in a text. */
    public boolean matches(String text) {
      return !words.isEmpty() && how.finds(analysis, words, analysis.words(text));
    }
  }

  /** The field has a value of a type. */
  record HasType(PayloadPath field, FieldType type) implements Condition {}

  /**
   * The field is a text that {@link DateTimeText} takes for a point in time, within the bounds that
   * are given.
   *
   * @param gt microseconds since 1970, as the others
   */
  record DateTimeRange(
      PayloadPath field,
      @Nullable Long gt,
      @Nullable Long gte,
      @Nullable Long lt,
      @Nullable Long lte)
      implements Condition {

    /** Tells whether microseconds since 1970 are within the bounds. */
    public boolean contains(long micros) {
      return isBetween(micros, gt, gte, lt, lte);
    }
  }

  /** The field is an object with numbers {@code lat} and {@code lon}, of a place inside an area. */
  record Geo(PayloadPath field, GeoArea area) implements Condition {}

  /**
   * The field has so many values: an array as many as elements, null none, anything else one. A field
   * that does not exist never fulfils it.
   */
  record ValuesCount(
      PayloadPath field,
      @Nullable Long gt,
      @Nullable Long gte,
      @Nullable Long lt,
      @Nullable Long lte)
      implements Condition {

    /** Tells whether a number of values is within the bounds. */
    public boolean contains(long count) {
      return isBetween(count, gt, gte, lt, lte);
    }
  }

  /**
   * The field is an array, and one of the objects in it matches a filter whose paths begin in that
   * object. Inside, conditions on the point itself (its id, its vectors) never hold.
   *
   * @param field the array's elements; {@code a} is taken as {@code a[]}
   */
  record NestedObject(PayloadPath field, Filter filter) implements Condition {
    /** Leads the path into the array. */
    public NestedObject {
      field = field.elements();
    }
  }

  /**
   * The point has a vector of this name.
   *
   * @param name the empty text for the unnamed vector, which every point has
   */
  record HasVector(String name) implements Condition {}

  /** The point has one of the ids. */
  record HasId(Set<PointId> ids) implements Condition {
    /** Copies the ids. */
    public HasId {
      ids = Set.copyOf(ids);
    }
  }

  /** The field does not exist, is null, or is an array without elements. */
  record IsEmpty(PayloadPath field) implements Condition {}

  /** The field exists and is null; an array is not null, whatever it holds. */
  record IsNull(PayloadPath field) implements Condition {}

  /** A filter as a condition of another one. */
  record Nested(Filter filter) implements Condition {}

  private static boolean isBetween(
      long value, @Nullable Long gt, @Nullable Long gte, @Nullable Long lt, @Nullable Long lte) {
    return (gt == null || value > gt)
        && (gte == null || value >= gte)
        && (lt == null || value < lt)
        && (lte == null || value <= lte);
  }

  /** The field equals the value. */
  static Condition match(String field, Object value) {
    return new MatchAny(PayloadPath.parse(field), Set.of(value));
  }

  /** The field equals one of the values. */
  static Condition matchAny(String field, List<?> values) {
    return new MatchAny(PayloadPath.parse(field), Set.copyOf(values));
  }

  /** The field is a number of at least {@code low} and at most {@code high}. */
  static Condition between(String field, double low, double high) {
    return new Range(PayloadPath.parse(field), null, low, null, high);
  }
}
