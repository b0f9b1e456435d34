package io.vdb.core.filter;

import io.vdb.core.model.PayloadPath;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is declared of the fields of a collection's payloads. It says what a filter means where that
 * is up to it: on a field of texts, whether text matches compare words. Immutable.
 */
public final class PayloadSchema {

  /** Nothing is declared. */
  public static final PayloadSchema EMPTY = new PayloadSchema(Map.of());

  private final Map<PayloadPath, FieldIndex> fields;
  private final boolean comparesWords;

  private PayloadSchema(Map<PayloadPath, FieldIndex> fields) {
    this.fields = Collections.unmodifiableMap(fields);
    comparesWords =
        fields.values().stream().anyMatch(index -> index.analysis().isPresent());
  }

  /** Returns what is declared, in the order in which it was. */
  public Map<PayloadPath, FieldIndex> fields() {
    return fields;
  }

  /** Returns what is declared of a field. */
  public Optional<FieldIndex> index(PayloadPath field) {
    return Optional.ofNullable(fields.get(field));
  }

  /** Returns the schema in which this is declared of the field, and nothing else. */
  public PayloadSchema with(PayloadPath field, FieldIndex index) {
    Map<PayloadPath, FieldIndex> changed = new LinkedHashMap<>(fields);
    changed.put(field, index);
    return new PayloadSchema(changed);
  }

  /** Returns the schema in which nothing is declared of the field. */
  public PayloadSchema without(PayloadPath field) {
    Map<PayloadPath, FieldIndex> changed = new LinkedHashMap<>(fields);
    changed.remove(field);
    return new PayloadSchema(changed);
  }

  /**
   * Returns a filter that means whatever the schema is what this one means here: matches of texts on
   * fields of texts have become {@link Condition.MatchWords}.
   */
  public Filter resolve(Filter filter) {
    return comparesWords ? resolve(filter, null) : filter;
  }

  private Filter resolve(Filter filter, @Nullable PayloadPath object) {
    Filter.MinShould minShould = filter.minShould();
    return new Filter(
        resolve(filter.must(), object),
        resolve(filter.should(), object),
        resolve(filter.mustNot(), object),
        minShould == null
            ? null
            : new Filter.MinShould(
                resolve(minShould.conditions(), object), minShould.minCount()));
  }

  private List<Condition> resolve(List<Condition> conditions, @Nullable PayloadPath object) {
    return conditions.stream().map(condition -> resolve(condition, object)).toList();
  }

  private Condition resolve(Condition condition, @Nullable PayloadPath object) {
    return switch (condition) {
      case Condition.MatchText match -> resolve(match, object);
      case Condition.Nested nested -> new Condition.Nested(resolve(nested.filter(), object));
      case Condition.NestedObject nested ->
          new Condition.NestedObject(
              nested.field(), resolve(nested.filter(), within(object, nested.field())));
      default -> condition;
    };
  }

  private Condition resolve(Condition.MatchText match, @Nullable PayloadPath object) {
    FieldIndex index = fields.get(within(object, match.field()));
    TextAnalysis analysis = index == null ? null : index.analysis().orElse(null);
    if (analysis == null) {
      return match;
    }
    return switch (match.how()) {
      case TEXT -> words(match, WordMatch.ALL, analysis);
      case ANY_WORD -> words(match, WordMatch.ANY, analysis);
      case PHRASE ->
          analysis.phraseMatching()
              ? words(match, WordMatch.PHRASE, analysis)
              : new Condition.MatchWords(
                  match.field(), WordMatch.PHRASE, analysis, List.of()); // nobody noted the order
      case PREFIX -> match;
    };
  }

  private static Condition words(
      Condition.MatchText match, WordMatch how, TextAnalysis analysis) {
    return new Condition.MatchWords(
        match.field(), how, analysis, analysis.words(match.text()));
  }

  /** Returns the types of the declared fields that a filter has conditions on. */
  public Set<FieldType> touchedBy(Filter filter) {
    if (fields.isEmpty()) {
      return Set.of();
    }
    Set<FieldType> touched = EnumSet.noneOf(FieldType.class);
    addTouched(touched, filter, null);
    return touched;
  }

  private void addTouched(
      Set<FieldType> touched, Filter filter, @Nullable PayloadPath object) {
    addTouched(touched, filter.must(), object);
    addTouched(touched, filter.should(), object);
    addTouched(touched, filter.mustNot(), object);
    Filter.MinShould minShould = filter.minShould();
    if (minShould != null) {
      addTouched(touched, minShould.conditions(), object);
    }
  }

  private void addTouched(
      Set<FieldType> touched, List<Condition> conditions, @Nullable PayloadPath object) {
    for (Condition condition : conditions) {
      switch (condition) {
        case Condition.Nested nested -> addTouched(touched, nested.filter(), object);
        case Condition.NestedObject nested -> {
          addTouched(touched, nested.field(), object);
          addTouched(touched, nested.filter(), within(object, nested.field()));
        }
        case Condition.MatchAny match -> addTouched(touched, match.field(), object);
        case Condition.MatchExcept except -> addTouched(touched, except.field(), object);
        case Condition.MatchText match -> addTouched(touched, match.field(), object);
        case Condition.MatchWords match -> addTouched(touched, match.field(), object);
        case Condition.HasType hasType -> addTouched(touched, hasType.field(), object);
        case Condition.Range range -> addTouched(touched, range.field(), object);
        case Condition.DateTimeRange range -> addTouched(touched, range.field(), object);
        case Condition.Geo geo -> addTouched(touched, geo.field(), object);
        case Condition.ValuesCount count -> addTouched(touched, count.field(), object);
        case Condition.IsEmpty isEmpty -> addTouched(touched, isEmpty.field(), object);
        case Condition.IsNull isNull -> addTouched(touched, isNull.field(), object);
        case Condition.HasId _, Condition.HasVector _ -> {}
      }
    }
  }

  private void addTouched(
      Set<FieldType> touched, PayloadPath field, @Nullable PayloadPath object) {
    FieldIndex index = fields.get(within(object, field));
    if (index != null) {
      touched.add(index.type());
    }
  }

  private static PayloadPath within(@Nullable PayloadPath object, PayloadPath field) {
    return object == null ? field : object.followedBy(field);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PayloadSchema schema && fields.equals(schema.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  @Override
  public String toString() {
    return fields.toString();
  }
}
