package io.vdb.core.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.index.IdCursor;
import io.vdb.core.index.IndexHit;
import io.vdb.core.index.IndexInspection;
import io.vdb.core.index.IndexQuery;
import io.vdb.core.index.IndexSnapshot;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.IndexedPoint;
import io.vdb.core.index.OrdinalBits;
import io.vdb.core.model.Distance;
import io.vdb.core.model.HnswConfig;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PointId;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class IndexLooksTest {

  private static final int POINTS = 20;

  private final List<String> found = new ArrayList<>();
  private final IndexInspection.Findings findings =
      new IndexInspection.Findings() {
        @Override
        public void found(@Nullable String file, String what) {
          found.add(what);
        }

        @Override
        public void examined(long count) {}
      };

  private static List<PointId> ids() {
    return LongStream.range(0, POINTS).mapToObj(PointId::of).toList();
  }

  /**
   * An index of points whose payloads say whether their numbers are even.
   *
   * @param nearest how many of the nearest its graph finds
   * @param passedOver a point that its filters do not find
   */
  private static IndexSnapshot index(int nearest, int passedOver) {
    return (IndexSnapshot)
        Proxy.newProxyInstance(
            IndexSnapshot.class.getClassLoader(),
            new Class<?>[] {IndexSnapshot.class},
            (_, method, arguments) ->
                switch (method.getName()) {
                  case "point" -> point(((PointId) arguments[0]).toString());
                  case "ids" -> cursor();
                  case "matching" -> matching(arguments[0].toString(), passedOver);
                  case "nearest" ->
                      hits(((IndexQuery) arguments[0]).exact() ? POINTS / 2 : nearest);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private static IndexedPoint point(String id) {
    int number = Integer.parseInt(id);
    return new IndexedPoint(
        number,
        PointId.of(number),
        1,
        Set.of(""),
        Payload.of(Map.of("even", number % 2 == 0)),
        NamedVectors.of(new float[] {1}));
  }

  private static IdCursor cursor() {
    return new IdCursor() {
      private int at = -1;

      @Override
      public boolean next() {
        return ++at < POINTS;
      }

      @Override
      public PointId id() {
        return PointId.of(at);
      }

      @Override
      public int ordinal() {
        return at;
      }
    };
  }

  private static OrdinalBits matching(String filter, int passedOver) {
    OrdinalBits bits = new OrdinalBits(POINTS);
    for (int i = 0; i < POINTS; i++) {
      if (i != passedOver && filter.contains("true") == (i % 2 == 0)) {
        bits.set(i);
      }
    }
    return bits;
  }

  private static List<IndexHit> hits(int count) {
    return LongStream.range(0, count)
        .mapToObj(id -> new IndexHit((int) id, PointId.of(id), (float) (100 - id)))
        .toList();
  }

  private void recall(int nearest) throws Exception {
    new RecallLook(
            index(nearest, -1),
            new IndexSpec(1, Distance.DOT, HnswConfig.DEFAULT),
            _ -> (a, b) -> a[0] * b[0])
        .at(ids(), findings);
  }

  @Test
  void findGraphsThatMissWhatIsNearest() throws Exception {
    recall(9);
    assertThat(found).isEmpty();
    recall(8);
    assertThat(found).singleElement().asString().contains("0.800");
  }

  @Test
  void findFiltersThatPassOverAPointThatMatches() throws Exception {
    new PayloadIndexLook(index(10, -1)).at(ids(), findings);
    assertThat(found).isEmpty();
    new PayloadIndexLook(index(10, 4)).at(ids(), findings);
    assertThat(found)
        .contains("a filter on 'even' passes over 1 points that match, and accepts 0 that do not");
  }
}
