package io.vdb.core.engine;

import io.vdb.core.filter.Filter;
import io.vdb.core.filter.FilterEvaluator;
import io.vdb.core.index.IdCursor;
import io.vdb.core.index.IndexedPoint;
import io.vdb.core.index.OrdinalBits;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.OrderedRecord;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PointId;
import io.vdb.core.model.Projection;
import io.vdb.core.model.Projection.VectorSelector;
import io.vdb.core.model.ScoredPoint;
import io.vdb.core.model.ScrollPage;
import io.vdb.core.model.StoredRecord;
import io.vdb.core.model.VectorValue;
import io.vdb.core.query.Scored;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads points, by id or in order, from one view. */
final class PointReader {

  private final View view;

  PointReader(View view) {
    this.view = view;
  }

  /** Returns the view that is read. */
  View view() {
    return view;
  }

  /** A point of the view, with the parts that were asked for. */
  private record Found(
      long version, @Nullable Payload payload, @Nullable NamedVectors vectors) {}

  private @Nullable Found find(PointId id, boolean withPayload, VectorSelector wanted)
      throws IOException {
    RecentEntry entry = view.recent(id);
    if (entry == null) {
      IndexedPoint point = view.index().point(id, withPayload, wanted);
      return point == null ? null : new Found(point.version(), point.payload(), point.vectors());
    }
    if (!entry.isLive()) {
      return null;
    }
    NamedVectors vectors = null;
    if (wanted.any()) {
      vectors =
          entry.vectors() != null
              ? copies(entry.vectors(), wanted)
              : indexedVectors(id, wanted);
    }
    return new Found(entry.version(), entry.payload(), vectors);
  }

  private static NamedVectors copies(NamedVectors vectors, VectorSelector wanted) {
    Map<String, VectorValue> copies = new TreeMap<>();
    for (int i = 0; i < vectors.size(); i++) {
      if (wanted.wants(vectors.name(i))) {
        copies.put(vectors.name(i), copy(vectors.value(i)));
      }
    }
    return NamedVectors.of(copies);
  }

  private static VectorValue copy(VectorValue value) {
    return switch (value) {
      case VectorValue.Dense dense -> new VectorValue.Dense(dense.components().clone());
      case VectorValue.Sparse sparse ->
          new VectorValue.Sparse(sparse.indices().clone(), sparse.values().clone());
      case VectorValue.Multi multi ->
          new VectorValue.Multi(multi.components().clone(), multi.dimension());
    };
  }

  private NamedVectors indexedVectors(PointId id, VectorSelector wanted) throws IOException {
    IndexedPoint point = view.index().point(id, false, wanted);
    NamedVectors vectors = point == null ? null : point.vectors();
    if (vectors == null) {
      throw new IllegalStateException("the index has no vectors for point " + id);
    }
    return vectors;
  }

  /** Returns vectors of a point, or nothing when there is no such point. */
  @Nullable NamedVectors vectors(PointId id, VectorSelector wanted) throws IOException {
    Found found = find(id, false, wanted);
    return found == null ? null : found.vectors();
  }

  /** Returns the vector of a point that has it. */
  VectorValue requireVector(PointId id, String name) throws IOException {
    NamedVectors vectors = vectors(id, VectorSelector.only(name));
    VectorValue vector = vectors == null ? null : vectors.get(name);
    if (vector == null) {
      throw new IllegalStateException("point " + id + " was found by a vector that it lacks");
    }
    return vector;
  }

  /** Tells whether the point, which exists, matches. */
  boolean matches(PointId id, Filter filter) throws IOException {
    if (filter.isEmpty()) {
      return true;
    }
    RecentEntry entry = view.recent(id);
    if (entry != null) {
      return entry.matches(filter);
    }
    IndexedPoint point = view.index().point(id, true, VectorSelector.none());
    if (point == null || point.payload() == null) {
      throw new IllegalStateException("point " + id + " is there but cannot be read");
    }
    return FilterEvaluator.matches(
        filter, id, point.payload(), point.vectorNames()::contains);
  }

  /** Returns the payload of a point, or nothing when there is no such point. */
  @Nullable Payload payload(PointId id) throws IOException {
    Found found = find(id, true, VectorSelector.none());
    return found == null ? null : found.payload();
  }

  /** Reads points; ids without one are left out, an id given twice counts once. */
  List<StoredRecord> records(List<PointId> ids, Projection projection) throws IOException {
    List<StoredRecord> records = new ArrayList<>(ids.size());
    for (PointId id : new LinkedHashSet<>(ids)) {
      StoredRecord record = record(id, projection);
      if (record != null) {
        records.add(record);
      }
    }
    return records;
  }

  /** Completes points in an order with what the projection asks for. */
  List<OrderedRecord> ordered(List<ValueOrder.Placed> placed, Projection projection)
      throws IOException {
    List<OrderedRecord> records = new ArrayList<>(placed.size());
    for (ValueOrder.Placed place : placed) {
      StoredRecord record = record(place.id(), projection);
      if (record == null) {
        throw new IllegalStateException("point " + place.id() + " was found but cannot be read");
      }
      records.add(new OrderedRecord(record, place.value()));
    }
    return records;
  }

