package io.vdb.index.lucene;

import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.jspecify.annotations.Nullable;

/** The ordinal of every document of a segment, for random access. Immutable. */
final class DocumentOrdinals {

  private final int first;
  private final int @Nullable [] table;

  /** Ordinals in sequence need no table. */
  private DocumentOrdinals(int first, int @Nullable [] table) {
    this.first = first;
    this.table = table;
  }

  int of(int document) {
    return table == null ? first + document : table[document];
  }

  private static DocumentOrdinals read(LeafReader segment) throws IOException {
    NumericDocValues values = DocValues.getNumeric(segment, Fields.ORDINAL);
    int[] table = new int[segment.maxDoc()];
    boolean inSequence = true;
    for (int document = 0; document < table.length; document++) {
      if (values.nextDoc() != document) {
        throw new IllegalStateException("document " + document + " has no ordinal");
      }
      table[document] = (int) values.longValue();
      inSequence &= table[document] == table[0] + document;
    }
    return table.length > 0 && inSequence
        ? new DocumentOrdinals(table[0], null)
        : new DocumentOrdinals(0, table);
  }

  /** Keeps the ordinals of open segments; a segment's go with it. Safe for concurrent use. */
  static final class Cache {

    private final ConcurrentMap<IndexReader.CacheKey, DocumentOrdinals> bySegment =
        new ConcurrentHashMap<>();

    DocumentOrdinals of(LeafReader segment) throws IOException {
      IndexReader.CacheHelper core = segment.getCoreCacheHelper();
      DocumentOrdinals known = bySegment.get(core.getKey());
      if (known != null) {
        return known;
      }
      DocumentOrdinals read = read(segment);
      if (bySegment.putIfAbsent(core.getKey(), read) == null) {
        core.addClosedListener(bySegment::remove);
      }
      return read;
    }

    /** Returns the number of segments whose ordinals are kept. */
    int size() {
      return bySegment.size();
    }
  }
}
