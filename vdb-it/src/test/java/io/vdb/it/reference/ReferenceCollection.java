package io.vdb.it.reference;

import io.vdb.core.filter.Filter;
import io.vdb.core.filter.PayloadSchema;
import io.vdb.core.model.PointId;
import io.vdb.core.model.VectorValue;
import io.vdb.index.lucene.FilterOracle;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A collection as it should be. Its points have their vectors as they are stored. */
final class ReferenceCollection {

  private final String name;
  private final VectorLayout layout;
  private final TreeMap<PointId, ModelPoint> points = new TreeMap<>();
  private PayloadSchema schema = PayloadSchema.EMPTY;

  /** What matches which filter, as long as nothing changes: one query asks that several times. */
  private final IdentityHashMap<Filter, Set<PointId>> known = new IdentityHashMap<>();

  ReferenceCollection(String name, VectorLayout layout) {
    this.name = name;
    this.layout = layout;
  }

  String name() {
    return name;
  }

  VectorLayout layout() {
    return layout;
  }

  PayloadSchema schema() {
    return schema;
  }

  void declare(PayloadSchema declared) {
    known.clear();
    schema = declared;
  }

  int size() {
    return points.size();
  }

  ModelPoint get(PointId id) {
    return Objects.requireNonNull(points.get(id));
  }

  boolean has(PointId id) {
    return points.containsKey(id);
  }

  /** Returns any id; there must be one. */
  PointId anyId(Random random) {
    if (points.isEmpty()) {
      throw new NoSuchElementException(name + " is empty");
    }
    PointId near = PointId.of(random.nextLong(2L * points.size()));
    PointId id = points.ceilingKey(near);
    return id == null ? points.firstKey() : id;
  }

  /** Returns the id of any point that has a vector, or nothing when none has. */
  Optional<PointId> anyIdWith(String vector, Random random) {
    PointId start = anyId(random);
    return Stream.concat(points.tailMap(start).values().stream(), points.values().stream())
        .filter(point -> point.vectors().containsKey(vector))
        .map(ModelPoint::id)
        .findFirst();
  }

  boolean matches(Filter filter, ModelPoint point) {
    return FilterOracle.matches(
        filter, schema, point.id(), point.payload(), point.vectors()::containsKey);
  }

  /** Returns the points that match, in the order of their ids. */
  List<ModelPoint> matching(Filter filter) {
    return matching(List.of(filter));
  }

  /** Returns the points that match all filters, in the order of their ids. */
  List<ModelPoint> matching(List<Filter> filters) {
    List<Set<PointId>> found =
        filters.stream()
            .filter(filter -> !filter.isEmpty())
            .map(filter -> known.computeIfAbsent(filter, this::find))
            .toList();
    return points.values().stream()
        .filter(point -> found.stream().allMatch(ids -> ids.contains(point.id())))
        .toList();
  }

  private Set<PointId> find(Filter filter) {
    Set<PointId> ids = new HashSet<>();
    for (ModelPoint point : points.values()) {
      if (matches(filter, point)) {
        ids.add(point.id());
      }
    }
    return ids;
  }

  /** Returns all points, in the order of their ids. */
  Iterable<ModelPoint> all() {
    return points.values();
  }

  /** Puts points; those that are there are replaced with all their vectors. */
  void upsert(List<ModelPoint> added) {
    known.clear();
    for (ModelPoint point : added) {
      points.put(point.id(), point.withVectors(stored(point.vectors())));
    }
  }

  private Map<String, VectorValue> stored(Map<String, VectorValue> vectors) {
    Map<String, VectorValue> stored = new HashMap<>();
    vectors.forEach((vector, value) -> stored.put(vector, layout.stored(vector, value)));
    return stored;
  }

  void delete(List<PointId> ids) {
    known.clear();
    ids.forEach(points::remove);
  }

  void updateVectors(PointId id, Map<String, VectorValue> vectors) {
    known.clear();
    points.put(id, get(id).updated(stored(vectors)));
  }

  void deleteVectors(List<PointId> ids, List<String> names) {
    known.clear();
    for (PointId id : ids) {
      Map<String, VectorValue> left = new HashMap<>(get(id).vectors());
      left.keySet().removeAll(names);
      points.put(id, get(id).withVectors(left));
    }
  }

  void setPayload(List<PointId> ids, Map<String, @Nullable Object> fields) {
    change(
        ids,
        payload -> {
          payload.putAll(fields);
          fields.keySet().stream()
              .filter(field -> fields.get(field) == null)
              .forEach(payload::remove);
          return payload;
        });
  }

  void overwritePayload(List<PointId> ids, Map<String, @Nullable Object> fields) {
    change(ids, payload -> fields);
  }

  void deletePayload(List<PointId> ids, List<String> keys) {
    change(
        ids,
        payload -> {
          payload.keySet().removeAll(keys);
          return payload;
        });
  }

  void clearPayload(List<PointId> ids) {
    change(ids, payload -> Map.of());
  }

  private void change(List<PointId> ids, UnaryOperator<Map<String, @Nullable Object>> change) {
    known.clear();
    for (PointId id : ids) {
      ModelPoint point = get(id);
      points.put(
          id, point.withPayload(change.apply(new LinkedHashMap<>(point.payload()))));
    }
  }
}
