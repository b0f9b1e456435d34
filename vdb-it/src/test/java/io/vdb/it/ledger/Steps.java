package io.vdb.it.ledger;

import io.vdb.core.engine.Collection;
import io.vdb.core.engine.WriteReceipt;
import io.vdb.core.filter.Condition;
import io.vdb.core.filter.FieldIndex;
import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.Filter;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.AliasAction;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadChange;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointSelector;
import io.vdb.core.model.PointVector;
import io.vdb.core.model.PointWrite;
import io.vdb.core.model.UpdateMode;
import io.vdb.core.model.VectorConfig;
import io.vdb.core.model.VectorValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Draws steps: what comes depends on the random numbers and on the model, and on nothing else. */
final class Steps {

  /** The collection that is always there, and the only one of which there are snapshots. */
  static final String MAIN = "c0";

  /** So many ids, so that most are written many times. */
  static final int IDS = 150;

  static final int DIMENSION = 4;

  private static final int MOST_SNAPSHOTS = 3;

  /** More than is written to a log at once, so that a crash can cut such a record in two. */
  private static final int LARGE = 150_000;

  private static final List<FieldType> TYPES = List.of(FieldType.values());
  private static final PayloadPath NUMBER = PayloadPath.parse("n");
  private static final PayloadPath WITHIN = PayloadPath.parse("in.side");

  private final Random random;

  Steps(Random random) {
    this.random = random;
  }

  /** Returns the step that makes the collection that is always there. */
  static Step first() {
    return create(MAIN, Model.EMPTY);
  }

  Step next(Model model, int number) {
    String collection = random.nextInt(4) == 0 ? any(model.collections().keySet()) : MAIN;
    return switch (random.nextInt(100)) {
      case 0, 1, 2 -> declare(collection, model);
      case 3, 4, 5 -> changeAliases(model);
      case 6, 7, 8 -> createOrDelete("c" + (1 + random.nextInt(3)), model);
      case 9, 10, 11, 12 -> makeSnapshot(model, number);
      case 13, 14 -> deleteSnapshot(model, number);
      case 15, 16 -> restore(model, number);
      case 17 -> putLarge(collection, model);
      case 18, 19, 20 -> createOrDropVector(collection, model);
      default -> write(collection, model);
    };
  }

  private String any(java.util.Collection<String> names) {
    return List.copyOf(names).get(random.nextInt(names.size()));
  }

  private Step write(String name, Model model) {
    Content content = model.collection(name);
    return switch (random.nextInt(20)) {
      case 0, 1 -> deletePoints(name, model);
      case 2 -> deleteMatching(name, model);
      case 3, 4, 5, 6, 7 -> changePayload(name, model, selected(content));
      case 8 -> changePayload(name, model, matching(content));
      case 9, 10 -> updateVector(name, model);
      case 11 -> insertOrReplace(name, model);
      default -> put(name, model);
    };
  }

  private Step points(
      String kind,
      String name,
      Model model,
      Map<PointId, @Nullable Stored> changes,
      PointWrite write) {
    boolean visible = random.nextBoolean();
    return new Step(
        kind,
        name,
        visible,
        model.with(name, model.collection(name).with(changes)),
        (database, _) -> {
          var _ =
              database
                  .collection(name)
                  .write(write, visible ? Acknowledge.VISIBLE : Acknowledge.DURABLE);
          return "";
        });
  }

  private Step put(String name, Model model) {
    Map<PointId, @Nullable Stored> changes = new HashMap<>();
    List<Point> points = new ArrayList<>();
    for (PointId id : someIds(1 + random.nextInt(8))) {
      points.add(
          point(
              model.collection(name),
              id,
              Map.of("n", random.nextInt(50), "s", "s" + random.nextInt(9)),
              changes));
    }
    return points("put points", name, model, changes, new PointWrite.Upsert(points));
  }

  private Step putLarge(String name, Model model) {
    Map<PointId, @Nullable Stored> changes = new HashMap<>();
    PointId id = PointId.of(random.nextInt(IDS));
    Point point =
        point(
            model.collection(name),
            id,
            Map.of("n", 1, "s", Integer.toString(random.nextInt(10)).repeat(LARGE)),
            changes);
    return points(
        "put a large point", name, model, changes, new PointWrite.Upsert(List.of(point)));
  }

  private Point point(
      Content content,
      PointId id,
      Map<String, Object> fields,
      Map<PointId, @Nullable Stored> changes) {
    NamedVectors vectors = vectors(content);
    Payload payload = Payload.of(fields);
    changes.put(id, Stored.of(vectors, payload));
    return new Point(id, vectors, payload);
  }

