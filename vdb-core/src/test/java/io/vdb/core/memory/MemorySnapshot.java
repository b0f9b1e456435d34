package io.vdb.core.memory;

import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.FieldValues;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.FilterEvaluator;
import io.vdb.core.index.Holders;
import io.vdb.core.index.IdCursor;
import io.vdb.core.index.IndexHit;
import io.vdb.core.index.IndexQuery;
import io.vdb.core.index.IndexSnapshot;
import io.vdb.core.index.IndexedPoint;
import io.vdb.core.index.MultiQuery;
import io.vdb.core.index.OrdinalBits;
import io.vdb.core.index.OrdinalSet;
import io.vdb.core.index.SearchTally;
import io.vdb.core.index.SparseCounts;
import io.vdb.core.index.SparseDotProduct;
import io.vdb.core.index.SparseQuery;
import io.vdb.core.index.ValueVisitor;
import io.vdb.core.index.VectorKernel;
import io.vdb.core.index.VectorRows;
import io.vdb.core.model.Distance;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import io.vdb.core.model.Projection.VectorSelector;
import io.vdb.core.model.VectorValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A state of a {@link MemoryIndex}; the map is never changed. */
final class MemorySnapshot implements IndexSnapshot {

  private final Map<Integer, IndexedPoint> points;
  private final TreeMap<PointId, IndexedPoint> byId = new TreeMap<>();
  private final long sequence;

  MemorySnapshot(Map<Integer, IndexedPoint> points, long sequence) {
    this.points = points;
    this.sequence = sequence;
    points.values().forEach(point -> byId.put(point.id(), point));
  }

  @Override
  public long sequence() {
    return sequence;
  }

  @Override
  public int pointCount() {
    return points.size();
  }

  @Override
  public int ordinalLimit() {
    return points.keySet().stream().mapToInt(ordinal -> ordinal + 1).max().orElse(0);
  }

  @Override
  public int segmentCount() {
    return points.isEmpty() ? 0 : 1;
  }

  @Override
  public void collectOrdinals(OrdinalBits used) {
    points.keySet().forEach(used::set);
  }

  @Override
  public int ordinalOf(PointId id) {
    IndexedPoint point = byId.get(id);
    return point == null ? -1 : point.ordinal();
  }

  @Override
  public @Nullable IndexedPoint point(PointId id, boolean withPayload, VectorSelector wanted) {
    IndexedPoint point = byId.get(id);
    if (point == null) {
      return null;
    }
    return new IndexedPoint(
        point.ordinal(),
        id,
        point.version(),
        point.vectorNames(),
        withPayload ? point.payload() : null,
        wanted.any() ? copies(Objects.requireNonNull(point.vectors()).only(wanted::wants)) : null);
  }

  private static NamedVectors copies(NamedVectors vectors) {
    Map<String, VectorValue> copies = new TreeMap<>();
    for (int i = 0; i < vectors.size(); i++) {
      VectorValue value = vectors.value(i);
      copies.put(
          vectors.name(i),
          switch (value) {
            case VectorValue.Sparse sparse ->
                new VectorValue.Sparse(sparse.indices().clone(), sparse.values().clone());
            case VectorValue.Multi multi ->
                new VectorValue.Multi(multi.components().clone(), multi.dimension());
            case VectorValue.Dense dense -> new VectorValue.Dense(dense.components().clone());
          });
    }
    return NamedVectors.of(copies);
  }

  @Override
  public OrdinalBits matching(Filter filter) {
    OrdinalBits bits = new OrdinalBits(ordinalLimit());
    for (IndexedPoint point : points.values()) {
      if (FilterEvaluator.matches(
          filter,
          point.id(),
          Objects.requireNonNull(point.payload()),
          point.vectorNames()::contains)) {
        bits.set(point.ordinal());
      }
    }
    return bits;
  }

  @Override
  public void values(
      PayloadPath field, FieldType type, OrdinalSet accepted, ValueVisitor visitor)
      throws IOException {
    Map<Object, List<IndexedPoint>> byValue = new LinkedHashMap<>();
    for (IndexedPoint point : points.values()) {
      if (accepted.contains(point.ordinal())) {
        Payload payload = Objects.requireNonNull(point.payload());
        for (Object value : FieldValues.of(field, type, payload.asMap())) {
          byValue.computeIfAbsent(value, _ -> new ArrayList<>()).add(point);
        }
      }
    }
    for (Map.Entry<Object, List<IndexedPoint>> entry : byValue.entrySet()) {
      visitor.value(entry.getKey(), new Cursor(entry.getValue().iterator()));
    }
  }

