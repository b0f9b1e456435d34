package io.vdb.index.lucene;

import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.GeoArea;
import io.vdb.core.model.PayloadPath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Turns filters into queries on the payload index that find exactly what {@code FilterEvaluator}
 * accepts. Stateless.
 *
 * <p>A condition on a path also looks at the elements of an array there, which terms keep under a
 * path of their own.
 */
final class FilterQueries {

  /** Lucene bounds the clauses of a query at 1,024; beyond it payloads are looked at. */
  private static final int MAX_CLAUSES = 1_000;

  /** Lucene turns a set of up to so many terms into clauses. */
  private static final int MAX_TERM_CLAUSES = 16;

  /** What a condition on places becomes at most. */
  private static final int GEO_CLAUSES = 24;

  private static final List<GeoArea.Bounds> WHOLE_EARTH =
      List.of(new GeoArea.Bounds(-90, 90, -180, 180));

  private static final Query ALL = MatchAllDocsQuery.INSTANCE;
  private static final Query NONE = MatchNoDocsQuery.INSTANCE;

  private final VectorFields vectors;

  private FilterQueries(VectorFields vectors) {
    this.vectors = vectors;
  }

  /**
   * Returns the query that finds what the filter accepts.
   *
   * @param vectors that a point may have
   */
  static Query of(Filter filter, VectorFields vectors) {
    return clauseCount(filter) > MAX_CLAUSES
        ? new StoredPayloadQuery(ALL, filter, vectors)
        : new FilterQueries(vectors).translated(filter);
  }

  private static long clauseCount(Filter filter) {
    long count = 4;
    for (List<Condition> clause : clauses(filter)) {
      for (Condition condition : clause) {
        count +=
            switch (condition) {
              case Condition.Nested nested -> clauseCount(nested.filter());
              case Condition.MatchAny match ->
                  Math.min(2 * match.values().size(), MAX_TERM_CLAUSES);
              case Condition.HasId hasId -> Math.min(hasId.ids().size(), MAX_TERM_CLAUSES);
              case Condition.NestedObject nested -> 3 + clauseCount(nested.filter());
              case Condition.Geo _ -> GEO_CLAUSES;
              default -> 8;
            };
      }
    }
    return count;
  }

  private static List<List<Condition>> clauses(Filter filter) {
    Filter.MinShould minShould = filter.minShould();
    return List.of(
        filter.must(),
        filter.should(),
        filter.mustNot(),
        minShould == null ? List.of() : minShould.conditions());
  }

  private Query translated(Filter filter) {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    all.add(ALL, BooleanClause.Occur.FILTER);
    for (Condition condition : filter.must()) {
      all.add(query(condition), BooleanClause.Occur.FILTER);
    }
    for (Condition condition : filter.mustNot()) {
      all.add(query(condition), BooleanClause.Occur.MUST_NOT);
    }
    if (!filter.should().isEmpty()) {
      all.add(atLeast(1, filter.should()), BooleanClause.Occur.FILTER);
    }
    Filter.MinShould minShould = filter.minShould();
    if (minShould != null) {
      all.add(atLeast(minShould.minCount(), minShould.conditions()), BooleanClause.Occur.FILTER);
    }
    return all.build();
  }

  private Query atLeast(int count, List<Condition> conditions) {
    if (count <= 0) {
      return ALL;
    }
    if (count > conditions.size()) {
      return NONE;
    }
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    any.setMinimumNumberShouldMatch(count);
    for (Condition condition : conditions) {
      any.add(query(condition), BooleanClause.Occur.SHOULD);
    }
    return any.build();
  }