  private Step insertOrReplace(String name, Model model) {
    boolean insert = random.nextBoolean();
    Content content = model.collection(name);
    Map<PointId, Stored> existing = content.points();
    Map<PointId, @Nullable Stored> changes = new HashMap<>();
    List<Point> points = new ArrayList<>();
    for (PointId id : someIds(1 + random.nextInt(8))) {
      points.add(
          point(
              content,
              id,
              Map.of("n", random.nextInt(50)),
              insert != existing.containsKey(id) ? changes : new HashMap<>()));
    }
    UpdateMode mode = insert ? UpdateMode.INSERT_ONLY : UpdateMode.UPDATE_ONLY;
    return points(
        "put points on a condition",
        name,
        model,
        changes,
        new PointWrite.Upsert(points, mode, Filter.ALL));
  }

  private Step deletePoints(String name, Model model) {
    Map<PointId, @Nullable Stored> changes = new HashMap<>();
    List<PointId> ids = someIds(1 + random.nextInt(4));
    ids.forEach(id -> changes.put(id, null));
    return points(
        "delete points",
        name,
        model,
        changes,
        new PointWrite.Delete(new PointSelector.Ids(ids)));
  }

  /** Points that a write is for, and their ids. */
  private record Chosen(PointSelector selector, List<PointId> ids) {}

  private Chosen matching(Content content) {
    int bound = random.nextInt(6);
    List<PointId> ids = new ArrayList<>();
    content
        .points()
        .forEach(
            (id, stored) -> {
              if (stored.payload().asMap().get("n") instanceof Long number && number < bound) {
                ids.add(id);
              }
            });
    Filter filter =
        Filter.must(new Condition.Range(NUMBER, null, null, (double) bound, null));
    return new Chosen(new PointSelector.Matching(filter), ids);
  }

  private Chosen selected(Content content) {
    List<PointId> existing = List.copyOf(content.points().keySet());
    List<PointId> ids = new ArrayList<>();
    if (!existing.isEmpty()) {
      ids.add(existing.get(random.nextInt(existing.size())));
    }
    return new Chosen(new PointSelector.Ids(ids), ids);
  }

  private Step deleteMatching(String name, Model model) {
    Chosen chosen = matching(model.collection(name));
    Map<PointId, @Nullable Stored> changes = new HashMap<>();
    chosen.ids().forEach(id -> changes.put(id, null));
    return points(
        "delete by a filter", name, model, changes, new PointWrite.Delete(chosen.selector()));
  }

  private Step changePayload(String name, Model model, Chosen chosen) {
    if (chosen.ids().isEmpty()) {
      return put(name, model);
    }
    PointSelector selector = chosen.selector();
    Payload fields = Payload.of(Map.of("set", random.nextInt(1_000)));
    return switch (random.nextInt(5)) {
      case 0 ->
          payloads(
              name,
              model,
              chosen,
              new PointWrite.SetPayload(selector, fields, WITHIN),
              new PayloadChange.Set(fields, WITHIN)::applyTo);
      case 1 ->
          payloads(
              name,
              model,
              chosen,
              new PointWrite.OverwritePayload(selector, fields),
              _ -> fields);
      case 2 ->
          payloads(
              name,
              model,
              chosen,
              new PointWrite.DeletePayload(selector, List.of(WITHIN, NUMBER)),
              before -> before.excluding(List.of(WITHIN, NUMBER)));
      case 3 ->
          payloads(
              name, model, chosen, new PointWrite.ClearPayload(selector), _ -> Payload.EMPTY);
      default ->
          payloads(
              name,
              model,
              chosen,
              new PointWrite.SetPayload(selector, fields, null),
              before -> before.mergedWith(fields));
    };
  }

  private Step payloads(
      String name, Model model, Chosen chosen, PointWrite write, UnaryOperator<Payload> change) {
    Map<PointId, @Nullable Stored> changes = new HashMap<>();
    Map<PointId, Stored> existing = model.collection(name).points();
    for (PointId id : chosen.ids()) {
      Stored before = existing.get(id);
      if (before != null) {
        changes.put(id, before.with(change.apply(before.payload())));
      }
    }
    return points("change payloads", name, model, changes, write);
  }

  private Step updateVector(String name, Model model) {
    Content content = model.collection(name);
    Chosen chosen = selected(content);
    if (chosen.ids().isEmpty()) {
      return put(name, model);
    }
    PointId id = chosen.ids().getFirst();
    NamedVectors vectors = vectors(content);
    Map<PointId, @Nullable Stored> changes = new HashMap<>();
    Stored before = content.points().get(id);
    if (before != null) {
      changes.put(id, before.with(vectors));
    }
    return points(
        "update vectors",
        name,
        model,
        changes,
        new PointWrite.UpdateVectors(List.of(new PointVector(id, vectors)), Filter.ALL));
  }

  private Step createOrDropVector(String name, Model model) {
    Content content = model.collection(name);
    String vector = "v" + random.nextInt(2);
    if (content.sizes().containsKey(vector)) {
      return other(
          "drop a vector",
          model.with(name, content.without(vector)),
          (database, _) -> {
            WriteReceipt _ = database.deleteVector(name, before -> before.without(vector));
            return "";
          });
    }
    VectorConfig created = VectorConfig.of(1 + random.nextInt(2), Distance.EUCLID);
    return other(
        "create a vector",
        model.with(name, content.with(vector, created.size())),
        (database, _) -> {
          WriteReceipt _ = database.createVector(name, before -> before.with(vector, created));
          return "";
        });
  }

