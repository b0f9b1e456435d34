package io.vdb.index.lucene;

import io.vdb.core.model.Payload;
import io.vdb.core.model.PointId;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the payload index keeps of points, in one segment. Confined to one thread; documents
 * are asked for in ascending order.
 */
final class PayloadReader {

  private static final Set<String> STORED = Set.of(Fields.PAYLOAD);

  private final LeafReader segment;
  private @Nullable StoredFields stored;
  private @Nullable BinaryDocValues ids;
  private @Nullable NumericDocValues versions;
  private final Map<String, SortedSetDocValues> marks = new HashMap<>();

  PayloadReader(LeafReader segment) {
    this.segment = segment;
  }

  Payload payload(int document) throws IOException {
    if (stored == null) {
      stored = segment.storedFields();
    }
    BytesRef json = stored.document(document, STORED).getBinaryValue(Fields.PAYLOAD);
    return Payload.ofTrustedJson(
        Arrays.copyOfRange(json.bytes, json.offset, json.offset + json.length));
  }

  PointId id(int document) throws IOException {
    if (ids == null) {
      ids = DocValues.getBinary(segment, Fields.ID);
    }
    if (!ids.advanceExact(document)) {
      throw new IllegalStateException("document " + document + " has no id");
    }
    return Fields.id(ids.binaryValue());
  }

  /** Returns the names of the vectors that the point has. */
  Set<String> vectorNames(int document, VectorFields fields) throws IOException {
    return fields.namesOf(document, this::marks);
  }

  private SortedSetDocValues marks(String field) throws IOException {
    SortedSetDocValues known = marks.get(field);
    if (known == null) {
      known = DocValues.getSortedSet(segment, field);
      marks.put(field, known);
    }
    return known;
  }

  long version(int document) throws IOException {
    if (versions == null) {
      versions = DocValues.getNumeric(segment, Fields.VERSION);
    }
    if (!versions.advanceExact(document)) {
      throw new IllegalStateException("document " + document + " has no version");
    }
    return versions.longValue();
  }
}