  private Query query(Condition condition) {
    return switch (condition) {
      case Condition.MatchAny match ->
          leadsThroughElement(match.field())
              ? looking(condition, match.field())
              : matchAny(match);
      case Condition.MatchExcept except ->
          leadsThroughElement(except.field())
              ? looking(condition, except.field())
              : matchExcept(except);
      case Condition.Range range ->
          leadsThroughElement(range.field()) ? looking(condition, range.field()) : range(range);
      case Condition.MatchText match ->
          leadsThroughElement(match.field())
              ? looking(condition, match.field())
              : texts(match.field(), condition);
      case Condition.MatchWords match -> words(match);
      case Condition.HasType hasType ->
          leadsThroughElement(hasType.field())
              ? looking(condition, hasType.field())
              : hasType(hasType);
      case Condition.DateTimeRange range ->
          leadsThroughElement(range.field())
              ? looking(condition, range.field())
              : texts(range.field(), condition);
      case Condition.Geo geo ->
          leadsThroughElement(geo.field())
              ? looking(condition, geo.field())
              : new StoredPayloadQuery(places(geo), Filter.must(condition));
      case Condition.ValuesCount count ->
          count.contains(0)
              ? new StoredPayloadQuery(ALL, Filter.must(condition)) // [] and null leave no trace
              : looking(condition, count.field());
      case Condition.NestedObject nested -> nested(nested);
      case Condition.HasVector hasVector -> vectors.having(hasVector.name());
      case Condition.IsNull isNull ->
          leadsThroughElement(isNull.field())
              ? looking(condition, isNull.field())
              : term(PayloadTerms.isNull(PathKey.of(isNull.field().steps())));
      case Condition.IsEmpty isEmpty ->
          leadsThroughElement(isEmpty.field())
              ? not(looking(Filter.mustNot(condition), isEmpty.field()))
              : not(term(PayloadTerms.exists(PathKey.of(isEmpty.field().steps()))));
      case Condition.HasId hasId ->
          new TermInSetQuery(Fields.ID, hasId.ids().stream().map(Fields::idBytes).toList());
      case Condition.Nested nested -> translated(nested.filter());
    };
  }

  /** Tells whether the path picks one element of an array, which no term knows about. */
  static boolean leadsThroughElement(PayloadPath path) {
    return path.steps().stream().anyMatch(step -> step instanceof PayloadPath.Index);
  }

  private static Query looking(Condition condition, PayloadPath path) {
    return looking(Filter.must(condition), path);
  }

  /** Looks at every payload that has the array whose element is asked for. */
  private static Query looking(Filter filter, PayloadPath path) {
    return new StoredPayloadQuery(term(arrayTerm(path)), filter);
  }

  /** Returns the term of the payloads that have the array whose element a path picks. */
  static BytesRef arrayTerm(PayloadPath path) {
    List<PayloadPath.Step> array = new ArrayList<>();
    for (PayloadPath.Step step : path.steps()) {
      if (step instanceof PayloadPath.Index) {
        break;
      }
      array.add(step);
    }
    return PayloadTerms.exists(PathKey.of(array));
  }

  /** Returns the term of the payloads that may have numbers at a path which no points know about. */
  static BytesRef unindexedNumbers(PayloadPath path) {
    return PayloadTerms.unindexedNumbers(
        path.steps().getFirst() instanceof PayloadPath.Key key ? key.name() : "");
  }

  private static Query matchAny(Condition.MatchAny match) {
    PathKey path = PathKey.of(match.field().steps());
    return new TermInSetQuery(Fields.TERMS, terms(path, match.values()));
  }

  private static Query matchExcept(Condition.MatchExcept except) {
    PathKey path = PathKey.of(except.field().steps());
    Set<BytesRef> excluded = terms(path, except.values());
    return any(
        new OtherValuesQuery(path, excluded),
        new OtherValuesQuery(path.elements(), excluded),
        term(PayloadTerms.innerArray(path.elements())));
  }

  private static Set<BytesRef> terms(PathKey path, Set<Object> values) {
    Set<BytesRef> terms = new HashSet<>();
    for (Object value : values) {
      terms.add(PayloadTerms.value(path, value));
      terms.add(PayloadTerms.value(path.elements(), value));
    }
    return terms;
  }

