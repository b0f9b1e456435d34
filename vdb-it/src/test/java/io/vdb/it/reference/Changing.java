package io.vdb.it.reference;

import io.vdb.core.filter.FieldIndex;
import io.vdb.core.filter.PayloadSchema;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import io.vdb.core.model.VectorValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Changes a server and its model in the same way. */
final class Changing {

  private final Random random;
  private final RandomData data;
  private final int bound;

  /**
   * Changes.
   *
   * @param bound what ids are below
   */
  Changing(Random random, RandomData data, int bound) {
    this.random = random;
    this.data = data;
    this.bound = bound;
  }

  /** Puts points, in requests of at most a thousand, some of them over others. */
  void fill(ReferenceCollection collection, List<Wire> wires, int points) throws Exception {
    for (int left = points; left > 0; left -= 1_000) {
      upsert(collection, any(wires), Math.min(left, 1_000));
    }
  }

  /** Does one thing of any kind. */
  void change(ReferenceCollection collection, List<Wire> wires) throws Exception {
    Wire wire = any(wires);
    String name = collection.name();
    if (collection.size() == 0) {
      upsert(collection, wire, 50);
      return;
    }
    Selection selection = selection(collection);
    List<PointId> ids = selection.in(collection);
    Map<String, @Nullable Object> fields = data.payload();
    switch (random.nextInt(10)) {
      case 0, 1 -> upsert(collection, wire, 1 + random.nextInt(bound / 10));
      case 2 -> {
        wire.delete(name, selection);
        collection.delete(ids);
      }
      case 3, 8 -> updateVectors(collection, wire);
      case 9 -> {
        List<String> names = someNames(collection.layout());
        wire.deleteVectors(name, selection, names);
        collection.deleteVectors(ids, names);
      }
      case 4 -> {
        wire.setPayload(name, selection, fields);
        collection.setPayload(ids, fields);
      }
      case 5 -> {
        wire.overwritePayload(name, selection, fields);
        collection.overwritePayload(ids, fields);
      }
      case 6 -> {
        List<String> keys = List.copyOf(fields.keySet()).subList(0, fields.size() / 2);
        if (!keys.isEmpty()) {
          wire.deletePayload(name, selection, keys);
          collection.deletePayload(ids, keys);
        }
      }
      default -> {
        wire.clearPayload(name, selection);
        collection.clearPayload(ids);
      }
    }
  }

  private Wire any(List<Wire> wires) {
    return wires.get(random.nextInt(wires.size()));
  }

  private void upsert(ReferenceCollection collection, Wire wire, int count) throws Exception {
    Map<PointId, ModelPoint> points = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      ModelPoint point = data.point(collection.layout(), bound);
      points.put(point.id(), point);
    }
    List<ModelPoint> list = List.copyOf(points.values());
    wire.upsert(collection.name(), list);
    collection.upsert(list);
  }

  private void updateVectors(ReferenceCollection collection, Wire wire) throws Exception {
    List<ModelPoint> points = new ArrayList<>();
    for (PointId id : some(collection)) {
      Map<String, VectorValue> vectors = new LinkedHashMap<>();
      for (String name : someNames(collection.layout())) {
        vectors.put(name, data.vector(collection.layout(), name));
      }
      points.add(new ModelPoint(id, vectors, Map.of()));
    }
    wire.updateVectors(collection.name(), points);
    points.forEach(point -> collection.updateVectors(point.id(), point.vectors()));
  }

  /** Returns at least one of the names. */
  private List<String> someNames(VectorLayout layout) {
    List<String> names = new ArrayList<>(layout.names());
    Collections.shuffle(names, random);
    return names.subList(0, 1 + random.nextInt(names.size()));
  }

  private List<PointId> some(ReferenceCollection collection) {
    TreeSet<PointId> ids = new TreeSet<>();
    for (int i = random.nextInt(20); i >= 0; i--) {
      ids.add(collection.anyId(random));
    }
    return List.copyOf(ids);
  }

  /** A filter that finds a small part, or ids. */
  private Selection selection(ReferenceCollection collection) {
    if (random.nextBoolean()) {
      Selection selection = Selection.of(data.filter(bound));
      if (selection.in(collection).size() < collection.size() / 20) {
        return selection;
      }
    }
    return Selection.of(some(collection));
  }

  /** Declares payload indexes. */
  void declare(ReferenceCollection collection, List<Wire> wires) throws Exception {
    PayloadSchema schema = RandomData.schema();
    for (Map.Entry<PayloadPath, FieldIndex> field : schema.fields().entrySet()) {
      any(wires).declare(collection.name(), field.getKey(), field.getValue());
    }
    collection.declare(schema);
  }

  /** Drops them all. */
  void drop(ReferenceCollection collection, List<Wire> wires) throws Exception {
    for (PayloadPath field : collection.schema().fields().keySet()) {
      any(wires).drop(collection.name(), field);
    }
    collection.declare(PayloadSchema.EMPTY);
  }
}
