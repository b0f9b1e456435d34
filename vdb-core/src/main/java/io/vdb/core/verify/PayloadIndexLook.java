package io.vdb.core.verify;

import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.FilterEvaluator;
import io.vdb.core.index.IdCursor;
import io.vdb.core.index.IndexInspection;
import io.vdb.core.index.IndexSnapshot;
import io.vdb.core.index.IndexedPoint;
import io.vdb.core.index.OrdinalBits;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import io.vdb.core.model.Projection.VectorSelector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Filters by values that points have, with the index and by looking at every payload. */
final class PayloadIndexLook {

  /** Every filter is decided for every point, so that there are few of them. */
  private static final int FILTERS = 50;

  private static final int PER_FIELD = 5;

  private final IndexSnapshot snapshot;

  PayloadIndexLook(IndexSnapshot snapshot) {
    this.snapshot = snapshot;
  }

  /** A filter, and what it accepts. */
  private record Probe(String field, Filter filter, OrdinalBits indexed, OrdinalBits scanned) {}

  void at(List<PointId> sample, IndexInspection.Findings findings) throws IOException {
    List<Probe> probes = probes(sample);
    if (probes.isEmpty()) {
      return;
    }
    IdCursor ids = snapshot.ids(null);
    while (ids.next()) {
      findings.examined(1);
      IndexedPoint point = snapshot.point(ids.id(), true, VectorSelector.none());
      Payload payload = point == null ? null : point.payload();
      if (point == null || payload == null) {
        findings.found(null, "point " + ids.id() + " has no payload");
        continue;
      }
      for (Probe probe : probes) {
        if (FilterEvaluator.matches(
            probe.filter(), ids.id(), payload, point.vectorNames()::contains)) {
          probe.scanned().set(point.ordinal());
        }
      }
    }
    probes.forEach(probe -> compare(probe, findings));
  }

  private static void compare(Probe probe, IndexInspection.Findings findings) {
    int missing = 0;
    int wrong = 0;
    for (int at = probe.scanned().nextSet(0); at >= 0; at = probe.scanned().nextSet(at + 1)) {
      missing += probe.indexed().contains(at) ? 0 : 1;
    }
    for (int at = probe.indexed().nextSet(0); at >= 0; at = probe.indexed().nextSet(at + 1)) {
      wrong += probe.scanned().contains(at) ? 0 : 1;
    }
    if (missing + wrong > 0) {
      findings.found(
          null,
          "a filter on '" + probe.field() + "' passes over " + missing + " points that match, and"
              + " accepts " + wrong + " that do not");
    }
  }

  private List<Probe> probes(List<PointId> sample) throws IOException {
    Map<String, Integer> byField = new LinkedHashMap<>();
    List<Probe> probes = new ArrayList<>();
    for (PointId id : sample) {
      IndexedPoint point = snapshot.point(id, true, VectorSelector.none());
      Payload payload = point == null ? null : point.payload();
      if (payload != null) {
        for (Map.Entry<String, @Nullable Object> field : payload.asMap().entrySet()) {
          Object value =
              field.getValue() instanceof List<?> list && !list.isEmpty()
                  ? list.getFirst()
                  : field.getValue();
          Condition condition = condition(field.getKey(), value);
          if (condition != null
              && probes.size() < FILTERS
              && byField.merge(field.getKey(), 1, Integer::sum) <= PER_FIELD) {
            Filter filter = Filter.must(condition);
            probes.add(
                new Probe(
                    field.getKey(), filter, snapshot.matching(filter), new OrdinalBits(0)));
          }
        }
      }
    }
    return probes;
  }

  private static @Nullable Condition condition(String field, @Nullable Object value) {
    PayloadPath path = new PayloadPath(List.of(new PayloadPath.Key(field)));
    return switch (value) {
      case String text -> new Condition.MatchAny(path, Set.of(text));
      case Boolean truth -> new Condition.MatchAny(path, Set.of(truth));
      case Long number -> new Condition.MatchAny(path, Set.of(number));
      case Double number -> new Condition.Range(path, null, number, null, number);
      case null, default -> null;
    };
  }
}