  @Override
  public List<IndexHit> nearest(IndexQuery query, SearchTally tally) {
    if (points.isEmpty()) {
      return List.of();
    }
    tally.segment("exact");
    OrdinalSet accepted = query.accepted();
    List<IndexHit> hits = new ArrayList<>();
    for (IndexedPoint point : points.values()) {
      if (accepted == null || accepted.contains(point.ordinal())) {
        float[] vector = Objects.requireNonNull(point.vectors()).dense(query.vector());
        if (vector != null) {
          tally.compared(1);
          hits.add(new IndexHit(point.ordinal(), point.id(), query.scorer().score(vector)));
        }
      }
    }
    hits.sort(
        (a, b) -> {
          int byScore = query.scorer().compareScores(a.score(), b.score());
          return byScore != 0 ? byScore : a.id().compareTo(b.id());
        });
    return hits.subList(0, Math.min(query.k(), hits.size()));
  }

  @Override
  public List<IndexHit> nearestSparse(SparseQuery query, SearchTally tally) {
    if (points.isEmpty()) {
      return List.of();
    }
    tally.segment(query.scorer() instanceof SparseDotProduct ? "postings" : "exact");
    OrdinalSet accepted = query.accepted();
    List<IndexHit> hits = new ArrayList<>();
    for (IndexedPoint point : points.values()) {
      if ((accepted == null || accepted.contains(point.ordinal()))
          && sparse(point, query.vector()) instanceof VectorValue.Sparse vector) {
        float score = query.scorer().score(vector);
        if (!Float.isNaN(score)) {
          tally.compared(1);
          hits.add(new IndexHit(point.ordinal(), point.id(), score));
        }
      }
    }
    hits.sort(
        Comparator.comparingDouble(IndexHit::score).reversed().thenComparing(IndexHit::id));
    return hits.subList(0, Math.min(query.k(), hits.size()));
  }

  @Override
  public List<IndexHit> nearestMulti(MultiQuery query, SearchTally tally) {
    if (points.isEmpty()) {
      return List.of();
    }
    tally.segment("exact");
    OrdinalSet accepted = query.accepted();
    List<IndexHit> hits = new ArrayList<>();
    for (IndexedPoint point : points.values()) {
      if ((accepted == null || accepted.contains(point.ordinal()))
          && sparse(point, query.vector()) instanceof VectorValue.Multi multi) {
        tally.compared(1);
        float score = query.scorer().score(VectorRows.of(multi));
        hits.add(new IndexHit(point.ordinal(), point.id(), score));
      }
    }
    hits.sort(
        (a, b) -> {
          int byScore = query.scorer().compareScores(a.score(), b.score());
          return byScore != 0 ? byScore : a.id().compareTo(b.id());
        });
    return hits.subList(0, Math.min(query.k(), hits.size()));
  }

  private static @Nullable VectorValue sparse(IndexedPoint point, String name) {
    return Objects.requireNonNull(point.vectors()).get(name);
  }

  @Override
  public SparseCounts sparseCounts(String name, int[] indices, OrdinalBits hidden) {
    long count = 0;
    long[] holders = new long[indices.length];
    for (IndexedPoint point : points.values()) {
      if (!hidden.contains(point.ordinal())
          && sparse(point, name) instanceof VectorValue.Sparse vector) {
        count++;
        for (int i = 0; i < indices.length; i++) {
          int index = indices[i];
          if (Arrays.stream(vector.indices()).anyMatch(other -> other == index)) {
            holders[i]++;
          }
        }
      }
    }
    return new SparseCounts(count, holders);
  }

  @Override
  public IdCursor ids(@Nullable PointId from) {
    Iterator<IndexedPoint> rest =
        (from == null ? byId : byId.tailMap(from, true)).values().iterator();
    return new Cursor(rest);
  }

  private static final class Cursor implements IdCursor, Holders {
    private final Iterator<IndexedPoint> rest;
    private @Nullable IndexedPoint current;

    Cursor(Iterator<IndexedPoint> rest) {
      this.rest = rest;
    }

    @Override
    public boolean next() {
      current = rest.hasNext() ? rest.next() : null;
      return current != null;
    }

    @Override
    public PointId id() {
      return Objects.requireNonNull(current).id();
    }

    @Override
    public int ordinal() {
      return Objects.requireNonNull(current).ordinal();
    }
  }

  @Override
  public void close() {}
}