  private Step declare(String name, Model model) {
    PayloadPath field = PayloadPath.parse(random.nextInt(3) == 0 ? "n" : "f" + random.nextInt(4));
    if (random.nextInt(3) == 0) {
      return other(
          "drop a payload index",
          model.with(name, model.collection(name).with(field, null)),
          (database, _) -> {
            database.deletePayloadIndex(name, field);
            return "";
          });
    }
    FieldIndex index = FieldIndex.of(TYPES.get(random.nextInt(TYPES.size())));
    return other(
        "make a payload index",
        model.with(name, model.collection(name).with(field, index)),
        (database, _) -> {
          database.createPayloadIndex(name, field, index);
          return "";
        });
  }

  private static Step other(String kind, Model after, Step.Action action) {
    return new Step(kind, "", true, after, action);
  }

  private Step changeAliases(Model model) {
    TreeMap<String, String> after = new TreeMap<>(model.aliases());
    List<AliasAction> actions = new ArrayList<>();
    int number = 1 + random.nextInt(4);
    for (int i = 0; i < number; i++) {
      String alias = "a" + random.nextInt(6);
      String other = "a" + random.nextInt(6);
      switch (random.nextInt(4)) {
        case 0 -> {
          actions.add(new AliasAction.Delete(alias));
          after.remove(alias);
        }
        case 1 -> {
          String target = after.remove(alias);
          if (target != null) {
            actions.add(new AliasAction.Rename(alias, other));
            after.put(other, target);
          }
        }
        default -> {
          String target = any(model.collections().keySet());
          actions.add(new AliasAction.Create(alias, target));
          after.put(alias, target);
        }
      }
    }
    return other(
        "change aliases",
        model.with(after),
        (database, _) -> {
          database.updateAliases(actions);
          return "";
        });
  }

  private static Step createOrDelete(String name, Model model) {
    return model.collections().containsKey(name) ? delete(name, model) : create(name, model);
  }

  private static Step create(String name, Model model) {
    return other(
        "create a collection",
        model.with(name, Content.EMPTY),
        (database, _) -> {
          Collection _ =
              database.createCollection(name, CollectionConfig.of(DIMENSION, Distance.EUCLID));
          return "";
        });
  }

  private static Step delete(String name, Model model) {
    return other(
        "delete a collection",
        model.with(name, (Content) null),
        (database, _) -> {
          boolean _ = database.deleteCollection(name);
          return "";
        });
  }

  private Step makeSnapshot(Model model, int number) {
    if (model.snapshots().size() >= MOST_SNAPSHOTS) {
      return deleteSnapshot(model, number);
    }
    return other(
        "make a snapshot",
        model.withSnapshot(number, model.collection(MAIN)),
        (database, _) -> database.snapshots().create(MAIN).name());
  }

  private Step deleteSnapshot(Model model, int number) {
    if (model.snapshots().isEmpty()) {
      return makeSnapshot(model, number);
    }
    int which = anySnapshot(model);
    return other(
        "delete a snapshot",
        model.withSnapshot(which, null),
        (database, names) -> {
          database.snapshots().delete(MAIN, names.getOrDefault(which, ""));
          return "";
        });
  }

  private Step restore(Model model, int number) {
    if (model.snapshots().isEmpty()) {
      return makeSnapshot(model, number);
    }
    int which = anySnapshot(model);
    Content content = Objects.requireNonNull(model.snapshots().get(which));
    if (!content.sizes().equals(model.collection(MAIN).sizes())) {
      return makeSnapshot(model, number); // it does not fit
    }
    return other(
        "restore a snapshot",
        model.with(MAIN, content),
        (database, names) -> {
          String name = names.getOrDefault(which, "");
          String _ =
              database
                  .snapshots()
                  .restore(MAIN, database.snapshots().file(MAIN, name), name, null);
          return "";
        });
  }

  private int anySnapshot(Model model) {
    List<Integer> numbers = List.copyOf(model.snapshots().keySet());
    return numbers.get(random.nextInt(numbers.size()));
  }

  /** Draws the default vector, and each of the others or not. */
  private NamedVectors vectors(Content content) {
    Map<String, VectorValue> vectors = new HashMap<>();
    content
        .sizes()
        .forEach(
            (name, size) -> {
              if (name.equals(NamedVectors.DEFAULT) || random.nextInt(3) > 0) {
                vectors.put(name, vector(size));
              }
            });
    return NamedVectors.of(vectors);
  }

  private VectorValue vector(int size) {
    float[] vector = new float[size];
    for (int i = 0; i < size; i++) {
      vector[i] = random.nextFloat();
    }
    return new VectorValue.Dense(vector);
  }

  private List<PointId> someIds(int number) {
    return random.longs(number, 0, IDS).distinct().mapToObj(PointId::of).toList();
  }
}
