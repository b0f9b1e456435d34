package io.vdb.index.lucene;

import io.vdb.core.index.IdCursor;
import io.vdb.core.index.IndexInspection.Findings;
import io.vdb.core.index.IndexSnapshot;
import io.vdb.core.index.OrdinalBits;
import io.vdb.core.model.PointId;
import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;

/** Whether every point has one document in each of the two indexes, and one id. */
final class PointChecks {

  private final IndexState state;
  private final DocumentOrdinals.Cache ordinals;

  PointChecks(IndexState state, DocumentOrdinals.Cache ordinals) {
    this.state = state;
    this.ordinals = ordinals;
  }

  /** Takes one live document. */
  private interface Visitor {
    void document(int ordinal, BytesRef id) throws IOException;
  }

  private void forEach(DirectoryReader reader, Visitor visitor) throws IOException {
    for (LeafReaderContext leaf : reader.leaves()) {
      DocumentOrdinals ofSegment = ordinals.of(leaf.reader());
      BinaryDocValues ids = DocValues.getBinary(leaf.reader(), Fields.ID);
      Bits live = leaf.reader().getLiveDocs();
      for (int document = 0; document < leaf.reader().maxDoc(); document++) {
        if (live == null || live.get(document)) {
          visitor.document(
              ofSegment.of(document),
              ids.advanceExact(document) ? ids.binaryValue() : new BytesRef());
        }
      }
    }
  }

  /** Returns a number that is larger than every ordinal. */
  int ordinalLimit() throws IOException {
    int[] limit = {0};
    forEach(state.payloads(), (ordinal, _) -> limit[0] = Math.max(limit[0], ordinal + 1));
    return limit[0];
  }

  void counts(IndexSnapshot snapshot, Findings findings) throws IOException {
    int payloads = state.payloads().numDocs();
    int vectors = state.vectors().numDocs();
    if (payloads != vectors) {
      findings.found(null, "there are " + payloads + " payloads and " + vectors + " vectors");
    }
    IdCursor ids = snapshot.ids(null);
    PointId before = null;
    int count = 0;
    while (ids.next()) {
      findings.examined(1);
      PointId id = ids.id();
      count++;
      if (before != null && before.compareTo(id) >= 0) {
        findings.found(null, "point " + id + " is there twice");
      } else if (snapshot.ordinalOf(id) != ids.ordinal()) {
        findings.found(null, "the id " + id + " leads to another point");
      }
      before = id;
    }
    if (count != payloads) {
      findings.found(null, "there are " + count + " ids and " + payloads + " points");
    }
  }

  /** Each ordinal's id is kept as a number, so that a million points take eight megabytes. */
  void orphans(Findings findings) throws IOException {
    OrdinalBits found = new OrdinalBits(0);
    long[][] ids = {new long[1_024]};
    forEach(
        state.payloads(),
        (ordinal, id) -> {
          findings.examined(1);
          if (found.contains(ordinal)) {
            findings.found(null, "two payloads have the ordinal " + ordinal);
          }
          found.set(ordinal);
          if (ordinal >= ids[0].length) {
            ids[0] = Arrays.copyOf(ids[0], Math.max(ordinal + 1, 2 * ids[0].length));
          }
          ids[0][ordinal] = hash(id);
        });
    OrdinalBits vectors = new OrdinalBits(0);
    forEach(
        state.vectors(),
        (ordinal, id) -> {
          findings.examined(1);
          if (vectors.contains(ordinal)) {
            findings.found(null, "two vectors have the ordinal " + ordinal);
          }
          vectors.set(ordinal);
          if (!found.contains(ordinal)) {
            findings.found(null, "point " + shown(id) + " has vectors but no payload");
          } else if (ids[0][ordinal] != hash(id)) {
            findings.found(
                null, "ordinal " + ordinal + " is of point " + shown(id) + " and of another one");
          }
        });
    for (int at = found.nextSet(0); at >= 0; at = found.nextSet(at + 1)) {
      if (!vectors.contains(at)) {
        findings.found(null, "the point with ordinal " + at + " has a payload but no vectors");
      }
    }
  }

  private static long hash(BytesRef id) {
    long[] parts = StringHelper.murmurhash3_x64_128(id);
    return parts[0];
  }

  private static String shown(BytesRef id) {
    try {
      return Fields.id(id).toString();
    } catch (RuntimeException e) {
      return "of an unreadable id (" + e.getClass().getSimpleName() + ")";
    }
  }
}
