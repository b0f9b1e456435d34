package io.vdb.index.lucene;

import io.vdb.core.index.IndexSpec;
import io.vdb.core.model.DataType;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PointId;
import io.vdb.core.model.VectorConfig;
import io.vdb.core.model.VectorValue;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnByteVectorField;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Makes the two documents of a point. Confined to the writing thread.
 *
 * <p>Numbers need a Lucene field for each path, and Lucene pays for every field in every segment, so
 * there is a bound on them. A document with numbers beyond it carries a mark, and ranges are then
 * decided by looking at its payload.
 */
final class PointDocuments {

  /** Most paths whose numbers get a field. */
  static final int MAX_NUMBER_FIELDS = 1_000;

  private Map<String, VectorConfig> vectorConfigs;
  private VectorFields fields;
  private final Set<String> numberFields = new HashSet<>();
  private volatile List<WordIndex> words = List.of();

  /** Goes on with the fields that the payload index has. */
  PointDocuments(IndexReader payloads, IndexSpec spec) {
    vectorConfigs = spec.vectors();
    fields = VectorFields.of(spec);
    FieldInfos.getMergedFieldInfos(payloads)
        .forEach(
            field -> {
              if (field.getPointDimensionCount() > 0) {
                numberFields.add(field.name);
              }
            });
  }

  /** Makes documents for other vectors from now on. */
  void configure(IndexSpec spec) {
    vectorConfigs = spec.vectors();
    fields = VectorFields.of(spec);
  }

  /** Indexes the words of these fields from now on. Any thread may say so. */
  void indexWords(List<WordIndex> fields) {
    words = fields;
  }

  /** Makes the document of the vector index. Vectors are not copied. */
  Document vectors(int ordinal, PointId id, NamedVectors vectors) {
    Document document = new Document();
    addIdentity(document, ordinal, id);
    for (int i = 0; i < vectors.size(); i++) {
      String name = vectors.name(i);
      switch (vectors.value(i)) {
        case VectorValue.Sparse sparse ->
            SparseFields.add(document, fields.sparse(name), sparse);
        case VectorValue.Multi multi ->
            MultiVectors.add(document, fields.multi(name), config(name, true), multi);
        case VectorValue.Dense dense -> document.add(field(name, dense));
      }
    }
    return document;
  }

  private Field field(String name, VectorValue.Dense dense) {
    VectorConfig config = config(name, false);
    String field = fields.dense(name);
    VectorSimilarityFunction similarity = Kernels.similarity(config);
    return config.dataType() == DataType.FLOAT32
        ? new KnnFloatVectorField(field, dense.components(), similarity)
        : new KnnByteVectorField(
            field, config.dataType().encoded(dense.components()), similarity);
  }

  private VectorConfig config(String name, boolean multi) {
    VectorConfig config = vectorConfigs.get(name);
    if (config == null || config.multi() != multi) {
      throw new IllegalArgumentException("a vector that the index is not built for");
    }
    return config;
  }

  /**
   * Makes the document of the payload index.
   *
   * @param vectors accepts the names of those that the point has
   */
  Document payload(
      int ordinal, PointId id, long version, Predicate<String> vectors, Payload payload) {
    Document document = new Document();
    addIdentity(document, ordinal, id);
    document.add(new StringField(Fields.ID, Fields.idBytes(id), Field.Store.NO));
    document.add(new NumericDocValuesField(Fields.VERSION, version));
    document.add(new StoredField(Fields.PAYLOAD, payload.json()));
    fields.mark(document, vectors);
    Set<BytesRef> terms = new LinkedHashSet<>();
    Map<String, @Nullable Object> values = payload.asMapOnce();
    for (WordIndex index : words) {
      index.add(document, values);
    }
    for (Map.Entry<String, @Nullable Object> field : values.entrySet()) {
      String name = field.getKey();
      addValue(document, terms, name, PathKey.ROOT.field(name), field.getValue());
    }
    for (BytesRef term : terms) {
      document.add(new StringField(Fields.TERMS, term, Field.Store.NO));
    }
    return document;
  }

  private static void addIdentity(Document document, int ordinal, PointId id) {
    document.add(
        new StringField(Fields.ORDINAL, Fields.ordinalTerm(ordinal).bytes(), Field.Store.NO));
    document.add(new NumericDocValuesField(Fields.ORDINAL, ordinal));
    document.add(new BinaryDocValuesField(Fields.ID, Fields.idBytes(id)));
  }

  private void addValue(
      Document document, Set<BytesRef> terms, String outermost, PathKey path, @Nullable Object value) {
    switch (value) {
      case null -> terms.add(PayloadTerms.isNull(path));
      case Map<?, ?> map -> {
        terms.add(PayloadTerms.exists(path));
        terms.add(PayloadTerms.other(path));
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          addValue(
              document, terms, outermost, path.field((String) entry.getKey()), entry.getValue());
        }
      }
      case List<?> list -> {
        if (!list.isEmpty()) {
          terms.add(PayloadTerms.exists(path));
          PathKey elements = path.elements();
          for (Object element : list) {
            if (element instanceof List) {
              terms.add(PayloadTerms.innerArray(elements));
            }
            addValue(document, terms, outermost, elements, element);
          }
        }
      }
      case Double number -> {
        terms.add(PayloadTerms.exists(path));
        terms.add(PayloadTerms.other(path));
        addNumber(document, terms, outermost, path, number);
      }
      case Long number -> {
        terms.add(PayloadTerms.exists(path));
        terms.add(PayloadTerms.value(path, number));
        addNumber(document, terms, outermost, path, number.doubleValue());
      }
      default -> {
        terms.add(PayloadTerms.exists(path));
        terms.add(PayloadTerms.value(path, value));
      }
    }
  }

  private void addNumber(
      Document document, Set<BytesRef> terms, String outermost, PathKey path, double number) {
    String field = path.numbersField();
    boolean indexed =
        Double.isFinite(number)
            && (numberFields.contains(field)
                || (numberFields.size() < MAX_NUMBER_FIELDS && numberFields.add(field)));
    if (indexed) {
      document.add(new DoublePoint(field, number + 0.0)); // -0.0 becomes 0.0: they are one number
    } else {
      terms.add(PayloadTerms.unindexedNumbers(outermost));
    }
  }
}
