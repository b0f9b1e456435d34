package io.vdb.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.FilterEvaluator;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
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
import io.vdb.core.model.StoredRecord;
import io.vdb.core.model.UpdateMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random operations and restarts, compared with a plain map after every few steps. */
class CollectionModelTest {

  private static final int DIMENSION = 3;
  private static final List<UpdateMode> MODES = List.of(UpdateMode.values());

  @TempDir Path folder;

  private final Map<PointId, Point> model = new TreeMap<>();

  @ParameterizedTest
  @CsvSource({"1,7", "2,40", "3,10000", "4,1"})
  void behavesLikeAMapOfPoints(long seed, int recentPoints) {
    Random random = new Random(seed);
    Limits limits = TestDatabases.withRecentPoints(recentPoints);
    Database database = TestDatabases.open(folder, limits);
    try {
      Collection collection =
          database.createCollection("c", CollectionConfig.of(DIMENSION, Distance.EUCLID));
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
    switch (random.nextInt(16)) {
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
          float[] vector = vector(random);
          vectors.add(new PointVector(id, vector));
          Point old = Objects.requireNonNull(model.get(id));
          if (FilterEvaluator.matches(filter, id, old.payload())) {
            model.put(id, new Point(id, vector, old.payload()));
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
                      && FilterEvaluator.matches(filter, id, old.payload())) {
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
        model.values().removeIf(p -> FilterEvaluator.matches(filter, p.id(), p.payload()));
      }
      case 3, 4 -> {
        Filter filter = filter(random);
        Payload fields = Payload.of(Map.of("b", random.nextInt(3)));
        collection.setPayload(new PointSelector.Matching(filter), fields, acknowledge);
        model.replaceAll(
            (id, p) ->
                FilterEvaluator.matches(filter, id, p.payload())
                    ? new Point(id, p.vector(), p.payload().mergedWith(fields))
                    : p);
      }
      case 5 -> {
        if (!model.isEmpty()) {
          PointId id = List.copyOf(model.keySet()).get(random.nextInt(model.size()));
          Payload fields = Payload.of(Map.of("c", random.nextInt(3)));
          collection.setPayload(new PointSelector.Ids(List.of(id)), fields, acknowledge);
          Point old = Objects.requireNonNull(model.get(id));
          model.put(id, new Point(id, old.vector(), old.payload().mergedWith(fields)));
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
            FilterEvaluator.matches(filter, id, p.payload())
                ? new Point(id, p.vector(), change.apply(p.payload()))
                : p);
  }

  private List<PointId> someExisting(Random random) {
    return model.keySet().stream().filter(id -> random.nextInt(20) == 0).toList();
  }

  private static float[] vector(Random random) {
    return new float[] {random.nextInt(50), random.nextInt(50), random.nextInt(50)};
  }

  private static Point point(Random random) {
    return new Point(
        id(random),
        vector(random),
        Payload.of(Map.of("a", random.nextInt(5), "b", random.nextInt(3))));
  }

  private static PointId id(Random random) {
    return random.nextInt(4) == 0
        ? PointId.of(new java.util.UUID(random.nextInt(3), random.nextInt(10)))
        : PointId.of(random.nextInt(60));
  }

  private static Filter filter(Random random) {
    return switch (random.nextInt(4)) {
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
            .filter(p -> FilterEvaluator.matches(filter, p.id(), p.payload()))
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
      assertThat(scrolled.get(i).vector()).as(context).isEqualTo(expected.get(i).vector());
      assertThat(scrolled.get(i).payload()).as(context).isEqualTo(expected.get(i).payload());
    }

    float[] query = {random.nextInt(50), random.nextInt(50), random.nextInt(50)};
    List<ScoredPoint> found =
        collection.search(SearchRequest.nearest(query, 5).withFilter(filter)).points();
    List<PointId> nearest =
        expected.stream()
            .sorted(
                Comparator.<Point>comparingDouble(p -> (float) distance(query, p.vector()))
                    .thenComparing(Point::id))
            .limit(5)
            .map(Point::id)
            .toList();
    assertThat(found.stream().map(ScoredPoint::id))
        .as(context)
        .containsExactlyElementsOf(nearest);
  }

  private static double distance(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      float difference = a[i] - b[i];
      sum += difference * difference;
    }
    return (float) Math.sqrt(sum);
  }
}
