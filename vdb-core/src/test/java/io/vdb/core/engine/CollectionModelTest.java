package io.vdb.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.FilterEvaluator;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.HnswConfig;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointSelector;
import io.vdb.core.model.PointVector;
import io.vdb.core.model.PointWrite;
import io.vdb.core.model.Projection;
import io.vdb.core.model.ScoredPoint;
import io.vdb.core.model.SearchRequest;
import io.vdb.core.model.SparseConfig;
import io.vdb.core.model.StoredRecord;
import io.vdb.core.model.UpdateMode;
import io.vdb.core.model.VectorConfig;
import io.vdb.core.model.VectorValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random operations and restarts, compared with a plain map after every few steps. Points have either
 * one vector without a name, or any of two with names and distances of their own and a sparse one.
 */
class CollectionModelTest {

  private static final int DIMENSION = 3;
  private static final List<UpdateMode> MODES = List.of(UpdateMode.values());

  @TempDir Path folder;

  private static final Map<String, VectorConfig> VECTORS =
      Map.of(
          "near", VectorConfig.of(DIMENSION, Distance.EUCLID),
          "walk", VectorConfig.of(2, Distance.MANHATTAN));

  private final Map<PointId, Point> model = new TreeMap<>();
  private boolean named;

  private static boolean matches(Filter filter, Point point) {
    return FilterEvaluator.matches(
        filter, point.id(), point.payload(), point.vectors()::has);
  }

  @ParameterizedTest
  @CsvSource({
    "1,7,false", "2,40,false", "3,10000,false", "4,1,false", "5,7,true", "6,40,true", "7,10000,true",
    "8,1,true"
  })
  void behavesLikeAMapOfPoints(long seed, int recentPoints, boolean named) {
    this.named = named;
    Random random = new Random(seed);
    Limits limits = TestDatabases.withRecentPoints(recentPoints);
    Database database = TestDatabases.open(folder, limits);
    try {
      Collection collection =
          database.createCollection(
              "c",
              named
                  ? new CollectionConfig(
                      VECTORS,
                      Map.of("thin", new SparseConfig(true)),
                      HnswConfig.DEFAULT,
                      Payload.EMPTY)
                  : CollectionConfig.of(DIMENSION, Distance.EUCLID));
      for (int step = 0; step < 600; step++) {
        String context = "seed " + seed + ", step " + step;
        change(collection, random);
        if (step % 10 == 0) {
          check(collection, random, context);
        }
        if (step % 97 == 96) {
          database.close();
          database = TestDatabases.open(folder, limits);
          collection = database.collection("c");
          check(collection, random, context + ", reopened");
        }
      }
    } finally {
      database.close();
    }
  }

