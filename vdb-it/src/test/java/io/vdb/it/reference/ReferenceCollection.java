package io.vdb.it.reference;

import io.vdb.core.filter.Filter;
import io.vdb.core.filter.PayloadSchema;
import io.vdb.core.model.Distance;
import io.vdb.core.model.PointId;
import io.vdb.index.lucene.FilterOracle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A collection as it should be. */
final class ReferenceCollection {

  private final String name;
  private final Distance distance;
  private final TreeMap<PointId, ModelPoint> points = new TreeMap<>();
  private PayloadSchema schema = PayloadSchema.EMPTY;

  ReferenceCollection(String name, Distance distance) {
    this.name = name;
    this.distance = distance;
  }

  String name() {
    return name;
  }

  Distance distance() {
    return distance;
  }

  PayloadSchema schema() {
    return schema;
  }

  void declare(PayloadSchema declared) {
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

  /** Returns the points that match, in the order of their ids. */
  List<ModelPoint> matching(Filter filter) {
    return stream(filter).toList();
  }

  private Stream<ModelPoint> stream(Filter filter) {
    return points.values().stream()
        .filter(point -> FilterOracle.matches(filter, schema, point.id(), point.payload()));
  }

  /** Returns every point that matches with its score, the best first. */
  List<Scored> nearest(float[] query, Filter filter) {
    int order = distance.largerIsNearer() ? -1 : 1;
    return stream(filter)
        .map(point -> new Scored(point.id(), score(query, point.vector())))
        .sorted((a, b) -> order * Double.compare(a.score(), b.score()))
        .toList();
  }

  private double score(float[] a, float[] b) {
    return switch (distance) {
      case DOT -> dot(a, b);
      case COSINE -> {
        double lengths = length(a) * length(b);
        yield lengths == 0 ? 0 : dot(a, b) / lengths;
      }
      case EUCLID -> {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
          double apart = (double) a[i] - (double) b[i];
          sum += apart * apart;
        }
        yield Math.sqrt(sum);
      }
      case MANHATTAN -> {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
          sum += Math.abs((double) a[i] - (double) b[i]);
        }
        yield sum;
      }
    };
  }

  /** Returns by how much a score may differ: rounding is relative to what is added up. */
  double tolerance(float[] query, Scored scored) {
    double magnitude =
        switch (distance) {
          case DOT -> length(query) * length(get(scored.id()).vector());
          case COSINE -> 1;
          case EUCLID, MANHATTAN -> scored.score();
        };
    return 1e-5 * magnitude + 1e-9;
  }

  /** Returns the vector of a point as the server gives it back. */
  float[] stored(ModelPoint point) {
    double length = length(point.vector());
    if (distance != Distance.COSINE || length == 0) {
      return point.vector();
    }
    float[] unit = point.vector().clone();
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) ((double) unit[i] / length);
    }
    return unit;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * (double) b[i];
    }
    return sum;
  }

  private static double length(float[] a) {
    return Math.sqrt(dot(a, a));
  }

  void upsert(List<ModelPoint> added) {
    added.forEach(point -> points.put(point.id(), point));
  }

  void delete(List<PointId> ids) {
    ids.forEach(points::remove);
  }

  void updateVector(PointId id, float[] vector) {
    points.put(id, get(id).withVector(vector));
  }

  void setPayload(List<PointId> ids, Map<String, @Nullable Object> fields) {
    change(
        ids,
        payload -> {
          payload.putAll(fields);
          fields.keySet().stream()
              .filter(name -> fields.get(name) == null)
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
    for (PointId id : ids) {
      ModelPoint point = get(id);
      points.put(
          id, point.withPayload(change.apply(new LinkedHashMap<>(point.payload()))));
    }
  }

  /** Returns all points, in the order of their ids. */
  List<ModelPoint> all() {
    return new ArrayList<>(points.values());
  }
}
