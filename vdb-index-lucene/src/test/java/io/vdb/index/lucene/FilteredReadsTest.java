package io.vdb.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.engine.Collection;
import io.vdb.core.engine.Database;
import io.vdb.core.filter.Filter;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.Payload;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointSelector;
import io.vdb.core.model.PointWrite;
import io.vdb.core.model.Projection;
import io.vdb.core.model.ScoredPoint;
import io.vdb.core.model.SearchRequest;
import io.vdb.core.model.StoredRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counting, scrolling and searching agree on which points match, wherever those are. */
class FilteredReadsTest {

  private static final int POINTS = 400;

  @TempDir Path folder;

  private final Map<PointId, Payload> payloads = new TreeMap<>();

  private Database open() {
    return FlushedOften.open(folder, 100);
  }

  @Test
  void agreeWhileMostPointsAreInTheIndexAndSomeInMemory() {
    for (long seed = 1; seed <= 3; seed++) {
      Random random = new Random(seed);
      RandomFilters filters = new RandomFilters(random);
      try (Database database = open()) {
        Collection collection =
            database.createCollection("c" + seed, CollectionConfig.of(2, Distance.EUCLID));
        payloads.clear();
        for (long first = 0; first < POINTS; first += 50) {
          List<Point> points = new ArrayList<>();
          for (long id = first; id < first + 50; id++) {
            points.add(point(random, id, Payload.of(filters.object(3))));
          }
          collection.upsert(points, Acknowledge.DURABLE);
        }
        for (int i = 0; i < 40; i++) {
          PointId id = PointId.of(random.nextInt(POINTS));
          Payload payload = Payload.of(filters.object(3));
          collection.write(
              new PointWrite.OverwritePayload(new PointSelector.Ids(List.of(id)), payload),
              Acknowledge.VISIBLE);
          payloads.put(id, payload);
          collection.upsert(
              List.of(point(random, random.nextInt(POINTS), Payload.of(filters.object(3)))));
        }
        for (int i = 0; i < 150; i++) {
          assertAgree(collection, filters.filter(3), "seed " + seed + ", filter " + i);
        }
      }
    }
  }

  private Point point(Random random, long id, Payload payload) {
    payloads.put(PointId.of(id), payload);
    return new Point(
        PointId.of(id), new float[] {random.nextFloat(), random.nextFloat()}, payload);
  }

  private void assertAgree(Collection collection, Filter filter, String about) {
    List<PointId> expected = new ArrayList<>();
    payloads.forEach(
        (id, payload) -> {
          if (ReferenceFilter.matches(filter, id, payload.asMap())) {
            expected.add(id);
          }
        });
    String what = about + ": " + filter;
    assertThat(collection.count(filter)).as("count, %s", what).isEqualTo(expected.size());
    assertThat(collection.scroll(null, POINTS, filter, Projection.NONE).points())
        .as("scroll, %s", what)
        .extracting(StoredRecord::id)
        .containsExactlyElementsOf(expected);
    assertThat(
            collection
                .search(SearchRequest.nearest(new float[] {0, 0}, POINTS).withFilter(filter))
                .points())
        .as("search, %s", what)
        .extracting(ScoredPoint::id)
        .containsExactlyInAnyOrderElementsOf(expected);
  }
}
