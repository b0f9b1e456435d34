package io.vdb.index.lucene;

import io.vdb.core.index.IndexSpec;
import java.io.IOException;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/**
 * Names of the Lucene fields of vectors, and the marks that tell which of them a point has. Both are
 * part of the format on disk.
 *
 * <p>A vector that the collection got later has a field with the time in its name, so that nothing of
 * an earlier vector of its name is taken for it. Points that were there before carry no mark for it,
 * which is why its marks are on points that have it; those of the first vectors are on points that
 * lack them, which are few.
 *
 * @param times since when there is each vector; 0 for those of the beginning
 */
record VectorFields(Map<String, Long> times) {

  /** Terms and doc values: names of vectors of the beginning that the point has not. */
  private static final String LACKING = "lacking";

  /** Terms and doc values: later vectors that the point has. */
  private static final String HAVING = "having";

  private static final String DENSE = "vec";
  private static final String SPARSE = "sparse";
  private static final String MULTI = "multi";

  /** Copies the map. */
  VectorFields {
    times = Collections.unmodifiableMap(new TreeMap<>(times));
  }

  static VectorFields of(IndexSpec spec) {
    Map<String, Long> times = new TreeMap<>();
    spec.names().forEach(name -> times.put(name, spec.since(name)));
    return new VectorFields(times);
  }

  private long since(String name) {
    Long since = times.get(name);
    return since == null ? 0 : since;
  }

  /** Returns the field of the dense vector of this name. */
  String dense(String name) {
    return name.isEmpty() && since(name) == 0 ? DENSE : field(DENSE, name);
  }

  /** Returns the field of the sparse vector of this name. */
  String sparse(String name) {
    return field(SPARSE, name);
  }

  /** Returns the field of the multivector of this name. */
  String multi(String name) {
    return field(MULTI, name);
  }

  private String field(String kind, String name) {
    long since = since(name);
    return since == 0 ? kind + "/" + name : kind + "@" + since + "/" + name;
  }

  private static boolean isOfVector(String field) {
    return field.equals(DENSE)
        || isOf(DENSE, field)
        || isOf(SPARSE, field)
        || isOf(MULTI, field);
  }

  private static boolean isOf(String kind, String field) {
    return field.startsWith(kind + "/") || field.startsWith(kind + "@");
  }

  /** Returns all fields that vectors may have. */
  Set<String> living() {
    Set<String> living = new HashSet<>();
    for (String name : times.keySet()) {
      living.add(dense(name));
      living.add(sparse(name));
      living.add(multi(name));
    }
    return living;
  }

  /** Tells whether a field of the vector index is of a vector that there is no more. */
  static boolean isDropped(String field, Set<String> living) {
    return isOfVector(field) && !living.contains(field);
  }

  /** Marks which vectors a point has, in its document of the payload index. */
  void mark(Document document, Predicate<String> having) {
    times.forEach(
        (name, since) -> {
          if (since == 0 && !having.test(name)) {
            add(document, LACKING, name);
          } else if (since > 0 && having.test(name)) {
            add(document, HAVING, later(name, since));
          }
        });
  }

  private static void add(Document document, String field, String mark) {
    document.add(new StringField(field, mark, Field.Store.NO));
    document.add(new SortedSetDocValuesField(field, new BytesRef(mark)));
  }

  private static String later(String name, long since) {
    return since + "/" + name;
  }

  /** Returns what finds the points that have the vector of this name. */
  Query having(String name) {
    Long since = times.get(name);
    if (since == null) {
      return MatchNoDocsQuery.INSTANCE;
    }
    if (since > 0) {
      return new TermQuery(new Term(HAVING, later(name, since)));
    }
    return new BooleanQuery.Builder()
        .add(MatchAllDocsQuery.INSTANCE, BooleanClause.Occur.FILTER)
        .add(new TermQuery(new Term(LACKING, name)), BooleanClause.Occur.MUST_NOT)
        .build();
  }

  /** The marks of one segment of the payload index. */
  interface Marks {
    SortedSetDocValues of(String field) throws IOException;
  }

  /** Returns the names of the vectors that the point of a document has. */
  Set<String> namesOf(int document, Marks marks) throws IOException {
    Set<String> lacked = read(document, marks.of(LACKING));
    Set<String> had = isOfTheBeginning() ? Set.of() : read(document, marks.of(HAVING));
    if (lacked.isEmpty() && isOfTheBeginning()) {
      return times.keySet();
    }
    Set<String> names = new HashSet<>();
    times.forEach(
        (name, since) -> {
          if (since == 0 ? !lacked.contains(name) : had.contains(later(name, since))) {
            names.add(name);
          }
        });
    return names;
  }

  private boolean isOfTheBeginning() {
    return times.values().stream().allMatch(since -> since == 0);
  }

  private static Set<String> read(int document, SortedSetDocValues values) throws IOException {
    if (!values.advanceExact(document)) {
      return Set.of();
    }
    Set<String> marks = new HashSet<>();
    for (int i = values.docValueCount(); i > 0; i--) {
      marks.add(values.lookupOrd(values.nextOrd()).utf8ToString());
    }
    return marks;
  }
}