  private static Query range(Condition.Range range) {
    PathKey path = PathKey.of(range.field().steps());
    return any(
        points(path, range),
        points(path.elements(), range),
        new StoredPayloadQuery(
            term(unindexedNumbers(range.field())), Filter.must(range)));
  }

  private static Query points(PathKey path, Condition.Range range) {
    double first = Double.NEGATIVE_INFINITY;
    double last = Double.POSITIVE_INFINITY;
    // Adding 0.0 turns the negative zero into the positive one, which is what is stored.
    if (range.gte() != null) {
      first = Math.max(first, range.gte() + 0.0);
    }
    if (range.gt() != null) {
      first = Math.max(first, DoublePoint.nextUp(range.gt() + 0.0));
    }
    if (range.lte() != null) {
      last = Math.min(last, range.lte() + 0.0);
    }
    if (range.lt() != null) {
      last = Math.min(last, DoublePoint.nextDown(range.lt() + 0.0));
    }
    return Double.compare(first, last) <= 0 && !Double.isNaN(last)
        ? DoublePoint.newRangeQuery(path.numbersField(), first, last)
        : NONE;
  }

  private static Query hasType(Condition.HasType hasType) {
    PathKey path = PathKey.of(hasType.field().steps());
    PathKey elements = path.elements();
    return switch (hasType.type()) {
      case KEYWORD, TEXT ->
          any(shortTexts(path), shortTexts(elements), longTexts(path), longTexts(elements));
      case INTEGER -> 
          any(
              prefix(PayloadTerms.integerPrefix(path)),
              prefix(PayloadTerms.integerPrefix(elements)));
      case FLOAT -> range(new Condition.Range(hasType.field(), null, null, null, null));
      case BOOL -> matchAny(new Condition.MatchAny(hasType.field(), Set.of(true, false)));
      case DATETIME -> texts(hasType.field(), hasType);
      case UUID -> any(new TextTermsQuery(path, hasType), new TextTermsQuery(elements, hasType));
      case GEO -> places(hasType, path);
    };
  }

  /**
   * Finds objects with both numbers. Where there may be several objects only the payload tells
   * whether one of them has both.
   */
  private static Query places(Condition.HasType hasType, PathKey path) {
    List<Query> candidates = new ArrayList<>();
    addPlaces(candidates, path.elements(), WHOLE_EARTH);
    candidates.add(term(unindexedNumbers(hasType.field())));
    List<Query> found = new ArrayList<>();
    addPlaces(hasType.field().leadsToMany() ? candidates : found, path, WHOLE_EARTH);
    found.add(
        new StoredPayloadQuery(any(candidates.toArray(Query[]::new)), Filter.must(hasType)));
    return any(found.toArray(Query[]::new));
  }

  private static Query words(Condition.MatchWords match) {
    Query texts =
        leadsThroughElement(match.field())
            ? looking(match, match.field())
            : texts(match.field(), match);
    return WordsQuery.canFind(match) ? new WordsQuery(match, texts) : texts;
  }

  /** Finds texts by looking at each that there is, once; at the payload where it is too long. */
  private static Query texts(PayloadPath field, Condition condition) {
    PathKey path = PathKey.of(field.steps());
    PathKey elements = path.elements();
    return any(
        new TextTermsQuery(path, condition),
        new TextTermsQuery(elements, condition),
        new StoredPayloadQuery(
            any(longTexts(path), longTexts(elements)),
            Filter.must(condition)));
  }

  private static Query shortTexts(PathKey path) {
    return prefix(PayloadTerms.textPrefix(path));
  }

  private static Query longTexts(PathKey path) {
    return prefix(PayloadTerms.longTextPrefix(path));
  }

  private static Query prefix(BytesRef prefix) {
    return new PrefixQuery(new Term(Fields.TERMS, prefix));
  }

