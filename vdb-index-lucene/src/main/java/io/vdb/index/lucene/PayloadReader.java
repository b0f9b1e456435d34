package io.vdb.index.lucene;

import io.vdb.core.model.Payload;
import io.vdb.core.model.PointId;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
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
  private @Nullable SortedSetDocValues lacking;

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

  /**
   * Returns the names of the vectors that the point has.
   *
   * @param possible those that it may have
   */
  Set<String> vectorNames(int document, Set<String> possible) throws IOException {
    if (lacking == null) {
      lacking = DocValues.getSortedSet(segment, Fields.LACKING);
    }
    if (!lacking.advanceExact(document)) {
      return possible;
    }
    Set<String> names = new HashSet<>(possible);
    for (int i = lacking.docValueCount(); i > 0; i--) {
      names.remove(lacking.lookupOrd(lacking.nextOrd()).utf8ToString());
    }
    return names;
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