  private void change(Collection collection, Random random) {
    Acknowledge acknowledge = random.nextBoolean() ? Acknowledge.VISIBLE : Acknowledge.DURABLE;
    switch (random.nextInt(17)) {
      case 16 -> {
        Filter filter = filter(random);
        List<String> names =
            named ? List.of(random.nextBoolean() ? "near" : "walk") : List.of("");
        collection.write(
            new PointWrite.DeleteVectors(new PointSelector.Matching(filter), names), acknowledge);
        model.replaceAll(
            (id, p) ->
                matches(filter, p)
                    ? new Point(id, p.vectors().without(names), p.payload())
                    : p);
      }
      case 10 -> {
        // Nobody reads in between, so a batch is what its writes are.
        Filter filter = filter(random);
        Payload fields = Payload.of(Map.of("a", random.nextInt(5), "d", Map.of("e", 1)));
        collection.writeAll(
            List.of(
                new PointWrite.OverwritePayload(new PointSelector.Matching(filter), fields),
                new PointWrite.DeletePayload(
                    new PointSelector.Matching(Filter.must(Condition.match("d.e", 1L))),
                    List.of(PayloadPath.parse("d.e"), PayloadPath.parse("b")))),
            acknowledge);
        replacePayloads(filter, payload -> fields);
        replacePayloads(
            Filter.must(Condition.match("d.e", 1L)),
            payload ->
                payload.excluding(List.of(PayloadPath.parse("d.e"), PayloadPath.parse("b"))));
      }
      case 11 -> {
        Filter filter = Filter.must(Condition.between("a", 0, 1));
        collection.write(
            new PointWrite.ClearPayload(new PointSelector.Matching(filter)), acknowledge);
        replacePayloads(filter, payload -> Payload.EMPTY);
      }
      case 12 -> {
        Filter filter = filter(random);
        Payload fields = Payload.of(Map.of("e", random.nextInt(3)));
        collection.write(
            new PointWrite.SetPayload(
                new PointSelector.Matching(filter), fields, PayloadPath.parse("d")),
            acknowledge);
        replacePayloads(
            filter,
            payload -> payload.mergedWith(Payload.of(Map.of("d", fields.asMap()))));
      }
      case 13 -> {
        Filter filter = filter(random);
        List<PointVector> vectors = new ArrayList<>();
        for (PointId id : someExisting(random)) {
          NamedVectors added = vectors(random);
          vectors.add(new PointVector(id, added));
          Point old = Objects.requireNonNull(model.get(id));
          if (matches(filter, old)) {
            model.put(id, new Point(id, old.vectors().with(added), old.payload()));
          }
        }
        collection.write(new PointWrite.UpdateVectors(vectors, filter), acknowledge);
      }
      case 14, 15 -> {
        UpdateMode mode = MODES.get(random.nextInt(MODES.size()));
        Filter filter = random.nextBoolean() ? Filter.ALL : filter(random);
        Map<PointId, Point> points = new TreeMap<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
          Point point = point(random);
          points.put(point.id(), point);
        }
        collection.write(
            new PointWrite.Upsert(List.copyOf(points.values()), mode, filter), acknowledge);
        points.forEach(
            (id, point) -> {
              Point old = model.get(id);
              if (old == null
                  ? mode != UpdateMode.UPDATE_ONLY
                  : mode != UpdateMode.INSERT_ONLY
                      && matches(filter, old)) {
                model.put(id, point);
              }
            });
      }
      case 0, 1 -> {
        List<PointId> ids = List.of(id(random), id(random));
        collection.delete(new PointSelector.Ids(ids), acknowledge);
        ids.forEach(model::remove);
      }
      case 2 -> {
        Filter filter = filter(random);
        collection.delete(new PointSelector.Matching(filter), acknowledge);
        model.values().removeIf(p -> matches(filter, p));
      }
      case 3, 4 -> {
        Filter filter = filter(random);
        Payload fields = Payload.of(Map.of("b", random.nextInt(3)));
        collection.setPayload(new PointSelector.Matching(filter), fields, acknowledge);
        model.replaceAll(
            (id, p) ->
                matches(filter, p)
                    ? new Point(id, p.vectors(), p.payload().mergedWith(fields))
                    : p);
      }
      case 5 -> {
        if (!model.isEmpty()) {
          PointId id = List.copyOf(model.keySet()).get(random.nextInt(model.size()));
          Payload fields = Payload.of(Map.of("c", random.nextInt(3)));
          collection.setPayload(new PointSelector.Ids(List.of(id)), fields, acknowledge);
          Point old = Objects.requireNonNull(model.get(id));
          model.put(id, new Point(id, old.vectors(), old.payload().mergedWith(fields)));
        }
      }
      default -> {
        List<Point> points = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
          Point point = point(random);
          points.add(point);
          model.put(point.id(), point);
        }
        collection.upsert(points, acknowledge);
      }
    }
  }

  private void replacePayloads(Filter filter, UnaryOperator<Payload> change) {
    model.replaceAll(
        (id, p) ->
            matches(filter, p)
                ? new Point(id, p.vectors(), change.apply(p.payload()))
                : p);
  }

  private List<PointId> someExisting(Random random) {
    return model.keySet().stream().filter(id -> random.nextInt(20) == 0).toList();
  }

  private static VectorValue vector(Random random, int dimension) {
    float[] components = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      components[i] = random.nextInt(50);
    }
    return new VectorValue.Dense(components);
  }

  private static VectorValue.Sparse sparse(Random random) {
    int[] indices = random.ints(random.nextInt(5), -3, 3).distinct().toArray();
    float[] values = new float[indices.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(7) - 2;
    }
    return VectorValue.Sparse.of(indices, values);
  }

  private NamedVectors vectors(Random random) {
    if (!named) {
      return random.nextInt(10) == 0
          ? NamedVectors.EMPTY
          : NamedVectors.of(vector(random, DIMENSION));
    }
    Map<String, VectorValue> vectors = new TreeMap<>();
    if (random.nextInt(3) > 0) {
      vectors.put("near", vector(random, DIMENSION));
    }
    if (random.nextInt(3) > 0) {
      vectors.put("walk", vector(random, 2));
    }
    if (random.nextInt(3) > 0) {
      vectors.put("thin", sparse(random));
    }
    return NamedVectors.of(vectors);
  }

  private Point point(Random random) {
    return new Point(
        id(random),
        vectors(random),
        Payload.of(Map.of("a", random.nextInt(5), "b", random.nextInt(3))));
  }

  private static PointId id(Random random) {
    return random.nextInt(4) == 0
        ? PointId.of(new java.util.UUID(random.nextInt(3), random.nextInt(10)))
        : PointId.of(random.nextInt(60));
  }

  private Filter filter(Random random) {
    return switch (random.nextInt(6)) {
      case 4 -> Filter.must(new Condition.HasVector(named ? "near" : ""));
      case 5 ->
          Filter.must(
              Condition.match("b", (long) random.nextInt(3)),
              new Condition.Nested(
                  Filter.mustNot(new Condition.HasVector(named ? "walk" : "other"))));
      case 0 -> Filter.must(Condition.match("a", (long) random.nextInt(5)));
      case 1 -> Filter.mustNot(Condition.match("b", (long) random.nextInt(3)));
      case 2 ->
          Filter.must(
              Condition.match("b", (long) random.nextInt(3)), Condition.between("a", 1, 3));
      default -> Filter.should(Condition.match("c", (long) random.nextInt(3)));
    };
  }

  private void check(Collection collection, Random random, String context) {
    // A write that waits for visibility is seen by all later reads, and so is everything before it.
    collection.delete(
        new PointSelector.Ids(List.of(PointId.of(1_000_000))), Acknowledge.VISIBLE);
    Filter filter = random.nextBoolean() ? filter(random) : Filter.ALL;
    List<Point> expected =
        model.values().stream()
            .filter(p -> matches(filter, p))
            .toList();
    assertThat(collection.count(filter)).as(context).isEqualTo(expected.size());
    assertThat(collection.info().points()).as(context).isEqualTo(model.size());

    List<StoredRecord> scrolled = new ArrayList<>();
    PointId next = null;
    do {
      var page = collection.scroll(next, 7, filter, Projection.ALL);
      scrolled.addAll(page.points());
      next = page.next();
    } while (next != null);
    assertThat(scrolled.stream().map(StoredRecord::id))
        .as(context)
        .containsExactlyElementsOf(expected.stream().map(Point::id).toList());
    for (int i = 0; i < scrolled.size(); i++) {
      assertThat(scrolled.get(i).vectors())
          .as(context)
          .usingRecursiveComparison()
          .isEqualTo(expected.get(i).vectors());
      assertThat(scrolled.get(i).payload()).as(context).isEqualTo(expected.get(i).payload());
    }

    if (named) {
      checkSearch(collection, "near", filter, expected, random, context);
      checkSearch(collection, "walk", filter, expected, random, context);
      checkSparse(collection, filter, expected, random, context);
    } else {
      checkSearch(collection, "", filter, expected, random, context);
    }
  }

  private static void checkSearch(
      Collection collection,
      String name,
      Filter filter,
      List<Point> matching,
      Random random,
      String context) {
    boolean walk = name.equals("walk");
    float[] query = new float[walk ? 2 : DIMENSION];
    for (int i = 0; i < query.length; i++) {
      query[i] = random.nextInt(50);
    }
    List<ScoredPoint> found =
        collection
            .search(SearchRequest.nearest(query, 5).withFilter(filter).using(name))
            .points();
    List<PointId> nearest =
        matching.stream()
            .filter(p -> p.vectors().has(name))
            .sorted(
                Comparator.<Point>comparingDouble(
                        p -> distance(query, Objects.requireNonNull(p.vectors().dense(name)), walk))
                    .thenComparing(Point::id))
            .limit(5)
            .map(Point::id)
            .toList();
    assertThat(found.stream().map(ScoredPoint::id))
        .as("%s, using `%s`", context, name)
        .containsExactlyElementsOf(nearest);
  }

  /** Compares sums of weighted products; every point counts for the weights, matching or not. */
  private void checkSparse(
      Collection collection,
      Filter filter,
      List<Point> matching,
      Random random,
      String context) {
    VectorValue.Sparse query = sparse(random);
    List<ScoredPoint> found =
        collection
            .search(
                new SearchRequest(
                    new SearchRequest.Target.Vector(query),
                    "thin",
                    1_000,
                    0,
                    filter,
                    null,
                    false,
                    null,
                    Projection.NONE))
            .points();
    Map<PointId, Double> scores = new TreeMap<>();
    for (int i = 0; i < query.indices().length; i++) {
      int index = query.indices()[i];
      long points = model.values().stream().filter(p -> p.vectors().has("thin")).count();
      long having =
          model.values().stream().filter(p -> component(p, index) != null).count();
      double weight =
          query.values()[i] * Math.log(1 + (points - having + 0.5) / (having + 0.5));
      for (Point point : matching) {
        Float value = component(point, index);
        if (value != null) {
          scores.merge(point.id(), weight * value, Double::sum);
        }
      }
    }
    assertThat(found).as(context).hasSize(scores.size());
    for (ScoredPoint point : found) {
      assertThat((double) point.score())
          .as("%s, point %s", context, point.id())
          .isCloseTo(Objects.requireNonNull(scores.get(point.id())), within(1e-4));
    }
    assertThat(found)
        .as(context)
        .isSortedAccordingTo(Comparator.comparing(ScoredPoint::score).reversed());
  }

  private static @Nullable Float component(Point point, int index) {
    if (point.vectors().get("thin") instanceof VectorValue.Sparse vector) {
      for (int i = 0; i < vector.indices().length; i++) {
        if (vector.indices()[i] == index) {
          return vector.values()[i];
        }
      }
    }
    return null;
  }

  private static double distance(float[] a, float[] b, boolean walk) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      float difference = a[i] - b[i];
      sum += walk ? Math.abs(difference) : difference * difference;
    }
    return walk ? sum : (float) Math.sqrt(sum);
  }
}