  /** Finds at least what is inside the area, by the numbers that places consist of. */
  private static Query places(Condition.Geo geo) {
    PathKey path = PathKey.of(geo.field().steps());
    List<Query> found = new ArrayList<>();
    addPlaces(found, path, geo.area().bounds());
    addPlaces(found, path.elements(), geo.area().bounds());
    if (!geo.area().isPlanar()) {
      addNoPlaces(found, path);
      addNoPlaces(found, path.elements());
    }
    found.add(term(unindexedNumbers(geo.field())));
    return any(found.toArray(Query[]::new));
  }

  private static void addPlaces(
      List<Query> found, PathKey object, List<GeoArea.Bounds> within) {
    String lat = object.field("lat").numbersField();
    String lon = object.field("lon").numbersField();
    for (GeoArea.Bounds bounds : within) {
      if (bounds.south() <= bounds.north() && bounds.west() <= bounds.east()) {
        found.add(
            new BooleanQuery.Builder()
                .add(degrees(lat, bounds.south(), bounds.north()), BooleanClause.Occur.FILTER)
                .add(degrees(lon, bounds.west(), bounds.east()), BooleanClause.Occur.FILTER)
                .build());
      }
    }
  }

  /** Finds what is no place on the earth: of that nobody knows which place it comes to. */
  private static void addNoPlaces(List<Query> found, PathKey object) {
    String lat = object.field("lat").numbersField();
    String lon = object.field("lon").numbersField();
    found.add(degrees(lat, Double.NEGATIVE_INFINITY, -90));
    found.add(degrees(lat, 90, Double.POSITIVE_INFINITY));
    found.add(degrees(lon, Double.NEGATIVE_INFINITY, -180));
    found.add(degrees(lon, 180, Double.POSITIVE_INFINITY));
  }

  private static Query degrees(String field, double first, double last) {
    return DoublePoint.newRangeQuery(field, first + 0.0, last + 0.0);
  }

  /**
   * Looks at payloads with objects in the array. What must hold of one of the objects must hold of
   * any of them at least, which terms and points can tell.
   */
  private static Query nested(Condition.NestedObject nested) {
    PayloadPath field = nested.field();
    if (leadsThroughElement(field)) {
      return looking(nested, field);
    }
    BooleanQuery.Builder candidates = new BooleanQuery.Builder();
    candidates.add(
        term(PayloadTerms.exists(PathKey.of(field.steps()))), BooleanClause.Occur.FILTER);
    for (Condition condition : nested.filter().must()) {
      Query candidate = ofAnyObject(field, condition);
      if (candidate != null) {
        candidates.add(candidate, BooleanClause.Occur.FILTER);
      }
    }
    return new StoredPayloadQuery(candidates.build(), Filter.must(nested));
  }

  /** Finds at least the points in which one of the objects fulfils the condition, if that is cheap. */
  private static @Nullable Query ofAnyObject(PayloadPath array, Condition condition) {
    return switch (condition) {
      case Condition.MatchAny match when !leadsThroughElement(match.field()) ->
          matchAny(new Condition.MatchAny(array.followedBy(match.field()), match.values()));
      case Condition.MatchWords match when !leadsThroughElement(match.field()) ->
          words(
              new Condition.MatchWords(
                  array.followedBy(match.field()), match.how(), match.analysis(), match.words()));
      case Condition.Range range when !leadsThroughElement(range.field()) ->
          range(
              new Condition.Range(
                  array.followedBy(range.field()),
                  range.gt(),
                  range.gte(),
                  range.lt(),
                  range.lte()));
      case Condition.Geo geo when !leadsThroughElement(geo.field()) ->
          places(new Condition.Geo(array.followedBy(geo.field()), geo.area()));
      default -> null;
    };
  }

  private static Query term(BytesRef term) {
    return new TermQuery(new Term(Fields.TERMS, term));
  }

  private static Query any(Query... queries) {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    for (Query query : queries) {
      any.add(query, BooleanClause.Occur.SHOULD);
    }
    return any.build();
  }

  private static Query not(Query query) {
    return new BooleanQuery.Builder()
        .add(ALL, BooleanClause.Occur.FILTER)
        .add(query, BooleanClause.Occur.MUST_NOT)
        .build();
  }
}