  private @Nullable StoredRecord record(PointId id, Projection projection) throws IOException {
    Found found = find(id, projection.needsPayload(), projection.vectors());
    return found == null
        ? null
        : new StoredRecord(id, project(found.payload(), projection), found.vectors());
  }

  private static @Nullable Payload project(@Nullable Payload payload, Projection projection) {
    return projection.needsPayload() && payload != null ? projection.select(payload) : null;
  }

  /** Completes a hit with what the projection asks for. */
  ScoredPoint scored(Scored point, Projection projection) throws IOException {
    PointId id = point.id();
    Found found = find(id, projection.needsPayload(), projection.vectors());
    if (found == null) {
      throw new IllegalStateException("point " + id + " was found but cannot be read");
    }
    return new ScoredPoint(
        id,
        found.version(),
        point.score(),
        project(found.payload(), projection),
        found.vectors(),
        point.orderValue());
  }

  /** Reads a page of matching points in the order of ids. */
  ScrollPage scroll(@Nullable PointId from, int limit, ReadFilter filter, Projection projection)
      throws IOException {
    Matching matching = filter.measured(() -> matching(from, filter.filter()));
    List<PointId> ids = ids(from, limit + 1, matching);
    boolean more = ids.size() > limit;
    List<StoredRecord> records = records(more ? ids.subList(0, limit) : ids, projection);
    return new ScrollPage(records, more ? ids.get(limit) : null);
  }

  /** Returns the ids of the first matching points from an id on, in order. */
  List<PointId> matchingIds(@Nullable PointId from, int limit, @Nullable Filter filter)
      throws IOException {
    return ids(from, limit, matching(from, filter));
  }

  /**
   * Points that match.
   *
   * @param recent ids of the recent ones, which are taken out
   * @param indexed ordinals of those that only the index knows about; all when absent
   */
  private record Matching(PriorityQueue<PointId> recent, @Nullable OrdinalBits indexed) {}

  private Matching matching(@Nullable PointId from, @Nullable Filter filter) throws IOException {
    return new Matching(
        recentIds(from, filter),
        filter == null || filter.isEmpty() ? null : view.index().matching(filter));
  }

  private List<PointId> ids(@Nullable PointId from, int limit, Matching matching)
      throws IOException {
    List<PointId> ids = new ArrayList<>();
    walk(from, limit, matching, ids::add);
    return ids;
  }

  /** What is done with an id. */
  @FunctionalInterface
  interface IdAction {
    void accept(PointId id) throws IOException;
  }

  /** Hands over the ids of all matching points in order. */
  void forEachMatching(@Nullable Filter filter, IdAction action) throws IOException {
    walk(null, Integer.MAX_VALUE, matching(null, filter), action);
  }

  private void walk(
      @Nullable PointId from, int limit, Matching matching, IdAction action)
      throws IOException {
    PriorityQueue<PointId> recent = matching.recent();
    OrdinalBits accepted = matching.indexed();
    IdCursor indexed = view.index().ids(from);
    boolean hasIndexed = nextIndexed(indexed, accepted);
    for (int found = 0; found < limit && (hasIndexed || !recent.isEmpty()); found++) {
      PointId head = recent.peek();
      if (!hasIndexed || (head != null && head.compareTo(indexed.id()) < 0)) {
        action.accept(recent.remove());
      } else {
        action.accept(indexed.id());
        hasIndexed = nextIndexed(indexed, accepted);
      }
    }
  }

  /** Moves to the next point that only the index knows about and that is accepted. */
  private boolean nextIndexed(IdCursor cursor, @Nullable OrdinalBits accepted) throws IOException {
    while (cursor.next()) {
      if ((accepted == null || accepted.contains(cursor.ordinal()))
          && view.recent(cursor.id()) == null) {
        return true;
      }
    }
    return false;
  }

  private PriorityQueue<PointId> recentIds(@Nullable PointId from, @Nullable Filter filter) {
    PriorityQueue<PointId> ids = new PriorityQueue<>(Comparator.naturalOrder());
    view.forEachRecent(
        entry -> {
          if (entry.isLive()
              && (from == null || entry.id().compareTo(from) >= 0)
              && (filter == null || entry.matches(filter))) {
            ids.add(entry.id());
          }
        });
    return ids;
  }

  /** Counts the matching points. */
  long count(@Nullable Filter filter) throws IOException {
    if (filter == null || filter.isEmpty()) {
      return view.pointCount();
    }
    long[] recent = new long[1];
    OrdinalBits accepted = view.searchable(filter);
    view.forEachRecent(
        entry -> {
          if (entry.isLive()
              && entry.hidesIndexedVectors()
              && entry.matches(filter)) {
            recent[0]++;
          }
        });
    return accepted.cardinality() + recent[0];
  }
}
