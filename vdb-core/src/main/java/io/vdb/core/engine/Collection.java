package io.vdb.core.engine;

import io.vdb.core.filter.Filter;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.CollectionInfo;
import io.vdb.core.model.Payload;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointSelector;
import io.vdb.core.model.Projection;
import io.vdb.core.model.ScrollPage;
import io.vdb.core.model.SearchRequest;
import io.vdb.core.model.SearchResult;
import io.vdb.core.model.StoredRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A collection. All methods block the caller; safe for concurrent use. */
@SuppressWarnings("DoNotCallSuggester")
public final class Collection {

  Collection() {}

  /** Returns the name. */
  public String name() {
    throw new IllegalStateException();
  }

  /** Returns the settings. */
  public CollectionConfig config() {
    throw new IllegalStateException();
  }

  /** Returns the state of now. */
  public CollectionInfo info() {
    throw new IllegalStateException();
  }

  /** Puts points; visible on return. */
  public WriteReceipt upsert(List<Point> points) {
    return upsert(points, Acknowledge.VISIBLE);
  }

  /** Puts points. */
  public WriteReceipt upsert(List<Point> points, Acknowledge acknowledge) {
    throw new IllegalStateException("" + points + acknowledge);
  }

  /** Deletes points; ids without a point are passed over. */
  public WriteReceipt delete(PointSelector selector, Acknowledge acknowledge) {
    throw new IllegalStateException("" + selector + acknowledge);
  }

  /** Puts fields over the payloads; NOT_FOUND, and nothing changed, when an id has no point. */
  public WriteReceipt setPayload(
      PointSelector selector, Payload fields, Acknowledge acknowledge) {
    throw new IllegalStateException("" + selector + fields + acknowledge);
  }

  /** Searches. */
  public SearchResult search(SearchRequest request) {
    throw new IllegalStateException("" + request);
  }

  /** Reads points; ids without a point are left out; order of the ids, doubles once. */
  public List<StoredRecord> retrieve(List<PointId> ids, Projection projection) {
    throw new IllegalStateException("" + ids + projection);
  }

  /** Reads points in the order of ids, from {@code from} on. */
  public ScrollPage scroll(
      @Nullable PointId from, int limit, @Nullable Filter filter, Projection projection) {
    throw new IllegalStateException("" + from + limit + filter + projection);
  }

  /** Counts exactly. */
  public long count(@Nullable Filter filter) {
    throw new IllegalStateException("" + filter);
  }
}
